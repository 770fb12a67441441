import { describe, expect, test } from "vitest";
import { applySteps, orderAfter, type Step, treeAt, treeOfSteps } from "./steps.ts";
import type { Value, ValueMap } from "./value.ts";
import { valueAt } from "./value-at.ts";

const map = (entries: Readonly<Record<string, Value>>): ValueMap => new Map(Object.entries(entries));

const ROOT = map({
  with: map({ port: 1 }),
  list: [map({ name: "a" }), map({ name: "b", k: [1, 2, 3] }), map({ name: "c" })],
  nothing: null,
  pods: map({ a: map({ k: 1 }), b: map({ k: 2 }), c: null }),
});

describe("applySteps", () => {
  test("counts in the values before, whatever the order of the steps", () => {
    const after = applySteps(ROOT, [
      { kind: "insert", path: ["list", 3], value: "last" },
      { kind: "unset", path: ["list", 0] },
      { kind: "insert", path: ["list", 0], value: "first" },
      { kind: "set", path: ["list", 2, "uses"], value: "C" },
      { kind: "insert", path: ["list", 0], value: "second" },
    ]);
    const list = after.get("list");
    expect(list).toEqual([
      "first",
      "second",
      map({ name: "b", k: [1, 2, 3] }),
      map({ name: "c", uses: "C" }),
      "last",
    ]);
    expect(valueAt(ROOT, ["list", 2, "uses"])).toBeUndefined();
  });

  test("keeps what no step is about as the same objects", () => {
    const after = applySteps(ROOT, [{ kind: "set", path: ["list", 1, "name"], value: "z" }]);
    expect(valueAt(after, ["list", 0])).toBe(valueAt(ROOT, ["list", 0]));
    expect(valueAt(after, ["list", 1])).not.toBe(valueAt(ROOT, ["list", 1]));
    expect(after.get("with")).toBe(ROOT.get("with"));
  });

  test.each<[string, Step[], Path, Value | undefined]>([
    ["a key set", [{ kind: "set", path: ["with", "port"], value: 2 }], ["with"], map({ port: 2 })],
    [
      "mappings made on the way",
      [
        { kind: "set", path: ["new", "deep", "k"], value: 1 },
        { kind: "set", path: ["nothing", "k"], value: null },
      ],
      ["new"],
      map({ deep: map({ k: 1 }) }),
    ],
    ["a list made", [{ kind: "insert", path: ["nothing", 0], value: 1 }], ["nothing"], [1]],
    ["a key taken away", [{ kind: "unset", path: ["with", "port"] }], ["with"], new Map()],
    [
      "a key renamed, with a change below it",
      [
        { kind: "rename", path: ["with"], to: "within" },
        { kind: "set", path: ["with", "port"], value: 2 },
      ],
      ["within"],
      map({ port: 2 }),
    ],
    [
      "an item moved, with a change in it",
      [
        { kind: "move", path: ["list", 2], before: 0 },
        { kind: "set", path: ["list", 2, "name"], value: "z" },
      ],
      ["list"],
      [map({ name: "z" }), map({ name: "a" }), map({ name: "b", k: [1, 2, 3] })],
    ],
    [
      "an item moved to the end",
      [{ kind: "move", path: ["list", 1, "k", 0], before: 3 }],
      ["list", 1, "k"],
      [2, 3, 1],
    ],
    [
      "a mapping that becomes a list, with a change in it and an item before",
      [
        { kind: "list", path: ["pods"], key: "name" },
        { kind: "rename", path: ["pods", "a", "k"], to: "l" },
        { kind: "unset", path: ["pods", "b"] },
        { kind: "insert", path: ["pods", 1], value: map({ name: "new" }) },
      ],
      ["pods"],
      [map({ name: "a", l: 1 }), map({ name: "new" }), map({ name: "c" })],
    ],
    [
      "a key that goes to another mapping, with a change in it",
      [
        { kind: "transfer", path: ["pods", "a"], to: ["with", "b"], value: map({ k: 1 }) },
        { kind: "set", path: ["pods", "a", "k"], value: 2 },
      ],
      ["with"],
      map({ port: 1, b: map({ k: 2 }) }),
    ],
    [
      "a text with other words",
      [{ kind: "reword", path: ["list", 0, "name"], from: "a", to: "bc" }],
      ["list", 0],
      map({ name: "bc" }),
    ],
  ])("%s", (_, steps, path, value) => {
    expect(valueAt(applySteps(ROOT, steps), path)).toEqual(value);
  });

  test("puts first keys before all others, in the order of their steps", () => {
    const after = applySteps(ROOT, [
      { kind: "set", path: ["nothing"], value: 1, isFirst: true },
      { kind: "set", path: ["new"], value: 2, isFirst: true },
      { kind: "set", path: ["last"], value: 3 },
    ]);
    expect([...after.keys()]).toEqual(["nothing", "new", "with", "list", "pods", "last"]);
  });

  test("keys that an object would not keep are keys like others", () => {
    const after = applySteps(ROOT, [{ kind: "set", path: ["__proto__", "x"], value: 1 }]);
    expect(after.get("__proto__")).toEqual(map({ x: 1 }));
  });

  test("a step into a single value is a mistake of the planner", () => {
    expect(() => applySteps(ROOT, [{ kind: "set", path: ["list", 0, "name", "x"], value: 1 }])).toThrow(
      "no collection",
    );
  });
});

test("orderAfter tells where each item comes from", () => {
  const tree = treeOfSteps([
    { kind: "move", path: ["list", 0], before: 2 },
    { kind: "unset", path: ["list", 1] },
    { kind: "insert", path: ["list", 9], value: "x" },
  ]);
  expect(orderAfter(treeAt(tree, ["list"])!, 3)).toEqual([0, 2, { before: 9, value: "x" }].map(bare));
  expect(treeAt(tree, ["with"])).toBeUndefined();
});

type Path = Step["path"];

function bare(source: number | { readonly value: Value }): number | { readonly value: Value } {
  return typeof source === "object" ? { value: source.value } : source;
}
