import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { CARD_WIDTH, type Direction, GATE_WIDTH, HANDLE_Y } from "./geometry.ts";
import { type Layout, layoutFlow, lineId, missingNeeds, needOfLine } from "./layout.ts";
import { cardsOverCards, linesOverCards, waysOf } from "./test-drawing.ts";
import { drawnFlow, flowOf, SHAPES } from "./test-graphs.ts";

/** Each name has a place, no card covers another, none stands beyond the gateway's ends, no line runs over a card. */
function expectPlaced(flow: BuiltFlow, layout: Layout): void {
  const names = [...missingNeeds(flow), ...flow.nodes.map(({ name }) => name)];
  expect([...layout.executors.keys()].sort()).toEqual(names.sort());
  const ways = waysOf(flow, layout);
  const along = layout.direction === "right" ? "x" : "y";
  for (const card of ways.cards.values()) {
    expect(Number.isFinite(card.x) && Number.isFinite(card.y)).toBe(true);
    expect(card[along]).toBeGreaterThan(layout.start[along]);
    expect(card[along] + (along === "x" ? card.width : card.height)).toBeLessThan(layout.end[along]);
  }
  expect(cardsOverCards(ways.cards)).toEqual([]);
  expect(linesOverCards(ways, layout.direction)).toEqual([]);
}

const DIRECTIONS: readonly Direction[] = ["right", "down"];

/** Up to 25 executors that need any names, later ones and unknown ones too: cycles are likely. */
const anyNeeds = fc.array(
  fc.option(
    fc.array(
      fc.nat(27).map((at) => (at === 27 ? "gateway" : `e${at}`)),
      { minLength: 1, maxLength: 4 },
    ),
  ),
  { maxLength: 25 },
);

/** The same, with needs only of earlier ones. */
const earlierNeeds = anyNeeds.map((list) =>
  list.map((needs, index) => {
    const earlier = needs?.filter((need) => need === "gateway" || Number(need.slice(1)) < index) ?? [];
    return earlier.length > 0 ? earlier : null;
  }),
);

