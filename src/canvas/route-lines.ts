/** The ways of all lines of a drawing, found anew only where something moved since the last one. */
import type { Arrangement } from "../model/drawing/arrange.ts";
import {
  CARD_WIDTH,
  type Direction,
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
  readonly findWays: FindWays;
}

const NO_WAYS: ReadonlyMap<string, readonly Point[]> = new Map();
const NOTHING_DRAWN: Ways = { lines: new Map(), cards: new Map(), bends: NO_WAYS };

/** Gives the bends of lines by `lineId`. Where all stands as it was laid out, they are the layout's. */
export function createRouter(): (drawing: Drawing) => ReadonlyMap<string, readonly Point[]> {
  /** Of the last drawing; made when something has moved. */
  let before: (() => Ways) | null = null;
  return (drawing) => {
    const { direction, layout, arrangement, findWays } = drawing;
    if (layout !== null && arrangement === layout) {
      before = () => waysOfLayout(drawing, layout);
      return layout.bends;
    }
    if (findWays === null) {
      return NO_WAYS;
    }
    const last = before?.() ?? (layout ? waysOfLayout(drawing, layout) : NOTHING_DRAWN);
    const ways = findWays(linesOf(drawing), cardsOf(drawing), last, direction);
    before = () => ways;
    return ways.bends;
  };
}

function waysOfLayout(drawing: Drawing, layout: Layout): Ways {
  const laidOut = { ...drawing, arrangement: layout };
  return {
    lines: new Map(linesOf(laidOut).map((line) => [line.id, line])),
    cards: cardsOf(laidOut),
    bends: layout.bends,
  };
}

function cardsOf({ arrangement, heightOf }: Drawing): ReadonlyMap<string, Rect> {
  return new Map(
    [...arrangement.executors].map(([name, { x, y }]) => [
      name,
      { x, y, width: CARD_WIDTH, height: heightOf(name) },
    ]),
  );
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
