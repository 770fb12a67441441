/** What is drawn, counted: no card over another, and no line behind one. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readFlow } from "../formats/read/read-flow.ts";
import { arrange, laidOutPlaces } from "../model/drawing/arrange.ts";
import { type Direction, gateEnds, intoOf, outOf, type Point, type Rect } from "../model/drawing/geometry.ts";
import { layoutFlow } from "../model/drawing/layout.ts";
import { pagesOf } from "../model/drawing/pages.ts";
import { type Projection, projectFlow } from "../model/drawing/project-flow.ts";
import { indexOf } from "../model/drawing/rect-index.ts";
import { isCovered, pointsOn } from "../model/drawing/test-drawing.ts";
import { drawnFlow, SHAPES } from "../model/drawing/test-graphs.ts";
import { findWays, findWaysOfMoved } from "../model/drawing/ways.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";

const DIRECTIONS: readonly Direction[] = ["right", "down"];

function drawn(
  flow: BuiltFlow,
  direction: Direction,
  moves: ReadonlyMap<string, Point> = new Map(),
  wraps = false,
): Projection {
  const layout = layoutFlow(flow, direction, wraps);
  const places = { ...laidOutPlaces(direction, wraps), placed: pagesOf(moves) };
  const input = {
    flow,
    direction,
    arrangement: arrange(flow, places, () => layout),
    layout,
    pinned: new Set<string>(),
    times: new Map(),
    missed: new Set<string>(),
    problems: new Map(),
    gatewayDetail: ["GRPC"],
    findWays: { findWays, findWaysOfMoved },
  };
  return projectFlow(input, null).projection;
}

/** Ids of nodes that cover a part of another, and of edges that run over one. */
function faultsOf({ nodes, edges, direction }: Projection): string[] {
  const rects = new Map<string, Rect>(
    nodes.map(({ id, position, width, height }) => [id, { ...position, width, height }]),
  );
  const whole = indexOf(rects.values());
  const inner = indexOf(
    [...rects.values()].map(({ x, y, width, height }) => ({
      x: x + 2,
      y: y + 2,
      width: width - 4,
      height: height - 4,
    })),
  );
  const covering = [...rects].filter(([, rect]) => whole.within(rect).length > 1).map(([id]) => id);
  const ends = (id: string, isSource: boolean) => {
    const { x, y, width, height } = rects.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
    if (id === "start" || id === "end") {
      return gateEnds({ x, y, width, height }, direction)[isSource ? "out" : "into"];
    }
    return isSource ? outOf({ x, y }, height, direction) : intoOf({ x, y }, direction);
  };
  const over = edges.filter(({ source, target, bends }) =>
    pointsOn(ends(source, true), bends, ends(target, false), direction).some((point) =>
      isCovered(inner, point),
    ),
  );
  return [...covering, ...over.map(({ id }) => id)];
}

test.each(SHAPES.flatMap((shape) => DIRECTIONS.map((direction) => [shape, direction] as const)))(
  "40 drawn Flows, %s, %s",
  (shape, direction) => {
    for (let seed = 0; seed < 40; seed++) {
      expect(faultsOf(drawn(drawnFlow(shape, 10 + seed * 2, seed), direction)), `seed ${seed}`).toEqual([]);
    }
  },
);

test.each(SHAPES.flatMap((shape) => DIRECTIONS.map((direction) => [shape, direction] as const)))(
  "20 drawn Flows in rows, %s, %s",
  (shape, direction) => {
    for (let seed = 0; seed < 20; seed++) {
      const flow = drawnFlow(shape, 10 + seed * 4, seed);
      expect(faultsOf(drawn(flow, direction, undefined, true)), `seed ${seed}`).toEqual([]);
    }
  },
);

test.each(DIRECTIONS)("Flows of which two cards were put down elsewhere, %s", (direction) => {
  for (let seed = 0; seed < 30; seed++) {
    const flow = drawnFlow(SHAPES[seed % SHAPES.length] ?? "mixed", 20, seed);
    const moves = new Map([
      [`e${seed % 20}`, { x: 420 + seed * 9, y: -260 + seed * 17 }],
      [`e${(seed * 7 + 5) % 20}`, { x: 940 - seed * 2, y: 420 + seed * 3 }],
    ]);
    expect(faultsOf(drawn(flow, direction, moves)), `seed ${seed}`).toEqual([]);
  }
});

describe("files", () => {
  const folders = ["../../fixtures/flows", "../../../shared/corpus"].map(
    (folder) => new URL(`${folder}/`, import.meta.url),
  );
  const files = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => new URL(name, folder)),
  );

  test.each(DIRECTIONS)(
    "all fixtures, and the public files where those are there: %s",
    (direction) => {
      const found: string[] = [];
      let count = 0;
      for (const file of files) {
        const { picture } = readFlow(readFileSync(file, "utf8"));
        count += picture.nodes.length > 0 ? 1 : 0;
        if (picture.nodes.length < 1000 && faultsOf(drawn(picture, direction)).length > 0) {
          found.push(file.pathname);
        }
      }
      expect(found).toEqual([]);
      expect(count).toBeGreaterThan(100);
    },
    120_000,
  );
});
