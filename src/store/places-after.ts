/** Where cards stand after an edit: where they stood, a renamed one's under its new name. */
import type { FlowDocument } from "../formats/read/read-document.ts";
import { type Arrangement, type Places, whereTheyStood } from "../model/drawing/arrange.ts";
import { pagesOf } from "../model/drawing/pages.ts";
import { type Points, pointsByName } from "../model/drawing/points.ts";
import { isSameGraph } from "../model/drawing/same-graph.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { arrangementOf, cacheArrangement } from "./derived.ts";
import { nameNow, type Renames, withNamesNow } from "./renames.ts";

/** `before` is the last document that held a Flow. The same object if nothing about the places changed. */
export function placesAfter(
  places: Places,
  before: FlowDocument,
  after: FlowDocument,
  renames: Renames,
): Places {
  const placed = renamedPoints(places.placed, renames);
  const isSame = isSameGraph(before.picture, after.picture, (name) => nameNow(name, renames));
  const moved = isSame
    ? arrangementOfSame(places, before.picture, renames)
    : arrangementAfter(places, placed, before.picture, after.picture, renames);
  const kept = isSame
    ? places.kept && renamedPoints(places.kept, renames)
    : keptOf(moved, after.picture, places.kept);
  const { pinned } = places;
  const next =
    placed === places.placed && kept === places.kept
      ? places
      : {
          ...places,
          placed,
          pinned: [...pinned].some((name) => renames.has(name))
            ? new Set([...pinned].map((name) => nameNow(name, renames)))
            : pinned,
          kept,
        };
  if (moved) {
    cacheArrangement(after.picture, next, moved);
  }
  return next;
}

/** Null where it is not known, or costs nothing. */
function arrangementOfSame(places: Places, before: BuiltFlow, renames: Renames): Arrangement | null {
  return places.kept && renames.size === 0 ? arrangementOf(before, places) : null;
}

/** Null where nothing is left of what stood there, so that all is laid out. `placed`: under the names of `after`. */
function arrangementAfter(
  places: Places,
  placed: Points,
  before: BuiltFlow,
  after: BuiltFlow,
  renames: Renames,
): Arrangement | null {
  const stood = withNamesNow(arrangementOf(before, places).executors, renames);
  const kept = new Map([...stood].filter(([name]) => after.byName.has(name)));
  if (kept.size === 0) {
    return null;
  }
  const neededBefore = new Map(
    before.nodes.map(({ name, needs }) => [
      nameNow(name, renames),
      new Set(needs.map((need) => nameNow(need, renames))),
    ]),
  );
  return whereTheyStood(
    after,
    { ...places, placed },
    kept,
    (name, need) => !neededBefore.get(name)?.has(need),
  );
}

/** The places in it of the executors that there are. */
function keptOf(moved: Arrangement | null, { byName }: BuiltFlow, before: Points | null): Places["kept"] {
  return moved && pagesOf(new Map([...moved.executors].filter(([name]) => byName.has(name))), before ?? []);
}

function renamedPoints(points: Points, renames: Renames): Points {
  return renames.size === 0 ? points : pagesOf(withNamesNow(pointsByName(points), renames), points);
}
