import { describe, expect, test } from "vitest";
import { placeAt } from "./yaml-place.ts";

/** The place at the bar in a text, as `kind path: word`, with what is given beside it. */
function placeIn(marked: string): string {
  const at = marked.indexOf("|>");
  const text = marked.replace("|>", "");
  const lines = text.split("\n");
  const before = text.slice(0, at).split("\n");
  const place = placeAt(
    { line: (number) => lines[number - 1] ?? null },
    before.length,
    before.at(-1)!.length,
  );
  if (!place) {
    return "nothing";
  }
  const { kind, path, word, given, isFlow } = place;
  return `${isFlow ? "flow " : ""}${kind} ${path.join("/")}: ${word} (${[...given].join(" ")})`;
}

const HEAD = "jtype: Flow\nexecutors:\n";

describe("the place in block style", () => {
  test.each([
    ["at the top", "|>", "key :  ()"],
    ["beside other keys", "jtype: Flow\nwi|>\nexecutors: []\n", "key : wi (jtype executors)"],
    ["of a value", "jtype: Fl|>", "value jtype: Fl ()"],
    ["of a value with a space alone", "jtype: |>\nversion: 1", "value jtype:  (version)"],
    ["in a section", "with:\n  po|>\n  protocol: grpc\n", "key with: po (protocol)"],
    ["behind a dash", `${HEAD}  - |>`, "item executors:  ()"],
    ["behind a dash, with a word", `${HEAD}  - na|>`, "item executors: na ()"],
    ["in an executor", `${HEAD}  - name: a\n    us|>\n    shards: 2\n`, "key executors/-: us (name shards)"],
    [
      "after an executor's own lines",
      `${HEAD}  - name: a\n    env:\n      A: b\n    |>`,
      "key executors/-:  (env name)",
    ],
    ["of an executor's value", `${HEAD}  - name: a\n    polling: A|>`, "value executors/-/polling: A (name)"],
    ["in the first line of an executor", `${HEAD}  - uses: E|>`, "value executors/-/uses: E ()"],
    ["in the second executor", `${HEAD}- name: a\n- name: b\n  sh|>`, "key executors/-: sh (name)"],
    [
      "in a list of needs",
      `${HEAD}  - name: a\n    needs:\n      - b\n      - c|>`,
      "item executors/-/needs: c ()",
    ],
    ["in a list in its key's column", `${HEAD}- name: a\n  needs:\n  - b|>`, "item executors/-/needs: b ()"],
    [
      "in a mapping of an executor",
      `${HEAD}- name: a\n  polling:\n    /index: A|>`,
      "value executors/-/polling//index: A ()",
    ],
    [
      "after comments and empty lines",
      `${HEAD}  # one\n\n  - name: a\n# two\n\n    s|>`,
      "key executors/-: s (name)",
    ],
    ["of a quoted key", "'with':\n  \"port\": 5|>", "value with/port: 5 ()"],
    ["below anchors and tags", "with: &a !map\n  p|>", "key with: p ()"],
    ["below flow style of one line", "with: {port: 1}\nex|>", "key : ex (with)"],
  ])("%s", (_, marked, place) => {
    expect(placeIn(marked)).toBe(place);
  });

  test.each([
    ["a comment", "jtype: Flow # no|>"],
    ["a comment of its own", "# no|>"],
    ["a quote", "jtype: 'Fl|>"],
    ["a text block", "description: |\n  some te|>"],
    ["a text block's later lines", "description: >-\n  some text\n\n  with: br|>"],
    ["the lines of a long text", "description: a text\n  that goes on|>"],
    ["right behind a colon", "a:b|>"],
    ["an alias", "with: *a|>"],
  ])("is none in %s", (_, marked) => {
    expect(placeIn(marked)).toBe("nothing");
  });
});

describe("the place in flow style", () => {
  test.each([
    ["of a key", `${HEAD}  - {na|>`, "flow key executors/-: na ()"],
    ["of a later key", `${HEAD}  - {name: a, us|>}`, "flow key executors/-: us (name)"],
    ["of a value", `${HEAD}  - {name: a, polling: A|>`, "flow value executors/-/polling: A (name)"],
    ["in a list", `${HEAD}  - {name: a, needs: [b, c|>`, "flow item executors/-/needs: c (b)"],
    ["in a list of block style", `${HEAD}  - name: a\n    needs: [|>]`, "flow item executors/-/needs:  ()"],
    [
      "over several lines",
      "executors: [\n  {name: a},\n  {name: b,\n   us|>",
      "flow key executors/-: us (name)",
    ],
    ["of an item's beginning", "executors: [{name: a}, |>", "flow item executors:  (…)"],
    ["with quotes", 'with: {"port": 1, title: "a, b", pro|>', "flow key with: pro (port title)"],
    [
      "in a mapping in a mapping",
      "executors: [{name: a, polling: {/: A|>",
      "flow value executors/-/polling//: A ()",
    ],
    ["of a whole file", "{jtype: Flow, wi|>", "flow key : wi (jtype)"],
  ])("%s", (_, marked, place) => {
    expect(placeIn(marked)).toBe(place);
  });

  test.each([
    ["a quote", 'with: {title: "a|>'],
    ["a comment", "executors: [a, # b|>"],
  ])("is none in %s", (_, marked) => {
    expect(placeIn(marked)).toBe("nothing");
  });
});

test("a place far down in a long file is found at once", () => {
  const entries = Array.from({ length: 20_000 }, (_, at) => `  - name: e${at}\n    uses: A`).join("\n");
  const lines = `jtype: Flow\nexecutors:\n${entries}\n    sh`.split("\n");
  const place = placeAt({ line: (number) => lines[number - 1] ?? null }, lines.length, 6);
  expect(place).toMatchObject({ kind: "key", path: ["executors", "-"], word: "sh" });
});
