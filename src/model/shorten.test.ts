import { expect, test } from "vitest";
import { shorten } from "./shorten.ts";

test.each([
  ["abc", 3, "abc"],
  ["abcd", 3, "abc…"],
  ["ab\u{1f600}d", 3, "ab…"],
  ["a\u{1f600}cd", 3, "a\u{1f600}…"],
  ["", 0, ""],
])("%j up to %i", (text, maxLength, wanted) => {
  expect(shorten(text, maxLength)).toBe(wanted);
});
