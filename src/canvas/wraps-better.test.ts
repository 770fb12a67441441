import { expect, test } from "vitest";
import { laidOutPlaces } from "../model/drawing/arrange.ts";
import { flowOf } from "../model/drawing/test-graphs.ts";
import { wrapsBetter } from "./wraps-better.ts";

const BOX = { width: 900, height: 800 };
const chain = (count: number) => flowOf(Array.from({ length: count }, () => null));
const wide = (count: number) =>
  flowOf(Array.from({ length: count }, (_, at) => (at === 0 ? null : [at < count - 1 ? "e0" : "e1"])));

test("a chain that would be a strip too small to read is shown in rows", () => {
  const places = laidOutPlaces("right");
  expect([2, 3, 4, 8, 20].map((count) => wrapsBetter(chain(count), places, BOX))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(wrapsBetter(wide(12), places, BOX)).toBe(false);
});

test("not where people had a say, or where it runs downward, or is large", () => {
  const places = laidOutPlaces("right");
  for (const other of [
    { ...places, placed: [["e0", 0, 0]] },
    { ...places, kept: [["e0", 0, 0]] },
    laidOutPlaces("right", true),
    laidOutPlaces("down"),
  ]) {
    expect(wrapsBetter(chain(8), other, BOX)).toBe(false);
  }
  expect(wrapsBetter(chain(100), places, BOX)).toBe(false);
});
