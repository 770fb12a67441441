/** What follows for an open file from a new text, or from a reading of it. Pure; never throws. */

import type { Variables } from "../formats/read/substitute.ts";
import type { Places } from "../model/drawing/arrange.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Need } from "../model/flow-edit.ts";
import type { Problem } from "../model/problem.ts";
import type { TextChange } from "../model/text-change.ts";
import { renamedDrafts } from "./drafts.ts";
import { placeLast } from "./history.ts";
import { latePlacesAfter } from "./late-places.ts";
import { isAhead, type OpenFile } from "./open-file.ts";
import { NOTHING_READ, type Reading, readIfShort, unread } from "./reader.ts";
import { findRenames, NO_RENAMES, nameNow, type Renames, withNamesNow } from "./renames.ts";

/**
 * The file with the text that `changes` made of its own, and what was read of that: null if it is still to be read.
 * `places`: where cards stand, instead of what follows from where they stood.
 */
export function withText(
  file: OpenFile,
  text: string,
  changes: readonly TextChange[],
  reading: Reading | null = readIfShort(text, file.variables),
  places?: Places,
): OpenFile {
  const next = { ...file, text };
  const { fault } = file.reading;
  if (reading) {
    return withReading(next, reading, places);
  }
  if (fault === null && !isAhead(next)) {
    return withReading(next, file.reading, places);
  }
  return {
    ...next,
    // A text that could not be read is tried again, so what failed says nothing any more.
    reading: fault === null ? file.reading : NOTHING_READ,
    problems: file.problems.map((problem) => movedProblem(problem, changes)),
    places: places ?? file.places,
    arePlacesGiven: places !== undefined || file.arePlacesGiven,
  };
}

/** The file with what was read of its text. Where we fail, as one that could not be read. */
export function withReading(file: OpenFile, reading: Reading, places?: Places): OpenFile {
  try {
    return followed(file, reading, places);
  } catch (cause) {
    return followed(file, unread(file.text, cause, file.variables), places);
  }
}

/** The file with other values for variables; a short one is read with them at once. */
export function withVariables(file: OpenFile, variables: Variables): OpenFile {
  const next = { ...file, variables };
  const reading = readIfShort(file.text, variables);
  return reading ? withReading(next, reading) : next;
}

/** The same once it was read away from the page: the last step of undo leads to the places of cards as they are now. */
export function withLateReading(file: OpenFile, reading: Reading): OpenFile {
  const next = withReading(file, reading, file.arePlacesGiven ? file.places : undefined);
  return next.places === file.places ? next : { ...next, ...placeLast(next, next.places) };
}

function followed(file: OpenFile, reading: Reading, places?: Places): OpenFile {
  const { document } = reading;
  const next = {
    ...file,
    reading,
    problems: document.problems,
    places: places ?? file.places,
    arePlacesGiven: false,
  };
  if (!document.isFlow) {
    const { text, picture } = file.shown;
    return {
      ...next,
      ...selectedIn(picture, file, NO_RENAMES),
      drawnText: file.drawnText ?? (picture.nodes.length > 0 ? text : null),
    };
  }
  const renames = findRenames(file.shown, document);
  return {
    ...next,
    ...selectedIn(document.picture, file, renames),
    shown: document,
    drawnText: null,
    drafts: renamedDrafts(file.drafts, renames),
    simulation: withNames(file.simulation, renames),
    trial: withNames(file.trial, renames),
    places: places ?? latePlacesAfter(file.places, file.shown, document, renames),
  };
}

function withNames<Whole extends { readonly executors: ReadonlyMap<string, unknown> }>(
  whole: Whole,
  renames: Renames,
): Whole {
  const executors = withNamesNow(whole.executors, renames);
  return executors === whole.executors ? whole : { ...whole, executors };
}

/** What of the selected is in the picture, under the names that it has now; the same values if that is all. */
function selectedIn(
  { byName, end }: BuiltFlow,
  { selection, selectedEdges }: OpenFile,
  renames: Renames,
): Pick<OpenFile, "selection" | "selectedEdges"> {
  const now = (name: string) => nameNow(name, renames);
  const names = [...selection].map(now).filter((name) => name === GATEWAY || byName.has(name));
  const isSame = names.length === selection.size && names.every((name) => selection.has(name));
  const edges =
    renames.size > 0
      ? selectedEdges.map(({ from, to }) => ({ from: now(from), to: now(to) }))
      : selectedEdges;
  const isThere = ({ from, to }: Need) =>
    to === GATEWAY ? from === end : byName.get(to)?.needs.includes(from) === true;
  return {
    selection: isSame ? selection : new Set(names),
    selectedEdges: edges.every(isThere) ? edges : edges.filter(isThere),
  };
}

/** A problem of an older text at its place in the one that `changes` made of that. */
function movedProblem(problem: Problem, changes: readonly TextChange[]): Problem {
  const { fix, range, ...rest } = problem;
  return {
    ...rest,
    // Places in the text itself were found in the older text.
    ...(fix && !("changes" in fix || "imports" in fix) ? { fix } : {}),
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
