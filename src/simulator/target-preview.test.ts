import { expect, test } from "vitest";
import type { TargetMatcher } from "./target-matcher.ts";
import { readTargetPattern } from "./target-pattern.ts";
import { previewTarget } from "./target-preview.ts";

/** In place, as no worker is here; null for what the test says would take too long. */
const matchInPlace: TargetMatcher = async ({ pattern, names }) => {
  const target = readTargetPattern(pattern);
  return target.kind === "ready" ? names.filter(target.matches) : [];
};
const neverDone: TargetMatcher = async () => null;

const NAMES = ["foo", "foo_2", "bar", "a", "b", "c", "d", "e"];

test.each([
  ["", ""],
  ["foo", "Hits foo and foo_2."],
  ["foo$", "Hits foo."],
  ["f|b", "Hits foo, foo_2, bar and b."],
  [".", "Hits foo, foo_2, bar, a, b, c and 2 more."],
  ["oo", "Hits no executor of the drawn Flow: requests would pass all of them by."],
  [
    "(",
    "Python refuses this pattern, and with it the gateway every request: missing ), unterminated subpattern at position 0.",
  ],
  ["(?=f)", "What this pattern hits cannot be told here, because of “(?=”."],
  ["(a|b)*c", "Hits c."],
  [".*.*.*.*2", "Hits foo_2."],
])("%j", async (pattern, wanted) => {
  expect((await previewTarget(pattern, NAMES, matchInPlace)).said).toBe(wanted);
});

test("what it hits is named, all of it", async () => {
  expect((await previewTarget("f|b", NAMES, neverDone)).hits).toEqual(["foo", "foo_2", "bar", "b"]);
  expect((await previewTarget(".", NAMES, neverDone)).hits).toEqual(NAMES);
  expect((await previewTarget("", NAMES, neverDone)).hits).toEqual([]);
});

test.each([
  ...["(a+)+$", "(a|b)*c", ".*.*.*.*x", "(a|a)(a|a)(b)+", "a*?a*?a*?a"].map((pattern) => [pattern, pattern]),
  ["forty groups of two", `${"(a|a)".repeat(40)}b`],
  ["two thousand characters", "a|".repeat(1000)],
])("%s may take long, and is given up", async (_, pattern) => {
  const said = "What this pattern hits was not found out here: it takes too long.";
  expect(await previewTarget(pattern, NAMES, neverDone)).toEqual({ said, hits: [] });
});

test("names that are long, or many, are not tried on the page's own thread", async () => {
  const many = Array.from({ length: 501 }, () => "a");
  for (const names of [["a".repeat(65)], many]) {
    expect((await previewTarget("a", names, neverDone)).said).toContain("takes too long");
    expect((await previewTarget("a", names, matchInPlace)).hits).toEqual(names);
  }
  expect((await previewTarget("a", [], neverDone)).said).toContain("Hits no executor");
});

test("what is tried there takes no time, whatever the pattern", async () => {
  const names = Array.from({ length: 500 }, () => "a".repeat(64));
  const before = process.cpuUsage();
  for (const pattern of ["a*a*a*b", "(a|a)(a|a)b", "(((a)))+b", "[a-z]+[a-z]+[a-z]+!"]) {
    await previewTarget(pattern, names, neverDone);
  }
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});
