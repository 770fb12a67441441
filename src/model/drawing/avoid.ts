/**
 * A way for a line between cards that stand anywhere: the shortest of those along a grid that goes by all cards near,
 * with few turns. Written for lines that run to the right; those that run down are turned around before and after.
 */

import { type Direction, type Point, type Rect, withoutMiddles } from "./geometry.ts";
import type { RectIndex } from "./rect-index.ts";

/** Distances of a line from cards that it passes, which is half the width in which it swings over: the first that goes. */
const CLEARANCES = [12, 5];
/** Pixels that one turn counts for. */
const TURN_COST = 60;
/** Cards further away than this from the straight line's box are looked at only when the way leads there. */
const NEAR = 40;
/** Rounds of finding a way and of adding the cards that it meets; and the most cards of one search. */
const MAX_ROUNDS = 5;
const MAX_CARDS = 40;

/** The bends of a line that passes no card, as `traceLine` takes them; null where there is no such way. */
export function wayAround(
  from: Point,
  to: Point,
  cards: RectIndex,
  direction: Direction,
): readonly Point[] | null {
  const turn = direction === "right" ? (point: Point) => point : ({ x, y }: Point): Point => ({ x: y, y: x });
  const turnRect = ({ x, y, width, height }: Rect): Rect =>
    direction === "right" ? { x, y, width, height } : { x: y, y: x, width: height, height: width };
  for (const clearance of CLEARANCES) {
    const search = { start: turn(from), goal: turn(to), clearance };
    const corners = cornersAround(search, (box) => cards.within(turnRect(box)).map(turnRect));
    if (corners) {
      return swung(corners, clearance).map(turn);
    }
  }
  return null;
}

interface Search {
  readonly start: Point;
  readonly goal: Point;
  readonly clearance: number;
}

/** Looks at the cards near, and at those that the way found meets, until it meets no others. */
function cornersAround(search: Search, within: (box: Rect) => readonly Rect[]): readonly Point[] | null {
  const { start, goal, clearance } = search;
  const known = new Map<string, Rect>();
  const learn = (cards: readonly Rect[]) => {
    const before = known.size;
    for (const card of cards) {
      known.set(`${card.x} ${card.y}`, card);
    }
    return known.size > before;
  };
  learn(within(boxAround([start, goal], NEAR)));
  for (let round = 0; round < MAX_ROUNDS && known.size <= MAX_CARDS; round++) {
    const corners = shortestWay(search, [...known.values()]);
    if (!corners) {
      return null;
    }
    if (!learn(segmentsOf(corners).flatMap((segment) => within(boxAround(segment, clearance - 2))))) {
      return corners;
    }
  }
  return null;
}

function boxAround(points: readonly Point[], rim: number): Rect {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, top] = [Math.min(...xs) - rim, Math.min(...ys) - rim];
  return { x: left, y: top, width: Math.max(...xs) + rim - left, height: Math.max(...ys) + rim - top };
}

function segmentsOf(points: readonly Point[]): (readonly [Point, Point])[] {
  return points.slice(1).map((point, at) => [points[at] ?? point, point] as const);
}

