/** What is drawn, counted: no card over another, and no line behind one. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readFlow } from "../formats/read/read-flow.ts";
import { CardIndex } from "../model/drawing/card-index.ts";
import { type Direction, intoOf, outOf, type Rect } from "../model/drawing/geometry.ts";
import { layoutFlow } from "../model/drawing/layout.ts";
import { drawnFlow, SHAPES } from "../model/drawing/test-graphs.ts";
import { pointsOn } from "../model/drawing/trace.ts";
import { findWays } from "../model/drawing/ways.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { createProjector, type Projection } from "./project-flow.ts";

const DIRECTIONS: readonly Direction[] = ["right", "down"];

function drawn(flow: BuiltFlow, direction: Direction): Projection {
  const layout = layoutFlow(flow, direction);
  return createProjector()({
    flow,
    direction,
    arrangement: layout,
    layout,
    selection: new Set(),
    selectedEdges: [],
    times: new Map(),
    problems: new Map(),
    gatewayDetail: ["GRPC"],
    findWays,
  });
}

/** Ids of nodes that cover a part of another, and of edges that run over one. */
function faultsOf({ nodes, edges, direction }: Projection): string[] {
  const rects = new Map<string, Rect>(
    nodes.map(({ id, position, width = 0, height = 0 }) => [id, { ...position, width, height }]),
  );
  const whole = new CardIndex(rects.values());
  const inner = new CardIndex(
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
      return direction === "right"
        ? { x: isSource ? x + width : x, y: y + height / 2 }
        : { x: x + width / 2, y: isSource ? y + height : y };
    }
    return isSource ? outOf({ x, y }, height, direction) : intoOf({ x, y }, direction);
  };
  const over = edges.filter(({ source, target, data }) =>
    pointsOn(ends(source, true), data?.bends ?? [], ends(target, false), direction).some(({ x, y }) =>
      inner.hasAt(x, y),
    ),
  );
  return [...covering, ...over.map(({ id }) => id)];
}

test.each(SHAPES.flatMap((shape) => DIRECTIONS.map((direction) => [shape, direction] as const)))(
  "20 drawn Flows, %s, %s",
  (shape, direction) => {
    for (let seed = 0; seed < 20; seed++) {
      expect(faultsOf(drawn(drawnFlow(shape, 10 + seed * 4, seed), direction)), `seed ${seed}`).toEqual([]);
    }
  },
);

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
