import { describe, expect, test } from "vitest";
import { type DocValue, Excerpt, Tensor } from "../model/run/document.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import { MAX_COPIED, printReply, printValue } from "./print-value.ts";

const bytesOf = (values: ArrayLike<number>, make: new (values: ArrayLike<number>) => ArrayBufferView) => {
  const view = new make(values);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
};

describe("printValue", () => {
  test.each<[DocValue, string]>([
    [null, "null"],
    [true, "true"],
    [1.5, "1.5"],
    [-0, "-0"],
    [12345678901234567890n, "12345678901234567890"],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [new Uint8Array(1234), "<1,234 bytes>"],
    [[1, "a", []], '[1, "a", []]'],
    [{ a: { b: [] }, "c d": {} }, '{"a": {"b": []}, "c d": {}}'],
    [new Tensor([2], "<f4", bytesOf([0.1, -2], Float32Array)), "<2 float32 [0.1, -2]>"],
    [new Tensor([2], "|b1", Uint8Array.of(1, 0)), "<2 bool [1, 0]>"],
    [
      new Tensor(
        [3, 4],
        "<i2",
        bytesOf(
          Array.from({ length: 12 }, (_, at) => at),
          Int16Array,
        ),
      ),
      "<3×4 int16 [0, 1, 2, 3, 4, 5, 6, 7, …]>",
    ],
    [new Tensor([], "|u1", Uint8Array.of(7)), "<scalar uint8 [7]>"],
    [new Tensor([1], ">i4", Uint8Array.of(0, 0, 1, 0)), "<1 int32 [256]>"],
    [
      new Tensor([1], "<i8", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127)),
      "<1 int64 [9223372036854775807]>",
    ],
    [new Tensor([1], "<c8", new Uint8Array(8)), "<1 complex64>"],
    [{ a: new Excerpt([1], "2 bytes more are not shown") }, '{"a": [1] <2 bytes more are not shown>}'],
    [new Excerpt(null, "nested deeper than 500 levels"), "<nested deeper than 500 levels>"],
  ])("of %s", (value, text) => {
    expect(printValue(value, 1000)).toBe(text);
  });

  test("indents where it is asked to", () => {
    expect(printValue({ a: [1, {}], b: [] }, 1000, 2)).toBe(
      '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}',
    );
  });

  test("cuts after the limit, and says so", () => {
    const cut = printValue(
      Array.from({ length: 1_000_000 }, (_, at) => at),
      20,
    );
    expect(cut).toBe("[0, 1, 2, 3, 4, 5, 6…");
    expect(printValue("x".repeat(50), Number.POSITIVE_INFINITY)).toHaveLength(52);
    // Its quote makes the second half of the third one the sixth character.
    expect(printValue("😀".repeat(50), 6)).toBe('"😀😀😀…');
  });
});

describe("printReply", () => {
  const reply: Reply = {
    requestId: "r",
    endpoint: "/",
    targetExecutor: "",
    parameters: { a: [1] },
    status: SUCCESS,
    routes: [],
    documents: [],
  };

  test.each([0, 1, 3])("prints what printValue prints, with %s documents", async (count) => {
    const documents = Array.from({ length: count }, (_, at) => ({ id: `${at}`, tags: { a: [[]] } }));
    const whole = { ...reply, documents };
    expect(await printReply(whole)).toBe(printValue(whole, Number.POSITIVE_INFINITY, 2));
  });

  test("ends after its limit, and asks for no document beyond it", async () => {
    let asked = 0;
    const documents = {
      length: 1_000_000,
      at: (index: number) => {
        asked = index;
        return { text: "x".repeat(1 << 20) };
      },
    };
    const text = await printReply({ ...reply, documents });
    expect(text).toHaveLength(MAX_COPIED + 1);
    expect(text.endsWith("…")).toBe(true);
    expect(asked).toBe(MAX_COPIED / (1 << 20) - 1);
  });
});
