import naughty from "big-list-of-naughty-strings";
import { describe, expect, test } from "vitest";
import type { RandomBytes } from "../base/random.ts";
import { ClientError } from "../model/run/client-error.ts";
import { parseDocuments, parseParameters } from "./documents.ts";

/** Counts instead of drawing, so that the nth id is n. */
function counting(): RandomBytes {
  let drawn = 0;
  return (count) => {
    drawn++;
    return new Uint8Array(count).fill(drawn, count - 1);
  };
}

const ID = (n: number) => n.toString(16).padStart(32, "0");

function documentsOf(text: string): unknown {
  const parsed = parseDocuments(text, counting());
  return parsed instanceof ClientError ? `${parsed.code}: ${parsed.message}` : parsed.documents;
}

describe("parseDocuments", () => {
  test("nothing is no documents", () => {
    expect(documentsOf("")).toEqual([]);
    expect(documentsOf(" \n\t\r\n ")).toEqual([]);
    expect(documentsOf("[]")).toEqual([]);
  });

  test("plain lines are documents with a text, blank ones are left out", () => {
    expect(documentsOf("one\r\n\n  two \rthree\n")).toEqual([
      { id: ID(1), text: "one" },
      { id: ID(2), text: "  two " },
      { id: ID(3), text: "three" },
    ]);
  });

  test("one object", () => {
    expect(documentsOf('\n{"text": "a", "tags": {"n": [1, null]}}\n')).toEqual([
      { id: ID(1), text: "a", tags: { n: [1, null] } },
    ]);
  });

  test("an array of objects and texts; an id that was given stays", () => {
    expect(documentsOf('\ufeff[{"id": "x", "text": "a"}, "[b]", {"id": null}]')).toEqual([
      { id: "x", text: "a" },
      { id: ID(1), text: "[b]" },
      { id: ID(2) },
    ]);
  });

  test("objects on lines of their own, however many lines each takes", () => {
    expect(documentsOf('{"id": "a"}\n\n{\n  "id": "b"\n}\r\n{"id": "c"}')).toEqual([
      { id: "a" },
      { id: "b" },
      { id: "c" },
    ]);
  });

  test("a whole number that no double holds stays exact", () => {
    expect(documentsOf('{"id": "a", "n": 9007199254740993}')).toEqual([{ id: "a", n: 9007199254740993n }]);
  });

  test.each([
    ["[hello]", "Line 1, column 2: not JSON: expected a value, found “hello”."],
    ["\n  {a: 1}", "Line 2, column 4: not JSON: expected a key in double quotes, found “a”."],
    ['[\n  "a",\n  7\n]', "Line 3, column 3: a document is an object or a text."],
    ['["a"', "Line 1, column 5: not JSON: expected a comma or ], found the end."],
    ['["a"] x', "Line 1, column 7: not JSON: expected the end, found “x”."],
    ['{"id": "a"}\n{"id": \n', "Line 2, column 7: not JSON: expected a value, found the end."],
    [
      '{"id": "a"},\n{"id": "b"}',
      "Line 1, column 12: not JSON: expected the end of the line after an object, found “,”.",
    ],
    [
      '{"id": "a"} {"id": "b"}',
      "Line 1, column 13: not JSON: expected the end of the line after an object, found “{”.",
    ],
    ['{"id": "a"}\nplain', "Line 2, column 1: not JSON: expected a value, found “plain”."],
    ['{"id": "a"}\n"text"', "Line 2, column 1: every line is an object here."],
  ])("%j", (text, sentence) => {
    expect(documentsOf(text)).toBe(`input: ${sentence}`);
  });

  test("a fault says how to send such a text", () => {
    const parsed = parseDocuments("[hello]", counting());
    expect(parsed).toBeInstanceOf(ClientError);
    expect((parsed as ClientError).advice).toContain("plain text");
  });
});

describe("parseParameters", () => {
  test("nothing is none", () => {
    expect(parseParameters(" \n")).toEqual({ parameters: {} });
  });

  test("one object", () => {
    expect(parseParameters(' {"limit": 10, "p1": {"k": true}} ')).toEqual({
      parameters: { limit: 10, p1: { k: true } },
    });
  });

  test.each([
    ["[1]", "Line 1, column 1: parameters are one object."],
    ["limit=10", "Line 1, column 1: not JSON: expected a value, found “limit”."],
    ['{"a": 1}\n{"b": 2}', "Line 2, column 1: not JSON: expected the end, found “{”."],
  ])("%j", (text, sentence) => {
    const parsed = parseParameters(text);
    expect(parsed).toBeInstanceOf(ClientError);
    expect(parsed).toMatchObject({ code: "input", message: sentence });
  });
});

describe("half of a character is refused with its place", () => {
  test.each([
    ["fine\nab\ud83d", "Line 2, column 3"],
    ['{"text": "\\ud83d"}', "Line 1, column 11"],
    ['[\n"x\udc00"]', "Line 2, column 3"],
    ['{"id": "a"}\n{"\\ud800": 1}', "Line 2, column 3"],
  ])("%j", (text, place) => {
    expect(documentsOf(text)).toMatch(
      new RegExp(`^input: ${place}: half of a character \\(U\\+D[0-9A-F]{3} without its other half\\)`),
    );
  });

  test("in parameters", () => {
    expect(parseParameters('{"a": "\\ud800"}')).toMatchObject({
      code: "input",
      message: "Line 1, column 8: half of a character (U+D800 without its other half), which cannot be sent.",
    });
  });
});

describe("naughty strings", () => {
  test.each(naughty.map((text, index) => [index, text] as const))(
    "%i %j comes through the fields as it is",
    (_, text) => {
      const asJson = parseDocuments(JSON.stringify([text]), counting());
      expect(asJson).toMatchObject({ documents: [{ text }] });
      expect(parseParameters(JSON.stringify({ [text]: text }))).toEqual({ parameters: { [text]: text } });
      // A line of plain text, unless it is blank, several, or begins as JSON does.
      if (text.trim() !== "" && !/^\s*[[{]|[\r\n]/.test(text)) {
        expect(parseDocuments(text, counting())).toMatchObject({ documents: [{ text }] });
      }
    },
  );
});
