import fc from "fast-check";
import { expect, test } from "vitest";
import type { Point } from "./geometry.ts";
import { pagesOf } from "./pages.ts";
import { type Points, pointsByName } from "./points.ts";

const FULL = 3 * 64;
const name = fc.nat(400).map((at) => `e${at}`);
/** Numbers are names too, and coordinates that are names. */
const point: fc.Arbitrary<Point> = fc.record({
  x: fc.integer({ min: -50, max: 50 }),
  y: fc.double({ noNaN: true }),
});
type Change = readonly [name: string, point: Point | null];
const change: fc.Arbitrary<Change> = fc.tuple(
  fc.oneof(
    { weight: 9, arbitrary: name },
    { weight: 1, arbitrary: fc.constantFrom("", "5", "-3", "gateway") },
  ),
  fc.option(point, { freq: 2, nil: null }),
);

function changed(byName: ReadonlyMap<string, Point>, changes: readonly Change[]): Map<string, Point> {
  const next = new Map(byName);
  for (const [of, at] of changes) {
    if (at) {
      next.set(of, at);
    } else {
      next.delete(of);
    }
  }
  return next;
}

test("points in pages are the points, whatever was changed before, in pages that are neither long nor many", () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 300 }), { maxLength: 12 }), (edits) => {
      let points: Points = [];
      let byName = new Map<string, Point>();
      for (const changes of edits) {
        byName = changed(byName, changes);
        points = pagesOf(byName, points);
        expect(pointsByName(points)).toEqual(byName);
        expect(points.every(({ length }) => length > 0 && length <= FULL && length % 3 === 0)).toBe(true);
        expect(points.length).toBeLessThanOrEqual(2 + (6 * byName.size) / FULL);
        expect(pagesOf(new Map(byName), points)).toBe(points);
      }
    }),
  );
});

test("of many points in which few change, few pages are others", () => {
  const byName = new Map(Array.from({ length: 10_000 }, (_, at) => [`e${at}`, { x: at, y: 0 }]));
  const points = pagesOf(byName);
  const others = (changes: readonly Change[]) =>
    pagesOf(changed(byName, changes), points).filter((page) => !points.includes(page)).length;
  expect(others([["e5000", { x: 1, y: 1 }]])).toBe(1);
  expect(others([["e5000", null]])).toBe(1);
  expect(others([["new", { x: 1, y: 1 }]])).toBe(1);
  expect(
    others([
      ["e5000", null],
      ["renamed", { x: 5000, y: 0 }],
    ]),
  ).toBe(2);
});

test("one long page, as older versions kept all points, becomes several", () => {
  const byName = new Map(Array.from({ length: 200 }, (_, at) => [`e${at}`, { x: at, y: 0 }]));
  const old = [pagesOf(byName).flat()];
  expect(pointsByName(old)).toEqual(byName);
  expect(pagesOf(byName, old).map(({ length }) => length)).toEqual([FULL, FULL, FULL, 24]);
});
