import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { DrawnNode, Projection } from "../model/drawing/project-flow.ts";
import { END_ID, START_ID } from "../model/drawing/project-flow.ts";
import { flowOf } from "../model/drawing/test-graphs.ts";
import { MAX_EXECUTORS } from "../model/engine/limits.ts";
import { projectionOf } from "./test-projection.ts";
import {
  boundsOf,
  fitAll,
  fitFirst,
  MIN_ZOOM,
  nameSize,
  revealed,
  topOfNote,
  viewOf,
  viewportOf,
} from "./viewport.ts";

const node = (id: string, x: number, y: number, width = 100, height = 50) =>
  ({ id, position: { x, y }, width, height }) as DrawnNode;
const of = (...nodes: DrawnNode[]): Projection => ({ direction: "right", nodes, edges: [] });
const BOX = { width: 800, height: 600 };

test("the bounds hold every node", () => {
  expect(boundsOf(of(node("a", -10, 5), node("b", 300, -20, 10, 10)))).toEqual({
    x: -10,
    y: -20,
    width: 320,
    height: 75,
  });
});

test("what is shown comes back, in a box of another size around the same middle", () => {
  const viewport = { x: -120, y: 40, zoom: 0.5 };
  const view = viewOf(viewport, BOX);
  expect(view).toEqual({ x: 1040, y: 520, zoom: 0.5 });
  expect(viewportOf(view, BOX)).toEqual(viewport);
  expect(viewOf(viewportOf(view, { width: 390, height: 500 }), { width: 390, height: 500 })).toEqual(view);
});

describe("bringing a part into view", () => {
  const viewport = { x: 0, y: 0, zoom: 1 };
  const part = { x: 100, y: 100, width: 200, height: 90 };

  test("moves nothing where it is in view", () => {
    expect(revealed(part, viewport, BOX)).toBe(viewport);
  });

  test.each([
    ["right", { x: 700 }, { x: -128, y: 0 }],
    ["left", { x: -50 }, { x: 78, y: 0 }],
    ["lower", { y: 500 }, { x: 0, y: -118 }],
    ["upper", { y: 0 }, { x: 0, y: 28 }],
  ])("moves no more than it has to from the %s rim", (_, at, moved) => {
    expect(revealed({ ...part, ...at }, viewport, BOX)).toEqual({ ...moved, zoom: 1 });
  });

  test("counts in the window's pixels, and shows the beginning of what is too large", () => {
    expect(revealed({ ...part, x: 2000 }, { x: -100, y: 0, zoom: 0.5 }, BOX).x).toBe(772 - 1100);
    expect(revealed({ ...part, width: 900 }, viewport, BOX).x).toBe(28 - 100);
  });
});

