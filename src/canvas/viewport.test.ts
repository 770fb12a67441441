import { describe, expect, test } from "vitest";
import type { CanvasNode, Projection } from "./project-flow.ts";
import { START_ID } from "./project-flow.ts";
import { boundsOf, fitAll, fitFirst, MIN_ZOOM } from "./viewport.ts";

const node = (id: string, x: number, y: number, width = 100, height = 50) =>
  ({ id, position: { x, y }, width, height }) as CanvasNode;
const of = (...nodes: CanvasNode[]): Projection => ({ nodes, edges: [] });
const BOX = { width: 800, height: 600 };

test("the bounds hold every node", () => {
  expect(boundsOf(of(node("a", -10, 5), node("b", 300, -20, 10, 10)))).toEqual({
    x: -10,
    y: -20,
    width: 320,
    height: 75,
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

  test("nothing is made smaller than the canvas can", () => {
    expect(fitAll(of(node("a", 0, 0, 1e9, 1e9)), BOX).zoom).toBe(MIN_ZOOM);
  });

  test("a Flow just opened is shown whole if it can be read, else from its start", () => {
    const small = of(node(START_ID, 0, 0), node("a", 300, 0));
    expect(fitFirst(small, BOX)).toEqual(fitAll(small, BOX));
    const large = of(node(START_ID, 0, 0), node("a", 90_000, 0));
    expect(fitFirst(large, BOX)).toEqual({ x: 28, y: 300 - 31 * 0.7, zoom: 0.7 });
  });
});
