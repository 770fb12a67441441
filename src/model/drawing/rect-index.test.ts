import { expect, test } from "vitest";
import type { Rect } from "./geometry.ts";
import { RectIndex } from "./rect-index.ts";

const at = (x: number, y: number, side = 100): Rect => ({ x, y, width: side, height: side });

test("what was taken out is found no more, however often it comes and goes", () => {
  const index = new RectIndex<string>();
  for (let count = 0; count < 9; count++) {
    index.add(at(0, 0), "small");
    index.add(at(-50, -50), "over four squares");
    index.add(at(0, 0, 9000), "over many");
    expect(index.within(at(0, 0)).toSorted()).toEqual(["over four squares", "over many", "small"]);
    for (const item of ["small", "over four squares", "over many"]) {
      index.remove(item);
    }
    expect([index.isEmpty, index.within(at(0, 0)), index.hasWithin(at(0, 0))]).toEqual([true, [], false]);
  }
  index.remove("never there");
});

test("each is found once, by a part inside the box", () => {
  const index = new RectIndex<number>();
  for (let number = 0; number < 100; number++) {
    index.add(at(number * 100, 0), number);
  }
  expect(index.within({ x: 700, y: 10, width: 200, height: 10 }).toSorted()).toEqual([7, 8]);
  expect(index.hasWithin({ x: 10_000, y: 0, width: 50, height: 50 })).toBe(false);
});
