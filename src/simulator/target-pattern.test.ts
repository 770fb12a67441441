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
  ["(?i)foo", ["foo", "foo_2", "FOO"]],
  ["(?#note)(?i)foo\\b", ["foo", "FOO"]],
  ["(?P<x>o|f)o(?P=x)?", ["foo", "foo_2"]],
  ["(.)o\\1?", ["foo", "foo_2"]],
  ["a(?#twice)*\\d", ["a1"]],
  ["[]a]", ["a", "a1"]],
  ["[^]a]", ["b", "foo", "foo_2", "bar", "FOO", "éa", "_2"]],
  ["[-_]", ["_2"]],
  ["[\\w-]+\\Z", NAMES],
  ["\\W", []],
  ["\\w\\b", ["a", "b"]],
  ["\\D+\\d", ["foo_2", "a1", "_2"]],
  ["fo{,2}_", ["foo_2"]],
  ["fo{2}", ["foo", "foo_2"]],
  ["fo{1,}?_", ["foo_2"]],
  ["a{", []],
  ["(?=f)*\\x62", ["b", "bar"]],
  ["\\u00e9", ["éa"]],
  ["(?!foo)\\w*(?<=a)$", ["a", "éa"]],
  ["foo/", []],
  ["", NAMES],
];

const BROKEN: [pattern: string, message: string][] = [
  ["(", "missing ), unterminated subpattern at position 0"],
  [")", "unbalanced parenthesis at position 0"],
  ["[a", "unterminated character set at position 0"],
  ["[b-a]", "bad character range b-a at position 1"],
  ["[a-\\d]", "bad character range a-\\d at position 1"],
  ["*a", "nothing to repeat at position 0"],
  ["^*", "nothing to repeat at position 1"],
  ["a|+", "nothing to repeat at position 2"],
  ["a**", "multiple repeat at position 2"],
  ["a{2,1}", "min repeat greater than max repeat at position 2"],
  ["\\y", "bad escape \\y at position 0"],
  ["a\\", "bad escape (end of pattern) at position 1"],
  ["\\x6", "incomplete escape \\x6 at position 0"],
  ["a\\1", "invalid group reference 1 at position 2"],
  ["(\\1)", "cannot refer to an open group at position 1"],
  ["(?P=x)", "unknown group name 'x' at position 4"],
  ["(?P<1>a)", "bad character in group name '1' at position 4"],
  ["(?P>x)", "unknown extension ?P> at position 1"],
  ["(?<x>a)", "unknown extension ?<x at position 1"],
  ["(?", "unexpected end of pattern at position 2"],
  ["a(?i)", "global flags not at the start of the expression at position 1"],
  ["(?#a", "missing ), unterminated comment at position 0"],
];

describe("readTargetPattern", () => {
  test.each(MATCHES)("matches %j as Python does", (pattern, names) => {
    expect(matched(pattern)).toEqual(names);
  });

  test.each(BROKEN)("refuses %j as Python does", (pattern, message) => {
    expect(readTargetPattern(pattern)).toEqual({ kind: "broken", message });
  });

  test.each(["(?>a)", "a++", "(?(1)a|b)", "(?x) a", "(?i:a)", "[\\W]", "\\N{DIGIT ONE}", "(?P<x>a)(?P<x>b)"])(
    "says that it cannot follow %j",
    (pattern) => {
      expect(readTargetPattern(pattern).kind).toBe("unsupported");
    },
  );
});
