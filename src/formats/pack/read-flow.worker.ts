/** Reads Flow files in a thread of its own: takes a text with values of variables, answers with the packed document and its layout. */

import { type Layout, type LayoutForm, layoutFlow } from "../../model/drawing/layout.ts";
import { isSameGraph } from "../../model/drawing/same-graph.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import { readFlow } from "../read/read-flow.ts";
import type { Variables } from "../read/substitute.ts";
import { type PackedDocument, packDocument, transferredWith } from "./document.ts";

/** What the worker is asked. */
export interface ReadQuestion {
  readonly text: string;
  readonly given: Variables;
  /** Null where it is not to be laid out. */
  readonly form: LayoutForm | null;
  /** The page has the document already. */
  readonly isRead: boolean;
}

/** What the worker answers to a text. */
export interface ReadAnswer {
  /** Null where the page has the document already. */
  readonly packed: PackedDocument | null;
  /** Of the picture, in the form that was asked for; null where none was. */
  readonly layout: Layout | null;
}

/** Most texts differ from the one before in what is not laid out. */
let last: { readonly flow: BuiltFlow; readonly layout: Layout } | null = null;

addEventListener("message", ({ data }: MessageEvent<ReadQuestion>) => {
  const { text, given, form, isRead } = data;
  const document = readFlow(text, { given });
  const flow = document.picture;
  const layout = form && layoutIn(form, flow);
  const packed = isRead ? null : packDocument(document);
  const answer: ReadAnswer = { packed, layout };
  postMessage(answer, { transfer: packed ? transferredWith(packed) : [] });
});

function layoutIn(form: LayoutForm, flow: BuiltFlow): Layout {
  const layout =
    last && isLaidOut(last, flow, form) ? last.layout : layoutFlow(flow, form.direction, form.wraps);
  last = { flow, layout };
  return layout;
}

function isLaidOut(
  { flow, layout }: NonNullable<typeof last>,
  wanted: BuiltFlow,
  { direction, wraps }: LayoutForm,
): boolean {
  return layout.direction === direction && layout.wraps === wraps && isSameGraph(flow, wanted);
}
