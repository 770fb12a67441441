/**
 * Flow → what is drawn: a box for each executor and each end of the gateway, and a line for each need, with what they are
 * about. The canvas shows it, and pictures are made of it. Executors and needs of which nothing was read anew keep their
 * object from one projection to the next.
 */

import { isSameList } from "../../base/is-same-list.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Problem } from "../problem.ts";
import type { ExecutorTime } from "../run/profile.ts";
import type { Arrangement } from "./arrange.ts";
import { badgesOf } from "./badges.ts";
import { shownGateLines } from "./gateway-detail.ts";
import {
  CARD_WIDTH,
  type Direction,
  GATE_WIDTH,
  gateCorner,
  gateEnds,
  intoOf,
  outOf,
  type Point,
  type Rect,
} from "./geometry.ts";
import { type Layout, lineId, missingNeeds } from "./layout.ts";
import { type FindWays, type Heights, movedNames, type Routed, routeLines } from "./route-lines.ts";
import { type ShownNode, shownOf } from "./shown-node.ts";
import { spokenFeeds } from "./spoken.ts";

/** What each node that is drawn has: sizes and places are in the drawing's pixels. */
interface Box {
  readonly id: string;
  readonly position: Point;
  readonly width: number;
  readonly height: number;
  readonly direction: Direction;
}

/** An executor. */
export interface DrawnCard extends Box {
  readonly type: "card";
  readonly node: ShownNode;
  /** How many need it, as it is told. */
  readonly feeds: string;
  readonly problems: readonly Problem[] | undefined;
  readonly time: ExecutorTime | undefined;
  readonly isPinned: boolean;
  /** Answers that need it have come without it. */
  readonly isMissed: boolean;
}

/** One of the gateway's two ends. */
export interface DrawnGate extends Box {
  readonly type: "start" | "end";
  /** What there is to say of it. */
  readonly lines: readonly string[];
}

/** A name that is needed and that no executor has. */
export interface DrawnGhost extends Box {
  readonly type: "ghost";
}

/** A node of the drawing. */
export type DrawnNode = DrawnCard | DrawnGate | DrawnGhost;

/** A need, or the line on which the Flow answers; its ends are ids of nodes. */
export interface DrawnEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly kind: "written" | "implicit" | "end";
  readonly direction: Direction;
  /** What the line goes through between its ends. */
  readonly bends: readonly Point[];
}

