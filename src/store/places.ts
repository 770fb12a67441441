/** Where cards stand after an edit: where they stood, a renamed one's under its new name. */
import type { FlowDocument } from "../formats/read/read-document.ts";
import type { Places } from "../model/drawing/arrange.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { isSameGraph } from "../model/drawing/same-graph.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { arrangementOf } from "./derived.ts";

interface Rename {
  readonly from: string;
  readonly to: string;
}

/** A rename, however it was made: one name gone, one come, at the same place of the list. */
export function findRename(before: FlowDocument, after: FlowDocument): Rename | null {
  if (!before.isFlow || !after.isFlow || before.picture.nodes.length !== after.picture.nodes.length) {
    return null;
  }
  const [gone, ...moreGone] = before.picture.nodes.filter(({ name }) => !after.picture.byName.has(name));
  const [come, ...moreCome] = after.picture.nodes.filter(({ name }) => !before.picture.byName.has(name));
  return gone && come && gone.entry === come.entry && moreGone.length + moreCome.length === 0
    ? { from: gone.name, to: come.name }
    : null;
}

/** Of more executors, all are laid out again after an edit: that takes less time than looking for free places. */
const MOST_KEPT = 2000;

/** `before` is the last document that held a Flow. The same object if nothing about the places changed. */
export function placesAfter(
  places: Places,
  before: FlowDocument,
  after: FlowDocument,
  renamed: Rename | null,
): Places {
  const placed = renameKey(places.placed, renamed);
  const isSame = isSameGraph(before.picture, after.picture, (name) =>
    name === renamed?.from ? renamed.to : name,
  );
  const kept = isSame
    ? places.kept && renameKey(places.kept, renamed)
    : keptAfter(places, before.picture, after.picture, renamed);
  if (placed === places.placed && kept === places.kept) {
    return places;
  }
  const pinned = new Set([...places.pinned].map((name) => (name === renamed?.from ? renamed.to : name)));
  return { ...places, placed, pinned, kept };
}

/** Null where nothing is left of what stood there, so that all is laid out. */
function keptAfter(
  places: Places,
  before: BuiltFlow,
  after: BuiltFlow,
  renamed: Rename | null,
): ReadonlyMap<string, Point> | null {
  if (after.nodes.length > MOST_KEPT || before.nodes.length > MOST_KEPT) {
    return null;
  }
  const stood = renameKey(arrangementOf(before, places).executors, renamed);
  const kept = new Map([...stood].filter(([name]) => after.byName.has(name)));
  return kept.size === 0 ? null : kept;
}

function renameKey(points: ReadonlyMap<string, Point>, renamed: Rename | null): ReadonlyMap<string, Point> {
  const point = renamed && points.get(renamed.from);
  if (!renamed || !point) {
    return points;
  }
  const next = new Map(points);
  next.delete(renamed.from);
  next.set(renamed.to, point);
  return next;
}
