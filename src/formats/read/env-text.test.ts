import { describe, expect, test } from "vitest";
import { parseEnvText } from "./env-text.ts";

describe("values", () => {
  test.each<[string, Record<string, string>]>([
    ["A=1", { A: "1" }],
    ["  export A = one two  \r\nB=\r\n", { A: "one two", B: "" }],
    ["\ufeff# head\n\nA=1 # a comment\nB=a#b\nC=#c\n", { A: "1", B: "a#b", C: "" }],
    ['A=\'$B \\n\' # x\nB="x\\ny \\"z\\" \\$C \\d"', { A: "$B \\n", B: 'x\ny "z" $C \\d' }],
    ["A='one\ntwo'\nB=\"three\r\nfour\"\nC=5", { A: "one\ntwo", B: "three\nfour", C: "5" }],
    ["A=1\nA=2", { A: "2" }],
    ["URL=http://x?a=b&c=d", { URL: "http://x?a=b&c=d" }],
    ["A=it's", { A: "it's" }],
  ])("%j", (text, values) => {
    expect(parseEnvText(text)).toEqual({ values: new Map(Object.entries(values)), refused: [] });
  });
});

test("a bad line is named with its number, and costs no other", () => {
  const { values, refused } = parseEnvText('A=1\nnonsense\n2B=x\nC-D=x\nE=\'open\nF="x" y\nG=2\n=3\n');
  expect([...values]).toEqual([
    ["A", "1"],
    ["G", "2"],
  ]);
  expect(refused.map(({ line, why }) => `${line}: ${why}`)).toEqual([
    "2: it must be NAME=value",
    "3: 2B is no name: letters, digits and _ make one",
    "4: C-D is no name: letters, digits and _ make one",
    "5: the quote ' is never closed",
    "6: something stands behind the closing quote",
    "8: it must be NAME=value",
  ]);
  expect(refused[0]).toMatchObject({ text: "nonsense" });
});
