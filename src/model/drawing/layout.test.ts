import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildFlow } from "../engine/build.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import type { Value } from "../value.ts";
import { CARD_WIDTH, GATE_WIDTH, type Layout, layoutFlow, missingNeeds } from "./layout.ts";

/** Height of a card with badges and times, the highest there is. */
const CARD_HEIGHT = 118;

/** Executors `e0`, `e1`, … with these needs; none given means the engine's choice. */
function flowOf(needs: readonly (readonly string[] | null)[]): BuiltFlow {
  return buildFlow({
    with: new Map(),
    gateway: new Map(),
    listKey: "executors",
    entries: needs.map((own, index) => ({
      index,
      method: "add",
      args: new Map<string, Value>([["name", `e${index}`], ...(own ? ([["needs", own]] as const) : [])]),
    })),
  }).flow;
}

function expectPlaced(flow: BuiltFlow, layout: Layout): void {
  const names = [...missingNeeds(flow), ...flow.nodes.map(({ name }) => name)];
  expect([...layout.executors.keys()].sort()).toEqual(names.sort());
  const columns = new Map<number, number[]>();
  for (const { x, y } of layout.executors.values()) {
    expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
    expect(x).toBeGreaterThanOrEqual(GATE_WIDTH);
    expect(x + CARD_WIDTH).toBeLessThanOrEqual(layout.end.x);
    columns.set(x, [...(columns.get(x) ?? []), y]);
  }
  const lefts = [...columns.keys()].sort((a, b) => a - b);
  for (const [at, left] of lefts.slice(1).entries()) {
    expect(left - lefts[at]!).toBeGreaterThan(CARD_WIDTH);
  }
  for (const column of columns.values()) {
    column.sort((a, b) => a - b);
    for (const [at, y] of column.slice(1).entries()) {
      expect(y - column[at]!).toBeGreaterThanOrEqual(CARD_HEIGHT);
    }
  }
}

/** Up to 25 executors that need any names, later ones and unknown ones too: circles are likely. */
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
  test("gives every card, missing ones too, a place that no other card of the column covers", () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        const flow = flowOf(needs);
        expectPlaced(flow, layoutFlow(flow));
      }),
    );
  });

  test("puts followers right of what they need where there are no circles", () => {
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
    expect(start).toEqual({ x: 0, y: 0 });
    expect(end.x).toBeGreaterThan(GATE_WIDTH);
    expect(end.y).toBe(0);
  });

  test("a chain stands in a line with the gateway's ends", () => {
    const { executors, start, end } = layoutFlow(flowOf([null, null, null]));
    expect(new Set([start.y, end.y, ...[...executors.values()].map(({ y }) => y)]).size).toBe(1);
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
    ["a circle of three", [["e2"], ["e0"], ["e1"]]],
    ["two circles that share one", [["e1", "e2"], ["e0"], ["e0"], ["e2"]]],
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
    ["a circle", (at: number) => [`e${(at + 1) % 5000}`]],
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

describe("missingNeeds", () => {
  test("names each once, in the order of the file, without the gateway", () => {
    expect(missingNeeds(flowOf([["x"], ["gateway", "y"], ["e0", "x", "z"]]))).toEqual(["x", "y", "z"]);
  });
});
