import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createSeededRandom } from "../../base/test-random.ts";
import { applyChanges } from "../../model/text-change.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { indentationFix } from "./indentation-fix.ts";

/** The texts that the fixes of a text lead to. */
function mended(text: string): readonly string[] {
  const { fix, choices = [] } = indentationFix(parseEngineYaml(text));
  return [...(fix ? [fix] : []), ...choices].map((one) =>
    "changes" in one ? applyChanges(text, one.changes) : one.label,
  );
}

const HEAD = "jtype: Flow\nexecutors:\n";

test.each([
  [
    "a key too far left",
    "  - name: a\n    uses: A\n   replicas: 2\n",
    ["  - name: a\n    uses: A\n    replicas: 2\n"],
  ],
  ["a key too far right", "  - name: a\n     uses: A\n", ["  - name: a\n    uses: A\n"]],
  [
    "a dash, with what is in its item",
    "  - name: a\n - name: b\n   uses: B\n",
    ["  - name: a\n  - name: b\n    uses: B\n"],
  ],
  [
    "dashes after it stay where they are right",
    "  - name: a\n - name: b\n   uses: B\n  - name: c\n",
    ["  - name: a\n  - name: b\n    uses: B\n  - name: c\n"],
  ],
  [
    "all that are as wrong",
    "  - name: a\n    uses_with:\n      x: 1\n     y: 2\n     z: 3\n  - name: b\n",
    [
      "  - name: a\n    uses_with:\n      x: 1\n      y: 2\n      z: 3\n  - name: b\n",
      "  - name: a\n    uses_with:\n      x: 1\n    y: 2\n    z: 3\n  - name: b\n",
    ],
  ],
  ["a tab in each line", "\t- name: a\n\t  uses: A\n", ["  - name: a\n    uses: A\n"]],
  ["a tab behind blanks", "  - name: a\n  \tuses: A\n", ["  - name: a\n    uses: A\n"]],
  ["with Windows' ends of lines", "  - name: a\r\n     uses: A\r\n", ["  - name: a\r\n    uses: A\r\n"]],
  ["an end of the line that is no fault of indentation", "  - name: [a\n", []],
  ["a line two columns away, where another one may be wrong", "  - name: a\n      uses: A\n", []],
  ["a text without a colon", "  - name: a\n    uses\n    replicas: 2\n", []],
])("%s", (_, text, wanted) => {
  expect(mended(HEAD + text)).toEqual(wanted.map((one) => HEAD + one));
});

test("where two columns are as near, both are offered", () => {
  const text = "jtype: Flow\nwith:\n  env:\n    A: x\n   B: y\n";
  expect(mended(text)).toEqual([
    "jtype: Flow\nwith:\n  env:\n    A: x\n    B: y\n",
    "jtype: Flow\nwith:\n  env:\n    A: x\n  B: y\n",
  ]);
});

test("a tab in a text of several lines stays", () => {
  const text = `${HEAD}\t- name: a\n\t  uses: |\n\t    A\n\t    \tb\n`;
  for (const one of mended(text)) {
    expect(one).toContain("    \tb");
  }
});

test("a line of a real file that was moved comes back, or is left alone", () => {
  const random = createSeededRandom(7);
  const folder = "fixtures/flows";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".yml"),
  );
  let moved = 0;
  let back = 0;
  for (const file of files) {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    if (parseEngineYaml(text).fault) {
      continue;
    }
    const lines = text.split("\n");
    const at = Math.floor(random() * lines.length);
    const spoiled = lines.with(at, ` ${lines[at]}`).join("\n");
    if (!parseEngineYaml(spoiled).fault) {
      continue;
    }
    moved++;
    const fixes = mended(spoiled);
    back += fixes.includes(text) ? 1 : 0;
    for (const one of fixes) {
      expect(one.replace(/^ +/gm, "")).toBe(text.replace(/^ +/gm, ""));
    }
  }
  expect(moved).toBeGreaterThan(20);
  // Where the fault shows in the line after the one that was moved, another line is offered to be moved.
  expect(back / moved).toBeGreaterThan(0.5);
});
