/** One open file: its text, what was last read of it, and all else that belongs to it alone. Values and questions only. */
import type { FlowDocument } from "../formats/read/read-document.ts";
import { laidOutPlaces, type Places } from "../model/drawing/arrange.ts";
import type { Direction } from "../model/drawing/geometry.ts";
import type { Problem } from "../model/problem.ts";
import { type History, NO_HISTORY, type Report } from "./history.ts";
import { type Reading, readHere, readIfShort } from "./reader.ts";

/** What stays of a file while another one is open: what follows from its text is read again on the way back. */
export interface LeftFile extends History {
  readonly fileName: string;
  readonly text: string;
  /** The text as it was opened or last downloaded; it differs while there are unsaved changes. */
  readonly savedText: string;
  readonly places: Places;
  /** Names of executors, and of the gateway. */
  readonly selection: ReadonlySet<string>;
  readonly selectedEdge: EdgeId | null;
  readonly report: Report | null;
}

/**
 * A long text is read away from the page, and the page goes on meanwhile: the file is ahead of its reading then. What is
 * typed, kept, downloaded and undone is `text`; what is drawn comes of `reading`.
 */
export interface OpenFile extends LeftFile {
  /** Of the text, or of an older one if that is ahead. */
  readonly reading: Reading;
  /** Those of the reading, with their places in the text. */
  readonly problems: readonly Problem[];
  /** The last document that held a Flow: what the canvas shows while the text does not. */
  readonly shown: FlowDocument;
}

export interface EdgeId {
  readonly from: string;
  readonly to: string;
}

export const EMPTY_FLOW = "jtype: Flow\nversion: '1'\nexecutors: []\n";

export function newFile(fileName: string, text: string, direction: Direction = "right"): LeftFile {
  return {
    fileName,
    text,
    savedText: text,
    ...NO_HISTORY,
    places: laidOutPlaces(direction),
    selection: new Set(),
    selectedEdge: null,
    report: null,
  };
}

/** The file opened with what was read of its text; with null it is ahead of the reading of an empty Flow. */
export function openedFile(file: LeftFile, reading: Reading | null = readIfShort(file.text)): OpenFile {
  const { document } = reading ?? readHere(EMPTY_FLOW);
  return {
    ...file,
    reading: reading ?? { document, fault: null },
    problems: reading ? document.problems : [],
    shown: document.isFlow ? document : readHere(EMPTY_FLOW).document,
  };
}

export function leftFile({ reading: _, problems: __, shown: ___, ...file }: OpenFile): LeftFile {
  return file;
}

/** True while the text is still to be read. */
export function isAhead({ text, reading }: OpenFile): boolean {
  return text !== reading.document.text;
}

/** True if the text could not be read because we have failed. */
export function isUnread({ reading }: OpenFile): boolean {
  return reading.fault !== null;
}

/** True while the canvas shows an older Flow than what was read, because that holds none. */
export function isStale({ reading }: OpenFile): boolean {
  return !reading.document.isFlow;
}

/** True while there is no Flow at all: what was read holds none, and no older one with executors is drawn. */
export function hasNoFlow(file: OpenFile): boolean {
  return isStale(file) && file.shown.picture.nodes.length === 0;
}

/** True while the canvas cannot be edited: it is older than the text, or draws what a file meant to an old version. */
export function isShut(file: OpenFile): boolean {
  return isStale(file) || file.shown.legacy !== null;
}

/** Why the canvas is shut where our reader has failed. */
export const UNREAD =
  "The text could not be read because of a fault of the Designer, so the canvas is shut: change the text in the YAML tab, or undo.";

/** Why the Flow cannot be edited now; null if it can. */
export function whyShut(file: OpenFile): string | null {
  if (isUnread(file)) {
    return UNREAD;
  }
  if (isAhead(file)) {
    return "The text is still being read: try that again in a moment.";
  }
  if (isStale(file)) {
    return "The text holds no Flow right now, so nothing can be changed here: mend it in the YAML tab first.";
  }
  return file.shown.legacy === null
    ? null
    : "This file is one of an old version of Jina: convert it to 3.34 first.";
}

export function isUnsaved({ text, savedText }: LeftFile): boolean {
  return text !== savedText;
}

/** The report of a conversion, while the file that it made is open: over an old one it would tell of something else. */
export function reportShown({ report, reading }: OpenFile): Report | null {
  return reading.document.legacy ? null : report;
}
