/**
 * Steps as such, without an edit that plans them: in files of every style, the patched text reads as the applied steps
 * (edit-document.ts proves that of edits alone), and where a step keeps comments, all of them stay.
 */
import { describe, expect, test } from "vitest";
import type { Path } from "../../model/path.ts";
import { isList, isMap } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import { applySteps, type Step } from "../../model/steps.ts";
import { applyChanges } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readValues } from "../read/read-values.ts";

import { allComments } from "./comments.ts";
import { patchTree } from "./patch-tree.ts";
import { STYLES } from "./test-edits.ts";

/** The text after steps, or why there is none. */
function patched(text: string, ...steps: Step[]): string {
  const yaml = parseEngineYaml(text);
  const changes = patchTree(yaml, readValues(yaml).value, steps);
  return "refused" in changes ? `refused: ${changes.refused}` : applyChanges(text, changes);
}

const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("a key", () => {
  test.each<[string, string, Step, string]>([
    [
      "comes first",
      lines("a:", "  # b", "  - c: 1 # d"),
      { kind: "set", path: ["a", 0, "b"], value: 2, isFirst: true },
      lines("a:", "  # b", "  - b: 2", "    c: 1 # d"),
    ],
    [
      "comes first in braces",
      "a: { c: 1 }\n",
      { kind: "set", path: ["a", "b"], value: 2, isFirst: true },
      "a: { b: 2, c: 1 }\n",
    ],
    [
      "becomes the first",
      lines("a: 1 # a", "b: 2 # b", "c: 3"),
      { kind: "set", path: ["b"], value: 4, isFirst: true },
      lines("b: 4", "a: 1 # a", "# b", "c: 3"),
    ],
    [
      "is the first",
      lines("a: 1 # a", "b: 2"),
      { kind: "set", path: ["a"], value: 4, isFirst: true },
      lines("a: 4 # a", "b: 2"),
    ],
    [
      "is written as it is elsewhere",
      lines("a: '1, 2'", "b: {}"),
      { kind: "set", path: ["b", "c"], value: "1, 2", writtenAt: ["a"] },
      lines("a: '1, 2'", "b: {c: '1, 2'}"),
    ],
    [
      "gets another value, and the comments in the old one stay",
      lines("a: # b", "  - 1 # c", "  - 2 # d", "e: 1"),
      { kind: "set", path: ["a"], value: 3, comments: "kept" },
      lines("a: 3 # d", "# b", "# c", "e: 1"),
    ],
    [
      "gets another name in its quotes",
      `{"a" : 1, 'b': 2}\n`,
      { kind: "rename", path: ["b"], to: "c" },
      `{"a" : 1, 'c': 2}\n`,
    ],
    [
      "goes to another mapping with its lines",
      lines("a:", "  # b", "  c: # d", "    e: |", "      f", "", "    g: 1 # h", "i:", "    j: 1"),
      {
        kind: "transfer",
        path: ["a", "c"],
        to: ["i", "k"],
        value: new Map(Object.entries({ e: "f\n", g: 1 })),
      },
      lines(
        "a: {}",
        "  # b",
        "i:",
        "    j: 1",
        "    k: # d",
        "      e: |",
        "        f",
        "",
        "      g: 1 # h",
      ),
    ],
    [
      "goes to a mapping that is not there",
      lines("a: {b: 'c', d: 1}", "e: 2"),
      { kind: "transfer", path: ["a", "b"], to: ["f", "g"], value: "c" },
      lines("a: {d: 1}", "e: 2", "f:", "  g: 'c'"),
    ],
    [
      "of a text gets other words",
      lines("a: 'b ${{c}}' # d"),
      { kind: "reword", path: ["a"], from: "${{c}}", to: "${{e}}" },
      lines("a: 'b ${{e}}' # d"),
    ],
  ])("%s", (_, text, step, result) => {
    expect(patched(text, step)).toBe(result);
  });

  test("does not go into braces with its lines", () => {
    const step: Step = { kind: "transfer", path: ["a"], to: ["b", "a"], value: new Map([["c", 1]]) };
    expect(patched("a:\n  c: 1\nb: {d: 1}\n", step)).toMatch(/^refused: Lines cannot be put into a mapping/);
  });
});

