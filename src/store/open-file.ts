/** One open file: its text, what was last read of it, and all else that belongs to it alone. Values and questions only. */

import type { FlowDocument } from "../formats/read/read-document.ts";
import { NO_VARIABLES, type Variables } from "../formats/read/substitute.ts";
import { laidOutPlaces, type Places } from "../model/drawing/arrange.ts";
import type { Direction, Point } from "../model/drawing/geometry.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Need } from "../model/flow-edit.ts";
import type { Problem } from "../model/problem.ts";
import type { Drafts } from "./drafts.ts";
import { type History, NO_HISTORY, type Report } from "./history.ts";
import type { KeptRequest } from "./kept-requests.ts";
import { type FileSimulation, NO_SIMULATION } from "./kept-simulation.ts";
import type { DiskFile } from "./ports.ts";
import { type Reading, readHere, readIfShort } from "./reader.ts";
import { NO_TRIAL, type Trial } from "./trial.ts";

/** What is kept of a file, open or not. All that follows from its text is left out: it is read again when it is opened. */
export interface FileRecord extends History {
  /** Tells it from all others, of every tab of the browser. */
  readonly id: string;
  readonly fileName: string;
  readonly text: string;
  /** The text as it was opened or last saved; it differs while there are unsaved changes. */
  readonly savedText: string;
  /** Where it is saved to; null where the browser only downloads it, or it was not asked for yet. */
  readonly disk: DiskFile | null;
  readonly places: Places;
  /** Names of executors, and of the gateway. */
  readonly selection: ReadonlySet<string>;
  readonly selectedEdges: readonly Need[];
  readonly report: Report | null;
  /** While the text holds no Flow: the last text that held one, with executors, if there was one. */
  readonly drawnText: string | null;
  /** What was chosen and typed in the export dialog, by its fields. */
  readonly exportTexts: ReadonlyMap<string, string>;
  readonly simulation: FileSimulation;
  /** Requests that were given a name, in the order in which they were. */
  readonly requests: readonly KeptRequest[];
  /** What is half typed into fields of the Inspector. */
  readonly drafts: Drafts;
  /** What the canvas showed of it last; null until that was shown. */
  readonly view: View | null;
}

/** The point of the drawing in the middle of the canvas, and how large it is drawn: 1 is its own size. */
export interface View extends Point {
  readonly zoom: number;
}

/**
 * A long text is read away from the page, and the page goes on meanwhile: the file is ahead of its reading then. What is
 * typed, kept, downloaded and undone is `text`; what is drawn comes of `reading`.
 */
export interface OpenFile extends FileRecord {
  /** Values given for variables, which are the tab's and not the file's: it is read with them, and they are never in it. */
  readonly variables: Variables;
  /** Other numbers that are tried of it: the tab's too. */
  readonly trial: Trial;
  /** Of the text, or of an older one if that is ahead. */
  readonly reading: Reading;
  /** Those of the reading, with their places in the text. */
  readonly problems: readonly Problem[];
  /** The last document that held a Flow: what the canvas shows while the text does not. */
  readonly shown: FlowDocument;
  /** True while the places are those of the text, kept or given by undo, though that is still to be read. */
  readonly arePlacesGiven: boolean;
}

/** The text of a new Flow, which has no executors. */
export const EMPTY_FLOW = "jtype: Flow\nversion: '1'\nexecutors: []\n";

/** A file with no history and no selection, its cards all laid out; its text counts as saved. */
export function newFile(
  id: string,
  fileName: string,
  text: string,
  direction: Direction = "right",
): FileRecord {
  return {
    id,
    fileName,
    text,
    savedText: text,
    disk: null,
    ...NO_HISTORY,
    places: laidOutPlaces(direction),
    selection: new Set(),
    selectedEdges: [],
    report: null,
    drawnText: null,
    exportTexts: new Map(),
    simulation: NO_SIMULATION,
    requests: [],
    drafts: new Map(),
    view: null,
  };
}

/** The file opened with what was read of its text; with null it is ahead of the reading of an empty Flow. */
export function openedFile(
  file: FileRecord,
  variables: Variables,
  reading: Reading | null = readIfShort(file.text, variables),
): OpenFile {
  const empty = readHere(EMPTY_FLOW, variables);
  const opened: OpenFile = {
    ...file,
    variables,
    trial: NO_TRIAL,
    reading: reading ?? { document: empty.document, fault: null },
    problems: reading?.document.problems ?? [],
    shown: empty.document,
    arePlacesGiven: reading === null,
  };
  if (reading?.document.isFlow) {
    return { ...opened, shown: reading.document, drawnText: null };
  }
  const drawing = file.drawnText === null ? null : readIfShort(file.drawnText, variables);
  return drawing ? withDrawing(opened, drawing) : opened;
}

/** The text of the drawing that is still to be read, of a file that was opened while its own text held no Flow. */
export function drawingToRead({ drawnText, shown }: OpenFile): string | null {
  return drawnText === shown.text ? null : drawnText;
}

/** The file with what was read of its `drawnText`. */
export function withDrawing(file: OpenFile, { document }: Reading): OpenFile {
  return document.isFlow ? { ...file, shown: document } : { ...file, drawnText: null };
}

/** True while the text is still to be read, or to be read again with other values of variables. */
export function isAhead({ text, variables, reading: { document } }: OpenFile): boolean {
  return text !== document.text || variables !== (document.surroundings.given ?? NO_VARIABLES);
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

/** True while the Flow cannot be edited: the canvas is older than the text, or draws what a file meant to an old version. */
export function isReadOnly(file: OpenFile): boolean {
  return isStale(file) || file.shown.legacy !== null;
}

/** Why the Flow is read-only after our reader has failed. */
export const UNREAD =
  "The text could not be read because of a fault of the Designer, so the canvas is read-only: change the text in the YAML tab, or undo.";

/** Why the Flow cannot be edited now; null if it can. */
export function whyReadOnly(file: OpenFile): string | null {
  if (isUnread(file)) {
    return UNREAD;
  }
  if (isAhead(file)) {
    return "The text is still being read: try that again in a moment.";
  }
  if (isStale(file)) {
    return "The text holds no Flow right now, so nothing can be changed here: fix it in the YAML tab first.";
  }
  return file.shown.legacy === null
    ? null
    : "This file is one of an old version of Jina: convert it to 3.34 first.";
}

/** True if the text was changed since it was opened or last downloaded. */
export function isUnsaved({ text, savedText }: FileRecord): boolean {
  return text !== savedText;
}

/** The report of a conversion, while the file that it made is open: over an old one it would tell of something else. */
export function reportShown({ report, reading }: OpenFile): Report | null {
  return reading.document.legacy ? null : report;
}

/** What is selected once one goes on to `name`: back to one that is, those after it are no more. */
export function extendedTo({ selection }: OpenFile, name: string): string[] {
  const names = [...selection];
  const at = names.indexOf(name);
  return at < 0 ? [...names, name] : names.slice(0, at + 1);
}

/** The executor, or the gateway, that is selected alone; null if it is not one. */
export function onlySelected({ selection }: OpenFile): string | null {
  return selection.size === 1 ? ([...selection][0] ?? null) : null;
}

/** The executors that are selected: without the gateway. */
export function selectedExecutors({ selection }: OpenFile): string[] {
  return [...selection].filter((name) => name !== GATEWAY);
}
