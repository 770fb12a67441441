/** Large answers in JSON: found in their bytes and read from there, beside JSON.parse of the same text. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { Excerpt } from "../model/run/document.ts";
import { replyOfIndex, replyOfJson } from "./answer-json.ts";
import { readJsonAt } from "./json-bytes.ts";
import { beginOf, indexJson } from "./json-index.ts";
import { documentsOf } from "./test-answer.ts";

const ALL = { values: Infinity, textBytes: 1 << 30 };

const bytesOf = (text: string) => new TextEncoder().encode(text);

function indexed(text: string) {
  const bytes = bytesOf(text);
  return { bytes, index: indexJson(bytes) };
}

afterEach(() => vi.restoreAllMocks());

/** The next of a row of numbers that follows from its seed. */
function createDraw(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % below;
  };
}

const TEXTS = [
  "",
  "a",
  '"',
  "\\",
  '\\"',
  "[",
  "}",
  ",",
  "é",
  "😀",
  "\u2028",
  "\n\t",
  "data",
  "__proto__",
  "x".repeat(300),
];

/** Not those with a backslash: V8's JSON.parse takes the key `"\\"` for one that ends there, if it has seen such a one. */
const KEYS = TEXTS.filter((text) => !text.includes("\\"));

function drawValue(draw: (below: number) => number, depth: number): unknown {
  switch (draw(depth > 4 ? 5 : 7)) {
    case 0:
      return null;
    case 1:
      return draw(2) === 0;
    case 2:
      return (draw(2_000_000) - 1_000_000) / 10 ** draw(9);
    case 3:
    case 4:
      return TEXTS[draw(TEXTS.length)]! + TEXTS[draw(TEXTS.length)]!;
    case 5:
      return Array.from({ length: draw(5) }, () => drawValue(draw, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: draw(5) }, () => [KEYS[draw(KEYS.length)]!, drawValue(draw, depth + 1)]),
      );
  }
}

