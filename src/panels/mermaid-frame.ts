/** The page's end of the sandboxed frame that runs mermaid. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { systemClock } from "../base/clock.ts";
import type { DrawingAnswer, DrawingJob, DrawingTask } from "../model/drawing/drawing.ts";

/** Loading mermaid takes about a second; what takes this long is not worth waiting for. */
export const LIMIT_MS = 20_000;

/** Asks the frame. The answer never comes if something newer is asked meanwhile. */
export type AskFrame = (task: DrawingTask) => Promise<DrawingAnswer>;

/** A reference for the frame's element, and how to ask it, from when it is ready; `onLate` if it does not answer. */
export function useMermaidFrame(onLate: () => void) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [ask, setAsk] = useState<AskFrame | null>(null);
  const late = useRef(onLate);
  useEffect(() => {
    late.current = onLate;
  });

  // Before the frame can have loaded, so that its word is not missed.
  useLayoutEffect(() => {
    let port: MessagePort | null = null;
    let stopWaiting = systemClock.after(LIMIT_MS, () => late.current());
    let lastId = 0;
    const onMessage = ({ source, data }: MessageEvent<unknown>) => {
      const target = frame.current?.contentWindow;
      if (!target || source !== target || data !== "ready") {
        return;
      }
      stopWaiting();
      const channel = new MessageChannel();
      // The frame has no origin that could be named.
      target.postMessage("port", "*", [channel.port2]);
      port?.close();
      const own = channel.port1;
      port = own;
      const askFrame: AskFrame = (task) =>
        new Promise((resolve) => {
          const id = ++lastId;
          stopWaiting();
          stopWaiting = systemClock.after(LIMIT_MS, () => late.current());
          own.onmessage = ({ data: answer }: MessageEvent<DrawingAnswer>) => {
            if (answer.id === id) {
              stopWaiting();
              resolve(answer);
            }
          };
          own.postMessage({ ...task, id } satisfies DrawingJob);
        });
      setAsk(() => askFrame);
    };
    window.addEventListener("message", onMessage);
    return () => {
      stopWaiting();
      window.removeEventListener("message", onMessage);
      port?.close();
    };
  }, []);

  return { frame, ask };
}
