import { describe, expect, test } from "vitest";
import { Float, type Value } from "../model/flow.ts";
import { applyChanges } from "../model/text-change.ts";
import { editDocument, sameValue } from "./edit-document.ts";
import { readFlow } from "./read-flow.ts";

describe("editDocument", () => {
  const text = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";

  test("gives the new document, the changes that lead to it, a label and what else happened", () => {
    const edited = editDocument(readFlow(text), { kind: "add", args: new Map([["name", "x"]]), index: 1 });
    expect(edited).toMatchObject({
      label: "Add x",
      notes: ["Wrote down what b needs: it would have changed otherwise."],
    });
    if ("refused" in edited) {
      throw new Error(edited.refused);
    }
    expect(edited.document.text).toBe(
      "jtype: Flow\nexecutors:\n  - name: a\n  - name: x\n  - name: b\n    needs: a\n",
    );
    expect(applyChanges(text, edited.changes)).toBe(edited.document.text);
    expect(edited.document).toEqual(readFlow(edited.document.text));
  });

  test("hands on what the plan and the printing refuse", () => {
    const refusal = (document: string, edit: Parameters<typeof editDocument>[1]) =>
      (editDocument(readFlow(document), edit) as { refused: string }).refused;
    expect(refusal(text, { kind: "rename", name: "a", to: "b" })).toBe("The name b is taken.");
    expect(refusal(text, { kind: "set", name: "a", key: "uses", value: "5" })).toMatch(/cannot be written/);
    expect(refusal(text, { kind: "set", name: "a", key: "k".repeat(2000), value: 1 })).toMatch(
      /break the text elsewhere/,
    );
    expect(refusal("executors: [\n", { kind: "rename", name: "a", to: "b" })).toMatch(/does not hold a Flow/);
  });

  test("never gives a text that does not mean the edit", () => {
    // The merged mapping is the one that would change, and with it the other executor.
    const shared = "jtype: Flow\nexecutors:\n  - &x\n    name: a\n    uses: A\n  - {<<: *x, name: b}\n";
    expect(editDocument(readFlow(shared), { kind: "set", name: "a", key: "uses", value: "B" })).toEqual({
      refused:
        "This part of the file is shared by an anchor, so more would change with it. Change it in the YAML tab.",
    });
  });
});

test.each<[Value, Value, boolean]>([
  [1, 1, true],
  [1, 1n, false],
  [1, new Float(1), false],
  [new Float(1), new Float(1), true],
  [new Float(Number.NaN), new Float(Number.NaN), true],
  [new Float(0), new Float(-0), false],
  ["1", 1, false],
  [null, false, false],
  [[1, ["a"]], [1, ["a"]], true],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
    new Map([
      ["b", 2],
      ["a", 1],
    ]),
    true,
  ],
  [new Map([["a", 1]]), new Map([["b", 1]]), false],
  [new Map([["a", null]]), new Map(), false],
  [new Map(), [], false],
])("sameValue(%s, %s) is %s", (a, b, answer) => {
  expect(sameValue(a, b)).toBe(answer);
  expect(sameValue(b, a)).toBe(answer);
});
