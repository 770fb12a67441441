/** Numbers of arrays, by numpy's types. */
import { describe, expect, test } from "vitest";
import { Tensor } from "./document.ts";
import { numbersOf, shortNumber } from "./tensor-numbers.ts";

const tensor = (dtype: string, ...bytes: number[]) =>
  new Tensor([bytes.length], dtype, Uint8Array.from(bytes));

describe("floats of 16 bits", () => {
  // numpy.array([1 / 3, -2, 65504, 6e-8, inf, -inf, nan], '<f2').tobytes()
  const bytes = [0x55, 0x35, 0x00, 0xc0, 0xff, 0x7b, 0x01, 0x00, 0x00, 0x7c, 0x00, 0xfc, 0x00, 0x7e];
  const numbers = [0.333251953125, -2, 65504, 2 ** -24, Infinity, -Infinity, Number.NaN];

  test("are read in either order of bytes", () => {
    expect(numbersOf(tensor("<f2", ...bytes))).toEqual(numbers);
    const swapped = bytes.map((_, at) => bytes[at % 2 === 0 ? at + 1 : at - 1]!);
    expect(numbersOf(tensor(">f2", ...swapped), 2)).toEqual(numbers.slice(0, 2));
  });

  test("have as many digits as tell them apart", () => {
    expect(numbers.map((number) => shortNumber(number, "<f2"))).toEqual([
      0.33325,
      -2,
      65504,
      5.9605e-8,
      Infinity,
      -Infinity,
      Number.NaN,
    ]);
  });
});

test("truths are 0 and 1, and other types are not read", () => {
  expect(numbersOf(tensor("|b1", 1, 0))).toEqual([1, 0]);
  expect(numbersOf(tensor("<c8", 0, 0, 0, 0, 0, 0, 0, 0))).toBeNull();
});
