/**
 * The form in which a document stands in the browser's database, and its reading: a head, which lists of documents are
 * made of, and parts, which are written when they change. What is read is checked: of a document with a text the text is
 * used, whatever else may be wrong with it. `pack-document.ts` writes this form.
 */
import type { Entry, Key } from "../base/database.ts";
import type { Places } from "../model/drawing/arrange.ts";
import type { Page, Points } from "../model/drawing/points.ts";
import type { Need } from "../model/flow-edit.ts";
import type { ReportRow } from "../model/legacy/conversion-report.ts";
import type { TextChange } from "../model/text-change.ts";
import { readDrafts } from "./drafts.ts";
import { type History, type HistoryChange, type HistoryStep, NO_HISTORY, type Report } from "./history.ts";
import { isCoordinate, partsOf } from "./kept.ts";
import { readKeptRequests } from "./kept-requests.ts";
import { readSimulation } from "./kept-simulation.ts";
import { type FileRecord, newFile, type View } from "./open-file.ts";
import type { DiskFile } from "./ports.ts";

/** Of the form. Versions 1 were texts in the storage of tabs: `old-work.ts`. */
export const DOCUMENT_VERSION = 2;

/** Where a document's head stands, and the prefix of all heads. */
export const HEADS = "head";
/**
 * Where a document's parts stand, below its id: `text`, `saved`, `disk`, `places`, `report`, `simulation`, `exports`, `requests`,
 * `drawn` (the text of the drawing while the text itself holds no Flow), `drafts`, `view`, and with a number `step`, and `page` for points of
 * cards that steps and places share.
 */
export const PARTS = "part";

/** The key of a document's head. */
export function headKey(id: string): Key {
  return [HEADS, id];
}

/** What is told of a document without reading it. */
export interface KeptHead {
  readonly version: typeof DOCUMENT_VERSION;
  readonly fileName: string;
  /** Counts the writings of its text, places, requests and history: who writes says which one was known. */
  readonly revision: number;
  /** Which load of the page has written it, by the id that its tab had; "" if that is not known. */
  readonly by: string;
  /** Since 1970. */
  readonly editedMs: number;
  /** Characters of the text. */
  readonly length: number;
  /** Number of the last step that can be undone; those with higher numbers can be redone. */
  readonly undone: number;
}

/** One page of points, `["a", 0, 40, "b", …]`, or the numbers of several. */
export type KeptPoints = Page | readonly number[];

/** Places of cards as they are written. */
export interface KeptPlaces {
  readonly direction: Places["direction"];
  /** Absent where long strips stay one. */
  readonly wraps?: true;
  readonly placed: KeptPoints;
  /** Absent where none is. */
  readonly pinned?: readonly string[];
  readonly kept: KeptPoints | null;
}

/** A step of the history as it is written. */
export interface KeptStep {
  readonly label: string;
  readonly kind: HistoryStep["kind"];
  readonly backward: KeptChange;
  readonly forward: KeptChange;
  readonly report: Report | null;
}

/** One way of a step. */
export interface KeptChange {
  readonly changes: readonly TextChange[];
  /** Null for those of the step's way back. */
  readonly places: KeptPlaces | null;
  readonly selection: readonly string[];
  readonly selectedEdges: readonly Need[];
}

/** What was open in a tab last. */
export interface KeptView {
  readonly view: View | null;
  readonly selection: readonly string[];
  readonly selectedEdges: readonly Need[];
}

/** A document as it was read. */
export interface ReadDocument {
  readonly file: FileRecord;
  readonly revision: number;
  /** As in the head. */
  readonly by: string;
  /** False if its history could not be used: there is none then. */
  readonly isWhole: boolean;
  /** The numbers of what was read. */
  readonly numbers: ReadonlyMap<HistoryStep | Page, number>;
}

