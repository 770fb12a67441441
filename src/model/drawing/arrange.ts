/**
 * Where cards stand once people and edits had a say. A card that was put down by hand stays there, and those laid out
 * by themselves make room for it. After an edit, cards stay where they stood: only a new one is given a place, and one
 * that would stand before what it now needs moves on.
 */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import {
  acrossOf,
  alongOf,
  CARD_HEIGHT,
  CARD_LENGTH,
  CARD_TO_LINE,
  CARD_WIDTH,
  type Direction,
  type Point,
  pointAt,
  type Rect,
  START,
} from "./geometry.ts";
import { GATE_GAP, LAYER_GAP, type Layout, type LayoutForm, layersOfNames } from "./layout.ts";
import { type Points, pointsByName } from "./points.ts";
import { RectIndex } from "./rect-index.ts";

/** Where the cards of a file stand, as far as that is not the layout's doing. */
export interface Places extends LayoutForm {
  /** Put down by hand. */
  readonly placed: Points;
  /** Those of them that stay where they are when all others are laid out anew. */
  readonly pinned: ReadonlySet<string>;
  /** Where the others stood before the last edits; null if nothing was edited since all were laid out. */
  readonly kept: Points | null;
}

/** The places of a file whose cards all stand where the layout puts them. */
export function laidOutPlaces(direction: Direction, wraps = false): Places {
  return { direction, wraps, placed: [], pinned: new Set(), kept: null };
}

/** Upper left corners by executor name, and the gateway's ends as in `Layout`. */
export type Arrangement = Pick<Layout, "executors" | "start" | "end">;

/** Free space around a card that is given a place: before and behind it lines have room to swing over. */
const RIM_ALONG = 26;
const RIM_ACROSS = 20;

/**
 * Where all cards stand: the layout itself if people and edits had no say. `layOut` lays out this Flow in the direction
 * of `places`; it is asked only where cards stand as they are laid out.
 */
export function arrange(flow: BuiltFlow, places: Places, layOut: () => Layout): Arrangement {
  if (places.kept !== null) {
    return whereTheyStood(flow, places, pointsByName(places.kept), () => false);
  }
  const layout = layOut();
  const placed = pointsByName(places.placed);
  return placed.size === 0 ? layout : aroundPlaced(flow, placed, layout);
}

type ByName = ReadonlyMap<string, Point>;

/**
 * The arrangement after an edit that made this Flow of one whose cards stood at `kept`: as there, but for cards that are
 * new, and those that would stand before what they need since then. `isNewNeed`: whether an executor, by its name, needs
 * another one since then. `arrange` makes the same of the points of all of the Flow's cards.
 */
export function whereTheyStood(
  flow: BuiltFlow,
  places: Places,
  kept: ByName,
  isNewNeed: (name: string, need: string) => boolean,
): Arrangement {
  const { direction } = places;
  const placed = pointsByName(places.placed);
  const executors = new Map<string, Point>();
  const index = new RectIndex();
  const stand = (name: string, point: Point) => {
    executors.set(name, point);
    const rect = rectAt(point);
    index.add(rect, rect);
  };
  const layers = [...layersOfNames(flow)].sort(([, a], [, b]) => a - b).map(([name]) => name);
  for (const name of layers) {
    const point = placed.get(name);
    if (point) {
      stand(name, point);
    }
  }
  const along = alongOfAll(flow, layers, { ...places, placed, kept }, isNewNeed);
  const staying = layers.flatMap((name) => {
    const before = executors.has(name) ? undefined : kept.get(name);
    const isKept = before !== undefined && alongOf(before, direction) === along.get(name);
    return isKept && index.within(roomAt(before, direction)).length === 0 ? [[name, before] as const] : [];
  });
  for (const [name, point] of staying) {
    stand(name, point);
  }
  // What stays has its place before what moves on, that before what is new, and names that no executor has come last:
  // many of them are only half typed.
  const rankOf = (name: string) => (!flow.byName.has(name) ? 2 : kept.has(name) ? 0 : 1);
  const others = layers.filter((name) => !executors.has(name)).sort((a, b) => rankOf(a) - rankOf(b));
  for (const name of others) {
    const before = kept.get(name);
    const across = before
      ? acrossOf(before, direction)
      : acrossOfNeeds(flow.byName.get(name)?.needs ?? [], executors, direction);
    stand(name, freePlace(pointAt(along.get(name) ?? 0, across, direction), index, direction));
  }
  return { executors, start: START[direction], end: endOf(flow, executors, places) };
}

/** As laid out, but for cards that were put down by hand and for those that they would cover, which make room. */
function aroundPlaced(flow: BuiltFlow, placed: ByName, layout: Layout): Arrangement {
  const { direction, start } = layout;
  const executors = new Map(layout.executors);
  const put = [...placed].filter(([name]) => executors.has(name));
  const index = indexOfLayout(layout);
  const covered = new Set<string>();
  for (const [, point] of put) {
    for (const name of index.within(roomAt(point, direction))) {
      if (!placed.has(name)) {
        covered.add(name);
      }
    }
  }
  const taken = new RectIndex();
  for (const [name, point] of put) {
    executors.set(name, point);
    const rect = rectAt(point);
    taken.add(rect, rect);
  }
  const standing = (box: Rect): Rect[] => [
    ...taken.within(box),
    ...index.within(box).flatMap((name) => {
      const point = layout.executors.get(name);
      return point && !placed.has(name) && !covered.has(name) ? [rectAt(point)] : [];
    }),
  ];
  // In the order of the layers, and within one as the file has them.
  const inOrder = [...layout.executors]
    .filter(([name]) => covered.has(name))
    .sort(([, a], [, b]) => alongOf(a, direction) - alongOf(b, direction));
  for (const [name, point] of inOrder) {
    const free = freePlace(point, { within: standing }, direction);
    executors.set(name, free);
    const rect = rectAt(free);
    taken.add(rect, rect);
  }
  return { executors, start, end: endOf(flow, executors, layout) };
}

