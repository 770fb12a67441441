/** Mermaid alone in a page: it draws the text that `Flow.plot()` would send to mermaid.ink. */
import mermaid from "mermaid";

mermaid.initialize({
  startOnLoad: false,
  // As our page has it, and as mermaid had it by itself when the engine was made.
  layout: "dagre",
  // By itself it refuses a Flow of a few hundred executors.
  maxEdges: Number.MAX_SAFE_INTEGER,
  maxTextSize: Number.MAX_SAFE_INTEGER,
});

/** Milliseconds until the picture is there. @throws with mermaid's words if it does not draw the text. */
export type DrawMermaid = typeof drawMermaid;

async function drawMermaid(text: string): Promise<number> {
  const begun = performance.now();
  await mermaid.render("drawing", text);
  return performance.now() - begun;
}

Object.assign(globalThis, { drawMermaid });
