import { expect, test } from "vitest";
import { placeOf } from "./problem.ts";

test.each<[string, number, number, number]>([
  ["", 0, 1, 1],
  ["ab\ncd", 2, 1, 3],
  ["ab\ncd", 3, 2, 1],
  ["ab\r\ncd", 4, 2, 1],
  ["ab\rcd", 3, 2, 1],
  ["a\r\r\n\nb", 5, 4, 1],
  ["🙂b", 2, 1, 3],
  ["a\u2028b", 2, 1, 3],
])("placeOf(%j, %i) is line %i, column %i", (text, offset, line, column) => {
  expect(placeOf(text, offset)).toEqual({ line, column });
});
