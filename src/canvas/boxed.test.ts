import { describe, expect, test } from "vitest";
import type { DrawnEdge, DrawnNode, Projection } from "../model/drawing/project-flow.ts";
import { END_ID, nodeId, START_ID } from "../model/drawing/project-flow.ts";
import { boxed } from "./boxed.ts";

const card = (name: string, x: number, y: number) =>
  ({ id: nodeId(name), type: "card", position: { x, y }, width: 178, height: 58 }) as DrawnNode;
const gate = (id: string, x: number) =>
  ({
    id,
    type: id,
    position: { x, y: 8 },
    width: 98,
    height: 46,
  }) as DrawnNode;
const edge = (source: string, target: string) =>
  ({
    id: `${source}->${target}`,
    source,
    target,
    kind: "written",
    direction: "right",
    bends: [],
  }) as DrawnEdge;

/** gateway → a → b → gateway in one row, from 0 to 1000; c stands by itself below a. */
const DRAWN: Projection = {
  direction: "right",
  nodes: [gate(START_ID, 0), card("a", 200, 0), card("b", 500, 0), gate(END_ID, 900), card("c", 200, 200)],
  edges: [edge(START_ID, nodeId("a")), edge(nodeId("a"), nodeId("b")), edge(nodeId("b"), END_ID)],
};
const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe("boxed", () => {
  test("what it touches, with the edges between", () => {
    expect(boxed(DRAWN, box(190, -10, 320, 30))).toEqual({
      names: ["a", "b"],
      edges: [{ from: "a", to: "b" }],
    });
    expect(boxed(DRAWN, box(90, -10, 150, 300)).names).toEqual(["gateway", "a", "c"]);
  });

  test("one card takes no edge along, and the gateway's end is none to select", () => {
    expect(boxed(DRAWN, box(190, -10, 50, 30))).toEqual({ names: ["a"], edges: [] });
    expect(boxed(DRAWN, box(890, 0, 200, 10))).toEqual({ names: [], edges: [] });
  });

  test("without a card, the edges that it crosses, however narrow it is", () => {
    expect(boxed(DRAWN, box(400, 20, 3, 50))).toEqual({ names: [], edges: [{ from: "a", to: "b" }] });
    expect(boxed(DRAWN, box(400, 40, 3, 50))).toEqual({ names: [], edges: [] });
    expect(boxed(DRAWN, box(420, 30.5, 40, 1))).toEqual({ names: [], edges: [{ from: "a", to: "b" }] });
  });
});
