/**
 * Built Flow → a mermaid text that always draws it: ids of our own, labels that mermaid takes as they are. It is not what
 * `Flow.plot()` draws, and stands in where that cannot be drawn or shows something else.
 */
import type { Diagram } from "../../model/drawing/diagram.ts";
import type { BuiltFlow, BuiltNode } from "../../model/engine/built-flow.ts";
import { CLASSES, THEME } from "./mermaid.ts";
import { diagramOf } from "./mermaid-diagram.ts";

/** The text, and what mermaid has to read in it. */
export function printMended(flow: BuiltFlow): { text: string; diagram: Diagram } {
  const ids = new Map(flow.nodes.map((node, index) => [node, `e${index}`]));
  const of = (node: BuiltNode) => ids.get(node)!;
  const unknown = new Map<string, string>();
  const diagram = diagramOf(flow, {
    of,
    within: of,
    unknown: (need) => {
      const id = unknown.get(need) ?? `unknown${unknown.size}`;
      unknown.set(need, id);
      return id;
    },
  });
  const { boxes, groups, lines } = diagram;
  const inner = new Set(groups.flatMap(({ members }) => members));
  const groupById = new Map(groups.map((group) => [group.id, group]));
  const boxById = new Map(boxes.map((box) => [box.id, box]));
  const linesOf = (id: string): string[] => {
    const group = groupById.get(id);
    if (!group) {
      const { label, look } = boxById.get(id)!;
      return [`${id}["${escaped(label)}"]:::${look}`];
    }
    // Shards stand side by side, their replicas below one another, as in the engine's drawing.
    const direction = inner.has(id) ? "TB" : "LR";
    return [
      `subgraph ${id}["${escaped(group.label)}"]`,
      `direction ${direction}`,
      ...group.members.flatMap(linesOf),
      "end",
    ];
  };
  const text = [
    THEME,
    "flowchart LR",
    ...[...groups, ...boxes].filter(({ id }) => !inner.has(id)).flatMap(({ id }) => linesOf(id)),
    ...lines.map(({ from, to, isDotted }) => `${from} ${isDotted ? "-.->" : "-->"} ${to}`),
    ...CLASSES,
    "classDef UNKNOWN fill:none,stroke:#d9534f,stroke-dasharray: 4 3",
  ].join("\n");
  return { text, diagram };
}

/**
 * A label between quotes. Signs that mean something there become mermaid's entities: quotes end it, a backtick begins
 * Markdown, `\n` breaks the line, `%%` begins a comment, `#…;` and `&…;` are entities, `<` and `>` make HTML.
 */
function escaped(label: string): string {
  return label.replace(/\p{Cc}/gu, " ").replace(/["#&<>`\\%]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
