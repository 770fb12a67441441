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
  const grid = new Grid(xs, ys);
  for (const { x, y, width, height } of cards) {
    grid.block(
      { left: x - clearance, right: x + width + clearance },
      { top: y - clearance, bottom: y + height + clearance },
    );
  }
  const goalState = grid.cellOf(last) * 2 + 1;
  const startState = grid.cellOf(first) * 2 + 1;
  const costs = new Float64Array(2 * xs.length * ys.length).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(costs.length).fill(-1);
  costs[startState] = 0;
  const open = new Heap();
  open.push({ cost: 0, state: startState });
  for (let step = open.pop(); step; step = open.pop()) {
    const { cost, state } = step;
    if (state === goalState) {
      const cells = wayTo(state, cameFrom).map((one) => grid.at(one >> 1));
      return withoutMiddles([start, ...cells, goal]);
    }
    if (cost > (costs[state] ?? 0)) {
      continue;
    }
    const isAlongX = state % 2 === 1;
    grid.neighbours(state >> 1, (cell, length, isNextAlongX) => {
      const total = cost + length + (isNextAlongX === isAlongX ? 0 : TURN_COST);
      const next = cell * 2 + (isNextAlongX ? 1 : 0);
      if (total < (costs[next] ?? 0)) {
        costs[next] = total;
        cameFrom[next] = state;
        open.push({ cost: total, state: next });
      }
    });
  }
  return null;
}

function wayTo(state: number, cameFrom: Int32Array): number[] {
  const way = [state];
  for (let before = cameFrom[state] ?? -1; before >= 0; before = cameFrom[before] ?? -1) {
    way.unshift(before);
  }
  return way;
}

/** Places where lines can turn, numbered row by row, and between which of them cards stand. */
class Grid {
  private readonly xs: readonly number[];
  private readonly ys: readonly number[];
  /** 1 where the way from a cell to the next one of its row is blocked, and to that of its column. */
  private readonly blockedX: Uint8Array;
  private readonly blockedY: Uint8Array;

  constructor(xs: readonly number[], ys: readonly number[]) {
    this.xs = xs;
    this.ys = ys;
    this.blockedX = new Uint8Array(xs.length * ys.length);
    this.blockedY = new Uint8Array(xs.length * ys.length);
  }

  at(cell: number): Point {
    const { xs, ys } = this;
    return { x: xs[cell % xs.length] ?? 0, y: ys[Math.floor(cell / xs.length)] ?? 0 };
  }

  cellOf({ x, y }: Point): number {
    return this.ys.indexOf(y) * this.xs.length + this.xs.indexOf(x);
  }

  /** Nothing leads through a box, whose sides are lines of the grid; along them something may. */
  block({ left, right }: { left: number; right: number }, { top, bottom }: { top: number; bottom: number }) {
    const { xs, ys, blockedX, blockedY } = this;
    const [west, east] = [xs.indexOf(left), xs.indexOf(right)];
    const [north, south] = [ys.indexOf(top), ys.indexOf(bottom)];
    for (let row = north; row < south; row++) {
      const first = row * xs.length;
      if (row > north) {
        blockedX.fill(1, first + west, first + east);
      }
      blockedY.fill(1, first + west + 1, first + east);
    }
  }

  /** The cells that a line can lead to from one, and how far they are. */
  neighbours(cell: number, visit: (cell: number, length: number, isAlongX: boolean) => void): void {
    const { xs, ys, blockedX, blockedY } = this;
    const width = xs.length;
    const column = cell % width;
    const row = Math.floor(cell / width);
    const [x, y] = [xs[column] ?? 0, ys[row] ?? 0];
    if (column > 0 && blockedX[cell - 1] === 0) {
      visit(cell - 1, x - (xs[column - 1] ?? 0), true);
    }
    if (column < width - 1 && blockedX[cell] === 0) {
      visit(cell + 1, (xs[column + 1] ?? 0) - x, true);
    }
    if (row > 0 && blockedY[cell - width] === 0) {
      visit(cell - width, y - (ys[row - 1] ?? 0), false);
    }
    if (row < ys.length - 1 && blockedY[cell] === 0) {
      visit(cell + width, (ys[row + 1] ?? 0) - y, false);
    }
  }
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
