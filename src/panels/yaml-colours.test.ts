import { foldable } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { yamlColours } from "./yaml-colours.ts";

const TEXT = `# a Flow
jtype: Flow
executors:
- name: a
  uses: |
    jtype: A

    with: {}
  needs: [
    gateway,
  ]

- name: b
with:
  port: 1
`;

test("a line folds what stands further in, and a key the list right below it", () => {
  const state = EditorState.create({ doc: TEXT, extensions: yamlColours });
  const folds = TEXT.split("\n").flatMap((text, at) => {
    const { from, to } = state.doc.line(at + 1);
    const range = foldable(state, from, to);
    return range ? [[text, state.sliceDoc(range.from, range.to)]] : [];
  });
  expect(folds).toEqual([
    [
      "executors:",
      "\n- name: a\n  uses: |\n    jtype: A\n\n    with: {}\n  needs: [\n    gateway,\n  ]\n\n- name: b",
    ],
    ["- name: a", "\n  uses: |\n    jtype: A\n\n    with: {}\n  needs: [\n    gateway,\n  ]"],
    ["  uses: |", "\n    jtype: A\n\n    with: {}"],
    ["  needs: [", "\n    gateway,"],
    ["with:", "\n  port: 1"],
  ]);
});
