/** Reads Flow files in a thread of its own: takes a text with values of variables, answers with the packed document and its layout. */

import { type Layout, layoutFlow } from "../../model/drawing/layout.ts";
import { isSameGraph } from "../../model/drawing/same-graph.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import { readFlow } from "../read/read-flow.ts";
import type { Variables } from "../read/substitute.ts";
import { type PackedDocument, packDocument, transferredWith } from "./document.ts";

/** What the worker answers to a text. */
export interface ReadAnswer {
  readonly packed: PackedDocument;
  /** Of the picture, from left to right. */
  readonly layout: Layout;
}

/** Most texts differ from the one before in what is not laid out. */
let last: { readonly flow: BuiltFlow; readonly layout: Layout } | null = null;

addEventListener("message", ({ data: { text, given } }: MessageEvent<{ text: string; given: Variables }>) => {
  const document = readFlow(text, { given });
  const flow = document.picture;
  const layout = last && isSameGraph(last.flow, flow) ? last.layout : layoutFlow(flow);
  last = { flow, layout };
  const packed = packDocument(document);
  const answer: ReadAnswer = { packed, layout };
  postMessage(answer, { transfer: transferredWith(packed) });
});