/** Places along one axis, sorted, each once. */
function axis(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

interface Step {
  readonly cost: number;
  /** Cell of the grid, and whether it was reached along x. */
  readonly state: number;
}

/** Corners of the way from start to goal, both of them included; it begins and ends along x. */
function shortestWay({ start, goal, clearance }: Search, cards: readonly Rect[]): readonly Point[] | null {
  const first = { x: start.x + clearance, y: start.y };
  const last = { x: goal.x - clearance, y: goal.y };
  const xs = axis([
    first.x,
    last.x,
    ...cards.flatMap(({ x, width }) => [x - clearance, x + width + clearance]),
  ]);
  const ys = axis([
    first.y,
    last.y,
    ...cards.flatMap(({ y, height }) => [y - clearance, y + height + clearance]),
  ]);
  const isFree = (a: Point, b: Point) => {
    const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
    return !cards.some(
      (card) =>
        x > card.x - clearance &&
        x < card.x + card.width + clearance &&
        y > card.y - clearance &&
        y < card.y + card.height + clearance,
    );
  };
  const at = (cell: number): Point => ({
    x: xs[cell % xs.length] ?? 0,
    y: ys[Math.floor(cell / xs.length)] ?? 0,
  });
  const cellOf = ({ x, y }: Point) => ys.indexOf(y) * xs.length + xs.indexOf(x);
  const goalState = cellOf(last) * 2 + 1;
  const startState = cellOf(first) * 2 + 1;
  const costs = new Map<number, number>([[startState, 0]]);
  const cameFrom = new Map<number, number>();
  const open = new Heap();
  open.push({ cost: 0, state: startState });
  for (let step = open.pop(); step; step = open.pop()) {
    const { cost, state } = step;
    if (state === goalState) {
      const cells = wayTo(state, cameFrom).map((one) => at(one >> 1));
      return withoutMiddles([start, ...cells, goal]);
    }
    if (cost > (costs.get(state) ?? 0)) {
      continue;
    }
    const cell = state >> 1;
    const here = at(cell);
    const column = cell % xs.length;
    const row = Math.floor(cell / xs.length);
    const moves = [
      column > 0 ? { next: cell - 1, isAlongX: true } : null,
      column < xs.length - 1 ? { next: cell + 1, isAlongX: true } : null,
      row > 0 ? { next: cell - xs.length, isAlongX: false } : null,
      row < ys.length - 1 ? { next: cell + xs.length, isAlongX: false } : null,
    ];
    for (const move of moves) {
      if (!move || !isFree(here, at(move.next))) {
        continue;
      }
      const there = at(move.next);
      const turns = move.isAlongX === (state % 2 === 1) ? 0 : TURN_COST;
      const total = cost + Math.abs(there.x - here.x) + Math.abs(there.y - here.y) + turns;
      const next = move.next * 2 + (move.isAlongX ? 1 : 0);
      if (total < (costs.get(next) ?? Number.POSITIVE_INFINITY)) {
        costs.set(next, total);
        cameFrom.set(next, state);
        open.push({ cost: total, state: next });
      }
    }
  }
  return null;
}

function wayTo(state: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way = [state];
  for (let before = cameFrom.get(state); before !== undefined; before = cameFrom.get(before)) {
    way.unshift(before);
  }
  return way;
}

/** Each part across the way becomes a swing: it begins before it and ends after it. */
function swung(points: readonly Point[], clearance: number): readonly Point[] {
  const bends: Point[] = [];
  for (const [at, [a, b]] of segmentsOf(points).entries()) {
    if (a.x !== b.x) {
      continue;
    }
    const before = points[at - 1] ?? a;
    const after = points[at + 2] ?? b;
    const reach = (other: Point) => Math.min(clearance, Math.abs(other.x - a.x) / 2);
    const isBack = Math.sign(a.x - before.x) !== Math.sign(after.x - a.x);
    if (isBack) {
      bends.push(a, b);
    } else {
      bends.push(
        { x: a.x - Math.sign(a.x - before.x) * reach(before), y: a.y },
        { x: b.x + Math.sign(after.x - b.x) * reach(after), y: b.y },
      );
    }
  }
  return bends;
}

/** The step of least cost first; of equal ones that with the lower state, so that the same way is found each time. */
class Heap {
  private readonly steps: Step[] = [];

  push(step: Step): void {
    const { steps } = this;
    let at = steps.push(step) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = steps[parent];
      if (!above || !comesFirst(step, above)) {
        break;
      }
      steps[at] = above;
      at = parent;
    }
    steps[at] = step;
  }

  pop(): Step | undefined {
    const { steps } = this;
    const [top] = steps;
    const last = steps.pop();
    if (!last || steps.length === 0) {
      return top;
    }
    let at = 0;
    for (;;) {
      const [left, right] = [steps[2 * at + 1], steps[2 * at + 2]];
      const child = right && left && comesFirst(right, left) ? 2 * at + 2 : 2 * at + 1;
      const below = steps[child];
      if (!below || !comesFirst(below, last)) {
        break;
      }
      steps[at] = below;
      at = child;
    }
    steps[at] = last;
    return top;
  }
}

function comesFirst(a: Step, b: Step): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.state < b.state);
}
