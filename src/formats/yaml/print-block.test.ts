import { expect, test } from "vitest";
import { sameValue } from "../../model/same-value.ts";
import { readValues } from "../read/read-values.ts";
import { printBlock } from "./print-block.ts";
import { parseYaml } from "./yaml.ts";

const read = (text: string) => readValues(parseYaml(text)).value;

test("collections stand by lines", () => {
  expect(printBlock(read("{a: 1, b: [x, {c: 2, d: [3]}], e: {}, f: {g: yes}}"))).toBe(
    "a: 1\nb:\n  - x\n  - c: 2\n    d:\n      - 3\ne: {}\nf:\n  g: true",
  );
});

test.each([
  "3",
  "[]",
  "two words",
  "'yes'",
  "- [1, [2]]\n- {a: [{b: c}]}",
  "'a: b': 'x # y'",
  'k: "two\\nlines"',
  "n: ~",
])("%s is read back as it was", (text) => {
  expect(sameValue(read(printBlock(read(text))), read(text))).toBe(true);
});
