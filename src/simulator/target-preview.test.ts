import { expect, test } from "vitest";
import { previewTarget } from "./target-preview.ts";

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
  ["(a|b)*c", "What this pattern hits is not tried here: it could take too long."],
  [".*.*.*.*x", "What this pattern hits is not tried here: it could take too long."],
])("%j", (pattern, wanted) => {
  expect(previewTarget(pattern, NAMES)).toBe(wanted);
});

test("names that are long, or many, are not tried", () => {
  expect(previewTarget("a", ["a".repeat(65)])).toContain("not tried here");
  expect(
    previewTarget(
      "a",
      Array.from({ length: 501 }, () => "a"),
    ),
  ).toContain("not tried here");
  expect(previewTarget("a", [])).toContain("Hits no executor");
});

test("trying takes no time, whatever the pattern", () => {
  const names = Array.from({ length: 500 }, () => "a".repeat(64));
  const before = process.cpuUsage();
  for (const pattern of ["a*a*a*b", "(a|a)(a|a)b", "(((a)))+b", "[a-z]+[a-z]+[a-z]+!"]) {
    previewTarget(pattern, names);
  }
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});
