import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrange, laidOutPlaces, whereTheyStood } from "./arrange.ts";
import { CARD_WIDTH, type Direction, type Point } from "./geometry.ts";
import { layoutFlow } from "./layout.ts";
import { pagesOf } from "./pages.ts";
import { cardsOf, cardsOverCards, linesOf, linesOverCards, waysOf } from "./test-drawing.ts";
import { drawnFlow, flowOf, SHAPES } from "./test-graphs.ts";
import { findWays, findWaysOfMoved, type Line } from "./ways.ts";

/** Edits do not lay out anew. */
function fail(): never {
  throw new Error("all cards are laid out again");
}

describe("arrange", () => {
  test("without anything put down or edited it is the layout", () => {
    const flow = drawnFlow("mixed", 30, 1);
    const layout = layoutFlow(flow);
    expect(arrange(flow, laidOutPlaces("right"), () => layout)).toBe(layout);
  });

  test("a card put down stays, and the one it was put on makes room", () => {
    const flow = flowOf([["gateway"], ["gateway"], ["gateway"]]);
    const layout = layoutFlow(flow);
    const spot = layout.executors.get("e1") ?? { x: 0, y: 0 };
    const { executors } = arrange(
      flow,
      { ...laidOutPlaces("right"), placed: pagesOf(new Map([["e0", spot]])) },
      () => layout,
    );
    expect(executors.get("e0")).toEqual(spot);
    expect(executors.get("e2")).toEqual(layout.executors.get("e2"));
    expect(cardsOverCards(cardsOf({ ...layout, executors }))).toEqual([]);
  });

  test("a new card stands behind what it needs, and no other card moves", () => {
    const before = layoutFlow(flowOf([["gateway"], ["e0"], ["e0"]]));
    const flow = flowOf([["gateway"], ["e0"], ["e0"], ["e0"]]);
    const { executors, end } = arrange(
      flow,
      { ...laidOutPlaces("right"), kept: pagesOf(before.executors) },
      fail,
    );
    for (const name of ["e0", "e1", "e2"]) {
      expect(executors.get(name)).toEqual(before.executors.get(name));
    }
    expect(executors.get("e3")?.x).toBe(before.executors.get("e1")?.x);
    expect(end.x).toBe(before.end.x);
  });

  test("a lost need moves nothing, and a new one moves only what stands before it", () => {
    const needs = [["gateway"], ["e0"], ["e1"], ["gateway"]];
    const before = layoutFlow(flowOf(needs));
    const edited = (after: readonly (readonly string[])[]) =>
      whereTheyStood(
        flowOf(after),
        laidOutPlaces("right"),
        before.executors,
        (name, need) => !needs[Number(name.slice(1))]?.includes(need),
      ).executors;
    expect(edited([["gateway"], ["e0"], ["gateway"], ["gateway"]])).toEqual(before.executors);
    const joined = edited([["gateway"], ["e0"], ["e1"], ["gateway", "e2"]]);
    expect(joined.get("e2")).toEqual(before.executors.get("e2"));
    expect(joined.get("e3")?.x).toBeGreaterThan((joined.get("e2")?.x ?? 0) + CARD_WIDTH);
  });

  test("one that is put between two moves on what stands behind it, level with where that stood", () => {
    const before = layoutFlow(flowOf([["gateway"], ["e0"], ["e1"], ["e0"]]));
    const flow = flowOf([["gateway"], ["e4"], ["e1"], ["e0"], ["e0"]]);
    const { executors: moved } = whereTheyStood(
      flow,
      laidOutPlaces("right"),
      before.executors,
      (name, need) => name === "e4" || need === "e4",
    );
    const xs = ["e0", "e4", "e1", "e2"].map((name) => moved.get(name)?.x ?? 0);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(new Set(xs).size).toBe(4);
    expect(moved.get("e3")).toEqual(before.executors.get("e3"));
    expect(moved.get("e1")?.y).toBe(before.executors.get("e1")?.y);
  });

  test.each<Direction>(["right", "down"])(
    "%s: wherever cards are put down, those laid out cover none of them",
    (direction) => {
      const spot = fc.record({
        x: fc.integer({ min: -200, max: 1800 }),
        y: fc.integer({ min: -600, max: 600 }),
      });
      const moves = fc.array(fc.tuple(fc.nat(29), spot), { maxLength: 3 });
      fc.assert(
        fc.property(fc.constantFrom(...SHAPES), fc.nat(50), moves, (shape, seed, list) => {
          const flow = drawnFlow(shape, 30, seed);
          const layout = layoutFlow(flow, direction);
          const placed = new Map(list.map(([at, point]) => [`e${at}`, point]));
          const arrangement = arrange(
            flow,
            { ...laidOutPlaces(layout.direction), placed: pagesOf(placed) },
            () => layout,
          );
          const automatic = new Map([...cardsOf(arrangement)].filter(([name]) => !placed.has(name)));
          expect(cardsOverCards(automatic)).toEqual([]);
          for (const [name, point] of placed) {
            expect(arrangement.executors.get(name)).toEqual(point);
            expect(
              cardsOverCards(new Map([...automatic, ["", { ...point, width: CARD_WIDTH, height: 118 }]])),
            ).toEqual([]);
          }
        }),
      );
    },
  );
});