describe("a list", () => {
  test.each<[string, string, Step[], string]>([
    [
      "loses an item, and its comments stay",
      lines("a:", "  # b", "  - c: 1 # d", "    # e", "    f: 2 # g", "  - 3"),
      [{ kind: "unset", path: ["a", 0], comments: "kept" }],
      lines("a:", "  # b", "  # d", "  # e", "  # g", "  - 3"),
    ],
    [
      "loses an item in brackets, and its comments stay",
      lines("a: [", "  1, # b", "  2 # c", "]"),
      [{ kind: "unset", path: ["a", 0], comments: "kept" }],
      lines("a: [", "   # b", "  2 # c", "]"),
    ],
    [
      "loses all items, and their comments stay",
      lines("a:", "- 1 # b", "- 2 # c"),
      [
        { kind: "unset", path: ["a", 0], comments: "kept" },
        { kind: "unset", path: ["a", 1], comments: "kept" },
      ],
      lines("a: []", "# b", "# c"),
    ],
    [
      "loses the item behind another dash",
      lines("a:", "- - 1 # b", "  - 2"),
      [{ kind: "unset", path: ["a", 0, 0], comments: "kept" }],
      lines("a:", "- # b", "  - 2"),
    ],
    [
      "gets an item whose values are written elsewhere",
      lines("a:", "- b: 1", "c: 'd'"),
      [
        {
          kind: "insert",
          path: ["a", 0],
          value: new Map([["e", "d"]]),
          writtenAt: new Map([["e", ["c"]]]),
        },
      ],
      lines("a:", "- e: 'd'", "- b: 1", "c: 'd'"),
    ],
    [
      "is made of a mapping",
      lines("a:", "  b: # c", "    d: 1", "  # e", "  f: {}"),
      [
        { kind: "list", path: ["a"], key: "n" },
        { kind: "set", path: ["a", "b", "d"], value: 2 },
        { kind: "insert", path: ["a", 1], value: new Map([["n", "x"]]) },
      ],
      lines("a:", "  - n: b # c", "    d: 2", "  - n: x", "  # e", "  - {n: f}"),
    ],
    [
      "is made of a mapping in braces",
      "a: {b: {d: 1}, c: }\n",
      [{ kind: "list", path: ["a"], key: "n" }],
      "a: [{n: b, d: 1}, {n: c}]\n",
    ],
  ])("%s", (_, text, steps, result) => {
    expect(patched(text, ...steps)).toBe(result);
  });
});

describe("in files of every style", () => {
  const readable = STYLES.filter(({ text }) => parseEngineYaml(text).fault === null);

  test.each(readable)("$name", ({ text }) => {
    const yaml = parseEngineYaml(text);
    const root = readValues(yaml).value as ValueMap;
    let made = 0;
    for (const step of stepsFor(root)) {
      const changes = patchTree(yaml, root, [step]);
      if ("refused" in changes) {
        continue;
      }
      const after = parseEngineYaml(applyChanges(text, changes));
      const story = `${JSON.stringify(step)}\n--- after\n${after.text}`;
      if (after.fault || !sameValue(readValues(after).value, applySteps(root, [step]))) {
        // What an anchor shares may not go, or changes with it.
        expect(text, story).toMatch(/[&*]/);
        continue;
      }
      expect(allComments(after).toSorted(), story).toEqual(allComments(yaml).toSorted());
      made++;
    }
    expect(made).toBeGreaterThan(5);
  });
});

/** For each key and item of a file, each step that keeps comments. */
function* stepsFor(value: Value, path: Path = []): Generator<Step> {
  const entries: (readonly [string | number, Value])[] = isMap(value)
    ? [...value]
    : isList(value)
      ? [...value.entries()]
      : [];
  for (const [key, item] of entries) {
    const own = [...path, key];
    yield { kind: "unset", path: own, comments: "kept" };
    yield { kind: "set", path: own, value: 7, comments: "kept" };
    if (typeof key === "string") {
      yield { kind: "set", path: own, value: item, isFirst: true, writtenAt: own };
      yield { kind: "set", path: [...path, "new_key"], value: item, isFirst: true };
      yield { kind: "rename", path: own, to: "new_key" };
      yield { kind: "transfer", path: own, to: ["new_section", "new_key"], value: item };
      if (path.length > 0) {
        yield { kind: "transfer", path: own, to: ["with", "new_key"], value: item };
      }
    }
    if (isMap(item) && [...item.values()].every((inner) => inner === null || isMap(inner))) {
      yield { kind: "list", path: own, key: "new_key" };
    }
    yield* stepsFor(valueAt(item, []) ?? null, own);
  }
}
