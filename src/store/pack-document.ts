/** Writes documents in the form of `kept-document.ts`: only what has changed since it was written last, told by identity. */
import type { DatabaseWrite, Entry, Key } from "../base/database.ts";
import type { Places } from "../model/drawing/arrange.ts";
import type { Page, Points } from "../model/drawing/points.ts";
import type { TextChange } from "../model/text-change.ts";
import type { History, HistoryChange, HistoryStep } from "./history.ts";
import {
  DOCUMENT_VERSION,
  headKey,
  type KeptChange,
  type KeptHead,
  type KeptPlaces,
  type KeptPoints,
  type KeptStep,
  type KeptView,
  PARTS,
  type ReadDocument,
  readHead,
} from "./kept-document.ts";
import { packSimulation } from "./kept-simulation.ts";
import type { FileRecord } from "./open-file.ts";

/** What the database is known to hold of a document. */
export interface KnownDocument {
  /** 0 if it holds none. */
  readonly revision: number;
  /** What tabs must not change at the same time; null if it is not known, or there is none. */
  readonly body: Body | null;
  /** What each part was made of, by its key as JSON; null if that is not known, so that all is written. */
  readonly sources: ReadonlyMap<string, unknown> | null;
}

/** What is known of a document that was never written. */
export const UNKNOWN: KnownDocument = { revision: 0, body: null, sources: null };

/** The parts of a document that no two tabs may change at the same time; what stands beside them, too. */
type Body = Pick<FileRecord, "text" | "fileName" | "places" | "requests"> & Sides;

/** What goes by itself beside the text: the later writing counts. */
type Sides = Pick<FileRecord, "savedText" | "report" | "disk" | "simulation" | "exportTexts">;

/** The numbers of steps and pages, which rise with every one that is written and never come again. */
type Numbers = WeakMap<HistoryStep | Page, number>;

/** Who writes. */
export interface Writer {
  /** The id that its tab has since the page was loaded. */
  readonly tabId: string;
  readonly numbers: Numbers;
}

/** A writing of a document, and what is known of it once it is done. */
interface DocumentWrite {
  readonly write: Required<Pick<DatabaseWrite, "unless" | "put" | "remove">>;
  readonly known: KnownDocument;
  /** Whether other tabs that have it open have something to take over. */
  readonly isShared: boolean;
}

interface Part {
  readonly key: Key;
  /** Another object or value means that the part has changed. */
  readonly source: unknown;
  /** `body`: two tabs must not change it at the same time. `side`: the later one counts. `own`: other tabs have theirs. */
  readonly scope: "body" | "side" | "own";
  readonly pack: () => unknown;
}

/** The writing that brings the database up to date; null if it is. `nowMs` since 1970. */
export function documentWrite(
  file: FileRecord,
  known: KnownDocument,
  writer: Writer,
  nowMs: number,
): DocumentWrite | null {
  // Of very many open files all but one are as they were.
  if (known.body === file && known.sources !== null) {
    return null;
  }
  const { id } = file;
  const { steps, undone } = numberedSteps(file, writer.numbers, nowMs);
  const parts = partsOf(file, steps, writer.numbers, nowMs);
  const sources = sourcesOf(file, parts, undone);
  const before = known.sources;
  const changed = parts.filter(({ key, source }) => {
    const name = JSON.stringify(key);
    return !before?.has(name) || before.get(name) !== source;
  });
  const gone = before ? [...before.keys()].filter((name) => !sources.has(name)) : [];
  const head = headOf(file, known.revision + 1, writer, undone, nowMs);
  const isBody =
    known.revision === 0 ||
    gone.length > 0 ||
    changed.some(({ scope }) => scope === "body") ||
    before?.get(NAME) !== file.fileName ||
    before.get(UNDONE) !== undone;
  if (!isBody && changed.length === 0) {
    return null;
  }
  return {
    write: {
      unless: {
        key: headKey(id),
        holds: (value) =>
          isBody ? (readHead(value)?.revision ?? 0) !== known.revision : readHead(value) === null,
      },
      remove:
        before === null
          ? [
              [PARTS, id, "step"],
              [PARTS, id, "page"],
            ]
          : gone.map((name) => JSON.parse(name)),
      put: [
        ...(isBody ? [{ key: headKey(id), value: head }] : []),
        ...changed.map(({ key, pack }): Entry => ({ key, value: pack() })),
      ],
    },
    known: { revision: isBody ? head.revision : known.revision, body: file, sources },
    isShared: isBody || changed.some(({ scope }) => scope === "side"),
  };
}

/** What is known of a document that was read, and stands here as this file. */
export function knownDocument(
  file: FileRecord,
  { revision, isWhole, numbers: read }: ReadDocument,
  { numbers }: Writer,
): KnownDocument {
  for (const [stepOrPage, number] of read) {
    numbers.set(stepOrPage, number);
  }
  const { steps, undone } = numberedSteps(file, numbers, 0);
  const parts = partsOf(file, steps, numbers, 0);
  return { revision, body: file, sources: isWhole ? sourcesOf(file, parts, undone) : null };
}

