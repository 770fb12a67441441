import { describe, expect, test } from "vitest";
import { type Fingers, pinched } from "./two-fingers.ts";
import { MAX_ZOOM, MIN_ZOOM } from "./viewport.ts";

const FROM: Fingers = [
  { x: 100, y: 200 },
  { x: 200, y: 200 },
];

describe("two fingers", () => {
  test("pan", () => {
    const to: Fingers = [
      { x: 110, y: 170 },
      { x: 210, y: 170 },
    ];
    expect(pinched({ x: 5, y: 7, zoom: 0.5 }, FROM, to)).toEqual({ x: 15, y: -23, zoom: 0.5 });
  });

  test("zoom around what is between them", () => {
    const to: Fingers = [
      { x: 50, y: 200 },
      { x: 250, y: 200 },
    ];
    const viewport = pinched({ x: 50, y: 100, zoom: 0.5 }, FROM, to);
    expect(viewport.zoom).toBe(1);
    // The point of the drawing at 150, 200 was (150 - 50) / 0.5 = 200, 200.
    expect([200 * viewport.zoom + viewport.x, 200 * viewport.zoom + viewport.y]).toEqual([150, 200]);
  });

  test("stay within the limits, also where they meet", () => {
    const met: Fingers = [
      { x: 150, y: 200 },
      { x: 150, y: 200 },
    ];
    expect(pinched({ x: 0, y: 0, zoom: 0.001 }, FROM, met).zoom).toBe(MIN_ZOOM);
    expect(pinched({ x: 0, y: 0, zoom: 2 }, met, FROM).zoom).toBe(MAX_ZOOM);
  });
});
