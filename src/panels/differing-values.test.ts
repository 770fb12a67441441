import { expect, test } from "vitest";
import { type DocValue, Excerpt, Tensor } from "../model/run/document.ts";
import { differingTexts } from "./differing-values.ts";

const tensor = (...values: number[]) =>
  new Tensor([values.length], "<f4", new Uint8Array(Float32Array.from(values).buffer));
const alike = "x".repeat(100);

test.each<[DocValue | undefined, DocValue | undefined, string, string]>([
  ["one", "two", '"one"', '"two"'],
  [0, -0, "0", "-0"],
  [undefined, null, "–", "null"],
  [`${alike}left`, `${alike}right`, `…${"x".repeat(20)}left`, `…${"x".repeat(20)}right`],
  [`${"😀".repeat(50)}x`, `${"😀".repeat(50)}y`, `…${"😀".repeat(10)}x`, `…${"😀".repeat(10)}y`],
  [`${"😀".repeat(50)}.x`, `${"😀".repeat(50)}.y`, `…${"😀".repeat(10)}.x`, `…${"😀".repeat(10)}.y`],
  [alike, `${alike}!`, `…${"x".repeat(20)}`, `…${"x".repeat(20)}!`],
  [
    new Excerpt(`${alike}left`, "more"),
    new Excerpt(`${alike}right`, "more"),
    `…${"x".repeat(20)}left`,
    `…${"x".repeat(20)}right`,
  ],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 255), "<2 bytes>, [1] is 2", "<2 bytes>, [1] is 255"],
  [
    tensor(1, 2, 3, 4, 5, 6, 7, 8, 0.1),
    tensor(1, 2, 3, 4, 5, 6, 7, 8, 0.2),
    "<9 float32 [1, 2, 3, 4, 5, 6, 7, 8, …]>, [8] is 0.1",
    "<9 float32 [1, 2, 3, 4, 5, 6, 7, 8, …]>, [8] is 0.2",
  ],
])("%s and %s", (left, right, one, two) => {
  expect(differingTexts(left, right, 50)).toEqual([one, two]);
});