/** The text with escapes in other places, and with space between its parts. */
function written(value: unknown, draw: (below: number) => number): string {
  const text = JSON.stringify(value, null, [undefined, 1, "\t"][draw(3)]);
  return draw(2) === 0
    ? text
    : text.replaceAll(/[^ -~\n\t]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

describe("a value in its bytes", () => {
  test("is what JSON.parse makes of it", () => {
    const draw = createDraw(7);
    for (let round = 0; round < 600; round += 1) {
      const value = drawValue(draw, 0);
      const text = `${" \n".repeat(draw(2))}${written(value, draw)}`;
      const bytes = bytesOf(text);
      expect(readJsonAt(bytes, beginOf(bytes), ALL), text).toEqual({ value: JSON.parse(text), isCut: false });
    }
  });

  test("is cut where its limits are, wherever that is, and says so", () => {
    const draw = createDraw(11);
    for (let round = 0; round < 600; round += 1) {
      const value = [drawValue(draw, 0), drawValue(draw, 0), "end"];
      const text = written(value, draw);
      const bytes = bytesOf(text);
      const limits = { values: 1 + draw(12), textBytes: draw(40) };
      const { value: read, isCut } = readJsonAt(bytes, 0, limits);
      const isWhole = !isCut && !hasExcerpt(read);
      expect(isWhole ? read : "cut", text).toEqual(isWhole ? value : "cut");
      expect(lengthOf(read)).toBeLessThanOrEqual(limits.textBytes);
    }
  });

  test.each([
    ['"abcdef"', 3, "abc", "3 bytes more are not shown"],
    ['"ab\\u00e9f"', 5, "ab", "4 bytes more are not shown"],
    ['"ab\\\\f"', 3, "ab", "2 bytes more are not shown"],
    ['"ab\\\\f"', 4, "ab\\", "1 byte more are not shown"],
    ['"abé😀"', 5, "abé", "3 bytes more are not shown"],
    ['"ab\\"f\\"gh"', 1, "a", "more of it is not shown"],
  ])("%s cut after %i bytes", (text, textBytes, shown, note) => {
    const { value } = readJsonAt(bytesOf(text), 0, { values: 10, textBytes });
    expect(value).toBeInstanceOf(Excerpt);
    expect(value).toMatchObject({ shown, note });
  });

  test("that is nested a million times, or a number of a million digits, ends", () => {
    const deep = bytesOf("[".repeat(1_000_000) + "]".repeat(1_000_000));
    expect(readJsonAt(deep, 0, ALL).isCut).toBe(true);
    expect(readJsonAt(bytesOf("1".repeat(1_000_000)), 0, ALL)).toMatchObject({ isCut: true });
  });
});

function hasExcerpt(value: unknown): boolean {
  return (
    value instanceof Excerpt ||
    (typeof value === "object" && value !== null && Object.values(value).some(hasExcerpt))
  );
}

/** Characters of texts that are no keys. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") {
    return value.length;
  }
  const inner = value instanceof Excerpt ? [value.shown] : Object.values(value ?? {});
  return typeof value === "object" ? inner.reduce((sum: number, one) => sum + lengthOf(one), 0) : 0;
}

describe("an answer in its bytes", () => {
  const HEADER = {
    requestId: "r",
    execEndpoint: "/x",
    status: { code: 1, description: "no", exception: null },
  };

  test.each(["v1", "v2"] as const)("is the reply of the parsed one, with docarray %s", (generation) => {
    const draw = createDraw(3);
    for (let round = 0; round < 60; round += 1) {
      const data = Array.from({ length: draw(150) }, (_, index) => ({
        id: `${index}`,
        ...(drawValue(draw, 6) as object),
        tags: drawValue(draw, 1),
        blob: "aGk=",
        embedding: [1, 2.5, draw(9)],
      }));
      const answer = {
        [KEYS[draw(KEYS.length)]!]: drawValue(draw, 0),
        header: HEADER,
        parameters: { k: drawValue(draw, 1) },
        routes: [{ executor: "a", startTime: "2026-11-21T19:28:51.461479+00:00", status: null }],
        data,
      };
      const text = written(answer, draw);
      const expected = replyOfJson(JSON.parse(text), generation);
      const reply = replyOfIndex(indexed(text), generation);
      expect({ ...reply, documents: documentsOf(reply.documents) }, text).toEqual({
        ...expected,
        documents: documentsOf(expected.documents),
      });
    }
  });

  test.each([
    ["the last of two keys counts", '{"data":[1],"data":[{"id":"b"}]}', 1],
    ["a key that is written with escapes", '{"d\\u0061ta":[{},{}]}', 2],
    ["a mark of the byte order", '\ufeff{"data":[{}]}', 1],
    ["null in the place of data", '{"data":null}', 0],
    ["no data", "{}", 0],
    ["documents that are none", '{"data":[1,"x",null,[],{}]}', 5],
  ])("%s", (_, text, count) => {
    const bytes = bytesOf(text);
    if (!text.startsWith("\ufeff")) {
      expect(replyOfJson(JSON.parse(text), "v2").documents).toHaveLength(count);
    }
    expect(replyOfIndex({ bytes, index: indexJson(bytes) }, "v2").documents).toHaveLength(count);
  });

  test.each([
    ["[]", /it is no object/],
    ['"x"', /it is no object/],
    ['{"data":{}}', /its data is no list/],
    ['{"data":"null"}', /its data is no list/],
  ])("%s is none", (text, words) => {
    expect(() => replyOfIndex(indexed(text), "v2")).toThrow(words);
    expect(() => replyOfJson(JSON.parse(text), "v2")).toThrow(words);
  });

  test.each(["", "{", '{"data":[}', "{}x", "<html>"])("%j is no JSON", (text) => {
    expect(() => indexJson(bytesOf(text))).toThrow(SyntaxError);
  });

  test("tells the ids of its documents, of which there may be very many", () => {
    const text = JSON.stringify({ data: Array.from({ length: 20_000 }, (_, index) => ({ id: `${index}` })) });
    expect(indexed(text).index.ids).toHaveLength(10_000);
  });

  test("of 50 MB is looked at without more of it being read than is shown", () => {
    const data = Array.from({ length: 50_000 }, (_, index) => ({ id: `${index}`, text: "x".repeat(980) }));
    data.push({ id: "large", text: "y".repeat(30_000_000) });
    const large = indexed(JSON.stringify({ header: HEADER, parameters: {}, routes: [], data }));
    const decoded: number[] = [];
    const decode = TextDecoder.prototype.decode;
    vi.spyOn(TextDecoder.prototype, "decode").mockImplementation(function (
      this: TextDecoder,
      input,
      options,
    ) {
      decoded.push(input?.byteLength ?? 0);
      return decode.call(this, input, options);
    });
    const parsed = vi.spyOn(JSON, "parse");
    const { documents } = replyOfIndex(large, "v2");
    expect(documents.at(49_999, "glance")).toMatchObject({ id: "49999" });
    const glance = documents.at(50_000, "glance") as { text: Excerpt };
    expect(glance.text).toMatchObject({ note: expect.stringContaining("more are not shown") });
    expect(decoded.reduce((sum, count) => sum + count)).toBeLessThan(64 << 10);
    expect(Math.max(...parsed.mock.calls.map(([text]) => String(text).length))).toBeLessThan(1000);
  });
});

test.each(["{}", '{"data": null}', "[]"])(
  "%s has its own buffer each time, as it goes to another thread",
  (text) => {
    const buffers = [1, 2].map(() => indexed(text).index.documents?.buffer);
    expect(buffers[0]).toBeInstanceOf(ArrayBuffer);
    expect(buffers[0]).not.toBe(buffers[1]);
  },
);
