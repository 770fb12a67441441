import type { EdgeChange, NodeChange } from "@xyflow/react";
import { describe, expect, test } from "vitest";
import { END_ID, nodeId, START_ID } from "../model/drawing/project-flow.ts";
import { cardAround, intentsOfEdges, intentsOfNodes, NO_MOVES } from "./intents.ts";
import type { CanvasEdge, CanvasNode } from "./library-elements.ts";

type Change = NodeChange<CanvasNode>;

const position = (name: string, x: number, y: number, dragging = true): Change => ({
  type: "position",
  id: nodeId(name),
  position: { x, y },
  dragging,
});
const select = (id: string, selected: boolean): Change => ({ type: "select", id, selected });

describe("changes of cards", () => {
  const before = { selection: new Set(["a"]), dragged: NO_MOVES };

  test("selecting adds to what is selected and takes away from it, in one intent", () => {
    expect(intentsOfNodes([select(nodeId("b"), true), select(nodeId("a"), false)], before)).toEqual([
      { kind: "select", names: ["b"] },
    ]);
    expect(intentsOfNodes([select(START_ID, true)], { ...before, adds: true })).toEqual([
      { kind: "select", names: ["a", "gateway"] },
    ]);
    // The library says nothing of cards that are out of view.
    expect(intentsOfNodes([select(START_ID, true)], before)).toEqual([
      { kind: "select", names: ["gateway"] },
    ]);
    expect(before.selection).toEqual(new Set(["a"]));
  });

  test("a drag keeps the cards that an earlier event has moved", () => {
    expect(intentsOfNodes([position("a", 1.5, 2)], before)).toEqual([
      { kind: "drag", moves: new Map([["a", { x: 1.5, y: 2 }]]) },
    ]);
    expect(
      intentsOfNodes([position("b", 3, 4)], { ...before, dragged: new Map([["a", { x: 1.5, y: 2 }]]) }),
    ).toEqual([
      {
        kind: "drag",
        moves: new Map([
          ["a", { x: 1.5, y: 2 }],
          ["b", { x: 3, y: 4 }],
        ]),
      },
    ]);
  });

  test("letting go places all dragged cards at whole pixels, with or without a last position", () => {
    const dragged = new Map([["a", { x: 1.5, y: -2.4 }]]);
    const placed = [{ kind: "place", moves: new Map([["a", { x: 2, y: -2 }]]) }];
    expect(intentsOfNodes([position("a", 1.5, -2.4, false)], before)).toEqual(placed);
    expect(
      intentsOfNodes([{ type: "position", id: nodeId("a"), dragging: false }], { ...before, dragged }),
    ).toEqual(placed);
  });

  test("a drag that was called off means nothing until the cards are let go of", () => {
    const off = { ...before, dragged: null };
    expect(intentsOfNodes([position("a", 1, 2)], off)).toEqual([]);
    expect(intentsOfNodes([position("a", 1, 2, false)], off)).toEqual([{ kind: "drag", moves: NO_MOVES }]);
  });

  test("while a box is drawn, the library's own selecting means nothing", () => {
    expect(intentsOfNodes([select(nodeId("b"), true)], { ...before, isBoxing: true })).toEqual([]);
  });

  test("measuring, and letting go of what was not dragged, mean nothing", () => {
    const measured: Change = { type: "dimensions", id: nodeId("a"), dimensions: { width: 1, height: 1 } };
    expect(intentsOfNodes([measured], before)).toEqual([]);
    expect(intentsOfNodes([{ type: "position", id: nodeId("a"), dragging: false }], before)).toEqual([]);
  });
});

describe("changes of edges", () => {
  const edge = { id: "a->gateway", source: nodeId("a"), target: END_ID, selected: false } as CanvasEdge;
  const change = (selected: boolean): EdgeChange<CanvasEdge> => ({ type: "select", id: edge.id, selected });

  const id = { from: "a", to: "gateway" };

  test("an edge is selected by its ends, with those that are selected already", () => {
    expect(intentsOfEdges([change(true)], [edge], [])).toEqual([{ kind: "select-edges", edges: [id] }]);
    const other = { from: "b", to: "c" };
    expect(intentsOfEdges([change(true)], [edge], [other])).toEqual([
      { kind: "select-edges", edges: [other, id] },
    ]);
    expect(intentsOfEdges([change(false)], [edge], [id, other])).toEqual([
      { kind: "select-edges", edges: [other] },
    ]);
  });

  test("an edge that is not there means nothing", () => {
    expect(intentsOfEdges([change(true)], [], [id])).toEqual([]);
  });
});

test("a new card has its handles' line at the point, at whole pixels", () => {
  const { x, y } = cardAround({ x: 100.4, y: 50.4 });
  expect([x, y].every(Number.isInteger)).toBe(true);
  expect(Math.abs(y + 31 - 50.4)).toBeLessThanOrEqual(0.5);
});
