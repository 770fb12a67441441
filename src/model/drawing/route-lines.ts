/** The ways of all lines of a drawing, found anew only where something moved since the last one. */

import { once } from "../../base/once.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Arrangement } from "./arrange.ts";
import {
  CARD_HEIGHT,
  CARD_WIDTH,
  type Direction,
  GATE_WIDTH,
  gateCorner,
  intoOf,
  outOf,
  type Point,
  type Rect,
} from "./geometry.ts";
import { type Layout, lineId } from "./layout.ts";
import type { findWays, findWaysOfMoved, Line, Ways } from "./ways.ts";

/** Finds ways around cards; null while its code is on its way, when lines that nothing is known of are straight. */
export type FindWays = {
  readonly findWays: typeof findWays;
  readonly findWaysOfMoved: typeof findWaysOfMoved;
} | null;

/** Of what is drawn, in pixels: cards by executor name, and the gateway's ends. */
export interface Heights {
  readonly cards: ReadonlyMap<string, number>;
  readonly start: number;
  readonly end: number;
}

interface Drawing {
  readonly flow: BuiltFlow;
  readonly direction: Direction;
  readonly layout: Layout | null;
  readonly arrangement: Arrangement;
  readonly heights: Heights;
  readonly findWays: FindWays;
}

const NO_WAYS: ReadonlyMap<string, readonly Point[]> = new Map();
const NOTHING_DRAWN: Ways = { lines: new Map(), cards: new Map(), bends: NO_WAYS };

/** The bends of lines by `lineId`, and what the ways of the next drawing start from: made only if something moves. */
export interface Routed {
  readonly bends: ReadonlyMap<string, readonly Point[]>;
  readonly waysSoFar: () => Ways;
  readonly drawing: Drawing;
  /** False where ways are still to be found: of lines that lead straight until the next drawing, be it the same. */
  readonly isWhole: boolean;
}

/**
 * Where all stands as it was laid out, the bends are the layout's. `last`: of the drawing before this one; `moved`: which
 * executors stand elsewhere than in that, null if they are many.
 */
export function routeLines(drawing: Drawing, last: Routed | null, moved: ReadonlySet<string> | null): Routed {
  const { direction, layout, arrangement, findWays: find } = drawing;
  if (layout !== null && arrangement === layout) {
    return {
      bends: layout.bends,
      waysSoFar: once(() => waysOfLayout(drawing, layout)),
      drawing,
      isWhole: true,
    };
  }
  const before = last?.waysSoFar ?? once(() => (layout ? waysOfLayout(drawing, layout) : NOTHING_DRAWN));
  if (find === null) {
    return { bends: NO_WAYS, waysSoFar: before, drawing, isWhole: true };
  }
  const ways =
    moved && last?.isWhole && isSameButPlaces(drawing, last.drawing)
      ? find.findWaysOfMoved(linesOf(drawing, moved), cardsOf(drawing, moved), before(), direction)
      : find.findWays(linesOf(drawing), cardsOf(drawing), before(), direction);
  return { bends: ways.bends, waysSoFar: () => ways, drawing, isWhole: ways.isWhole };
}

/** Of more cards that moved, all lines are looked at. */
const FEW = 200;

/** Names of the executors that stand elsewhere than before; null if they are many. */
export function movedNames(now: Arrangement, before: Arrangement): ReadonlySet<string> | null {
  const moved = new Set<string>();
  for (const [name, point] of now.executors) {
    const old = before.executors.get(name);
    if (point !== old && (point.x !== old?.x || point.y !== old.y)) {
      moved.add(name);
      if (moved.size > FEW) {
        return null;
      }
    }
  }
  return moved;
}

function isSameButPlaces(now: Drawing, before: Drawing): boolean {
  return (
    now.flow === before.flow &&
    now.direction === before.direction &&
    now.findWays === before.findWays &&
    now.heights === before.heights
  );
}

function waysOfLayout(drawing: Drawing, layout: Layout): Ways {
  const laidOut = { ...drawing, arrangement: layout };
  return {
    lines: new Map(linesOf(laidOut).map((line) => [line.id, line])),
    cards: cardsOf(laidOut),
    bends: layout.bends,
  };
}

/** What lines go around: executors by name, all or those given, and the gateway's ends by ids that no executor has. */
function cardsOf(
  { arrangement, direction, heights }: Drawing,
  names: Iterable<string> = arrangement.executors.keys(),
): ReadonlyMap<string, Rect> {
  const cards = new Map<string, Rect>();
  for (const name of names) {
    const { x, y } = arrangement.executors.get(name) ?? arrangement.start;
    cards.set(name, { x, y, width: CARD_WIDTH, height: heightOf(heights, name) });
  }
  for (const end of ["start", "end"] as const) {
    const height = heights[end];
    const corner = gateCorner(end, arrangement[end], height, direction);
    cards.set(`gateway ${end}`, { ...corner, width: GATE_WIDTH, height });
  }
  return cards;
}

/** All lines, or those that end at one of these names or at the gateway's end. */
function linesOf(
  { flow, direction, arrangement, heights }: Drawing,
  names: ReadonlySet<string> | null = null,
): readonly Line[] {
  const { executors, start, end } = arrangement;
  const lines: Line[] = [];
  const add = (from: string, to: string) => {
    const [source, target] = [executors.get(from), executors.get(to)];
    lines.push({
      id: lineId(from, to),
      from: source ? outOf(source, heightOf(heights, from), direction) : start,
      to: target ? intoOf(target, direction) : end,
    });
  };
  const isAsked = (from: string, to: string) => names === null || names.has(from) || names.has(to);
  for (const { name, needs } of flow.nodes) {
    for (const need of needs) {
      if (isAsked(need, name)) {
        add(need, name);
      }
    }
  }
  if (flow.end !== GATEWAY) {
    add(flow.end, GATEWAY);
  }
  return lines;
}

function heightOf({ cards }: Drawing["heights"], name: string): number {
  return cards.get(name) ?? CARD_HEIGHT;
}
