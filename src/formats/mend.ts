/**
 * The fixes that problems offer, carried out on the text: one, or all of one kind, which are then a single change.
 * What is promised of them is said in fix-laws.test.ts.
 */
import type { Refusal } from "../model/edit.ts";
import type { Fix } from "../model/problem.ts";
import { applyChanges, type TextChange } from "../model/text-change.ts";
import { editDocument } from "./edit-document.ts";
import { type FlowDocument, readFlow, type Surroundings } from "./read-flow.ts";
import { rewrite } from "./rewrite.ts";

export interface Mended {
  readonly text: string;
  readonly changes: readonly TextChange[];
  readonly notes: readonly string[];
  readonly document: FlowDocument;
}

/** A fix, carried out on the document that offers it. */
export function mendDocument(
  document: FlowDocument,
  fix: Fix,
  surroundings: Surroundings = {},
): Mended | Refusal {
  if ("edit" in fix) {
    return editDocument(document, fix.edit, surroundings);
  }
  const mended = "changes" in fix ? { changes: fix.changes, notes: [] } : rewrite(document.text, fix.rewrite);
  if ("refused" in mended) {
    return mended;
  }
  const text = applyChanges(document.text, mended.changes);
  return { ...mended, text, document: readFlow(text, surroundings) };
}
