/**
 * Flow → what React Flow draws. Executors and needs of which nothing was read anew keep their object from one projection
 * to the next.
 */

import { type Edge, MarkerType, type Node, Position } from "@xyflow/react";
import type { Arrangement } from "../model/drawing/arrange.ts";
import {
  CARD_HEIGHT,
  CARD_WIDTH,
  type Direction,
  GATE_WIDTH,
  gateCorner,
  gateEnds,
  HANDLE_Y,
  intoOf,
  outOf,
  type Point,
  type Rect,
} from "../model/drawing/geometry.ts";
import { type Layout, lineId, missingNeeds } from "../model/drawing/layout.ts";
import { spokenEdge, spokenExecutor, spokenFeeds, spokenGateway } from "../model/drawing/spoken.ts";
import type { BuiltFlow, BuiltNode } from "../model/engine/built-flow.ts";
import { type ExecutorKind, executorKind } from "../model/engine/executor-kind.ts";
import { DEFAULT_EXECUTOR, usesLabel } from "../model/engine/uses-source.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Problem } from "../model/problem.ts";
import type { ExecutorTime } from "../model/run/profile.ts";
import { shorten } from "../model/shorten.ts";
import { type Badge, badgesOf, type ProblemMark, problemMarkOf } from "./badges.ts";
import { type FindWays, type Heights, type Routed, routeLines } from "./route-lines.ts";

interface CardData extends Record<string, unknown> {
  readonly direction: Direction;
  readonly name: string;
  readonly kind: ExecutorKind;
  readonly uses: string;
  /** All of it, where the card shows a part. */
  readonly wholeUses: string;
  readonly badges: readonly Badge[];
  readonly problems: ProblemMark | null;
  readonly time: ExecutorTime | null;
  readonly isStacked: boolean;
  readonly isPinned: boolean;
}

interface GateData extends Record<string, unknown> {
  readonly direction: Direction;
  /** Short lines, one under the other. */
  readonly detail: readonly string[];
  /** All there is to say, where the lines do not. */
  readonly title: string;
}

interface GhostData extends Record<string, unknown> {
  readonly direction: Direction;
  readonly name: string;
}

/** An executor; `plain` where there are so many in view that their cards say no more than who they are. */
export type CardNode = Node<CardData, "card" | "plain">;
/** One of the gateway's two ends. */
export type GateNode = Node<GateData, "start" | "end">;
/** A name that is needed and that no executor has. */
export type GhostNode = Node<GhostData, "ghost">;
/** A node as React Flow takes it. */
export type CanvasNode = CardNode | GateNode | GhostNode;
/** An edge as React Flow takes it. */
export type CanvasEdge = Edge<NeedData, "need">;

interface NeedData extends Record<string, unknown> {
  readonly kind: "written" | "implicit" | "end";
  readonly direction: Direction;
  /** What the line goes through between its ends. */
  readonly bends: readonly Point[];
}

/** What React Flow draws. */
export interface Projection {
  readonly direction: Direction;
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
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
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly gatewayDetail: readonly string[];
  readonly findWays: FindWays;
}

/** The ids of the gateway's two nodes, which no executor can have. */
export const START_ID = "start";
export const END_ID = "end";
const HANDLE_SIZE = 11;
/** With one line of detail or none; each further one makes it higher. */
const GATE_MIN_HEIGHT = 46;
const GATE_LINE = 13;
/** Lines of detail; of more, the last says so. */
const MAX_GATE_LINES = 4;
/** Characters of what is said when one points at it. */
const MAX_TITLE = 500;
const HEAD_HEIGHT = 58;
const BADGES_HEIGHT = 28;
const TIME_HEIGHT = 30;

/** Executors and the gateway's start may share a name with nothing else of the library's ids. */
export function nodeId(name: string): string {
  return name === GATEWAY ? START_ID : `executor ${name}`;
}

/** The name behind an id; both of the gateway's ends are `gateway`. */
export function nameOfId(id: string): string {
  return id === START_ID || id === END_ID ? GATEWAY : id.slice("executor ".length);
}

/** The box of a node, in the drawing's pixels. */
export function rectOf({ position, width = 0, height = 0 }: CanvasNode): Rect {
  return { ...position, width, height };
}

/** Where lines meet and leave a node. */
export function lineEnds(node: CanvasNode, direction: Direction): { into: Point; out: Point } {
  const { type, position, height = 0 } = node;
  return type === "start" || type === "end"
    ? gateEnds(rectOf(node), direction)
    : { into: intoOf(position, direction), out: outOf(position, height, direction) };
}

/** A projection with what the next one can go on from. */
export interface Projected {
  readonly projection: Projection;
  readonly nodes: ReadonlyMap<string, Made<CanvasNode>>;
  readonly edges: ReadonlyMap<string, Made<CanvasEdge>>;
  readonly routed: Routed;
}

/** What was made, and of what. */
interface Made<T> {
  readonly value: T;
  readonly from: readonly unknown[];
}

