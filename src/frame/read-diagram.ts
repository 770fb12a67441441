/** What mermaid understands of a flowchart's text. */
import mermaid from "mermaid";
import type { Diagram } from "../model/drawing/diagram.ts";

/** The part of mermaid's own model of a flowchart that is read here. */
interface FlowDb {
  getVertices(): Map<string, { id: string; text?: string; classes: string[] }>;
  getEdges(): { start: string; end: string; stroke?: string }[];
  getSubGraphs(): { id: string; title: string; nodes: string[] }[];
}

/** @throws with mermaid's words if it does not take the text. */
export async function readDiagram(text: string): Promise<Diagram> {
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  if (!type.startsWith("flowchart")) {
    throw new Error(`Read as a diagram of type ${type}.`);
  }
  const flow = db as unknown as FlowDb;
  const groups = flow
    .getSubGraphs()
    .map(({ id, title, nodes }) => ({ id, label: shown(title), members: nodes }));
  const groupIds = new Set(groups.map(({ id }) => id));
  return {
    boxes: [...flow.getVertices().values()]
      // A line that ends at a group leaves a box of that name behind, which is not drawn.
      .filter(({ id }) => !groupIds.has(id))
      .map(({ id, text: label = id, classes }) => ({
        id,
        label: shown(label),
        look: [...new Set(classes)].join(" "),
      })),
    groups,
    lines: flow.getEdges().map(({ start, end, stroke }) => ({
      from: start,
      to: end,
      isDotted: stroke === "dotted",
    })),
  };
}

/**
 * A label as a page would show it: mermaid's labels are HTML, its entities `#quot;` are rewritten to signs of its own, and
 * `\n` breaks the line.
 */
function shown(label: string): string {
  const html = label
    .replaceAll("ﬂ°°", "&#")
    .replaceAll("ﬂ°", "&")
    .replaceAll("¶ß", ";")
    .replaceAll("\\n", "\n");
  return new DOMParser().parseFromString(html, "text/html").body.textContent;
}
