import type { FlowDocument } from "../formats/read/read-flow.ts";
import type { Point } from "../model/drawing/geometry.ts";
import type { ClientError } from "../model/run/client-error.ts";
import type { Run } from "../model/run/run.ts";
import type { ValueMap } from "../model/value.ts";
import { type HistoryStep, NO_HISTORY, type Report } from "./history.ts";
import { FIRST_TABS, type OpenTabs, type Place } from "./panels.ts";
import type { Client } from "./ports.ts";
import { isAhead, isUnread, lastRead, readHere, UNREAD } from "./reader.ts";

/**
 * All state of the page. Each part says how long it lives: document and session are kept by the browser for this
 * tab, settings for all tabs, the run only in memory. Everything else is computed from these.
 */
export interface DesignerState extends Wishes {
  // --- document
  readonly fileName: string;
  readonly document: FlowDocument;
  /** The last one that held a Flow: what the canvas shows while the text does not. */
  readonly shown: FlowDocument;
  /** The text as it was opened or last downloaded; it differs while there are unsaved changes. */
  readonly savedText: string;
  /** What was done to this file, and what was undone; it ends where the file was opened. */
  readonly undo: readonly HistoryStep[];
  readonly redo: readonly HistoryStep[];
  /** The files that were open before this one, the latest last, and those gone back from, the nearest last. */
  readonly filesBefore: readonly OtherFile[];
  readonly filesAfter: readonly OtherFile[];

  // --- session
  readonly selection: ReadonlySet<string>;
  readonly selectedEdge: EdgeId | null;
  /** Where the person put cards, by executor name; the layout places the others. */
  readonly placed: ReadonlyMap<string, Point>;
  readonly tabs: OpenTabs;
  /** The one place shown on a narrow page. */
  readonly narrowPlace: Place;
  readonly dialog: Dialog | null;
  readonly toast: Toast | null;
  readonly report: Report | null;
  /** Said by the live region. */
  readonly announcement: string;
  readonly log: readonly LogLine[];

  // --- settings
  readonly address: string;
  readonly theme: Theme;
  /** Simulated milliseconds of executors that have none of their own. */
  readonly delayMs: number;
  readonly delays: ReadonlyMap<string, number>;
  readonly form: SendForm;

  // --- run
  readonly client: Client | null;
  readonly run: Run | null;
  /** Why what was sent last was not sent; there is no run then. */
  readonly unsent: ClientError | null;
  /** The address as it was typed when the run was started. */
  readonly runAddress: string;
  readonly chosenRequest: string | null;
}

/**
 * What one part of the page wishes of another, which takes it, once, by `Designer.take`. One that nobody is there to
 * take waits; a newer one of its kind takes its place.
 */
export interface Wishes {
  /** Characters of the text to bring into view and select. `isQuiet`: without the focus. */
  readonly reveal: { readonly from: number; readonly to: number; readonly isQuiet?: boolean } | null;
  /** Executor to bring into view on the canvas, or "" for all of it; `isFirst`: of a file just opened. */
  readonly centre: { readonly name: string; readonly isFirst?: boolean } | null;
  /** An executor let go of at this place of the window, in its pixels. */
  readonly drop: { readonly args: ValueMap; readonly clientX: number; readonly clientY: number } | null;
}

export type Theme = "system" | "light" | "dark";

export interface EdgeId {
  readonly from: string;
  readonly to: string;
}

export type Dialog =
  | { readonly kind: "commands" }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "connect"; readonly from: string }
  | { readonly kind: "need"; readonly to: string }
  | { readonly kind: "rename"; readonly name: string };

export interface Toast {
  readonly id: number;
  readonly kind: "info" | "warning";
  readonly text: string;
  /** Offers Undo beside the text. */
  readonly canUndo: boolean;
  /** The command that is offered beside the text, by its id. */
  readonly offer: string | null;
  /** Tells that something was not done, so that it says nothing any more once something is. */
  readonly isRefusal: boolean;
}

export interface LogLine {
  readonly atMs: number;
  readonly kind: "info" | "warning" | "error";
  readonly text: string;
}

export interface SendForm {
  readonly endpoint: string;
  readonly documents: string;
  readonly parameters: string;
  readonly targetExecutor: string;
  readonly requestSize: string;
}

/** A file that was left for another one, as it stood. */
export type OtherFile = Pick<
  DesignerState,
  "fileName" | "savedText" | "placed" | "selection" | "undo" | "redo"
> & { readonly text: string };

export const EMPTY_FLOW = "jtype: Flow\nversion: '1'\nexecutors: []\n";

export const DEFAULT_FORM: SendForm = {
  endpoint: "/",
  documents: "a red bicycle\ntwo dogs in snow",
  parameters: "",
  targetExecutor: "",
  requestSize: "100",
};

export function initialState(fileName: string, text: string): DesignerState {
  const document = readHere(text);
  return {
    fileName,
    document,
    shown: document.isFlow ? document : readHere(EMPTY_FLOW),
    savedText: text,
    ...NO_HISTORY,
    filesBefore: [],
    filesAfter: [],
    selection: new Set(),
    selectedEdge: null,
    placed: new Map(),
    tabs: FIRST_TABS,
    narrowPlace: "canvas",
    dialog: null,
    reveal: null,
    centre: null,
    drop: null,
    toast: null,
    report: null,
    announcement: "",
    log: [],
    address: "simulator:",
    theme: "system",
    delayMs: 40,
    delays: new Map(),
    form: DEFAULT_FORM,
    client: null,
    run: null,
    unsent: null,
    runAddress: "",
    chosenRequest: null,
  };
}

/** True while the canvas shows an older Flow than the text, because the text holds none. */
export function isStale(state: DesignerState): boolean {
  return state.shown !== lastRead(state.document);
}

/** True while there is no Flow at all: the text holds none, and no older one with executors is drawn. */
export function hasNoFlow(state: DesignerState): boolean {
  return isStale(state) && !state.document.isFlow && state.shown.picture.nodes.length === 0;
}

/** Why the canvas cannot be edited now; null if it can. */
export function whyShut(state: DesignerState): string | null {
  if (isUnread(state.document)) {
    return UNREAD;
  }
  if (isAhead(state.document)) {
    return "The text is still being read: try that again in a moment.";
  }
  if (isStale(state)) {
    return "The text holds no Flow right now, so nothing can be changed here: mend it in the YAML tab first.";
  }
  return state.shown.legacy === null
    ? null
    : "This file is one of an old version of Jina: convert it to 3.34 first.";
}

/** True while the canvas cannot be edited: it is older than the text, or draws what a file meant to an old version. */
export function isShut(state: DesignerState): boolean {
  return isStale(state) || state.shown.legacy !== null;
}

export function isUnsaved(state: DesignerState): boolean {
  return state.document.text !== state.savedText;
}

/** The report of a conversion, while the file that it made is open: over an old one it would tell of something else. */
export function reportShown({ report, document }: DesignerState): Report | null {
  return document.legacy ? null : report;
}
