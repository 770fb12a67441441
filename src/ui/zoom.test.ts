import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  firstFit,
  fitZoom,
  limitZoom,
  MARGIN,
  shortSide,
  sideZoom,
  stepZoom,
  wheelZoom,
  zoomTo,
} from "./zoom.ts";

const ROOM = { width: 600, height: 200 };

describe("fitZoom", () => {
  test("the longer side decides, and nothing is enlarged", () => {
    expect(fitZoom(ROOM, { width: 1144, height: 100 })).toBeCloseTo(0.5);
    expect(fitZoom(ROOM, { width: 100, height: 688 })).toBeCloseTo(0.25);
    expect(fitZoom(ROOM, { width: 10, height: 10 })).toBe(1);
  });

  test("a room without room leaves a picture", () => {
    expect(fitZoom({ width: 0, height: 0 }, { width: 10, height: 10 })).toBeGreaterThan(0);
  });
});

describe("a long picture", () => {
  test("is fitted by its short side, with room for the bar that scrolls it, and not enlarged", () => {
    const [tall, wide] = [
      { width: 778, height: 9000 },
      { width: 9000, height: 312 },
    ];
    expect([shortSide(ROOM, tall), shortSide(ROOM, wide)]).toEqual(["width", "height"]);
    expect(sideZoom(ROOM, tall)).toBeCloseTo((600 - 28 - 16) / 778);
    expect(sideZoom(ROOM, wide)).toBeCloseTo(0.5);
    expect(sideZoom(ROOM, { width: 100, height: 9000 })).toBe(1);
  });

  test("is begun with so, where all of it would leave nothing to read", () => {
    expect(firstFit(ROOM, { width: 300, height: 9000 })).toBe("side");
    expect(firstFit(ROOM, { width: 9000, height: 150 })).toBe("side");
    // Read as a whole, or no better by one side.
    expect(firstFit(ROOM, { width: 300, height: 340 })).toBe("whole");
    expect(firstFit(ROOM, { width: 9000, height: 3000 })).toBe("whole");
  });
});

test("limitZoom goes down to a tenth, or to what fits, and up to four", () => {
  expect(limitZoom(0.01, ROOM, { width: 500, height: 100 })).toBe(0.1);
  expect(limitZoom(0.001, ROOM, { width: 57_200, height: 100 })).toBeCloseTo(0.01);
  expect(limitZoom(9, ROOM, { width: 500, height: 100 })).toBe(4);
});

test("a step back undoes a step, and so does a turn of the wheel", () => {
  expect(stepZoom(stepZoom(0.7, 1), -1)).toBeCloseTo(0.7);
  expect(wheelZoom(wheelZoom(0.7, 40), -40)).toBeCloseTo(0.7);
  expect(wheelZoom(1, -40)).toBeGreaterThan(1);
  // One notch of a mouse that counts in thousands is no leap.
  expect(wheelZoom(1, 5000)).toBe(wheelZoom(1, 100));
});

describe("zoomTo", () => {
  test("centres what is smaller than the room, and does not scroll it", () => {
    const view = zoomTo({ zoom: 1, left: 0, top: 0 }, 0.5, { x: 10, y: 10 }, ROOM, {
      width: 800,
      height: 100,
    });
    expect(view).toEqual({ zoom: 0.5, left: 0, top: 0 });
  });

  test("keeps the point under the pointer, unless the picture's edge is in the way", () => {
    const size = fc.record({
      width: fc.integer({ min: 20, max: 9000 }),
      height: fc.integer({ min: 20, max: 9000 }),
    });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(size, size, share, share, share, share, share, share, (room, picture, a, b, c, d, e, f) => {
        const zoom = 0.1 + a * 3;
        const most = (space: number, length: number) => Math.max(0, length * zoom + 2 * MARGIN - space);
        const before = {
          zoom,
          left: b * most(room.width, picture.width),
          top: c * most(room.height, picture.height),
        };
        const at = { x: d * room.width, y: e * room.height };
        const after = zoomTo(before, 0.1 + f * 3, at, room, picture);
        const onPicture = (scroll: number, point: number, space: number, length: number, scale: number) =>
          (scroll + point - Math.max(MARGIN, (space - length * scale) / 2)) / scale;
        for (const [scroll, old, point, space, length] of [
          [after.left, before.left, at.x, room.width, picture.width],
          [after.top, before.top, at.y, room.height, picture.height],
        ] as const) {
          const limit = Math.max(0, length * after.zoom + 2 * MARGIN - space);
          expect(scroll).toBeGreaterThanOrEqual(0);
          expect(scroll).toBeLessThanOrEqual(limit);
          if (scroll > 0 && scroll < limit) {
            expect(onPicture(scroll, point, space, length, after.zoom)).toBeCloseTo(
              onPicture(old, point, space, length, before.zoom),
              3,
            );
          }
        }
      }),
    );
  });
});
