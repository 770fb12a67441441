/** The layout engines that are compared, each with the same cards: what is timed, and the drawing that comes of it. */
import { graphlib, layout as layOutWithDagre } from "@dagrejs/dagre";
import Elk, { type ElkNode } from "elkjs/lib/elk.bundled.js";
import {
  CARD_HEIGHT,
  CARD_WIDTH,
  GATE_HEIGHT,
  GATE_WIDTH,
  type Rect,
} from "../../src/model/drawing/geometry.ts";
import { layoutFlow } from "../../src/model/drawing/layout.ts";
import { cardsOf, linesOf, pointsOn } from "../../src/model/drawing/test-drawing.ts";
import type { BuiltFlow } from "../../src/model/engine/built-flow.ts";
import { GATEWAY } from "../../src/model/flow.ts";
import type { Drawing } from "./crossings.ts";

/** Lays a Flow out; the drawing is made of it afterwards, and not timed. */
type Engine = (flow: BuiltFlow) => Promise<() => Drawing>;

/** The gateway's ends, which no executor can be called. */
const START = "(start)";
const END = "(end)";
/** Pixels between layers and within one, as ours has them where lines are short. */
const LAYER_SPACING = 62;
const NODE_SPACING = 20;

interface Need {
  readonly from: string;
  readonly to: string;
}

function needsOf(flow: BuiltFlow): Need[] {
  return [
    ...flow.nodes.flatMap(({ name, needs }) =>
      needs.map((need) => ({ from: need === GATEWAY ? START : need, to: name })),
    ),
    { from: flow.end === GATEWAY ? START : flow.end, to: END },
  ];
}

function sizesOf(
  flow: BuiltFlow,
): { readonly id: string; readonly width: number; readonly height: number }[] {
  const gate = { width: GATE_WIDTH, height: GATE_HEIGHT };
  return [
    { id: START, ...gate },
    ...flow.nodes.map(({ name }) => ({ id: name, width: CARD_WIDTH, height: CARD_HEIGHT })),
    { id: END, ...gate },
  ];
}

const ours: Engine = async (flow) => {
  const layout = layoutFlow(flow);
  return () => {
    const needs = needsOf(flow);
    return {
      cards: cardsOf(layout),
      lines: linesOf(flow, layout, layout.direction).map(({ id, from, to }, at) => ({
        from: needs[at]?.from ?? START,
        to: needs[at]?.to ?? END,
        points: pointsOn(from, layout.bends.get(id) ?? [], to, layout.direction),
      })),
    };
  };
};

const elk: Engine = async (flow) => {
  const laidOut: ElkNode = await new Elk().layout({
    id: "flow",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.edgeRouting": "POLYLINE",
      "elk.layered.spacing.nodeNodeBetweenLayers": String(LAYER_SPACING),
      "elk.spacing.nodeNode": String(NODE_SPACING),
    },
    children: sizesOf(flow),
    edges: needsOf(flow).map(({ from, to }, at) => ({ id: String(at), sources: [from], targets: [to] })),
  });
  return () => ({
    cards: new Map(
      (laidOut.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }): [string, Rect] => [
        id,
        { x, y, width, height },
      ]),
    ),
    lines: (laidOut.edges ?? []).map(({ sources, targets, sections = [] }) => ({
      from: sources[0] ?? START,
      to: targets[0] ?? END,
      points: sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
        startPoint,
        ...bendPoints,
        endPoint,
      ]),
    })),
  });
};

const dagre: Engine = async (flow) => {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", ranksep: LAYER_SPACING, nodesep: NODE_SPACING });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of sizesOf(flow)) {
    graph.setNode(id, { width, height });
  }
  for (const { from, to } of needsOf(flow)) {
    graph.setEdge(from, to);
  }
  layOutWithDagre(graph);
  return () => ({
    cards: new Map(
      graph.nodes().map((id): [string, Rect] => {
        // It gives the middle of a node.
        const { x, y, width, height } = graph.node(id);
        return [id, { x: x - width / 2, y: y - height / 2, width, height }];
      }),
    ),
    lines: graph.edges().map((edge) => ({ from: edge.v, to: edge.w, points: graph.edge(edge).points })),
  });
};

export const ENGINES: Readonly<Record<string, Engine>> = { ours, ELK: elk, dagre };
