import { expect, test } from "vitest";
import { pixelSize, sizeOfSvg } from "./pixel-size.ts";

test("a picture has the drawing's size times the scale, up to what browsers draw", () => {
  expect(pixelSize({ width: 1000, height: 400 }, 3)).toEqual({ width: 3000, height: 1200 });
  expect(pixelSize({ width: 8192, height: 1900 }, 2)).toEqual({ width: 16_384, height: 3800 });
  expect(pixelSize({ width: 8193, height: 300 }, 2)).toEqual({
    refused:
      "At scale 2 the picture would have 16,386 × 600 pixels, and there can be at most 16,384 a side and 64,000,000 in all. Scale 1 fits, and SVG has no such limit.",
  });
  expect(pixelSize({ width: 9000, height: 9000 }, 1)).toEqual({
    refused: expect.stringMatching(/^At scale 1 .* 9,000 × 9,000 pixels.* in all\. SVG has no such limit\.$/),
  });
});

test("an SVG file says its size at its beginning", () => {
  expect(sizeOfSvg('<svg xmlns="http://www.w3.org/2000/svg" width="782" height="150" viewBox="')).toEqual({
    width: 782,
    height: 150,
  });
});
