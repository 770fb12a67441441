import { expect, test } from "vitest";
import { CARD_HEIGHT, overlaps } from "../model/drawing/geometry.ts";
import { rectOf } from "../model/drawing/project-flow.ts";
import { drawnFlow } from "../model/drawing/test-graphs.ts";
import { freeCorner } from "./free-corner.ts";
import { projectionOf } from "./test-projection.ts";

const projection = projectionOf(drawnFlow("layered", 40, 1));

test("a card dropped where nothing stands stays there", () => {
  expect(freeCorner(projection, { x: -900, y: -900 })).toEqual({ x: -900, y: -900 });
});

test("one dropped on any card stands across from it and hides none", () => {
  for (const node of projection.nodes) {
    const corner = freeCorner(projection, node.position);
    expect(corner.x).toBe(node.position.x);
    expect(corner.y).toBeGreaterThan(node.position.y);
    const card = { ...corner, width: node.width, height: CARD_HEIGHT };
    expect(projection.nodes.filter((other) => overlaps(rectOf(other), card))).toEqual([]);
  }
});
