/** Requests in JSON: what arrays become there, and what JSON has no spelling for. */
import { describe, expect, test } from "vitest";
import { Tensor } from "../model/run/document.ts";
import { encodeJsonRequest } from "./json-request.ts";

const sent = (shape: number[], dtype: string, buffer: ArrayBufferLike) => {
  const text = encodeJsonRequest(
    {
      requestId: "r",
      endpoint: "/",
      documents: [{ embedding: new Tensor(shape, dtype, new Uint8Array(buffer)) }],
      parameters: {},
      targetExecutor: "",
    },
    "v1",
  );
  return JSON.parse(text).data[0].embedding;
};

describe("an array", () => {
  test("is lists within lists, of whatever numbers it is", () => {
    expect(sent([2, 2], "<i8", BigInt64Array.of(1n, -2n, 3n, 2n ** 53n).buffer)).toEqual([
      [1, -2],
      [3, 2 ** 53],
    ]);
    expect(sent([2], "<f2", Uint16Array.of(0x3800, 0xc000).buffer)).toEqual([0.5, -2]);
    expect(sent([2], "|b1", Uint8Array.of(1, 0).buffer)).toEqual([true, false]);
  });

  test.each([
    [
      "<i8",
      BigInt64Array.of(0n, 0n, 0n, 2n ** 53n + 1n).buffer,
      "is 9007199254740993, which the wire cannot hold",
    ],
    ["<f4", Float32Array.of(0, 0, 0, Number.NaN).buffer, "is NaN, which JSON cannot spell"],
  ])("of %s that a double or JSON does not hold is refused with its place", (dtype, buffer, why) => {
    expect(() => sent([2, 2], dtype, buffer)).toThrow(`documents[0].embedding[1][1] ${why}`);
  });

  test("of what are no numbers is refused", () => {
    expect(() => sent([1], "<c8", new ArrayBuffer(8))).toThrow("is an array of <c8, which JSON cannot spell");
  });
});
