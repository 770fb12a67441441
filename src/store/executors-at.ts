import { entriesBetween } from "../formats/read/executor-range.ts";
import type { FlowDocument } from "../formats/read/read-document.ts";
import type { TextRange } from "../model/problem.ts";

/** The executors whose lines have characters of a place in the text, in the order of the file. */
export function executorsAt(document: FlowDocument, place: TextRange): string[] {
  const entries = new Set(document.isFlow ? entriesBetween(document, place) : []);
  return entries.size === 0
    ? []
    : document.picture.nodes.filter(({ entry }) => entries.has(entry)).map(({ name }) => name);
}
