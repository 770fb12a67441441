import { expect, test } from "vitest";
import { readTokens } from "./script-tokens.ts";

test("a backslash before a sign that it makes nothing of stays in Python, and goes in JavaScript", () => {
  const code = String.raw`'\q\/\a\"'`;
  expect(readTokens(code, "python")[0]?.text).toBe('\\q\\/\x07"');
  expect(readTokens(code, "javascript")[0]?.text).toBe('q/a"');
});

test("names of Python are those that their letters are compatible with", () => {
  expect(readTokens("ﬁ𝐧e\u0301", "python").map(({ text }) => text)).toEqual(["fin\u00e9", ""]);
  expect(readTokens("ﬁ $x", "javascript").map(({ text }) => text)).toEqual(["ﬁ", "$x", ""]);
});
