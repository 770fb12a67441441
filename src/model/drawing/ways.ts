/**
 * The ways of all lines between cards that may stand anywhere. A line keeps the way that the layout, or an earlier
 * call, found for it as long as its ends stand where they stood and no card stands in its way; else it goes straight
 * where that is free, and around the cards where it is not.
 */
import { wayAround } from "./avoid.ts";
import { type Direction, isSameRect, type Point, type Rect } from "./geometry.ts";
import { indexOf, RectIndex } from "./rect-index.ts";
import { boxAround, runsOver } from "./run-over.ts";

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

/** Ways that were found in one call. */
interface FoundWays extends Ways {
  /** False where lines are left to the next call, which goes on from these. */
  readonly isWhole: boolean;
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
): FoundWays {
  const found = new Map<string, Line>();
  const bends = new Map<string, readonly Point[]>();
  const search = new Search(cards, before, movedCards(cards, before), direction);
  for (const line of lines) {
    const way = search.wayOf(line);
    if (way !== null) {
      found.set(line.id, line);
      if (way.length > 0) {
        bends.set(line.id, way);
      }
    }
  }
  return { lines: found, cards, bends, isWhole: found.size === lines.length };
}

/** The same where few moved: just the lines and cards that are not where they were `before`, which is whole. */
export function findWaysOfMoved(
  lines: readonly Line[],
  cards: ReadonlyMap<string, Rect>,
  before: Ways,
  direction: Direction,
): FoundWays {
  const all = new Map(before.cards);
  for (const [id, rect] of cards) {
    all.set(id, rect);
  }
  const moved = movedCards(cards, before);
  const found = new Map(before.lines);
  const bends = new Map(before.bends);
  const search = new Search(all, before, moved, direction);
  const own = new Set(lines.map(({ id }) => id));
  const passed = [...before.lines.values()].filter(
    ({ id, from, to }) => !own.has(id) && moved.hasWithin(boxAround(from, before.bends.get(id) ?? [], to)),
  );
  let isWhole = true;
  for (const line of [...lines, ...passed]) {
    const way = search.wayOf(line);
    isWhole &&= way !== null;
    found.delete(line.id);
    bends.delete(line.id);
    if (way !== null) {
      found.set(line.id, line);
      if (way.length > 0) {
        bends.set(line.id, way);
      }
    }
  }
  return { lines: found, cards: all, bends, isWhole };
}

function movedCards(cards: ReadonlyMap<string, Rect>, before: Ways): RectIndex {
  const moved = new RectIndex();
  for (const [id, rect] of cards) {
    const old = before.cards.get(id);
    if (!old || !isSameRect(old, rect)) {
      const inner = shrunk(rect);
      moved.add(inner, inner);
    }
  }
  return moved;
}

/** Looks for the ways of one call. */
class Search {
  private readonly cards: ReadonlyMap<string, Rect>;
  private readonly before: Ways;
  private readonly moved: RectIndex;
  private readonly direction: Direction;
  private all: RectIndex | null = null;
  private searches = 0;

  constructor(cards: ReadonlyMap<string, Rect>, before: Ways, moved: RectIndex, direction: Direction) {
    this.cards = cards;
    this.before = before;
    this.moved = moved;
    this.direction = direction;
  }

  /** The bends of a line, none where it leads straight, be it over cards; null if it is left to the next call. */
  wayOf(line: Line): readonly Point[] | null {
    const { before, moved, direction } = this;
    const old = before.lines.get(line.id);
    const known = before.bends.get(line.id) ?? [];
    const isKept = old !== undefined && isSamePoint(old.from, line.from) && isSamePoint(old.to, line.to);
    if (isKept && (moved.isEmpty || isClear(line, known, moved, direction))) {
      return known;
    }
    this.all ??= indexOf(Array.from(this.cards.values(), shrunk));
    if (isClear(line, [], this.all, direction)) {
      return [];
    }
    if (this.searches === MAX_SEARCHES) {
      return null;
    }
    this.searches++;
    return wayAround(line.from, line.to, this.all, direction) ?? [];
  }
}

function isClear(
  { from, to }: Line,
  bends: readonly Point[],
  cards: RectIndex,
  direction: Direction,
): boolean {
  const isTaken = (box: Rect) => cards.hasWithin(box);
  return !isTaken(boxAround(from, bends, to)) || !runsOver(from, bends, to, direction, isTaken);
}

function shrunk({ x, y, width, height }: Rect): Rect {
  return { x: x + RIM, y: y + RIM, width: width - 2 * RIM, height: height - 2 * RIM };
}

function isSamePoint(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}
