/**
 * Where cards stand once people and edits had a say. A card that was put down by hand stays there, and those laid out
 * by themselves make room for it. After an edit, cards stay where they stood: only a new one is given a place, and one
 * that would stand before what it now needs moves on.
 */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import { CardIndex } from "./card-index.ts";
import {
  acrossOf,
  alongOf,
  CARD_HEIGHT,
  CARD_WIDTH,
  type Direction,
  GATE_HEIGHT,
  GATE_WIDTH,
  HANDLE_Y,
  type Point,
  pointAt,
  type Rect,
} from "./geometry.ts";
import { GATE_GAP, LAYER_GAP, type Layout, layersOfNames } from "./layout.ts";

/** Where the cards of a file stand, as far as that is not the layout's doing. */
export interface Places {
  readonly direction: Direction;
  /** Put down by hand, by executor name. */
  readonly placed: ReadonlyMap<string, Point>;
  /** Where the others stood before the last edits; null if nothing was edited since all were laid out. */
  readonly kept: ReadonlyMap<string, Point> | null;
}

/** The places of a file whose cards all stand where the layout puts them. */
export function laidOutPlaces(direction: Direction): Places {
  return { direction, placed: new Map(), kept: null };
}

/** Upper left corners by executor name, and the gateway's ends as in `Layout`. */
export type Arrangement = Pick<Layout, "executors" | "start" | "end">;

/** Free space around a card that is given a place: before and behind it lines have room to swing over. */
const RIM_ALONG = 26;
const RIM_ACROSS = 20;
/** How far a free place is looked for, on either side. */
const REACH = 4000;

/**
 * Where all cards stand: the layout itself if people and edits had no say. `layOut` lays out this Flow in the direction
 * of `places`; it is asked only where cards stand as they are laid out.
 */
export function arrange(flow: BuiltFlow, places: Places, layOut: () => Layout): Arrangement {
  const { direction, placed, kept } = places;
  const layout = kept === null ? layOut() : null;
  if (layout && placed.size === 0) {
    return layout;
  }
  const start = layout?.start ?? startOf(direction);
  const executors = new Map<string, Point>();
  const index = new CardIndex();
  const stand = (name: string, point: Point) => {
    executors.set(name, point);
    index.add(rectAt(point));
  };
  const layers = layersOfNames(flow);
  for (const name of layers.keys()) {
    const point = placed.get(name);
    if (point) {
      stand(name, point);
    }
  }
  // What a card needs has its place before it.
  const inOrder = [...layers].sort(([, a], [, b]) => a - b).map(([name]) => name);
  for (const name of inOrder) {
    if (!executors.has(name)) {
      const wanted =
        layout?.executors.get(name) ??
        wantedPlace(flow.byName.get(name)?.needs ?? [], kept?.get(name), executors, direction);
      stand(name, freePlace(wanted, index, direction));
    }
  }
  return { executors, start, end: endOf(flow, executors, start, direction) };
}

function startOf(direction: Direction): Point {
  return direction === "right" ? { x: GATE_WIDTH, y: 0 } : { x: 0, y: GATE_HEIGHT };
}

/** Where it stood, unless that is before what it needs; a new one stands behind that, level with it. */
function wantedPlace(
  needs: readonly string[],
  before: Point | undefined,
  executors: ReadonlyMap<string, Point>,
  direction: Direction,
): Point {
  const sources = needs.flatMap((need) => executors.get(need) ?? []);
  const size = direction === "right" ? CARD_WIDTH : CARD_HEIGHT;
  const start = startOf(direction);
  const least = sources.reduce(
    (most, point) => Math.max(most, alongOf(point, direction) + size + LAYER_GAP[direction]),
    alongOf(start, direction) + GATE_GAP[direction],
  );
  if (before) {
    return alongOf(before, direction) >= least - LAYER_GAP[direction] / 2
      ? before
      : pointAt(least, acrossOf(before, direction), direction);
  }
  const corner = direction === "right" ? HANDLE_Y : CARD_WIDTH / 2;
  const across =
    sources.length > 0
      ? sources.reduce((sum, point) => sum + acrossOf(point, direction), 0) / sources.length
      : acrossOf(start, direction) - corner;
  return pointAt(least, Math.round(across), direction);
}

/** The nearest place across the layers at which a card covers no other one. */
function freePlace(point: Point, index: CardIndex, direction: Direction): Point {
  const size = direction === "right" ? CARD_HEIGHT : CARD_WIDTH;
  const own = acrossOf(point, direction);
  const band: Rect =
    direction === "right"
      ? { x: point.x - RIM_ALONG, y: own - REACH, width: CARD_WIDTH + 2 * RIM_ALONG, height: 2 * REACH }
      : { x: own - REACH, y: point.y - RIM_ALONG, width: 2 * REACH, height: CARD_HEIGHT + 2 * RIM_ALONG };
  const taken = index
    .within(band)
    .map((rect) => acrossOf(rect, direction))
    .sort((a, b) => a - b);
  const isFree = (across: number) => taken.every((other) => Math.abs(other - across) >= size + RIM_ACROSS);
  if (isFree(own)) {
    return point;
  }
  const nearest = taken
    .flatMap((other) => [other - size - RIM_ACROSS, other + size + RIM_ACROSS])
    .filter(isFree)
    .reduce(
      (best, across) => (Math.abs(across - own) < Math.abs(best - own) ? across : best),
      Number.POSITIVE_INFINITY,
    );
  return nearest === Number.POSITIVE_INFINITY
    ? point
    : pointAt(alongOf(point, direction), nearest, direction);
}

/** The gateway's end stands behind all cards, level with the one that answers to it. */
function endOf(
  flow: BuiltFlow,
  executors: ReadonlyMap<string, Point>,
  start: Point,
  direction: Direction,
): Point {
  const size = direction === "right" ? CARD_WIDTH : CARD_HEIGHT;
  const corner = direction === "right" ? HANDLE_Y : CARD_WIDTH / 2;
  const first = alongOf(start, direction) + GATE_GAP[direction];
  const along = [...executors.values()].reduce(
    (most, point) => Math.max(most, alongOf(point, direction) + size + GATE_GAP[direction]),
    first,
  );
  const last = flow.end === GATEWAY ? undefined : executors.get(flow.end);
  return pointAt(along, last ? acrossOf(last, direction) + corner : acrossOf(start, direction), direction);
}

function rectAt({ x, y }: Point): Rect {
  return { x, y, width: CARD_WIDTH, height: CARD_HEIGHT };
}
