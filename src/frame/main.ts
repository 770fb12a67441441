/**
 * Draws mermaid texts in a frame without an origin or a network. It says `ready` to the page that frames it, gets one
 * message port back, and answers each `{ id, text }` there with `{ id, svg }` or `{ id, error }`. A text that a newer
 * one has overtaken before its turn gets no answer.
 */
import mermaid from "mermaid";

interface Job {
  readonly id: number;
  readonly text: string;
}

mermaid.initialize({
  startOnLoad: false,
  securityLevel: "strict",
  // Mermaid's own choice, ELK, is 459 kB more to fetch.
  layout: "dagre",
  // The newer look draws gradients and shadows that the engine's colours were not made for.
  look: "classic",
  // Labels in HTML cannot be shown in an image.
  htmlLabels: false,
  flowchart: { htmlLabels: false, useMaxWidth: false },
  suppressErrorRendering: true,
  maxEdges: 2000,
  maxTextSize: 500_000,
  // A text may hold settings of its own, but not for these.
  secure: [
    "secure",
    "securityLevel",
    "startOnLoad",
    "maxTextSize",
    "suppressErrorRendering",
    "maxEdges",
    "layout",
    "look",
    "htmlLabels",
    "useMaxWidth",
  ],
});

let waiting: Job | null = null;
let isBusy = false;

async function drawWaiting(port: MessagePort): Promise<void> {
  if (isBusy) {
    return;
  }
  isBusy = true;
  while (waiting) {
    const { id, text }: Job = waiting;
    waiting = null;
    try {
      const { svg } = await mermaid.render(`drawing-${id}`, text);
      port.postMessage({ id, svg });
    } catch (error) {
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    }
  }
  isBusy = false;
}

function connect(event: MessageEvent<unknown>): void {
  const [port] = event.ports;
  if (event.source !== window.parent || !port) {
    return;
  }
  window.removeEventListener("message", connect);
  port.onmessage = ({ data }: MessageEvent<Job>) => {
    waiting = data;
    void drawWaiting(port);
  };
}

window.addEventListener("message", connect);
// Who frames this page is not known to it, and there is nothing to keep from anybody.
window.parent.postMessage("ready", "*");
