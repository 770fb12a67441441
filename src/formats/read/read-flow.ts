/** Text → everything that follows from it, what the engine says nothing about included. */
import { LATE_READING } from "./late-reading.ts";
import { type FlowDocument, readDocument, type Surroundings } from "./read-document.ts";

export type { FlowDocument, Surroundings } from "./read-document.ts";

/** Reading never throws and never gives up half-way: what can be drawn is. */
export function readFlow(text: string, surroundings: Surroundings = {}): FlowDocument {
  return readDocument(text, surroundings, LATE_READING);
}
