import { describe, expect, test } from "vitest";
import { isSpecific, specificKey, splitSpecific } from "./specific-parameters.ts";

describe("what a key names", () => {
  test.each([
    ["top_k", false],
    ["a__top_k", true],
    ["__a__k", false],
    ["a__k__", false],
    ["__", false],
  ])("%s is for one executor: %s", (key, wanted) => {
    expect(isSpecific(key)).toBe(wanted);
  });

  test("of several separators the last one divides", () => {
    expect(splitSpecific("a__b__c")).toEqual({ executor: "ab", name: "c" });
  });
});

describe("the key for an executor", () => {
  test.each([
    ["executor0", "top_k", "executor0__top_k"],
    ["a", "_private", "a___private"],
    ["a_", "k", null],
    // Jina reads `b` of an executor `acut`, and of one `ab`.
    ["a", "cut__b", null],
    ["a__b", "k", null],
    ["a", "", null],
    ["", "k", null],
    ["a", "k__", null],
  ])("%j and %j: %j", (executor, name, wanted) => {
    expect(specificKey(executor, name)).toBe(wanted);
  });
});
