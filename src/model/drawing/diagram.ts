/**
 * What a drawing of a Flow shows, whatever it is drawn from: boxes with a label, boxes around boxes, lines. It has no
 * places and no colours.
 */

/** A flowchart: boxes, boxes around boxes, and lines. */
export interface Diagram {
  readonly boxes: readonly DiagramBox[];
  readonly groups: readonly DiagramGroup[];
  readonly lines: readonly DiagramLine[];
}

/** A box of a flowchart. */
export interface DiagramBox {
  readonly id: string;
  readonly label: string;
  /** The word that stands for its colours. */
  readonly look: string;
}

/** A box around others: an executor around its replicas or shards, a shard around its replicas. */
export interface DiagramGroup {
  readonly id: string;
  readonly label: string;
  /** Ids of the boxes and groups that lie in it and in no group of its own. */
  readonly members: readonly string[];
}

/** A line of a flowchart, by the ids of its ends. */
export interface DiagramLine {
  readonly from: string;
  readonly to: string;
  readonly isDotted: boolean;
}

/** What one diagram has and another has not, in words that show what is there; empty if both show the same. */
export function missingIn(other: Diagram, diagram: Diagram): string[] {
  const there = new Map<string, number>();
  for (const word of wordsOf(other)) {
    there.set(word, (there.get(word) ?? 0) + 1);
  }
  return wordsOf(diagram).filter((word) => {
    const count = there.get(word) ?? 0;
    there.set(word, count - 1);
    return count <= 0;
  });
}

/** Whether two diagrams show the same; the order in which they have it counts for nothing. */
export function isSameDiagram(a: Diagram, b: Diagram): boolean {
  return missingIn(a, b).length === 0 && missingIn(b, a).length === 0;
}

/** A diagram as one text for each thing in it. */
function wordsOf({ boxes, groups, lines }: Diagram): string[] {
  return [
    ...boxes.map(({ id, label, look }) => `box ${id}, “${squeezed(label)}”, ${look}`),
    ...groups.map(
      ({ id, label, members }) =>
        `group ${id}, “${squeezed(label)}”, around ${members.toSorted().join(", ")}`,
    ),
    ...lines.map(({ from, to, isDotted }) => `line ${from} ${isDotted ? "-.->" : "-->"} ${to}`),
  ];
}

/** Without its blanks and what is not shown: where a label breaks into lines is the drawing's own affair. */
export function squeezed(label: string): string {
  return label.replace(/[\s\p{Cc}]+/gu, "");
}
