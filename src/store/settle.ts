/** What follows for an open file from a new text, or from a reading of it. Pure; never throws. */
import type { FlowDocument } from "../formats/read/read-document.ts";
import type { Point } from "../model/drawing/geometry.ts";
import type { Problem } from "../model/problem.ts";
import type { TextChange } from "../model/text-change.ts";
import { placeLast } from "./history.ts";
import type { OpenFile } from "./open-file.ts";
import { NOTHING_READ, type Reading, readIfShort, unread } from "./reader.ts";

/**
 * The file with the text that `changes` made of its own, and what was read of that: null if it is still to be read.
 * `placed`: the places of cards, instead of those that there were, with a renamed executor's under its new name.
 */
export function withText(
  file: OpenFile,
  text: string,
  changes: readonly TextChange[],
  reading: Reading | null = readIfShort(text),
  placed?: ReadonlyMap<string, Point>,
): OpenFile {
  const next = { ...file, text };
  const { fault, document } = file.reading;
  if (reading) {
    return withReading(next, reading, placed);
  }
  if (fault === null && text === document.text) {
    return withReading(next, file.reading, placed);
  }
  return {
    ...next,
    // A text that could not be read is tried again, so what failed says nothing any more.
    reading: fault === null ? file.reading : NOTHING_READ,
    problems: file.problems.map((problem) => movedProblem(problem, changes)),
    placed: placed ?? file.placed,
  };
}

/** The file with what was read of its text. Where we fail, as one that could not be read. */
export function withReading(file: OpenFile, reading: Reading, placed?: ReadonlyMap<string, Point>): OpenFile {
  try {
    return followed(file, reading, placed);
  } catch (cause) {
    return followed(file, unread(file.text, cause), placed);
  }
}

/** The same once it was read away from the page: the last step of undo leads to the places of cards as they are now. */
export function withLateReading(file: OpenFile, reading: Reading): OpenFile {
  const next = withReading(file, reading);
  return next.placed === file.placed ? next : { ...next, ...placeLast(next, next.placed) };
}

function followed(file: OpenFile, reading: Reading, placed?: ReadonlyMap<string, Point>): OpenFile {
  const { document } = reading;
  const next = { ...file, reading, problems: document.problems, placed: placed ?? file.placed };
  if (!document.isFlow) {
    return next;
  }
  const { selectedEdge, selection } = file;
  const renamed = findRename(file.shown, document);
  const has = (name: string) => name === "gateway" || document.picture.byName.has(name);
  const names = [...selection].map((name) => (name === renamed?.from ? renamed.to : name));
  const kept = names.filter(has);
  const isSame = kept.length === selection.size && kept.every((name) => selection.has(name));
  return {
    ...next,
    shown: document,
    selectedEdge: selectedEdge && has(selectedEdge.from) && has(selectedEdge.to) ? selectedEdge : null,
    placed: placed ?? (renamed ? renameKey(file.placed, renamed) : file.placed),
    selection: isSame ? selection : new Set(kept),
  };
}

interface Rename {
  readonly from: string;
  readonly to: string;
}

/** A rename, however it was made: one name gone, one come, at the same place of the list. */
function findRename(before: FlowDocument, after: FlowDocument): Rename | null {
  if (!before.isFlow || !after.isFlow || before.picture.nodes.length !== after.picture.nodes.length) {
    return null;
  }
  const [gone, ...moreGone] = before.picture.nodes.filter(({ name }) => !after.picture.byName.has(name));
  const [come, ...moreCome] = after.picture.nodes.filter(({ name }) => !before.picture.byName.has(name));
  return gone && come && gone.entry === come.entry && moreGone.length + moreCome.length === 0
    ? { from: gone.name, to: come.name }
    : null;
}

function renameKey(placed: ReadonlyMap<string, Point>, { from, to }: Rename): ReadonlyMap<string, Point> {
  const point = placed.get(from);
  if (!point) {
    return placed;
  }
  const next = new Map(placed);
  next.delete(from);
  next.set(to, point);
  return next;
}

/** A problem of an older text at its place in the one that `changes` made of that. */
function movedProblem(problem: Problem, changes: readonly TextChange[]): Problem {
  const { fix, range, ...rest } = problem;
  return {
    ...rest,
    // Changes of the text itself were worked out for the older text.
    ...(fix && !("changes" in fix) ? { fix } : {}),
    ...(range ? { range: { from: movedPlace(range.from, changes), to: movedPlace(range.to, changes) } } : {}),
  };
}

/** What stood where something was replaced stands at its end. */
function movedPlace(place: number, changes: readonly TextChange[]): number {
  let shift = 0;
  for (const { from, to, insert } of changes) {
    if (place < to) {
      return place <= from ? place + shift : from + shift + insert.length;
    }
    shift += insert.length - (to - from);
  }
  return place + shift;
}
