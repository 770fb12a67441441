/** The Flow as `Flow.plot()` draws it: the engine's mermaid text, drawn by mermaid in a page of its own. */
import { useEffect, useMemo, useState } from "react";
import { commandById, runCommand } from "../store/commands.ts";
import { isStale } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { useIsDark } from "../ui/use-is-dark.ts";
import { ZoomView } from "../ui/zoom-view.tsx";
import { drawPlot, type PlotDrawing } from "./draw-plot.ts";
import { type AskFrame, LIMIT_MS, useMermaidFrame } from "./mermaid-frame.ts";
import "./plot.css";
import { Button } from "../ui/button.tsx";

/** The tab Plot. */
export default function Plot() {
  const [isLate, setLate] = useState(false);
  if (isLate) {
    return (
      <div className="plot-late" role="alert">
        <p>The drawing was not ready after {LIMIT_MS / 1000} seconds and has been given up.</p>
        <Button isSmall onClick={() => setLate(false)}>
          Retry
        </Button>
      </div>
    );
  }
  return <Drawing onLate={() => setLate(true)} />;
}

function Drawing({ onLate }: { onLate: () => void }) {
  const designer = useDesigner();
  const built = useOpenFile((file) => file.shown.built);
  const stale = useOpenFile(isStale);
  const isDark = useIsDark();
  const { frame, ask } = useMermaidFrame(onLate);
  const [drawn, setDrawn] = useState<PlotDrawing | null>(null);
  const isDrawing = drawn?.of !== built || drawn.isDark !== isDark;

  useEffect(() => {
    if (!ask) {
      return;
    }
    let isCurrent = true;
    // An older Flow asks no more, so that it does not overtake the newer one.
    const askOn: AskFrame = (task) => (isCurrent ? ask(task) : new Promise(() => {}));
    const notice = {
      sentence: "The plot could not be made. To try again, open this tab again.",
      words: null,
    };
    const failed: PlotDrawing = { of: built, isDark, notice, mended: null, picture: null };
    const draw = async () => drawPlot(built, isDark, await designer.loadFormats(), askOn);
    void designer.tools.guard("making the plot", draw, failed).then((plot) => {
      if (isCurrent) {
        setDrawn(plot);
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [designer, ask, built, isDark]);

  const url = useUrl(drawn?.picture?.svg ?? null);
  const { notice = null, mended = null, picture = null } = drawn ?? {};
  const label = mended === null ? "The Flow as Jina plots it" : "The Flow in a mended drawing";
  return (
    <div className="plot">
      <iframe
        ref={frame}
        className="plot-frame"
        sandbox="allow-scripts"
        src="/mermaid.html"
        title="Mermaid at work"
        aria-hidden="true"
        tabIndex={-1}
      />
      <ZoomView
        mark={mended === null ? null : "Mended drawing, not Jina's own text"}
        picture={picture && url ? { ...picture, url, label, isOld: isDrawing } : null}
        tools={
          <>
            {["copy-mermaid", "copy-run"].map((id) => (
              <Button isSmall key={id} onClick={() => runCommand(designer, commandById(id))}>
                {commandById(id).label}
              </Button>
            ))}
            {mended !== null && (
              <Button
                isSmall
                onClick={() => void designer.do.copy(mended, "the mended text, which is not Jina's own")}
              >
                Copy mended mermaid
              </Button>
            )}
            <span className="plot-status" role="status">
              {isDrawing ? "Drawing…" : ""}
            </span>
          </>
        }
      >
        {stale && (
          <p className="plot-notice">The text holds no Flow now: this is the last one that it held.</p>
        )}
        {notice && (
          <div className="plot-notice" role="alert">
            <p>{notice.sentence}</p>
            {notice.words !== null && <Words text={notice.words} />}
          </div>
        )}
      </ZoomView>
    </div>
  );
}

/** The engine's words fit in a line; mermaid's are many, and stay out of the picture's way. */
function Words({ text }: { text: string }) {
  const pre = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre tabIndex={0}>{text}</pre>
  );
  return text.includes("\n") ? (
    <details>
      <summary>Mermaid's own words</summary>
      {pre}
    </details>
  ) : (
    pre
  );
}

/** The address of a picture, for as long as it is shown. */
function useUrl(svg: string | null): string | null {
  const url = useMemo(
    () => (svg === null ? null : URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }))),
    [svg],
  );
  useEffect(() => (url === null ? undefined : () => URL.revokeObjectURL(url)), [url]);
  return url;
}