/** What the drawing has of each, by id; `last` is what the one before had. What comes of the same things is the same. */
class Keeper<T extends { readonly id: string }> {
  readonly made = new Map<string, Made<T>>();
  private readonly last: ReadonlyMap<string, Made<T>> | undefined;

  constructor(last: ReadonlyMap<string, Made<T>> | undefined) {
    this.last = last;
  }

  add(id: string, from: readonly unknown[], make: () => T): void {
    const old = this.last?.get(id);
    if (old && from.every((part, at) => part === old.from[at])) {
      this.made.set(id, old);
      return;
    }
    this.made.set(id, { value: make(), from });
  }

  get values(): readonly T[] {
    return Array.from(this.made.values(), ({ value }) => value);
  }
}

/** `last`: what was drawn before; of that, objects and the ways of lines stay where nothing has changed. */
export function projectFlow(input: ProjectionInput, last: Projected | null): Projected {
  const nodes = new Keeper(last?.nodes);
  projectNodes(input, nodes);
  const heights = heightsOf(nodes.made, last?.routed.drawing.heights);
  const routed = routeLines({ ...input, heights }, last?.routed ?? null);
  const edges = new Keeper(last?.edges);
  projectEdges(input, routed.bends, edges);
  const projection = { direction: input.direction, nodes: nodes.values, edges: edges.values };
  return { projection, nodes: nodes.made, edges: edges.made, routed };
}

/** `before`, if they are the same. */
function heightsOf(made: ReadonlyMap<string, Made<CanvasNode>>, before: Heights | undefined): Heights {
  const gateHeight = (id: string) => made.get(id)?.value.height ?? GATE_MIN_HEIGHT;
  const [start, end] = [gateHeight(START_ID), gateHeight(END_ID)];
  const cards = new Map<string, number>();
  let isSame = before?.start === start && before.end === end && before.cards.size === made.size - 2;
  for (const { value } of made.values()) {
    if (value.type !== "start" && value.type !== "end") {
      const name = nameOfId(value.id);
      const height = value.height ?? CARD_HEIGHT;
      cards.set(name, height);
      isSame &&= before?.cards.get(name) === height;
    }
  }
  return isSame && before ? before : { cards, start, end };
}

function projectNodes(input: ProjectionInput, nodes: Keeper<CanvasNode>): void {
  const { flow, direction, arrangement, pinned, times, problems, gatewayDetail } = input;
  const gate = (id: string, type: "start" | "end", point: Point, lines: readonly string[]): GateNode => {
    const rest = lines.length - MAX_GATE_LINES + 1;
    const detail = rest > 1 ? [...lines.slice(0, -rest), "and more …"] : lines;
    const height = GATE_MIN_HEIGHT + GATE_LINE * Math.max(0, detail.length - 1);
    const side = type === "start" ? "source" : "target";
    return {
      id,
      type,
      position: gateCorner(type, point, height, direction),
      width: GATE_WIDTH,
      height,
      data: { direction, detail, title: shorten(lines.join("\n"), MAX_TITLE) },
      handles: [handle(side, { width: GATE_WIDTH, height, y: height / 2 }, direction)],
      draggable: false,
      deletable: false,
      selectable: type === "start",
      connectable: type === "start",
      ariaRole: "group",
      ariaLabel: spokenGateway(type),
      ...(type === "start" && { domAttributes: { tabIndex: -1 } }),
    };
  };
  const { start, end } = arrangement;
  nodes.add(START_ID, [direction, start.x, start.y, gatewayDetail], () =>
    gate(START_ID, "start", start, gatewayDetail),
  );
  for (const node of flow.nodes) {
    const { x, y } = cornerOf(node.name, arrangement);
    const { name } = node;
    const feeds = spokenFeeds(flow, name);
    const from = [node, direction, x, y, problems.get(name), times.get(name), feeds, pinned.has(name)];
    nodes.add(nodeId(name), from, () => card(node, input));
  }
  for (const name of missingNeeds(flow)) {
    const position = cornerOf(name, arrangement);
    nodes.add(nodeId(name), [direction, position.x, position.y], () => ({
      id: nodeId(name),
      type: "ghost",
      position,
      width: CARD_WIDTH,
      height: HEAD_HEIGHT,
      data: { direction, name },
      handles: [handle("source", { width: CARD_WIDTH, height: HEAD_HEIGHT, y: HANDLE_Y }, direction)],
      selectable: false,
      connectable: false,
      draggable: false,
      ariaRole: "group",
      ariaLabel: `${name}, needed but not in this Flow`,
    }));
  }
  nodes.add(END_ID, [direction, end.x, end.y], () => gate(END_ID, "end", end, []));
}

function cornerOf(name: string, { executors, start }: Arrangement): Point {
  return executors.get(name) ?? start;
}

