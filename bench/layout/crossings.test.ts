import { expect, test } from "vitest";
import { countCrossings, countOverCards, type DrawnLine } from "./crossings.ts";

const line = (from: string, to: string, ...points: readonly (readonly [number, number])[]): DrawnLine => ({
  from,
  to,
  points: points.map(([x, y]) => ({ x, y })),
});
const NO_CARDS = new Map();

test.each<[string, number, DrawnLine[]]>([
  ["cross", 1, [line("a", "b", [0, 0], [100, 100]), line("c", "d", [0, 100], [100, 0])]],
  [
    "cross twice, counted once",
    1,
    [line("a", "b", [0, 0], [50, 100], [100, 0]), line("c", "d", [0, 50], [100, 50])],
  ],
  ["cross in a far square", 1, [line("a", "b", [0, 0], [1000, 1000]), line("c", "d", [0, 900], [1000, 700])]],
  [
    "cross at a bend",
    1,
    [line("a", "b", [0, 0], [50, 50], [100, 100]), line("c", "d", [0, 100], [50, 50], [100, 0])],
  ],
  ["touch", 0, [line("a", "b", [0, 0], [100, 0]), line("c", "d", [50, 100], [50, 0], [100, 100])]],
  ["run side by side", 0, [line("a", "b", [0, 0], [100, 0]), line("c", "d", [0, 9], [100, 9])]],
  ["have an end in common", 0, [line("a", "b", [0, 0], [100, 100]), line("a", "c", [0, 100], [100, 0])]],
])("lines that %s", (_, count, lines) => {
  expect(countCrossings({ cards: NO_CARDS, lines })).toBe(count);
});

test("a line over a card is counted, and not at its own ends or at an edge", () => {
  const cards = new Map([
    ["a", { x: 0, y: 0, width: 100, height: 60 }],
    ["b", { x: 200, y: 0, width: 100, height: 60 }],
    ["c", { x: 400, y: 0, width: 100, height: 60 }],
  ]);
  const lines = [
    line("a", "c", [100, 30], [400, 30]),
    line("a", "c", [100, 30], [150, 61], [350, 61], [400, 30]),
    line("a", "b", [50, 30], [250, 30]),
  ];
  expect(countOverCards({ cards, lines })).toBe(1);
});