/** A head, if that is one of this version; null if not. */
export function readHead(value: unknown): KeptHead | null {
  const { version, fileName, revision, by, editedMs, length, undone } = partsOf<KeptHead>(value);
  return version === DOCUMENT_VERSION && isCount(revision)
    ? {
        version,
        fileName: typeof fileName === "string" ? fileName : "flow.yml",
        revision,
        by: typeof by === "string" ? by : "",
        editedMs: isCount(editedMs) ? editedMs : 0,
        length: isCount(length) ? length : 0,
        undone: isCount(undone) ? undone : 0,
      }
    : null;
}

/** The document of a head and its parts; null if the head is none of this version, or a text is missing. */
export function readDocumentParts(
  id: string,
  headValue: unknown,
  entries: readonly Entry[],
): ReadDocument | null {
  const head = readHead(headValue);
  const parts = new Map(entries.map(({ key, value }) => [String(key[2]), value]));
  const text = parts.get("text");
  if (head === null || typeof text !== "string") {
    return null;
  }
  const saved = parts.get("saved");
  const drawn = parts.get("drawn");
  const disk = parts.get("disk");
  const report = parts.get("report");
  const { selection, selectedEdges, view } = partsOf<KeptView>(parts.get("view"));
  const file = newFile(id, head.fileName, text);
  const pages = new Map(
    entries.flatMap(({ key, value }): (readonly [number, Page])[] =>
      key[2] === "page" && typeof key[3] === "number" ? [[key[3], readPage(value)]] : [],
    ),
  );
  const places = readPlaces(parts.get("places"), pages) ?? file.places;
  const steps = entries.flatMap(({ key, value }): (readonly [HistoryStep, number])[] => {
    const step = key[2] === "step" ? readStep(value, pages) : null;
    return step && typeof key[3] === "number" ? [[step, key[3]]] : [];
  });
  const areSteps = steps.length === entries.filter(({ key }) => key[2] === "step").length;
  const history = areSteps ? historyOf(steps, head.undone, text.length) : null;
  return {
    file: {
      ...file,
      savedText: typeof saved === "string" ? saved : text,
      disk: isDiskFile(disk) ? disk : null,
      places,
      report: isReport(report) ? report : null,
      drawnText: typeof drawn === "string" ? drawn : null,
      simulation: readSimulation(parts.get("simulation"), parts.get("delays")),
      exportTexts: new Map(pairsOf(parts.get("exports")).filter(isTextPair)),
      requests: readKeptRequests(parts.get("requests")),
      drafts: readDrafts(parts.get("drafts")),
      selection: new Set(namesOf(selection)),
      selectedEdges: edgesOf(selectedEdges),
      view: isView(view) ? view : null,
      ...(history ?? NO_HISTORY),
    },
    revision: head.revision,
    by: head.by,
    isWhole: history !== null,
    numbers: new Map<HistoryStep | Page, number>([
      ...(history ? steps : []),
      ...[...pages].map(([number, page]) => [page, number] as const),
    ]),
  };
}

function pairsOf(kept: unknown): (readonly unknown[])[] {
  return listOf(kept).filter((pair) => Array.isArray(pair));
}

function isTextPair(pair: readonly unknown[]): pair is readonly [string, string] {
  return pair.length === 2 && pair.every((text) => typeof text === "string");
}

/** Null if the steps do not lead from and to texts of these lengths. */
function historyOf(
  steps: readonly (readonly [HistoryStep, number])[],
  undone: number,
  length: number,
): History | null {
  const undo = steps.filter(([, number]) => number <= undone).map(([step]) => step);
  const redo = steps
    .filter(([, number]) => number > undone)
    .map(([step]) => step)
    .reverse();
  const fits = (way: readonly HistoryChange[]) =>
    way.reduce((at, { changes }) => lengthAfter(at, changes), length) >= 0;
  return fits(undo.map(({ backward }) => backward).reverse()) &&
    fits(redo.map(({ forward }) => forward).reverse())
    ? { undo, redo }
    : null;
}

/** The length of a text of this length after the changes; less than 0 if they do not fit. */
function lengthAfter(length: number, changes: readonly TextChange[]): number {
  let at = 0;
  let after = length;
  for (const { from, to, insert } of changes) {
    if (from < at || to < from || to > length) {
      return Number.NEGATIVE_INFINITY;
    }
    at = to;
    after += insert.length - (to - from);
  }
  return after;
}