/** Of a large Flow few cards are in view: what is costly of one is made when somebody looks at it. */
function card(
  node: BuiltNode,
  { flow, direction, arrangement, pinned, times, problems }: ProjectionInput,
): CardNode {
  const time = times.get(node.name) ?? null;
  const height = HEAD_HEIGHT + (badgesOf(node).length > 0 ? BADGES_HEIGHT : 0) + (time ? TIME_HEIGHT : 0);
  let made: Face | null = null;
  const face = () => {
    made ??= faceOf(node, {
      flow,
      direction,
      height,
      isPinned: pinned.has(node.name),
      time,
      problems: problems.get(node.name) ?? [],
    });
    return made;
  };
  return {
    id: nodeId(node.name),
    type: "card",
    position: cornerOf(node.name, arrangement),
    width: CARD_WIDTH,
    height,
    ariaRole: "group",
    get data() {
      return face().data;
    },
    get handles() {
      return face().handles;
    },
    get ariaLabel() {
      return face().ariaLabel;
    },
    get domAttributes() {
      return face().domAttributes;
    },
  };
}

/** What a card shows and tells. */
type Face = Required<Pick<CardNode, "data" | "handles" | "ariaLabel" | "domAttributes">>;

function faceOf(
  node: BuiltNode,
  {
    flow,
    direction,
    height,
    isPinned,
    time,
    problems,
  }: {
    readonly flow: BuiltFlow;
    readonly direction: Direction;
    readonly height: number;
    readonly isPinned: boolean;
    readonly time: ExecutorTime | null;
    readonly problems: readonly Problem[];
  },
): Face {
  const kind = executorKind(node);
  const uses = usesOf(node, kind);
  const badges = badgesOf(node);
  const mark = problemMarkOf(problems);
  const label = [
    spokenExecutor(flow, node),
    `uses ${uses}`,
    ...badges.map(({ text }) => text),
    ...(mark ? [mark.text] : []),
    ...(isPinned ? ["pinned"] : []),
  ].join("; ");
  return {
    data: {
      direction,
      name: node.name,
      kind,
      uses,
      wholeUses: node.uses,
      badges,
      problems: mark,
      time,
      isStacked: node.replicas > 1 || node.shards > 1,
      isPinned,
    },
    handles: (["target", "source"] as const).map((type) =>
      handle(type, { width: CARD_WIDTH, height, y: HANDLE_Y }, direction),
    ),
    ariaLabel: label,
    domAttributes: { "data-executor": node.name, tabIndex: -1 } as Face["domAttributes"],
  };
}

/** The class, file or image; of what does nothing but join, how much that is. */
function usesOf({ uses, needs }: BuiltNode, kind: ExecutorKind): string {
  return kind === "join" && uses === DEFAULT_EXECUTOR ? `joins ${needs.length}` : usesLabel(uses);
}

/** Sides of a node at which lines leave and meet it. */
export const SIDES = {
  right: { source: Position.Right, target: Position.Left },
  down: { source: Position.Bottom, target: Position.Top },
} as const;

/** `y` is where lines meet the node that run to the right. */
function handle(
  type: "source" | "target",
  { width, height, y }: { readonly width: number; readonly height: number; readonly y: number },
  direction: Direction,
) {
  const middle =
    direction === "right"
      ? { x: type === "source" ? width : 0, y }
      : { x: width / 2, y: type === "source" ? height : 0 };
  return {
    id: null,
    type,
    position: SIDES[direction][type],
    x: middle.x - HANDLE_SIZE / 2,
    y: middle.y - HANDLE_SIZE / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  };
}

const ARROW = { type: MarkerType.ArrowClosed, width: 14, height: 14 };

/** Of a line that leads straight from end to end. */
export const NO_BENDS: readonly Point[] = [];

function projectEdges(
  { flow, direction }: ProjectionInput,
  bends: ReadonlyMap<string, readonly Point[]>,
  edges: Keeper<CanvasEdge>,
): void {
  const add = (from: string, to: string, kind: NeedData["kind"]) => {
    const id = lineId(from, to);
    const own = bends.get(id) ?? NO_BENDS;
    edges.add(id, [kind, direction, own], () => edge(id, from, to, kind, own));
  };
  const edge = (
    id: string,
    from: string,
    to: string,
    kind: NeedData["kind"],
    own: readonly Point[],
  ): CanvasEdge => ({
    id,
    type: "need",
    source: nodeId(from),
    target: to === GATEWAY ? END_ID : nodeId(to),
    data: { kind, direction, bends: own },
    className: kind,
    selectable: true,
    focusable: false,
    markerEnd: ARROW,
    ariaLabel: spokenEdge({ from, to }, kind === "implicit"),
    domAttributes: {
      tabIndex: -1,
      "data-needs": `${from}->${to}`,
      ...(kind === "written" ? {} : { "data-implicit": "" }),
    } as CanvasEdge["domAttributes"],
  });
  for (const node of flow.nodes) {
    for (const need of node.needs) {
      add(need, node.name, node.needsWritten ? "written" : "implicit");
    }
  }
  if (flow.end !== GATEWAY) {
    add(flow.end, GATEWAY, "end");
  }
}
