import { describe, expect, test } from "vitest";
import type { Edit } from "../../model/flow-edit.ts";
import { applyChanges } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import { readFlow, type Surroundings } from "../read/read-flow.ts";
import { changedLines } from "./changed-lines.ts";
import { type Edited, editDocument, planDocument } from "./edit-document.ts";

function made(text: string, edit: Edit, surroundings?: Surroundings): Edited {
  const edited = editDocument(readFlow(text, surroundings), edit);
  if ("refused" in edited) {
    throw new Error(edited.refused);
  }
  return edited;
}

const set = (name: string, key: string, value: Value): Edit => ({ kind: "set", name, key, value });

describe("editDocument", () => {
  const text = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";

  test("gives the new text, the changes that lead to it, a label and what else happened", () => {
    const edited = made(text, { kind: "add", args: new Map([["name", "x"]]), index: 1 });
    expect(edited).toMatchObject({
      text: "jtype: Flow\nexecutors:\n  - name: a\n  - name: x\n  - name: b\n    needs: a\n",
      label: 'Add "x"',
      notes: ["Wrote down what b needs: it would have changed otherwise."],
      shared: [],
    });
    expect(applyChanges(text, edited.changes)).toBe(edited.text);
    expect(edited.document.root).toEqual(readFlow(edited.text).root);
    expect(edited.document).toBe(edited.document);
  });

  test.each<[string, Edit, number | null]>([
    ["a field", set("b", "replicas", 2), 1],
    ["a name", { kind: "rename", name: "a", to: "z" }, 0],
    ["a connection", { kind: "connect", from: "gateway", to: "b" }, 1],
    ["a value deep in it", { kind: "set-path", path: ["executors", 0, "env", "A"], value: 1 }, 0],
    ["its place", { kind: "move", name: "a", before: null }, 1],
    ["it as a new one", { kind: "add", args: new Map(), index: 1 }, 1],
    ["its end", { kind: "remove", names: ["a"], reconnect: true }, null],
    ["the Flow", { kind: "set-path", path: ["with", "port"], value: 1 }, null],
  ])("gives the entry of the executor that an edit is about: %s", (_, edit, index) => {
    const { entry, document } = made(text, edit);
    expect(entry?.index ?? null).toBe(index);
    expect(entry).toEqual(index === null ? null : document.flow.entries[index]);
  });

  test("reads with the surroundings that the document was read with", () => {
    const surroundings = { environment: new Map([["NEED", "b"]]) };
    const flow = `${text}  - name: c\n    needs: [a, $NEED]\n`;
    const edited = made(flow, { kind: "rename", name: "a", to: "z" }, surroundings);
    expect(edited.text).toBe(flow.replace("name: a", "name: z").replace("[a,", "[z,"));
    expect(edited.document.built.byName.get("c")?.needs).toEqual(["z", "b"]);
    // What stands for b cannot be told apart without it.
    expect(made(flow, { kind: "connect", from: "gateway", to: "c" }, surroundings).text).toContain(
      "needs: [a, $NEED, gateway]",
    );
  });

  test("hands on what the plan and the printing refuse", () => {
    const refusal = (document: string, edit: Edit) =>
      (editDocument(readFlow(document), edit) as { refused: string }).refused;
    expect(refusal(text, { kind: "rename", name: "a", to: "b" })).toBe("The name b is taken.");
    expect(refusal(text, set("a", "uses", "5"))).toMatch(/cannot be written/);
    expect(refusal(text, set("a", "k".repeat(2000), 1))).toMatch(
      /A key of 2,000 characters cannot be written/,
    );
    expect(refusal("executors: [\n", { kind: "rename", name: "a", to: "b" })).toMatch(
      /^The text holds no Flow right now: fix it first\.$/,
    );
    expect(planDocument(readFlow("executors: [\n"), { kind: "rename", name: "a", to: "b" })).toMatchObject({
      refused: expect.stringMatching(/^The text holds no Flow right now: fix it first\.$/),
    });
  });

  test("refuses what would leave a text that another reading makes of it", () => {
    const last = "jtype: Flow\nexecutors:\n- name: a\n  uses: |+\n    A\n- name: b\n";
    expect(editDocument(readFlow(last), { kind: "remove", names: ["b"], reconnect: false })).toEqual({
      refused:
        "This cannot be changed here without changing what the file means elsewhere: change it in the text.",
    });
    const long = `jtype: Flow\nexecutors:\n- name: a\n  uses: ${"x".repeat(8 * 1024 * 1024 - 60)}\n`;
    expect(editDocument(readFlow(long), set("a", "y", "y".repeat(100)))).toMatchObject({
      refused: expect.stringMatching(/files over 8 MB are not opened/),
    });
  });
});

test("an edit changes the lines that it is about, and adds one where nothing stood", () => {
  const text =
    "jtype: Flow\n# the list\nexecutors:\n  - name: a # a\n  - name: b\n    needs: a\n  - name: c\n";
  const linesOf = (edit: Edit) => changedLines(text, made(text, edit).changes);
  expect(linesOf({ kind: "rename", name: "a", to: "z" })).toEqual([
    { line: 4, before: ["  - name: a # a"], after: ["  - name: z # a"] },
    { line: 6, before: ["    needs: a"], after: ["    needs: z"] },
  ]);
  expect(linesOf({ kind: "write-needs", name: "c" })).toEqual([
    { line: 8, before: [], after: ["    needs: b"] },
  ]);
});

test("an edit of one field of 10,000 executors is proven by the lines of that executor alone", () => {
  const executors = Array.from(
    { length: 10_000 },
    (_, index) =>
      `  - name: exec${index}   # comment\n    uses: docker://image${index}:1.2\n    replicas: 2\n    uses_with:\n      model: clip\n      deep: {k: [1, 2], l: "x"}\n    needs: ${index === 0 ? "gateway" : `exec${index - 1}`}\n    env: {A: b}\n`,
  );
  const document = readFlow(`jtype: Flow\nwith:\n  port: 54321\nexecutors:\n${executors.join("")}`);
  const edits: Edit[] = [
    set("exec5000", "replicas", 3),
    set("exec9999", "timeout_ready", -1),
    { kind: "unset", name: "exec0", key: "env" },
    { kind: "set-path", path: ["executors", 4000, "uses_with", "deep", "k", 1], value: "new" },
  ];
  for (const edit of edits) {
    const edited = editDocument(document, edit) as Edited;
    expect(edited.entry, JSON.stringify(edit)).not.toBeNull();
    expect(edited.isRead, JSON.stringify(edit)).toBe(false);
  }
});