describe("findWays", () => {
  const arranged = (needs: readonly (readonly string[])[], placed: ReadonlyMap<string, Point>) => {
    const flow = flowOf(needs);
    const layout = layoutFlow(flow);
    const arrangement = arrange(
      flow,
      { ...laidOutPlaces(layout.direction), placed: pagesOf(placed) },
      () => layout,
    );
    const before = waysOf(flow, layout);
    return {
      before,
      ways: findWays(linesOf(flow, arrangement, "right"), cardsOf(arrangement), before, "right"),
    };
  };

  test("keeps the layout's ways where nothing moved", () => {
    const { before, ways } = arranged([["gateway"], ["e0"], ["e0", "e1"]], new Map());
    expect(ways.bends).toEqual(before.bends);
  });

  test("goes around a card that was put into the way", () => {
    const { ways } = arranged([["gateway"], ["e0"], ["gateway"]], new Map([["e2", { x: 900, y: 0 }]]));
    expect(linesOverCards(ways, "right")).toEqual([]);
    const blocked = arranged(
      [["gateway"], ["e0"], ["gateway"]],
      new Map([
        ["e0", { x: 150, y: 0 }],
        ["e1", { x: 900, y: 0 }],
        ["e2", { x: 500, y: -20 }],
      ]),
    );
    expect(blocked.ways.bends.get("e0->e1")?.length).toBeGreaterThan(0);
    expect(linesOverCards(blocked.ways, "right")).toEqual([]);
  });

  test("a line to a card that was put before what it needs turns back around both", () => {
    const { ways } = arranged(
      [["gateway"], ["e0"]],
      new Map([
        ["e0", { x: 900, y: 0 }],
        ["e1", { x: 300, y: 0 }],
      ]),
    );
    expect(linesOverCards(ways, "right")).toEqual([]);
  });

  test.each<Direction>(["right", "down"])(
    "%s: no line runs over a card, wherever cards are put down",
    (direction) => {
      let lines = 0;
      let over = 0;
      for (let seed = 0; seed < 60; seed++) {
        const flow = drawnFlow(SHAPES[seed % SHAPES.length] ?? "mixed", 25, seed);
        const layout = layoutFlow(flow, direction);
        const placed = new Map(
          [0, 1, 2].map((at) => [
            `e${(seed * 7 + at * 11) % 25}`,
            { x: 300 + at * 260 + seed, y: at * 190 - 300 + seed * 3 },
          ]),
        );
        const arrangement = arrange(
          flow,
          { ...laidOutPlaces(layout.direction), placed: pagesOf(placed) },
          () => layout,
        );
        const ways = findWays(
          linesOf(flow, arrangement, direction),
          cardsOf(arrangement),
          waysOf(flow, layout),
          direction,
        );
        const stood = waysOf(flow, layout);
        const isElsewhere = ({ id, from, to }: Line) => {
          const old = stood.lines.get(id);
          return JSON.stringify([from, to]) !== JSON.stringify([old?.from, old?.to]);
        };
        const few = findWaysOfMoved(
          linesOf(flow, arrangement, direction).filter(isElsewhere),
          new Map(
            [...cardsOf(arrangement)].filter(
              ([name, rect]) => JSON.stringify(rect) !== JSON.stringify(stood.cards.get(name)),
            ),
          ),
          stood,
          direction,
        );
        expect(few).toEqual(ways);
        lines += ways.lines.size;
        over += linesOverCards(ways, direction).length;
      }
      expect([lines > 1500, over]).toEqual([true, 0]);
    },
  );
});

test("what stood somewhere stays: new cards and half typed names make way for it, also in long columns", () => {
  const before = layoutFlow(flowOf([["gateway"], ["e0"]]));
  const typed = flowOf([["gateway"], ["e"]]);
  const half = arrange(typed, { ...laidOutPlaces("right"), kept: pagesOf(before.executors) }, fail);
  expect(half.executors.get("e0")).toEqual(before.executors.get("e0"));
  const wide = Array.from({ length: 200 }, () => ["gateway"]);
  const { executors } = layoutFlow(flowOf(wide));
  const more = arrange(
    flowOf([...wide, ["gateway"], ["gateway"], ["gateway"]]),
    { ...laidOutPlaces("right"), kept: pagesOf(executors) },
    fail,
  );
  expect(cardsOverCards(cardsOf(more))).toEqual([]);
  expect(Object.fromEntries(more.executors)).toMatchObject(Object.fromEntries(executors));
});
