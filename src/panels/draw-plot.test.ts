import { expect, test } from "vitest";
import { MOST_DRAWN } from "../model/drawing/drawing.ts";
import { tooLarge } from "./draw-plot.ts";

test.each([
  [
    { lines: 2, boxes: 393, letters: 42_455 },
    "Not drawn: this plot has 42,455 letters, and no more than 25,000 are drawn. Copy as mermaid gives its text.",
  ],
  [
    { lines: 900, boxes: 1_000, letters: 3 },
    "Not drawn: this plot has 900 lines and 1,000 boxes, and no more than 500 lines and 800 boxes are drawn. Copy as mermaid gives its text.",
  ],
])("of %j the plot says what is too much, and nothing else", (size, sentence) => {
  expect(MOST_DRAWN).toEqual({ lines: 500, boxes: 800, letters: 25_000 });
  expect(tooLarge(size).sentence).toBe(sentence);
});
