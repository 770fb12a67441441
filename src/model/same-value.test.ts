import { expect, test } from "vitest";
import { differences, sameValue } from "./same-value.ts";
import { Float, Timestamp, type Value } from "./value.ts";

test.each<[Value, Value, boolean]>([
  [1, 1, true],
  [1, 1n, false],
  [1, new Float(1), false],
  [new Float(1), new Float(1), true],
  [new Float(Number.NaN), new Float(Number.NaN), true],
  [new Float(0), new Float(-0), false],
  ["1", 1, false],
  [null, false, false],
  [[1, ["a"]], [1, ["a"]], true],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
    new Map([
      ["b", 2],
      ["a", 1],
    ]),
    true,
  ],
  [new Map([["a", 1]]), new Map([["b", 1]]), false],
  [new Map([["a", null]]), new Map(), false],
  [new Map(), [], false],
  [new Timestamp("2024-01-31"), new Timestamp("2024-01-31"), true],
  [new Timestamp("2024-01-31"), new Timestamp("2024-02-01"), false],
  [new Timestamp("2024-01-31"), "2024-01-31", false],
])("sameValue(%s, %s) is %s", (a, b, answer) => {
  expect(sameValue(a, b)).toBe(answer);
  expect(sameValue(b, a)).toBe(answer);
});

test("differences are named by the path to each, none inside another", () => {
  const a = new Map<string, Value>([
    ["same", 1],
    ["gone", 1],
    ["list", [1, new Map([["k", 1]])]],
    ["longer", [1]],
  ]);
  const b = new Map<string, Value>([
    ["same", 1],
    ["list", [2, new Map([["k", 2]])]],
    ["longer", [1, 2]],
    ["new", null],
  ]);
  expect([...differences(a, b)]).toEqual([["gone"], ["list", 0], ["list", 1, "k"], ["longer"], ["new"]]);
});