describe("fitting", () => {
  test("a small Flow is shown at its own size, in the middle", () => {
    expect(fitAll(of(node("a", 0, 0)), BOX)).toEqual({ x: 350, y: 275, zoom: 1 });
  });

  test("a large one is made smaller until its margins are in view", () => {
    const { x, zoom } = fitAll(of(node("a", 0, 0, 7440, 50)), BOX);
    expect(zoom).toBeCloseTo(0.1);
    expect(x).toBeCloseTo(28);
  });

  test("a high one ends above what stands over the canvas, and begins below a note", () => {
    const high = of(node("a", 0, 100, 100, 5000));
    const { y, zoom } = fitAll(high, BOX);
    expect([y + 100 * zoom, y + 5100 * zoom]).toEqual([28, 600 - 128]);
    const noted = fitAll(high, { ...BOX, hasNote: true });
    expect(noted.y + 100 * noted.zoom).toBe(56);
    const low = fitAll(high, { width: 800, height: 300 });
    expect(low.y + 5100 * low.zoom).toBeCloseTo(300 - 72);
    const measured = fitAll(high, { width: 800, height: 300, head: 40, foot: 110 });
    expect(measured.y + 100 * measured.zoom).toBeCloseTo(40 + 28);
    expect(measured.y + 5100 * measured.zoom).toBeCloseTo(300 - 110);
  });

  test("names can be read down to where cards have no room for them", () => {
    for (const zoom of [2, 1, 0.85, 0.8, 0.7, 0.6, 0.5, 0.42, 0.36]) {
      expect(nameSize(zoom) * zoom, `${zoom}`).toBeGreaterThanOrEqual(11);
    }
    expect([nameSize(1), nameSize(0.01)]).toEqual([13, 33]);
  });

  test("the longest strip of executors that is drawn fits as a whole, on a phone too", () => {
    const strip = projectionOf(flowOf(Array.from({ length: MAX_EXECUTORS }, () => null)));
    for (const box of [BOX, { width: 320, height: 500 }]) {
      const { x, zoom } = fitAll(strip, box);
      const { x: left, width } = boundsOf(strip);
      expect(x + left * zoom).toBeGreaterThanOrEqual(0);
      expect(x + (left + width) * zoom).toBeLessThanOrEqual(box.width);
    }
  });

  test("nothing is made smaller than the canvas can", () => {
    expect(fitAll(of(node("a", 0, 0, 1e9, 1e9)), BOX).zoom).toBe(MIN_ZOOM);
  });

  test("a Flow just opened is shown whole if it can be read, else from its start", () => {
    const small = of(node(START_ID, 0, 0), node("a", 300, 0));
    expect(fitFirst(small, BOX)).toEqual(fitAll(small, BOX));
    const large = of(node(START_ID, 0, 0), node("a", 90_000, 0));
    expect(fitFirst(large, BOX)).toEqual({ x: 28, y: 300 - 31 * 0.7, zoom: 0.7 });
    const rows = of(node(START_ID, 0, 0), node("a", 0, 90_000));
    expect(fitFirst(rows, BOX)).toEqual({ x: 28, y: 28, zoom: 0.7 });
    const fan = of(node("a", 300, -90_000), node(START_ID, 0, 0), node("b", 300, 90_000));
    expect(fitFirst(fan, BOX)).toEqual({ x: 28, y: 300 - 31 * 0.7, zoom: 0.7 });
    const columns = { ...of(node(START_ID, 0, 0), node("a", 90_000, 0)), direction: "down" as const };
    expect(fitFirst(columns, BOX)).toEqual({ x: 28, y: 28, zoom: 0.7 });
  });
});

describe("an empty Flow", () => {
  const empty = of(node(START_ID, 0, 0), node(END_ID, 300, 0));

  test.each([320, 430, 700])("is shown in the upper part of %i px, with the note clear of it", (height) => {
    const viewport = fitAll(empty, { width: 800, height });
    const top = topOfNote(empty, viewport, height);
    expect(top).toBeGreaterThan(viewport.y + 50 * viewport.zoom);
    // The height of the note.
    expect(top + 116).toBeLessThan(height);
  });

  test("moves its note along, to its other side where there is no room under it", () => {
    const height = 430;
    expect(topOfNote(empty, { x: 0, y: 380, zoom: 1 }, height)).toBe(380 - 16 - 116);
    expect(topOfNote(empty, { x: 0, y: 100, zoom: 2 }, height)).toBe(100 + 100 + 16);
  });

  test("leaves its note in view where it is out of sight itself", () => {
    expect(topOfNote(empty, { x: 0, y: -500, zoom: 1 }, 430)).toBe(12);
    expect(topOfNote(empty, { x: 0, y: 9000, zoom: 1 }, 430)).toBe(430 - 48 - 116);
  });
});

test("each size that names may have is one that the styles give them", () => {
  const zooms = Array.from({ length: 250 }, (_, at) => (at + 1) / 100);
  const sheet = readFileSync(new URL("canvas.css", import.meta.url), "utf8");
  const given = [...sheet.matchAll(/data-name="(\d+)"\][^{]*\{\s*--name-size: (\d+)px;/g)];
  expect(given.map(([, size]) => Number(size)).sort()).toEqual([...new Set(zooms.map(nameSize))].sort());
  expect(given.every(([, size, px]) => size === px)).toBe(true);
});