/** All that is drawn of a Flow. */
export interface Projection {
  readonly direction: Direction;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** All that the drawing depends on. */
export interface ProjectionInput {
  readonly flow: BuiltFlow;
  readonly direction: Direction;
  readonly arrangement: Arrangement;
  /** Null where cards stand as they stood before the last edits. */
  readonly layout: Layout | null;
  /** Names of executors whose cards are pinned. */
  readonly pinned: ReadonlySet<string>;
  readonly times: ReadonlyMap<string, ExecutorTime>;
  /** Executors that are missed in answers. */
  readonly missed: ReadonlySet<string>;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly gatewayDetail: readonly string[];
  readonly findWays: FindWays;
}

/** The ids of the gateway's two nodes, which no executor can have. */
export const START_ID = "start";
export const END_ID = "end";
/** With one line of detail or none; each further one makes it higher. */
const GATE_MIN_HEIGHT = 46;
const GATE_LINE = 13;
/** Of a card: its name and class, its badges, and its time. */
export const HEAD_HEIGHT = 58;
const BADGES_HEIGHT = 28;
const TIME_HEIGHT = 30;
const NO_LINES: readonly string[] = [];

/** Executors and the gateway's start may share a name with nothing else of the library's ids. */
export function nodeId(name: string): string {
  return name === GATEWAY ? START_ID : `executor ${name}`;
}

/** The name behind an id; both of the gateway's ends are `gateway`. */
export function nameOfId(id: string): string {
  return id === START_ID || id === END_ID ? GATEWAY : id.slice("executor ".length);
}

/** Whether a node can be selected: an executor, and the gateway by its start. */
export function isSelectable({ type }: DrawnNode): boolean {
  return type === "card" || type === "start";
}

/** The box of a node, in the drawing's pixels. */
export function rectOf({ position, width, height }: DrawnNode): Rect {
  return { ...position, width, height };
}

/** Where lines meet and leave a node. */
export function lineEnds(node: DrawnNode, direction: Direction): { into: Point; out: Point } {
  const { type, position, height } = node;
  return type === "start" || type === "end"
    ? gateEnds(rectOf(node), direction)
    : { into: intoOf(position, direction), out: outOf(position, height, direction) };
}

/** A projection with what the next one can go on from. */
export interface Projected {
  readonly input: ProjectionInput;
  readonly projection: Projection;
  readonly nodes: ReadonlyMap<string, DrawnNode>;
  readonly edges: ReadonlyMap<string, DrawnEdge>;
  readonly routed: Routed;
}

/**
 * `last`: what was drawn before; of that, objects and the ways of lines stay where nothing has changed. Where few cards
 * stand elsewhere and all else is the same, as after a drag, only these are looked at.
 */
export function projectFlow(input: ProjectionInput, last: Projected | null): Projected {
  const moved = last && movedNames(input.arrangement, last.input.arrangement);
  const before = last && moved && isSameButPlaces(input, last.input) ? { ...last, moved } : null;
  const nodes = before ? withMoved(before.nodes, before.moved, input) : projectNodes(input, last?.nodes);
  const heights = before?.routed.drawing.heights ?? heightsOf(nodes, last?.routed.drawing.heights);
  const routed = routeLines({ ...input, heights }, last?.routed ?? null, moved);
  const edges = before
    ? withBends(before.edges, routed.bends)
    : projectEdges(input, routed.bends, last?.edges);
  const projection = { direction: input.direction, nodes: [...nodes.values()], edges: [...edges.values()] };
  return { input, projection, nodes, edges, routed };
}

/** Whether two drawings differ in nothing but where cards stand. */
function isSameButPlaces(now: ProjectionInput, before: ProjectionInput): boolean {
  return (
    now.flow === before.flow &&
    now.direction === before.direction &&
    now.pinned === before.pinned &&
    now.times === before.times &&
    now.missed === before.missed &&
    now.problems === before.problems &&
    isSameList(now.gatewayDetail, before.gatewayDetail)
  );
}

/** The nodes with those executors, and the gateway's ends, where they stand now. */
function withMoved(
  before: ReadonlyMap<string, DrawnNode>,
  names: ReadonlySet<string>,
  { arrangement, direction }: ProjectionInput,
): ReadonlyMap<string, DrawnNode> {
  const nodes = new Map(before);
  const move = (id: string, cornerOf: (node: DrawnNode) => Point) => {
    const old = nodes.get(id);
    if (old) {
      const node = { ...old, position: cornerOf(old) };
      nodes.set(id, isSameNode(old, node) ? old : node);
    }
  };
  for (const name of names) {
    move(nodeId(name), () => cornerOf(arrangement, name));
  }
  for (const [id, type] of [[START_ID, "start"] as const, [END_ID, "end"] as const]) {
    move(id, ({ height }) => gateCorner(type, arrangement[type], height, direction));
  }
  return nodes;
}

function cornerOf({ executors, start }: Arrangement, name: string): Point {
  return executors.get(name) ?? start;
}

/** `before`, if they are the same. */
function heightsOf(nodes: ReadonlyMap<string, DrawnNode>, before: Heights | undefined): Heights {
  const gateHeight = (id: string) => nodes.get(id)?.height ?? GATE_MIN_HEIGHT;
  const [start, end] = [gateHeight(START_ID), gateHeight(END_ID)];
  const cards = new Map<string, number>();
  let isSame = before?.start === start && before.end === end && before.cards.size === nodes.size - 2;
  for (const { id, type, height } of nodes.values()) {
    if (type !== "start" && type !== "end") {
      const name = nameOfId(id);
      cards.set(name, height);
      isSame &&= before?.cards.get(name) === height;
    }
  }
  return isSame && before ? before : { cards, start, end };
}

function projectNodes(
  input: ProjectionInput,
  last: ReadonlyMap<string, DrawnNode> | undefined,
): ReadonlyMap<string, DrawnNode> {
  const { flow, direction, arrangement, pinned, times, missed, problems, gatewayDetail } = input;
  const nodes = new Map<string, DrawnNode>();
  const add = (node: DrawnNode) => {
    const old = last?.get(node.id);
    nodes.set(node.id, old && isSameNode(old, node) ? old : node);
  };
  const addGate = (id: string, type: "start" | "end", point: Point, lines: readonly string[]) => {
    const height = GATE_MIN_HEIGHT + GATE_LINE * Math.max(0, shownGateLines(lines).length - 1);
    const position = gateCorner(type, point, height, direction);
    add({ id, type, position, width: GATE_WIDTH, height, direction, lines });
  };
  addGate(START_ID, "start", arrangement.start, gatewayDetail);
  for (const built of flow.nodes) {
    const { name } = built;
    const id = nodeId(name);
    const old = last?.get(id);
    const node = shownOf(built, old?.type === "card" ? old.node : undefined);
    const time = times.get(name);
    const isMissed = missed.has(name);
    add({
      id,
      type: "card",
      position: cornerOf(arrangement, name),
      width: CARD_WIDTH,
      height:
        HEAD_HEIGHT + (badgesOf(node).length > 0 ? BADGES_HEIGHT : 0) + (time || isMissed ? TIME_HEIGHT : 0),
      direction,
      node,
      feeds: spokenFeeds(flow, name),
      problems: problems.get(name),
      time,
      isPinned: pinned.has(name),
      isMissed,
    });
  }
  for (const name of missingNeeds(flow)) {
    const position = cornerOf(arrangement, name);
    add({ id: nodeId(name), type: "ghost", position, width: CARD_WIDTH, height: HEAD_HEIGHT, direction });
  }
  addGate(END_ID, "end", arrangement.end, NO_LINES);
  return nodes;
}

/** Whether two nodes of one id look alike and stand at the same place. */
function isSameNode(a: DrawnNode, b: DrawnNode): boolean {
  if (
    a.position.x !== b.position.x ||
    a.position.y !== b.position.y ||
    a.direction !== b.direction ||
    a.height !== b.height
  ) {
    return false;
  }
  if (a.type === "card" && b.type === "card") {
    return (
      a.node === b.node &&
      a.feeds === b.feeds &&
      a.problems === b.problems &&
      a.time === b.time &&
      a.isPinned === b.isPinned &&
      a.isMissed === b.isMissed
    );
  }
  return a.type === b.type && isSameList(linesOf(a), linesOf(b));
}

function linesOf(node: DrawnNode): readonly string[] {
  return "lines" in node ? node.lines : NO_LINES;
}

/** Of a line that leads straight from end to end. */
export const NO_BENDS: readonly Point[] = [];

function projectEdges(
  { flow, direction }: ProjectionInput,
  allBends: ReadonlyMap<string, readonly Point[]>,
  last: ReadonlyMap<string, DrawnEdge> | undefined,
): ReadonlyMap<string, DrawnEdge> {
  const edges = new Map<string, DrawnEdge>();
  const add = (from: string, to: string, kind: DrawnEdge["kind"]) => {
    const id = lineId(from, to);
    const bends = allBends.get(id) ?? NO_BENDS;
    const old = last?.get(id);
    if (old?.kind === kind && old.direction === direction && old.bends === bends) {
      edges.set(id, old);
      return;
    }
    const target = to === GATEWAY ? END_ID : nodeId(to);
    edges.set(id, { id, source: nodeId(from), target, kind, direction, bends });
  };
  for (const node of flow.nodes) {
    for (const need of node.needs) {
      add(need, node.name, node.needsWritten ? "written" : "implicit");
    }
  }
  if (flow.end !== GATEWAY) {
    add(flow.end, GATEWAY, "end");
  }
  return edges;
}

/** The edges with their bends now. */
function withBends(
  before: ReadonlyMap<string, DrawnEdge>,
  allBends: ReadonlyMap<string, readonly Point[]>,
): ReadonlyMap<string, DrawnEdge> {
  const edges = new Map(before);
  for (const [id, edge] of before) {
    const bends = allBends.get(id) ?? NO_BENDS;
    if (bends !== edge.bends) {
      edges.set(id, { ...edge, bends });
    }
  }
  return edges;
}
