/** Where cards stand after an edit: where they stood, a renamed one's under its new name. */
import type { FlowDocument } from "../formats/read/read-document.ts";
import { type Arrangement, movedOn, type Places } from "../model/drawing/arrange.ts";
import { isSameGraph } from "../model/drawing/same-graph.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { arrangementOf, cacheArrangement } from "./derived.ts";

/** Names of executors that changed, with what they are now. */
export type Renames = ReadonlyMap<string, string>;

/** Where all are called what they were. */
export const NO_RENAMES: Renames = new Map();

/**
 * Renames, however they were made: names gone and as many come, each at the same place of the list. Several at once, as
 * the value of a variable makes them, are renames only if the graph is the same: else another Flow was written here.
 */
export function findRenames(before: FlowDocument, after: FlowDocument): Renames {
  if (!before.isFlow || !after.isFlow || before.picture.nodes.length !== after.picture.nodes.length) {
    return NO_RENAMES;
  }
  const gone = before.picture.nodes.filter(({ name }) => !after.picture.byName.has(name));
  const come = after.picture.nodes.filter(({ name }) => !before.picture.byName.has(name));
  if (gone.length !== come.length || gone.some(({ entry }, at) => entry !== come[at]?.entry)) {
    return NO_RENAMES;
  }
  const renames = new Map(gone.map(({ name }, at) => [name, come[at]?.name ?? name]));
  return renames.size < 2 || isSameGraph(before.picture, after.picture, (name) => nameNow(name, renames))
    ? renames
    : NO_RENAMES;
}

/** What a name is now. */
export function nameNow(name: string, renames: Renames): string {
  return renames.get(name) ?? name;
}

/** Of more executors, all are laid out again after an edit: that takes less time than looking for free places. */
const MOST_KEPT = 2000;

/** `before` is the last document that held a Flow. The same object if nothing about the places changed. */
export function placesAfter(
  places: Places,
  before: FlowDocument,
  after: FlowDocument,
  renames: Renames,
): Places {
  const placed = withNamesNow(places.placed, renames);
  const isSame = isSameGraph(before.picture, after.picture, (name) => nameNow(name, renames));
  const moved = isSame ? null : arrangementAfter(places, before.picture, after.picture, renames);
  const kept = isSame ? places.kept && withNamesNow(places.kept, renames) : keptOf(moved, after.picture);
  if (placed === places.placed && kept === places.kept) {
    return places;
  }
  const pinned = new Set([...places.pinned].map((name) => nameNow(name, renames)));
  const next = { ...places, placed, pinned, kept };
  if (moved) {
    cacheArrangement(after.picture, next, moved);
  }
  return next;
}

/** Null where nothing is left of what stood there, so that all is laid out. */
function arrangementAfter(
  places: Places,
  before: BuiltFlow,
  after: BuiltFlow,
  renames: Renames,
): Arrangement | null {
  if (after.nodes.length > MOST_KEPT || before.nodes.length > MOST_KEPT) {
    return null;
  }
  const stood = withNamesNow(arrangementOf(before, places).executors, renames);
  const kept = new Map([...stood].filter(([name]) => after.byName.has(name)));
  const placed = withNamesNow(places.placed, renames);
  if (kept.size === 0) {
    return null;
  }
  const neededBefore = new Map(
    before.nodes.map(({ name, needs }) => [
      nameNow(name, renames),
      new Set(needs.map((need) => nameNow(need, renames))),
    ]),
  );
  const isNewNeed = (name: string, need: string) => !neededBefore.get(name)?.has(need);
  return movedOn(after, { ...places, placed, kept }, isNewNeed);
}

/** The places in it of the executors that there are. */
function keptOf(moved: Arrangement | null, { byName }: BuiltFlow): Places["kept"] {
  return moved && new Map([...moved.executors].filter(([name]) => byName.has(name)));
}

/** Values by the names that executors have now; the same map if none of them was renamed. */
export function withNamesNow<Value>(
  values: ReadonlyMap<string, Value>,
  renames: Renames,
): ReadonlyMap<string, Value> {
  return [...renames.keys()].some((name) => values.has(name))
    ? new Map([...values].map(([name, value]) => [nameNow(name, renames), value]))
    : values;
}
