import { describe, expect, test } from "vitest";
import { readTargetPattern } from "./target-pattern.ts";

const NAMES = ["a", "b", "foo", "foo_2", "bar", "FOO", "a1", "éa", "_2"];

function matched(pattern: string): string[] {
  const target = readTargetPattern(pattern);
  return target.kind === "ready" ? NAMES.filter((name) => target.matches(name)) : [`! ${target.kind}`];
}

// What Python 3.11's re.match makes of these patterns and names.
const MATCHES: [pattern: string, names: string[]][] = [
  ["foo", ["foo", "foo_2"]],
  ["foo$", ["foo"]],
  ["foo\\Z", ["foo"]],
  ["oo", []],
  [".*2", ["foo_2", "_2"]],
  ["foo_2|bar", ["foo_2", "bar"]],
  ["[]a]", ["a", "a1"]],
  ["[^]a]", ["b", "foo", "foo_2", "bar", "FOO", "éa", "_2"]],
  ["[-_]", ["_2"]],
  ["[\\w-]+\\Z", NAMES],
  ["\\W", []],
  ["[^\\W_]+\\Z", ["a", "b", "foo", "bar", "FOO", "a1", "éa"]],
  ["(?:fo|ba)[o-r]", ["foo", "foo_2", "bar"]],
  ["(f|b)(o|a)+r?", ["foo", "foo_2", "bar"]],
  ["\\w\\b", ["a", "b"]],
  ["\\D+\\d", ["foo_2", "a1", "_2"]],
  ["fo{,2}_", ["foo_2"]],
  ["fo{2}", ["foo", "foo_2"]],
  ["fo{1,}?_", ["foo_2"]],
  ["a{", []],
  ["foo/", []],
  ["", NAMES],
];

const BROKEN: [pattern: string, message: string][] = [
  ["(", "missing ), unterminated subpattern at position 0"],
  [")", "unbalanced parenthesis at position 0"],
  ["[a", "unterminated character set at position 0"],
  ["*a", "nothing to repeat at position 0"],
  ["^*", "nothing to repeat at position 1"],
  ["a|+", "nothing to repeat at position 2"],
];

describe("readTargetPattern", () => {
  test.each(MATCHES)("matches %j as Python does", (pattern, names) => {
    expect(matched(pattern)).toEqual(names);
  });

  test.each(BROKEN)("refuses %j as Python does", (pattern, message) => {
    expect(readTargetPattern(pattern)).toEqual({ kind: "broken", message });
  });

  test.each(
    "(?>a) a++ a** (?(1)a|b) (?i)foo (?i:a) (?=f) (?!foo) (?#note) (?P<x>o) (?P=x) (.)\\1 \\x62 \\u00e9 \\N{DOT} a{2,1} [b-a] [a-\\d] [\\d-z] \\y a\\".split(
      " ",
    ),
  )("says that it cannot follow %j", (pattern) => {
    expect(readTargetPattern(pattern).kind).toBe("unsupported");
  });
});
