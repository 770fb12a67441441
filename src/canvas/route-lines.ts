/** The ways of all lines of a drawing, found anew only where something moved since the last one. */
import type { Arrangement } from "../model/drawing/arrange.ts";
import {
  CARD_WIDTH,
  type Direction,
  GATE_WIDTH,
  gateCorner,
  intoOf,
  outOf,
  type Point,
  type Rect,
} from "../model/drawing/geometry.ts";
import { type Layout, lineId } from "../model/drawing/layout.ts";
import type { findWays, Line, Ways } from "../model/drawing/ways.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { GATEWAY } from "../model/flow.ts";

/** Finds ways around cards; null while its code is on its way, when lines that nothing is known of are straight. */
export type FindWays = typeof findWays | null;

interface Drawing {
  readonly flow: BuiltFlow;
  readonly direction: Direction;
  readonly layout: Layout | null;
  readonly arrangement: Arrangement;
  /** Of a card as it is drawn, in pixels. */
  readonly heightOf: (name: string) => number;
  readonly gateHeights: { readonly start: number; readonly end: number };
  readonly findWays: FindWays;
}

const NO_WAYS: ReadonlyMap<string, readonly Point[]> = new Map();
const NOTHING_DRAWN: Ways = { lines: new Map(), cards: new Map(), bends: NO_WAYS };

/** The bends of lines by `lineId`, and what the ways of the next drawing start from: made only if something moves. */
export interface Routed {
  readonly bends: ReadonlyMap<string, readonly Point[]>;
  readonly waysSoFar: () => Ways;
}

/** Where all stands as it was laid out, the bends are the layout's. `last`: of the drawing before this one. */
export function routeLines(drawing: Drawing, last: Routed | null): Routed {
  const { direction, layout, arrangement, findWays } = drawing;
  if (layout !== null && arrangement === layout) {
    return { bends: layout.bends, waysSoFar: () => waysOfLayout(drawing, layout) };
  }
  const before = last?.waysSoFar ?? (() => (layout ? waysOfLayout(drawing, layout) : NOTHING_DRAWN));
  if (findWays === null) {
    return { bends: NO_WAYS, waysSoFar: before };
  }
  const ways = findWays(linesOf(drawing), cardsOf(drawing), before(), direction);
  return { bends: ways.bends, waysSoFar: () => ways };
}

function waysOfLayout(drawing: Drawing, layout: Layout): Ways {
  const laidOut = { ...drawing, arrangement: layout };
  return {
    lines: new Map(linesOf(laidOut).map((line) => [line.id, line])),
    cards: cardsOf(laidOut),
    bends: layout.bends,
  };
}

/** What lines go around: executors by name, and the gateway's ends by ids that no executor has. */
function cardsOf({ arrangement, direction, heightOf, gateHeights }: Drawing): ReadonlyMap<string, Rect> {
  const cards = new Map<string, Rect>();
  for (const [name, { x, y }] of arrangement.executors) {
    cards.set(name, { x, y, width: CARD_WIDTH, height: heightOf(name) });
  }
  for (const end of ["start", "end"] as const) {
    const height = gateHeights[end];
    const corner = gateCorner(end, arrangement[end], height, direction);
    cards.set(`gateway ${end}`, { ...corner, width: GATE_WIDTH, height });
  }
  return cards;
}

function linesOf({ flow, direction, arrangement, heightOf }: Drawing): readonly Line[] {
  const { executors, start, end } = arrangement;
  const line = (from: string, to: string): Line => {
    const [source, target] = [executors.get(from), executors.get(to)];
    return {
      id: lineId(from, to),
      from: source ? outOf(source, heightOf(from), direction) : start,
      to: target ? intoOf(target, direction) : end,
    };
  };
  return [
    ...flow.nodes.flatMap(({ name, needs }) => needs.map((need) => line(need, name))),
    ...(flow.end === GATEWAY ? [] : [line(flow.end, GATEWAY)]),
  ];
}
