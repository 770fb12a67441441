import { expect, test } from "vitest";
import { pythonRepr } from "./yaml-words.ts";

test.each([
  ["", "''"],
  ["a b", "'a b'"],
  ["it's", `"it's"`],
  ['it\'s "so"', `'it\\'s "so"'`],
  ["\\ \t\n\r", "'\\\\ \\t\\n\\r'"],
  ["\0\x1f\x7f\x85\xa0", "'\\x00\\x1f\\x7f\\x85\\xa0'"],
  ["\u2028\ufeff\ud800", "'\\u2028\\ufeff\\ud800'"],
  ["é字🙂", "'é字🙂'"],
  ["\u{e0001}\u{10ffff}", "'\\U000e0001\\U0010ffff'"],
])("repr(%j) is %s", (text, repr) => {
  expect(pythonRepr(text)).toBe(repr);
});
