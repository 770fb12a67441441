import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import "./mermaid-view.css";

/** The first drawing loads mermaid and takes about a second; what takes this long is not worth waiting for. */
const LIMIT_MS = 15_000;

/**
 * A mermaid text as a picture. Mermaid runs in a sandboxed frame that exists while this is mounted; a newer text
 * takes the place of an older one that is still being drawn.
 */
export function MermaidView({
  text,
  label,
  isFitted,
}: {
  text: string;
  /** The picture's accessible name. */
  label: string;
  /** Shrunk to the room there is; otherwise in its own size, to be scrolled. */
  isFitted: boolean;
}) {
  const [lateText, setLateText] = useState<string | null>(null);
  if (lateText === text) {
    return (
      <div className="mermaid-view" role="alert">
        <p>The drawing was not ready after {LIMIT_MS / 1000} seconds and has been given up.</p>
        <div>
          <button type="button" onClick={() => setLateText(null)}>
            Retry
          </button>
        </div>
      </div>
    );
  }
  return <Drawing text={text} label={label} isFitted={isFitted} onLate={() => setLateText(text)} />;
}

/** What became of a text. */
type Outcome = { readonly text: string } & ({ readonly url: string } | { readonly error: string });

interface Answer {
  readonly id: number;
  readonly svg?: string;
  readonly error?: string;
}

function Drawing(props: { text: string; label: string; isFitted: boolean; onLate: () => void }) {
  const { text, label, isFitted } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const lastId = useRef(0);
  const [port, setPort] = useState<MessagePort | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const isDrawing = outcome?.text !== text;
  const url = outcome && "url" in outcome ? outcome.url : null;

  // Before the frame can have loaded, so that its word is not missed.
  useLayoutEffect(() => {
    let own: MessagePort | null = null;
    const onMessage = ({ source, data }: MessageEvent<unknown>) => {
      const target = frame.current?.contentWindow;
      if (!target || source !== target || data !== "ready") {
        return;
      }
      const channel = new MessageChannel();
      // The frame has no origin that could be named.
      target.postMessage("port", "*", [channel.port2]);
      own?.close();
      own = channel.port1;
      setPort(own);
    };
    window.addEventListener("message", onMessage);
    return () => {
      window.removeEventListener("message", onMessage);
      own?.close();
    };
  }, []);

  const settle = useEffectEvent(({ svg, error = "" }: Answer) => {
    if (svg === undefined) {
      setOutcome({ text, error });
      return;
    }
    setOutcome({ text, url: URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })) });
  });

  useEffect(() => {
    if (!port) {
      return;
    }
    const id = ++lastId.current;
    port.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.id === id) {
        settle(data);
      }
    };
    port.postMessage({ id, text });
    return () => {
      port.onmessage = null;
    };
  }, [port, text]);

  const giveUp = useEffectEvent(props.onLate);
  useEffect(() => {
    // Each text has the whole time for itself.
    if (outcome?.text === text) {
      return;
    }
    const timer = setTimeout(() => giveUp(), LIMIT_MS);
    return () => clearTimeout(timer);
  }, [outcome, text]);

  useEffect(() => (url === null ? undefined : () => URL.revokeObjectURL(url)), [url]);

  return (
    <div className="mermaid-view">
      <iframe
        ref={frame}
        className="mermaid-view-frame"
        sandbox="allow-scripts"
        src="/mermaid.html"
        title="Mermaid at work"
        aria-hidden="true"
        tabIndex={-1}
      />
      <p role="status">{isDrawing ? "Drawing…" : ""}</p>
      {outcome && "error" in outcome && !isDrawing && (
        <p className="mermaid-view-fault" role="alert">
          Mermaid, which draws this, has failed; your file is not at fault. {outcome.error}
        </p>
      )}
      {url !== null && (
        <section
          className={isFitted ? "mermaid-view-paper is-fitted" : "mermaid-view-paper"}
          aria-label={label}
          aria-busy={isDrawing}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          tabIndex={0}
        >
          <img src={url} alt={label} />
        </section>
      )}
    </div>
  );
}
