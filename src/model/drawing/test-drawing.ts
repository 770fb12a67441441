/** What tests ask of a drawing: its lines with both ends, and what they run over. */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Arrangement } from "./arrange.ts";
import { CardIndex } from "./card-index.ts";
import { CARD_HEIGHT, CARD_WIDTH, type Direction, intoOf, outOf, type Point, type Rect } from "./geometry.ts";
import { type Layout, lineId } from "./layout.ts";
import { pointsOn } from "./trace.ts";
import type { Line, Ways } from "./ways.ts";

/** The cards of an arrangement as rectangles, by executor name. */
export function cardsOf({ executors }: Arrangement): ReadonlyMap<string, Rect> {
  return new Map(
    [...executors].map(([name, { x, y }]) => [name, { x, y, width: CARD_WIDTH, height: CARD_HEIGHT }]),
  );
}

/** The lines of an arranged Flow. */
export function linesOf(
  flow: BuiltFlow,
  { executors, start, end }: Arrangement,
  direction: Direction,
): readonly Line[] {
  const pairs = [
    ...flow.nodes.flatMap(({ name, needs }) => needs.map((need) => [need, name] as const)),
    ...(flow.end === GATEWAY ? [] : [[flow.end, GATEWAY] as const]),
  ];
  return pairs.map(([from, to]) => {
    const [source, target] = [executors.get(from), executors.get(to)];
    return {
      id: lineId(from, to),
      from: source ? outOf(source, CARD_HEIGHT, direction) : start,
      to: target ? intoOf(target, direction) : end,
    };
  });
}

/** The lines as the layout leads them. */
export function waysOf(flow: BuiltFlow, layout: Layout): Ways {
  return {
    lines: new Map(linesOf(flow, layout, layout.direction).map((line) => [line.id, line])),
    cards: cardsOf(layout),
    bends: layout.bends,
  };
}

/** Lines that run over a card, by id. */
export function linesOverCards({ lines, cards, bends }: Ways, direction: Direction): string[] {
  const inner = [...cards.values()].map(({ x, y, width, height }) => ({
    x: x + 2,
    y: y + 2,
    width: width - 4,
    height: height - 4,
  }));
  const index = new CardIndex(inner);
  return [...lines.values()]
    .filter(({ id, from, to }) =>
      pointsOn(from, bends.get(id) ?? [], to, direction).some(({ x, y }: Point) => index.hasAt(x, y)),
    )
    .map(({ id }) => id);
}

/** Cards that cover a part of another one. */
export function cardsOverCards(cards: ReadonlyMap<string, Rect>): string[] {
  const index = new CardIndex(cards.values());
  return [...cards].filter(([, card]) => index.within(card).length > 1).map(([name]) => name);
}
