/** Filling in what needs no reading comes to the same as the engine's way, and what the engine changes is known. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "../../model/value.ts";
import { ExportRefusal } from "./export-refusal.ts";
import { workload } from "./kubernetes-resources.ts";
import { fillTemplate, type Parameters, type Template } from "./kubernetes-template.ts";

const BOTH: Template = {
  name: "{name}",
  path: "{name}-volume",
  quoted: '"{shard}"',
  args: "{args}",
  fixed: "127.0.0.1:{port}",
  literal: "1",
  number: 5,
};

function parameters(name: string, args: readonly string[]): Parameters {
  return new Map<string, string | number | readonly string[]>([
    ["name", name],
    ["args", args],
    ["port", 8080],
    ["shard", "0"],
  ]);
}

function filled(name: string, args: readonly string[], isMended = false) {
  const { resource, isChanged } = fillTemplate(BOTH, parameters(name, args), isMended);
  return { ...Object.fromEntries(resource), isChanged };
}

test("texts go where their places are", () => {
  expect(filled("enc-oder", ["--port", "8080", '{"a": 1}'])).toEqual({
    name: "enc-oder",
    path: "enc-oder-volume",
    quoted: "0",
    args: ["--port", "8080", '{"a": 1}'],
    fixed: "127.0.0.1:8080",
    literal: "1",
    number: 5,
    isChanged: false,
  });
});

describe("as the engine has it", () => {
  test.each([
    ["a name that is a boolean", "yes", [], { name: true, path: "yes-volume" }],
    ["a name that is a number", "-1", [], { name: -1, path: "-1-volume" }],
    ["a comment", "a #b", [], { name: "a", path: "a" }],
    ["a place in an argument", "a", ["{port}"], { args: ["8080"] }],
    ["a place of an earlier parameter, which stays", "a", ["{name}"], { args: ["{name}"] }],
    ["a backslash, which Python doubles", "a", ["a\\b"], { args: ["a\\\\b"] }],
    ["both quotes", "a", [`it's`], { args: ["it's"] }],
  ] as [string, string, string[], Record<string, Value>][])("%s", (_, name, args, expected) => {
    expect(filled(name, args)).toMatchObject(expected);
  });

  test.each([
    ["=", "could not determine a constructor for the tag 'tag:yaml.org,2002:value'"],
    ["<<", "could not determine a constructor for the tag 'tag:yaml.org,2002:merge'"],
    ["2024-99-99", "month must be in 1..12"],
  ])("%s, of which no value can be made, is refused in its words", (name, message) => {
    expect.assertions(1);
    try {
      filled(name, []);
    } catch (error) {
      expect(error instanceof ExportRefusal && error.engine?.message).toBe(message);
    }
  });

  test("what is no YAML is refused in its words", () => {
    expect(() => filled("a: b", [])).toThrow(ExportRefusal);
    expect(() => filled("a: b", [])).toThrow(/no YAML/);
  });
});

test("mended, each text stays as it is, and that it would not have is told", () => {
  expect(filled("yes", ["{port}"], true)).toMatchObject({ name: "yes", args: ["{port}"], isChanged: true });
  expect(filled("a: b", [], true)).toMatchObject({ name: "a: b", isChanged: true });
  expect(filled("a", ["it's"], true)).toMatchObject({ args: ["it's"], isChanged: false });
});

test("whatever the texts, what is told to be unchanged is what was given", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom("yes", "{port}", "a'b", 'a"b', "\\n", "1e3", "a: b", "x"),
  );
  fc.assert(
    fc.property(texts, fc.array(texts), (name, args) => {
      let resource: ValueMap;
      let isChanged: boolean;
      try {
        ({ resource, isChanged } = fillTemplate(BOTH, parameters(name, args), false));
      } catch (error) {
        expect(error).toBeInstanceOf(ExportRefusal);
        return;
      }
      const mended = fillTemplate(BOTH, parameters(name, args), true);
      expect(mended.isChanged).toBe(isChanged);
      if (!isChanged) {
        expect(resource).toEqual(mended.resource);
      }
    }),
  );
});

test("a workload is one object for one kind, so that its places are looked for once", () => {
  expect(workload({ kind: "executor" })).toBe(workload({ kind: "executor" }));
  expect(workload({ kind: "executor" })).not.toBe(workload({ kind: "stateful" }));
});