/** The same, with what stands beside the text as it is in this file. */
export function withKnownSides(known: KnownDocument, file: FileRecord): KnownDocument {
  const sides = sideParts(file).map(({ key, source }): [string, unknown] => [JSON.stringify(key), source]);
  return known.body && known.sources
    ? { ...known, body: { ...known.body, ...sidesOf(file) }, sources: new Map([...known.sources, ...sides]) }
    : known;
}

/** What stands beside the text as another tab has it, but for what was changed here since `before` was known. */
export function sidesAfter(before: Sides | null, mine: FileRecord, theirs: FileRecord): Sides {
  const changed = Object.entries(sidesOf(mine)).filter(
    ([key, value]) => before && value !== before[key as keyof Sides],
  );
  return { ...sidesOf(theirs), ...Object.fromEntries(changed) };
}

/** True if text, name and places are the same, whatever led to them; requests of two tabs go together. */
export function isSameBody(
  one: Pick<Body, "text" | "fileName" | "places">,
  other: Pick<Body, "text" | "fileName" | "places">,
): boolean {
  return (
    one.text === other.text &&
    one.fileName === other.fileName &&
    (one.places === other.places ||
      JSON.stringify(packPlaces(one.places)) === JSON.stringify(packPlaces(other.places)))
  );
}

/** All of a document as entries, its head first with the revision that is known. */
export function wholeDocument(
  file: FileRecord,
  { revision }: KnownDocument,
  writer: Writer,
  nowMs: number,
): readonly Entry[] {
  const { steps, undone } = numberedSteps(file, writer.numbers, nowMs);
  return [
    { key: headKey(file.id), value: headOf(file, revision, writer, undone, nowMs) },
    ...partsOf(file, steps, writer.numbers, nowMs).map(({ key, pack }): Entry => ({ key, value: pack() })),
  ];
}

function headOf(
  { fileName, text }: FileRecord,
  revision: number,
  { tabId: by }: Writer,
  undone: number,
  editedMs: number,
): KeptHead {
  return { version: DOCUMENT_VERSION, fileName, revision, by, editedMs, length: text.length, undone };
}

/** What of the head is no part of its own. */
const NAME = "name";
const UNDONE = "undone";

function sourcesOf(
  { fileName }: FileRecord,
  parts: readonly Part[],
  undone: number,
): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...parts.map(({ key, source }): [string, unknown] => [JSON.stringify(key), source]),
    [NAME, fileName],
    [UNDONE, undone],
  ]);
}

function bodyParts({ id, text, places, requests }: FileRecord, pages: PageNumbers): Part[] {
  return [
    { key: [PARTS, id, "requests"], source: requests, scope: "body", pack: () => requests },
    { key: [PARTS, id, "text"], source: text, scope: "body", pack: () => text },
    { key: [PARTS, id, "places"], source: places, scope: "body", pack: () => packPlaces(places, pages) },
    ...[...pages].map(
      ([page, number]): Part => ({
        key: [PARTS, id, "page", number],
        source: page,
        scope: "body",
        pack: () => page,
      }),
    ),
  ];
}

/** Those of a file. */
export function sidesOf({ savedText, report, disk, simulation, exportTexts }: FileRecord): Sides {
  return { savedText, report, disk, simulation, exportTexts };
}

function sideParts(file: FileRecord): Part[] {
  const { id, text } = file;
  const { savedText, report, disk, simulation, exportTexts } = sidesOf(file);
  const saved = savedText === text ? null : savedText;
  return [
    { key: [PARTS, id, "saved"], source: saved, scope: "side", pack: () => saved },
    { key: [PARTS, id, "disk"], source: disk, scope: "side", pack: () => disk },
    { key: [PARTS, id, "report"], source: report, scope: "side", pack: () => report },
    {
      key: [PARTS, id, "simulation"],
      source: simulation,
      scope: "side",
      pack: () => packSimulation(simulation),
    },
    { key: [PARTS, id, "exports"], source: exportTexts, scope: "side", pack: () => [...exportTexts] },
  ];
}

function partsOf(
  file: FileRecord,
  steps: readonly (readonly [HistoryStep, number])[],
  numbers: Numbers,
  nowMs: number,
): Part[] {
  const { id, view, selection, selectedEdges, drawnText, drafts } = file;
  const pages = numberedPages(file, steps, numbers, nowMs);
  const kept: KeptView = { view, selection: [...selection], selectedEdges };
  return [
    ...bodyParts(file, pages),
    ...sideParts(file),
    { key: [PARTS, id, "drawn"], source: drawnText, scope: "own", pack: () => drawnText },
    { key: [PARTS, id, "drafts"], source: drafts, scope: "own", pack: () => [...drafts] },
    { key: [PARTS, id, "view"], source: JSON.stringify(kept), scope: "own", pack: () => kept },
    ...steps.map(
      ([step, number]): Part => ({
        key: [PARTS, id, "step", number],
        source: step,
        scope: "body",
        pack: () => packStep(step, pages),
      }),
    ),
  ];
}