describe("layoutFlow", () => {
  test.each(DIRECTIONS)(
    "%s: every card has a place, missing ones too, and lines run past them all",
    (direction) => {
      fc.assert(
        fc.property(anyNeeds, (needs) => {
          const flow = flowOf(needs);
          expectPlaced(flow, layoutFlow(flow, direction));
        }),
      );
    },
  );

  test.each(SHAPES.flatMap((shape) => DIRECTIONS.map((direction) => [shape, direction] as const)))(
    "200 executors, %s, %s: the same",
    (shape, direction) => {
      for (const seed of [1, 2, 3]) {
        const flow = drawnFlow(shape, 200, seed);
        expectPlaced(flow, layoutFlow(flow, direction));
      }
    },
  );

  test("a line over several layers has a way of its own, apart from others", () => {
    const { executors, bends } = layoutFlow(
      flowOf([["gateway"], ["e0"], ["e1"], ["e0", "e2"], ["e0", "e3"]]),
    );
    const ways = ["e0->e3", "e0->e4"].map((id) => bends.get(id) ?? []);
    expect(ways.map(({ length }) => length)).toEqual([2, 2]);
    const heights = ways.flatMap((way) => [...new Set(way.map(({ y }) => y))]);
    expect(heights).toHaveLength(2);
    expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThanOrEqual(18);
    expect(executors.get("e1")?.y).toBe(executors.get("e2")?.y);
  });

  test("a line back leaves and meets its cards as others do, and goes around them in between", () => {
    const flow = flowOf([["e2"], ["e0"], ["e1"]]);
    const { executors, bends } = layoutFlow(flow);
    const [first, last] = [executors.get("e0"), executors.get("e2")];
    const way = bends.get("e2->e0") ?? [];
    expect(way.map(({ x }) => x)).toEqual([(last?.x ?? 0) + CARD_WIDTH, first?.x]);
    expect(new Set(way.map(({ y }) => y)).size).toBe(1);
  });

  test("300 executors that each need all before keep to the cap of bends", () => {
    const flow = flowOf(
      Array.from({ length: 300 }, (_, at) =>
        at === 0 ? null : Array.from({ length: at }, (__, from) => `e${from}`),
      ),
    );
    const layout = layoutFlow(flow);
    const bends = [...layout.bends.values()].reduce((sum, way) => sum + way.length, 0);
    expect(bends).toBeLessThan(250_000);
    expect(cardsOverCards(waysOf(flow, layout).cards)).toEqual([]);
  });

  test("puts followers right of what they need where there are no cycles", () => {
    fc.assert(
      fc.property(earlierNeeds, (needs) => {
        const flow = flowOf(needs);
        const { executors } = layoutFlow(flow);
        for (const node of flow.nodes) {
          for (const need of node.needs.filter((name) => name !== "gateway")) {
            expect(executors.get(node.name)!.x).toBeGreaterThan(executors.get(need)!.x + CARD_WIDTH);
          }
        }
      }),
    );
  });

  test("gives the same places for the same Flow", () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        expect(layoutFlow(flowOf(needs))).toEqual(layoutFlow(flowOf(needs)));
      }),
    );
  });

  test("an empty Flow is the gateway's two ends, apart", () => {
    const { executors, start, end } = layoutFlow(flowOf([]));
    expect(executors.size).toBe(0);
    expect(start).toEqual({ x: GATE_WIDTH, y: 0 });
    expect(end.x).toBeGreaterThan(GATE_WIDTH);
    expect(end.y).toBe(0);
  });

  test("a chain stands in a line with the gateway's ends", () => {
    const { executors, start, end } = layoutFlow(flowOf([null, null, null]));
    expect(new Set([start.y, end.y, ...[...executors.values()].map(({ y }) => y + HANDLE_Y)]).size).toBe(1);
    expect([...executors.values()].map(({ x }) => x)).toEqual([150, 390, 630]);
    expect(end.x).toBe(630 + CARD_WIDTH + 52);
  });

  test("two branches stand in one column, above and below the one that joins them", () => {
    const { executors } = layoutFlow(flowOf([null, ["e0"], ["e0"], ["e1", "e2"]]));
    const [first, upper, lower, last] = ["e0", "e1", "e2", "e3"].map((name) => executors.get(name)!);
    expect(upper!.x).toBe(lower!.x);
    expect(upper!.y).toBeLessThan(first!.y);
    expect(lower!.y).toBeGreaterThan(first!.y);
    expect(last!.y).toBe(first!.y);
  });

  test("branches that would cross are put in the order of what they need", () => {
    const { executors } = layoutFlow(
      flowOf([["gateway"], ["gateway"], ["gateway"], ["e2"], ["e1"], ["e0"], ["e3", "e4", "e5"]]),
    );
    const order = (names: string[]) =>
      names
        .map((name) => executors.get(name)!.y)
        .map((y, _, all) => all.toSorted((a, b) => a - b).indexOf(y));
    expect(order(["e3", "e4", "e5"])).toEqual(order(["e2", "e1", "e0"]));
  });

  test.each([
    ["a cycle of three", [["e2"], ["e0"], ["e1"]]],
    ["two cycles that share one", [["e1", "e2"], ["e0"], ["e0"], ["e2"]]],
    ["nothing but unknown needs", [["nobody"], ["noone", "nobody"]]],
  ])("%s is drawn", (_, needs) => {
    const flow = flowOf(needs);
    expectPlaced(flow, layoutFlow(flow));
  });

  test.each([
    ["a chain", (at: number) => (at === 0 ? null : [`e${at - 1}`])],
    [
      "a fan and a join",
      (at: number) => (at === 4999 ? Array.from({ length: 4999 }, (_, from) => `e${from}`) : ["gateway"]),
    ],
    ["a cycle", (at: number) => [`e${(at + 1) % 5000}`]],
    [
      "layers of fifty, each needing three of the one before",
      (at: number) =>
        at < 50 ? ["gateway"] : [0, 7, 31].map((step) => `e${at - (at % 50) - 50 + ((at + step) % 50)}`),
    ],
  ])("5,000 executors: %s", (_, needs) => {
    const flow = flowOf(Array.from({ length: 5000 }, (_, at) => needs(at)));
    const { executors } = layoutFlow(flow);
    expect(executors.size).toBe(5000);
    expect(new Set([...executors.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(5000);
  });
});

test("no two lines have one name, whatever stands in those of executors", () => {
  const names = ["a", "b", "a->b", "b->a", "a-", ">b", ">", "-", "->", "a->", ">>", "->b", "-->", "->>", ""];
  const ids = names.flatMap((from) => names.map((to) => lineId(from, to)));
  expect(new Set(ids).size).toBe(names.length ** 2);
});

test("a line's need is found by its name, also where names hold arrows", () => {
  const flow = flowOf([["gateway"], ["e0"]]);
  expect(needOfLine(flow, lineId("gateway", "e0"))).toEqual({ from: "gateway", to: "e0" });
  expect(needOfLine(flow, lineId("e1", "gateway"))).toEqual({ from: "e1", to: "gateway" });
  expect(needOfLine(flow, lineId("e1", "e0"))).toBeNull();
  const odd = flowOf([["x->y"]]);
  expect(needOfLine(odd, lineId("x->y", "e0"))).toEqual({ from: "x->y", to: "e0" });
});

describe("missingNeeds", () => {
  test("names each once, in the order of the file, without the gateway", () => {
    expect(missingNeeds(flowOf([["x"], ["gateway", "y"], ["e0", "x", "z"]]))).toEqual(["x", "y", "z"]);
  });
});