const KINDS: readonly unknown[] = ["edit", "typing", "move"] satisfies HistoryStep["kind"][];

function readStep(value: unknown, pages: Pages): HistoryStep | null {
  const { label, kind, backward, forward, report } = partsOf<KeptStep>(value);
  const back = readChange(backward, pages, null);
  const forth = back && readChange(forward, pages, back.places);
  return back && forth && typeof label === "string" && isKind(kind)
    ? {
        label,
        kind,
        backward: back,
        forward: forth,
        ...(isReport(report) ? { report } : {}),
        burst: null,
      }
    : null;
}

function isKind(kind: unknown): kind is HistoryStep["kind"] {
  return KINDS.includes(kind);
}

function readChange(value: unknown, pages: Pages, samePlaces: Places | null): HistoryChange | null {
  const { changes, places, selection, selectedEdges } = partsOf<KeptChange>(value);
  const read = places === null ? samePlaces : readPlaces(places, pages);
  return read && Array.isArray(changes) && changes.every(isTextChange)
    ? {
        changes,
        places: read,
        selection: new Set(namesOf(selection)),
        selectedEdges: edgesOf(selectedEdges),
      }
    : null;
}

function isTextChange(value: unknown): value is TextChange {
  const { from, to, insert } = partsOf<TextChange>(value);
  return isCount(from) && isCount(to) && typeof insert === "string";
}

/** Pages of points by their numbers. */
type Pages = ReadonlyMap<unknown, Page>;

/** Places as they are written; null if that is none. Points that are none are left out. */
export function readPlaces(value: unknown, pages: Pages = new Map()): Places | null {
  const { direction, wraps, placed, pinned, kept } = partsOf<KeptPlaces>(value);
  if (direction !== "right" && direction !== "down") {
    return null;
  }
  const points = readPoints(kept, pages);
  // Null where nothing of use was kept, so that all is laid out.
  return {
    direction,
    wraps: wraps === true,
    placed: readPoints(placed, pages),
    pinned: new Set(namesOf(pinned)),
    kept: points.length === 0 ? null : points,
  };
}

function readPoints(value: unknown, pages: Pages): Points {
  const own = readPage(value);
  const all = own.length > 0 ? [own] : listOf(value).map((number) => pages.get(number) ?? []);
  return all.filter(({ length }) => length > 0);
}

function readPage(value: unknown): Page {
  const list = listOf(value);
  return list.flatMap((name, at) => {
    const [x, y] = [list[at + 1], list[at + 2]];
    return at % 3 === 0 && typeof name === "string" && isCoordinate(x) && isCoordinate(y) ? [name, x, y] : [];
  });
}

/** Where it went through a text, as when a tab is left, only its name is left. */
function isDiskFile(value: unknown): value is DiskFile {
  const { kind, name } = partsOf<DiskFile>(value);
  return (
    kind === "file" &&
    typeof name === "string" &&
    partsOf<object & { getFile: unknown }>(value).getFile !== undefined
  );
}

function isView(value: unknown): value is View {
  const { x, y, zoom } = partsOf<View>(value);
  return isCoordinate(x) && isCoordinate(y) && typeof zoom === "number" && zoom > 0 && zoom < 100;
}

function namesOf(value: unknown): string[] {
  return listOf(value).filter((name) => typeof name === "string");
}

function edgesOf(value: unknown): Need[] {
  return listOf(value).filter(isNeed);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNeed(value: unknown): value is Need {
  const { from, to } = partsOf<Need>(value);
  return typeof from === "string" && typeof to === "string";
}

/** Whether that is the report of a conversion. */
export function isReport(value: unknown): value is Report {
  const { fileName, rows } = partsOf<Report>(value);
  return typeof fileName === "string" && Array.isArray(rows) && rows.every(isReportRow);
}

function isReportRow(value: unknown): boolean {
  const { line, before, text } = partsOf<ReportRow>(value);
  return (line === null || Number.isInteger(line)) && typeof before === "string" && typeof text === "string";
}

/** Whole and not negative. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
