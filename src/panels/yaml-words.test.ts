import { describe, expect, test } from "vitest";
import { AT_REST, wordsOf } from "./yaml-words.ts";

/** The words of a text that have a colour, line by line, each as its first letter of the kind and itself. */
function wordsIn(text: string): string[] {
  let state = AT_REST;
  return text.split("\n").map((line) => {
    const { words, after } = wordsOf(line, state);
    state = after;
    return words.map(({ from, to, kind }) => `${kind.charAt(0)}:${line.slice(from, to)}`).join(" ");
  });
}

describe("words of YAML", () => {
  test.each([
    ["name: first", "k:name"],
    ["  - name: a b # why", "k:name c:# why"],
    ["- - x: 1", "k:x"],
    ['"a b": "c: d" #e', 'k:"a b" s:"c: d" c:#e'],
    ["'it''s': 'x'", "k:'it''s' s:'x'"],
    ["uses: docker://a:b#c", "k:uses"],
    ["a : b", "k:a"],
    ["x: &y !!map {<<: *z, k: v}", "k:x n:&y n:!!map k:<< n:*z k:k"],
    ["needs: [a, 'b', \"c\"] # d", "k:needs s:'b' s:\"c\" c:# d"],
    ['{"a":1,"b": [2]}', 'k:"a" k:"b"'],
    ["env: {A:b, C: d}", "k:env k:C"],
    ["# all of it: x", "c:# all of it: x"],
    ["--- # begins", "d:--- c:# begins"],
    ["%YAML 1.2", "d:%YAML 1.2"],
    ["...", "d:..."],
    ["? key", ""],
    ["", ""],
    ["-x", ""],
  ])("of %j", (line, words) => {
    expect(wordsIn(line)).toEqual([words]);
  });

  test("a text block has no words until a line stands as far out as its key", () => {
    expect(wordsIn("a:\n  b: |\n    c: d\n\n    # e\n  f: g\n- >-\n  h: i\nj: k")).toEqual([
      "k:a",
      "k:b s:|",
      "",
      "",
      "",
      "k:f",
      "s:>-",
      "",
      "k:j",
    ]);
  });

  test("quotes and brackets go on in the next lines", () => {
    expect(wordsIn("a: 'b\n  c: d\n  e' # f\ng: {h: 1,\n  i: 2}\nj: k")).toEqual([
      "k:a s:'b",
      "s:  c: d",
      "s:  e' c:# f",
      "k:g k:h",
      "k:i",
      "k:j",
    ]);
  });

  test("every text has an end, whatever stands in it", () => {
    for (const sign of "[]{}'\"#:,&*!|>%@`?- \t\\") {
      for (const other of "[]{}'\"#:,&*!|>%@`?- \ta") {
        const line = `${sign}${other}${sign}:${other} ${sign}`;
        const { words } = wordsOf(line, AT_REST);
        expect(words.every(({ from, to }, at) => from < to && from >= (words[at - 1]?.to ?? 0))).toBe(true);
      }
    }
  });
});
