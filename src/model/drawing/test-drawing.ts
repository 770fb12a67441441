/** What tests ask of a drawing: its lines with both ends, and what they run over. */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Arrangement } from "./arrange.ts";
import { CARD_HEIGHT, CARD_WIDTH, type Direction, intoOf, outOf, type Point, type Rect } from "./geometry.ts";
import { type Layout, lineId } from "./layout.ts";
import { indexOf, type RectIndex } from "./rect-index.ts";
import { type Pen, traceLine } from "./trace.ts";
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
  const index = indexOf(inner);
  return [...lines.values()]
    .filter(({ id, from, to }) =>
      pointsOn(from, bends.get(id) ?? [], to, direction).some((point) => isCovered(index, point)),
    )
    .map(({ id }) => id);
}

/** Cards that cover a part of another one. */
export function cardsOverCards(cards: ReadonlyMap<string, Rect>): string[] {
  const index = indexOf(cards.values());
  return [...cards].filter(([, card]) => index.within(card).length > 1).map(([name]) => name);
}

/** Distance between points that are looked at: less than the height of a card. A curve has at least that many. */
const SAMPLE_STEP = 40;
const CURVE_SAMPLES = 16;

/** Points of the line, near enough to one another to tell what it runs over. */
export function pointsOn(
  from: Point,
  bends: readonly Point[],
  to: Point,
  direction: Direction,
): readonly Point[] {
  const points: Point[] = [];
  const last = () => points.at(-1) ?? from;
  const pen: Pen = {
    moveTo: (x, y) => points.push({ x, y }),
    lineTo(x, y) {
      const start = last();
      const steps = Math.ceil(Math.hypot(x - start.x, y - start.y) / SAMPLE_STEP);
      for (let step = 1; step <= steps; step++) {
        const part = step / steps;
        points.push({ x: start.x + (x - start.x) * part, y: start.y + (y - start.y) * part });
      }
    },
    bezierCurveTo(ax, ay, bx, by, x, y) {
      const start = last();
      const steps = Math.max(CURVE_SAMPLES, Math.ceil(Math.hypot(x - start.x, y - start.y) / SAMPLE_STEP));
      for (let step = 1; step <= steps; step++) {
        const t = step / steps;
        const weights = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3] as const;
        const at = (...values: readonly [number, number, number, number]) =>
          values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
        points.push({ x: at(start.x, ax, bx, x), y: at(start.y, ay, by, y) });
      }
    },
  };
  traceLine(pen, from, bends, to, direction);
  return points;
}

/** True if a point lies inside a card; its rim is not inside. */
export function isCovered(cards: RectIndex, { x, y }: Point): boolean {
  return cards.hasWithin({ x, y, width: 0, height: 0 });
}
