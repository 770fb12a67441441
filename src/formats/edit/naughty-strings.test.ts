/**
 * Every text of the Big List of Naughty Strings through every field that takes a text: it reads back exactly, or is
 * refused with the reason. The live engine reads a sample of them in agreement/laws.test.ts.
 */
import naughty from "big-list-of-naughty-strings";
import { describe, expect, test } from "vitest";
import type { Edit } from "../../model/flow-edit.ts";
import { isIdentifier } from "../../model/python.ts";
import { applyChanges, invertChanges } from "../../model/text-change.ts";
import { valueAt } from "../../model/value-at.ts";
import { type FlowDocument, readFlow } from "../read/read-flow.ts";
import { valueOfScalar } from "../yaml/scalar.ts";
import { editDocument } from "./edit-document.ts";

const TEXTS = [...new Set(naughty)];

const FILES = {
  block: readFlow(
    "jtype: Flow\nwith:\n  description: old\nexecutors:\n  - name: a\n    uses: A # c\n  - name: b\n    needs: a\n    uses_with:\n      x: 1\n",
  ),
  flow: readFlow(
    "jtype: Flow\nwith: {description: old}\nexecutors: [{name: a, uses: A}, {name: b, needs: a, uses_with: {x: 1}}] # c\n",
  ),
  json: readFlow(
    '{"jtype":"Flow","with":{"description":"old"},"executors":[{"name":"a","uses":"A"},{"name":"b","needs":"a","uses_with":{"x":1}}]}',
  ),
};

/** What the engine makes of a text, if it is not the text itself. */
function isRead(text: string): boolean {
  return (
    valueOfScalar({
      kind: "scalar",
      style: "double",
      value: text,
      from: 0,
      to: 0,
      start: 0,
      anchor: null,
      tag: null,
    }) === text
  );
}

/** Where an edit puts a text, or why it does not. */
function check(document: FlowDocument, edit: Edit, path: (string | number)[], text: string): boolean {
  const edited = editDocument(document, edit);
  if ("refused" in edited) {
    expect(isRead(text), `${JSON.stringify(text)}: ${edited.refused}`).toBe(false);
    expect(edited.refused).toBe(
      `The text ${JSON.stringify(text)} cannot be written: Jina reads it as something else, in quotes too.`,
    );
    return false;
  }
  expect(valueAt(edited.document.root!, path)).toBe(text);
  expect(applyChanges(edited.text, invertChanges(document.text, edited.changes))).toBe(document.text);
  return true;
}

describe.each(Object.entries(FILES))("in %s style, each text", (_, document) => {
  test.each<[string, (text: string) => Edit, (string | number)[]]>([
    ["as uses", (value) => ({ kind: "set", name: "a", key: "uses", value }), ["executors", 0, "uses"]],
    [
      "as a value in uses_with",
      (value) => ({ kind: "set-path", path: ["executors", 1, "uses_with", "x"], value }),
      ["executors", 1, "uses_with", "x"],
    ],
    [
      "as a value where mappings have to be made",
      (value) => ({ kind: "set-path", path: ["gateway", "env", "X"], value }),
      ["gateway", "env", "X"],
    ],
    [
      "as a description in with",
      (value) => ({ kind: "set-path", path: ["with", "description"], value }),
      ["with", "description"],
    ],
    [
      "as an item of a new list",
      (value) => ({ kind: "set-path", path: ["with", "list"], value: [value] }),
      ["with", "list", 0],
    ],
  ])("%s reads back, or is read as something else by the engine", (__, editOf, path) => {
    const written = TEXTS.filter((text) => check(document, editOf(text), path, text));
    expect(written.length).toBeGreaterThan(380);
    expect(TEXTS.length - written.length).toBeGreaterThan(20);
  });

  test("as a new key reads back", () => {
    for (const text of TEXTS) {
      const edit: Edit = { kind: "set-path", path: ["executors", 1, "uses_with", text], value: 5 };
      const edited = editDocument(document, edit);
      if ("refused" in edited) {
        expect.fail(`${JSON.stringify(text)}: ${edited.refused}`);
      }
      expect(valueAt(edited.document.root!, ["executors", 1, "uses_with", text])).toBe(5);
    }
  });

  test("as the new name of a key reads back", () => {
    for (const to of TEXTS) {
      const edited = editDocument(document, {
        kind: "rename-key",
        path: ["executors", 1, "uses_with", "x"],
        to,
      });
      if ("refused" in edited) {
        expect.fail(`${JSON.stringify(to)}: ${edited.refused}`);
      }
      expect(valueAt(edited.document.root!, ["executors", 1, "uses_with", to])).toBe(1);
    }
  });

  test("as a name is taken if it is one, and refused with the reason if not", () => {
    let renamed = 0;
    for (const to of TEXTS) {
      const edited = editDocument(document, { kind: "rename", name: "a", to });
      if ("refused" in edited) {
        expect(edited.refused, to).toMatch(
          isIdentifier(to) ? /cannot be written/ : /is no valid name|A name cannot be empty/,
        );
      } else {
        renamed++;
        expect(edited.document.built.byName.get("b")?.needs).toEqual([to]);
      }
    }
    expect(renamed).toBeGreaterThan(5);
  });
});