/** Letters and card places of a history that are kept: of a longer one the steps that are nearest to the text. */
const MAX_HISTORY = 2_000_000;

/** The steps that are kept, the oldest first, with their numbers, and the number of the last one that can be undone. */
function numberedSteps({ undo, redo }: History, numbers: Numbers, nowMs: number) {
  const past = withinLimit([...undo].reverse()).reverse();
  const kept = [...past, ...withinLimit([...redo].reverse())];
  let last = 0;
  const steps = kept.map((step): readonly [HistoryStep, number] => {
    const number = numbers.get(step) ?? 0;
    // By the time, so that no other tab has given it to another step; behind a step that was put right, anew.
    last = number > last ? number : Math.max(last + 1, nowMs);
    numbers.set(step, last);
    return [step, last];
  });
  return { steps, undone: past.length === 0 ? 0 : steps[past.length - 1]![1] };
}

/** Pages that are kept as parts of their own, with their numbers. */
type PageNumbers = ReadonlyMap<Page, number>;

/** Those that the places and these steps are made of. */
function numberedPages(
  { places }: FileRecord,
  steps: readonly (readonly [HistoryStep, number])[],
  numbers: Numbers,
  nowMs: number,
): PageNumbers {
  const lists = new Set(
    [places, ...steps.flatMap(([{ backward, forward }]) => [backward.places, forward.places])].flatMap(
      ({ placed, kept }) => [placed, kept ?? []],
    ),
  );
  const pages = new Map<Page, number>();
  const taken = new Set<number>();
  let last = nowMs;
  for (const page of [...lists].flatMap((points) => (isPaged(points) ? points : []))) {
    const number = pages.get(page) ?? numbers.get(page) ?? 0;
    last = Math.max(last, number);
    // Of a step that was too far from the text to be kept, another page may have got the number meanwhile.
    pages.set(page, pages.has(page) || !taken.has(number) ? number : 0);
    taken.add(number);
  }
  for (const [page, number] of pages) {
    if (number === 0) {
      last++;
      pages.set(page, last);
      numbers.set(page, last);
    }
  }
  return pages;
}

/** One page stands where it belongs; of several each is shared. */
function isPaged(points: Points): boolean {
  return points.length > 1;
}

function withinLimit(steps: readonly HistoryStep[]): HistoryStep[] {
  const shared = new Set<Page>();
  let weight = 0;
  const end = steps.findIndex((step) => {
    weight += weightOf(step, shared);
    return weight > MAX_HISTORY;
  });
  return end < 0 ? [...steps] : steps.slice(0, end);
}

/** What it adds to those that `shared` is of, pages that are met here among it. */
function weightOf({ backward, forward }: HistoryStep, shared: Set<Page>): number {
  const isMoved = forward.places !== backward.places;
  return (
    weightOfChanges(backward.changes) +
    weightOfChanges(forward.changes) +
    weightOfPlaces(backward.places, shared) +
    (isMoved ? weightOfPlaces(forward.places, shared) : 0)
  );
}

function weightOfChanges(changes: readonly TextChange[]): number {
  return changes.reduce((sum, { insert }) => sum + insert.length + 20, 0);
}

function weightOfPlaces({ placed, pinned, kept }: Places, shared: Set<Page>): number {
  return weightOfPoints(placed, shared) + pinned.size * 20 + weightOfPoints(kept ?? [], shared);
}

function weightOfPoints(points: Points, shared: Set<Page>): number {
  const own = isPaged(points) ? points.filter((page) => !shared.has(page)) : points;
  for (const page of own) {
    shared.add(page);
  }
  return own.reduce((sum, { length }) => sum + (length / 3) * 20, points.length * 10);
}

function packStep({ label, kind, backward, forward, report }: HistoryStep, pages: PageNumbers): KeptStep {
  const isMoved = forward.places !== backward.places;
  return {
    label,
    kind,
    backward: packChange(backward, pages),
    forward: packChange(forward, isMoved ? pages : null),
    report: report ?? null,
  };
}

function packChange(
  { changes, places, selection, selectedEdges }: HistoryChange,
  pages: PageNumbers | null,
): KeptChange {
  return {
    changes,
    places: pages && packPlaces(places, pages),
    selection: [...selection],
    selectedEdges,
  };
}

/** Places of cards as they are written; without `pages` all by themselves. */
export function packPlaces(
  { direction, wraps, placed, pinned, kept }: Places,
  pages: PageNumbers = new Map(),
): KeptPlaces {
  return {
    direction,
    ...(wraps ? { wraps } : {}),
    placed: packPoints(placed, pages),
    ...(pinned.size > 0 ? { pinned: [...pinned] } : {}),
    kept: kept && packPoints(kept, pages),
  };
}

function packPoints(points: Points, pages: PageNumbers): KeptPoints {
  const numbers = isPaged(points) ? points.flatMap((page) => pages.get(page) ?? []) : [];
  return numbers.length > 0 ? numbers : points.flat();
}
