/**
 * Runs mermaid in a frame without an origin or a network. It says `ready` to the page that frames it, gets one message
 * port back, and answers each job there. A job that a newer one has overtaken before its turn gets no answer.
 */
import type { DrawingAnswer, DrawingJob } from "../model/drawing/drawing.ts";
import { drawPicture } from "./draw-picture.ts";
import { readDiagram } from "./read-diagram.ts";

let waiting: DrawingJob | null = null;
let isBusy = false;

async function work(port: MessagePort): Promise<void> {
  if (isBusy) {
    return;
  }
  isBusy = true;
  while (waiting) {
    const job: DrawingJob = waiting;
    waiting = null;
    port.postMessage(await answerTo(job));
  }
  isBusy = false;
}

async function answerTo(job: DrawingJob): Promise<DrawingAnswer> {
  const { id, kind, text } = job;
  try {
    return kind === "read"
      ? { kind: "diagram", id, diagram: await readDiagram(text) }
      : { kind: "picture", id, picture: await drawPicture(text, job.isDark) };
  } catch (error) {
    return { kind: "error", id, message: error instanceof Error ? error.message : String(error) };
  }
}

function connect(event: MessageEvent<unknown>): void {
  const [port] = event.ports;
  if (event.source !== window.parent || !port) {
    return;
  }
  window.removeEventListener("message", connect);
  port.onmessage = ({ data }: MessageEvent<DrawingJob>) => {
    waiting = data;
    void work(port);
  };
}

window.addEventListener("message", connect);
// Who frames this page is not known to it, and there is nothing to keep from anybody.
window.parent.postMessage("ready", "*");
