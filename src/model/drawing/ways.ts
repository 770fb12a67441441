/**
 * The ways of all lines between cards that may stand anywhere. A line keeps the way that the layout, or an earlier
 * call, found for it as long as its ends stand where they stood and no card stands in its way; else it goes straight
 * where that is free, and around the cards where it is not.
 */
import { wayAround } from "./avoid.ts";
import type { Direction, Point, Rect } from "./geometry.ts";
import { indexOf, RectIndex } from "./rect-index.ts";
import { runsOver } from "./trace.ts";

/** A line between two cards, by its ends. */
export interface Line {
  readonly id: string;
  /** Where it leaves the one card and meets the other. */
  readonly from: Point;
  readonly to: Point;
}

/** Lines with a way, the cards that they were led around, and the bends of each line between its ends; by id. */
export interface Ways {
  readonly lines: ReadonlyMap<string, Line>;
  readonly cards: ReadonlyMap<string, Rect>;
  readonly bends: ReadonlyMap<string, readonly Point[]>;
}

/** Lines that are sought a way around cards in one call: each takes up to some milliseconds. */
const MAX_SEARCHES = 400;
/** A line ends at the rim of a card, which is not in its way. */
const RIM = 2;

/** `before` is what an earlier call gave, or the ways of a layout with its own lines and cards. */
export function findWays(
  lines: readonly Line[],
  cards: ReadonlyMap<string, Rect>,
  before: Ways,
  direction: Direction,
): Ways {
  const bends = new Map<string, readonly Point[]>();
  let all: RectIndex | null = null;
  const moved = new RectIndex();
  for (const [id, rect] of cards) {
    const old = before.cards.get(id);
    if (!old || !isSameRect(old, rect)) {
      const inner = shrunk(rect);
      moved.add(inner, inner);
    }
  }
  let searches = 0;
  const found = new Map<string, Line>();
  for (const line of lines) {
    const old = before.lines.get(line.id);
    const known = before.bends.get(line.id) ?? [];
    const isKept = old !== undefined && isSamePoint(old.from, line.from) && isSamePoint(old.to, line.to);
    let way = isKept && (moved.isEmpty || isClear(line, known, moved, direction)) ? known : null;
    if (way === null) {
      all ??= indexOf([...cards.values()].map(shrunk));
      if (!isClear(line, [], all, direction)) {
        if (searches === MAX_SEARCHES) {
          // Sought by the next call.
          continue;
        }
        searches++;
        way = wayAround(line.from, line.to, all, direction);
      }
    }
    found.set(line.id, line);
    if (way !== null && way.length > 0) {
      bends.set(line.id, way);
    }
  }
  return { lines: found, cards, bends };
}

function isClear(
  { from, to }: Line,
  bends: readonly Point[],
  cards: RectIndex,
  direction: Direction,
): boolean {
  return !runsOver(from, bends, to, direction, (box) => cards.hasWithin(box));
}

function shrunk({ x, y, width, height }: Rect): Rect {
  return { x: x + RIM, y: y + RIM, width: width - 2 * RIM, height: height - 2 * RIM };
}

function isSamePoint(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

function isSameRect(a: Rect, b: Rect): boolean {
  return isSamePoint(a, b) && a.width === b.width && a.height === b.height;
}