const layoutIndexes = new WeakMap<Layout, RectIndex<string>>();

function indexOfLayout(layout: Layout): RectIndex<string> {
  let index = layoutIndexes.get(layout);
  if (!index) {
    index = new RectIndex();
    for (const [name, point] of layout.executors) {
      index.add(rectAt(point), name);
    }
    layoutIndexes.set(layout, index);
  }
  return index;
}

/**
 * How far along the layers each card stands, by name: where it stood, unless that is before what it needs since then or
 * what has moved on itself, which in rows says nothing; a new one stands behind what it needs. `layers` has the names in
 * the order of their layers.
 */
function alongOfAll(
  flow: BuiltFlow,
  layers: readonly string[],
  { direction, placed, kept, wraps }: LayoutForm & { readonly placed: ByName; readonly kept: ByName },
  isNewNeed: (name: string, need: string) => boolean,
): ReadonlyMap<string, number> {
  const along = new Map<string, number>();
  const stoodAt = (name: string) => {
    const point = placed.get(name) ?? kept.get(name);
    return point && alongOf(point, direction);
  };
  const behind = (needs: readonly string[]) =>
    needs.reduce((most, need) => {
      const at = flow.byName.has(need) ? along.get(need) : undefined;
      return at === undefined ? most : Math.max(most, at + CARD_LENGTH[direction] + LAYER_GAP[direction]);
    }, alongOf(START[direction], direction) + GATE_GAP[direction]);
  for (const name of layers) {
    const needs = flow.byName.get(name)?.needs ?? [];
    const stood = stoodAt(name);
    if (stood === undefined) {
      along.set(name, behind(needs));
    } else if (placed.has(name) || wraps) {
      along.set(name, stood);
    } else {
      const since = needs.filter((need) => isNewNeed(name, need) || along.get(need) !== stoodAt(need));
      const least = behind(since);
      const isBehind = since.length === 0 || stood >= least - LAYER_GAP[direction] / 2;
      along.set(name, isBehind ? stood : least);
    }
  }
  return along;
}

/** Level with what a card needs. */
function acrossOfNeeds(
  needs: readonly string[],
  executors: ReadonlyMap<string, Point>,
  direction: Direction,
): number {
  const sources = needs.flatMap((need) => executors.get(need) ?? []);
  return sources.length > 0
    ? Math.round(sources.reduce((sum, point) => sum + acrossOf(point, direction), 0) / sources.length)
    : acrossOf(START[direction], direction) - CARD_TO_LINE[direction];
}

/** The nearest place across the layers at which a card covers no other one. */
function freePlace(point: Point, index: Pick<RectIndex, "within">, direction: Direction): Point {
  const along = alongOf(point, direction);
  const own = acrossOf(point, direction);
  const size = direction === "right" ? CARD_HEIGHT : CARD_WIDTH;
  /** The first free place from there on, forward or backward. */
  const seek = (step: 1 | -1): number => {
    let across = own;
    for (;;) {
      const taken = index.within(roomAt(pointAt(along, across, direction), direction));
      if (taken.length === 0) {
        return across;
      }
      const edges = taken.map((rect) => acrossOf(rect, direction));
      across = step === 1 ? Math.max(...edges) + size + RIM_ACROSS : Math.min(...edges) - size - RIM_ACROSS;
    }
  };
  const [after, before] = [seek(1), seek(-1)];
  return after === own ? point : pointAt(along, after - own <= own - before ? after : before, direction);
}

/** What has to be free for a card with that corner. */
function roomAt({ x, y }: Point, direction: Direction): Rect {
  const [rimX, rimY] = direction === "right" ? [RIM_ALONG, RIM_ACROSS] : [RIM_ACROSS, RIM_ALONG];
  return { x: x - rimX, y: y - rimY, width: CARD_WIDTH + 2 * rimX, height: CARD_HEIGHT + 2 * rimY };
}

/** The gateway's end stands behind all cards, in rows all those of its own, level with the one that answers to it. */
function endOf(
  flow: BuiltFlow,
  executors: ReadonlyMap<string, Point>,
  { direction, wraps }: LayoutForm,
): Point {
  const start = START[direction];
  const first = alongOf(start, direction) + GATE_GAP[direction];
  const last = flow.end === GATEWAY ? undefined : executors.get(flow.end);
  const size = direction === "right" ? CARD_HEIGHT : CARD_WIDTH;
  const isBeside = (point: Point) =>
    !wraps ||
    last === undefined ||
    Math.abs(acrossOf(point, direction) - acrossOf(last, direction)) < size + RIM_ACROSS;
  const along = [...executors.values()]
    .filter(isBeside)
    .reduce(
      (most, point) =>
        Math.max(most, alongOf(point, direction) + CARD_LENGTH[direction] + GATE_GAP[direction]),
      wraps ? 0 : first,
    );
  return pointAt(
    along,
    last ? acrossOf(last, direction) + CARD_TO_LINE[direction] : acrossOf(start, direction),
    direction,
  );
}

function rectAt({ x, y }: Point): Rect {
  return { x, y, width: CARD_WIDTH, height: CARD_HEIGHT };
}
