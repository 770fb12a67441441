import fc from "fast-check";
import { expect, test } from "vitest";
import { sameValue } from "../same-value.ts";
import { applySteps } from "../steps.ts";
import type { Value } from "../value.ts";
import { stepsTo } from "./steps-to.ts";

const values = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>(null, true, 1, "x"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom("a", "b", "c"), tie("value")), { maxLength: 3 })
      .map((pairs) => new Map(pairs)),
  ),
})).value;

test("the steps make the value of any other, and of none", () => {
  fc.assert(
    fc.property(fc.option(values, { nil: undefined }), values, (before, after) => {
      const root = new Map(before === undefined ? [] : [["k", before]]);
      const made = applySteps(root, stepsTo(["k"], before, after)).get("k");
      expect(made !== undefined && sameValue(made, after)).toBe(true);
    }),
  );
});

test("what stays is in no step", () => {
  const before = new Map<string, Value>([
    ["a", 1],
    [
      "b",
      new Map<string, Value>([
        ["c", 2],
        ["d", 3],
      ]),
    ],
  ]);
  const after = new Map<string, Value>([
    [
      "b",
      new Map<string, Value>([
        ["c", 2],
        ["d", 4],
      ]),
    ],
  ]);
  expect(stepsTo(["k"], before, after)).toEqual([
    { kind: "unset", path: ["k", "a"] },
    { kind: "set", path: ["k", "b", "d"], value: 4 },
  ]);
});
