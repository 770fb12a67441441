/**
 * Flow → what React Flow draws. Untouched executors and needs keep their object from one projection to the next, so
 * that the library draws only what changed.
 */

import { type Edge, MarkerType, type Node, Position } from "@xyflow/react";
import { counted } from "../base/words.ts";
import { CARD_WIDTH, GATE_WIDTH, type Layout, missingNeeds, type Point } from "../model/drawing/layout.ts";
import type { BuiltFlow, BuiltNode } from "../model/engine/built-flow.ts";
import { isDrawn } from "../model/engine/drawn.ts";
import { usesLabel } from "../model/engine/uses-source.ts";
import { type Flow, GATEWAY } from "../model/flow.ts";
import type { Problem } from "../model/problem.ts";
import { isList } from "../model/python.ts";
import type { ExecutorTime } from "../model/run/profile.ts";
import { shorten } from "../model/shorten.ts";
import type { EdgeId } from "../store/state.ts";

interface CardData extends Record<string, unknown> {
  readonly name: string;
  readonly uses: string;
  /** All of it, where the card shows a part. */
  readonly wholeUses: string;
  readonly badges: readonly Badge[];
  readonly time: ExecutorTime | null;
  readonly isStacked: boolean;
}

interface Badge {
  readonly text: string;
  readonly kind: "plain" | "accent" | "warning" | "error";
  readonly title: string;
}

interface GateData extends Record<string, unknown> {
  /** Short lines, one under the other. */
  readonly detail: readonly string[];
  /** All there is to say, where the lines do not. */
  readonly title: string;
}

interface GhostData extends Record<string, unknown> {
  readonly name: string;
}

export type CardNode = Node<CardData, "card">;
export type GateNode = Node<GateData, "start" | "end">;
export type GhostNode = Node<GhostData, "ghost">;
export type CanvasNode = CardNode | GateNode | GhostNode;
export type CanvasEdge = Edge<{ kind: "written" | "implicit" | "end" }, "need">;

export interface Projection {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
}

export interface ProjectionInput {
  readonly flow: BuiltFlow;
  readonly layout: Layout;
  readonly placed: ReadonlyMap<string, Point>;
  readonly selection: ReadonlySet<string>;
  readonly selectedEdge: EdgeId | null;
  readonly times: ReadonlyMap<string, ExecutorTime>;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly gatewayDetail: readonly string[];
}

export const START_ID = "start";
export const END_ID = "end";
/** Height of the handle's middle below the upper edge of a card; the gateway's ends line up with it. */
export const HANDLE_Y = 31;
const HANDLE_SIZE = 11;
/** With one line of detail or none; each further one makes it higher. */
const GATE_HEIGHT = 46;
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

/** The projection with cards where they are being dragged to; all others keep their object. */
export function withMoves(projection: Projection, moves: ReadonlyMap<string, Point>): Projection {
  if (moves.size === 0) {
    return projection;
  }
  const nodes = projection.nodes.map((node) => {
    const position = node.type === "card" ? moves.get(node.data.name) : undefined;
    return position ? { ...node, position } : node;
  });
  return { ...projection, nodes };
}

export function createProjector(): (input: ProjectionInput) => Projection {
  let nodes = new Map<string, CanvasNode>();
  let edges = new Map<string, CanvasEdge>();
  return (input) => {
    const nextNodes = new Map<string, CanvasNode>();
    const nextEdges = new Map<string, CanvasEdge>();
    for (const node of projectNodes(input)) {
      const old = nodes.get(node.id);
      nextNodes.set(node.id, old && isSame(old, node) ? old : node);
    }
    for (const edge of projectEdges(input)) {
      const old = edges.get(edge.id);
      nextEdges.set(edge.id, old && isSame(old, edge) ? old : edge);
    }
    nodes = nextNodes;
    edges = nextEdges;
    return { nodes: [...nodes.values()], edges: [...edges.values()] };
  };
}

function* projectNodes(input: ProjectionInput): Generator<CanvasNode> {
  const { flow, layout, selection, gatewayDetail } = input;
  const gate = (id: string, type: "start" | "end", point: Point, lines: readonly string[]): GateNode => {
    const rest = lines.length - MAX_GATE_LINES + 1;
    const detail = rest > 1 ? [...lines.slice(0, -rest), "and more …"] : lines;
    const height = GATE_HEIGHT + GATE_LINE * Math.max(0, detail.length - 1);
    return {
      id,
      type,
      position: { x: point.x, y: point.y + HANDLE_Y - height / 2 },
      width: GATE_WIDTH,
      height,
      data: { detail, title: shorten(lines.join("\n"), MAX_TITLE) },
      handles: [handle(type === "start" ? "source" : "target", GATE_WIDTH, height / 2)],
      draggable: false,
      deletable: false,
      selected: type === "start" && selection.has(GATEWAY),
      selectable: type === "start",
      connectable: type === "start",
      ariaLabel: type === "start" ? "gateway, where requests come in" : "gateway, where answers go out",
    };
  };
  yield gate(START_ID, "start", layout.start, gatewayDetail);
  for (const node of flow.nodes) {
    yield card(node, input);
  }
  for (const name of missingNeeds(flow)) {
    yield {
      id: nodeId(name),
      type: "ghost",
      position: input.placed.get(name) ?? layout.executors.get(name)!,
      width: CARD_WIDTH,
      height: HEAD_HEIGHT,
      data: { name },
      handles: [handle("source", CARD_WIDTH, HANDLE_Y)],
      selectable: false,
      connectable: false,
      draggable: false,
      ariaLabel: `${name}, needed but not in this Flow`,
    };
  }
  yield gate(END_ID, "end", layout.end, []);
}

function card(node: BuiltNode, { layout, placed, selection, times, problems }: ProjectionInput): CardNode {
  const uses = usesLabel(node.uses);
  const badges = badgesOf(node, problems.get(node.name) ?? []);
  const time = times.get(node.name) ?? null;
  const height = HEAD_HEIGHT + (badges.length > 0 ? BADGES_HEIGHT : 0) + (time ? TIME_HEIGHT : 0);
  const role = node.role === "DEPLOYMENT" ? "" : `, ${node.role.toLowerCase().replaceAll("_", " ")}`;
  const label = [
    `${node.name}${role}, uses ${uses}`,
    `needs ${node.needs.join(", ")}${node.needsWritten ? "" : " by order"}`,
    ...badges.map(({ text }) => text),
  ].join("; ");
  return {
    id: nodeId(node.name),
    type: "card",
    position: placed.get(node.name) ?? layout.executors.get(node.name)!,
    width: CARD_WIDTH,
    height,
    data: {
      name: node.name,
      uses,
      wholeUses: node.uses,
      badges,
      time,
      isStacked: node.replicas > 1 || node.shards > 1,
    },
    handles: [handle("target", CARD_WIDTH, HANDLE_Y), handle("source", CARD_WIDTH, HANDLE_Y)],
    selected: selection.has(node.name),
    ariaLabel: label,
    domAttributes: { "data-executor": node.name } as CardNode["domAttributes"],
  };
}

function badgesOf(node: BuiltNode, problems: readonly Problem[]): Badge[] {
  const badges: Badge[] = [];
  if (node.replicas !== 1 && node.shards === 1) {
    badges.push({ text: counted(node.replicas, "replica"), kind: "accent", title: "Copies that take turns" });
  }
  if (node.shards !== 1) {
    const polling = node.polling.startsWith("{") ? "by endpoint" : node.polling.toUpperCase();
    const times = node.replicas === 1 ? "" : ` × ${node.replicas}`;
    const each = node.replicas === 1 ? "" : ` of ${counted(node.replicas, "replica")} each`;
    badges.push({
      text: `${counted(node.shards, "shard")}${times}`,
      kind: "accent",
      title: `${counted(node.shards, "shard")}${each}, polling ${polling}`,
    });
    badges.push({ text: polling, kind: "plain", title: "Polling: which shards get a request" });
  }
  if (node.external) {
    badges.push({ text: "external", kind: "plain", title: "Runs elsewhere already" });
  }
  if (node.floating) {
    badges.push({ text: "floating", kind: "plain", title: "Called, but nobody waits for its result" });
  }
  if (node.role !== "DEPLOYMENT") {
    const text = { JOIN: "join", INSPECT: "inspect", INSPECT_AUX_PASS: "passes on", JOIN_INSPECT: "gathers" }[
      node.role
    ];
    badges.push({ text, kind: "plain", title: `Role ${node.role}` });
  }
  // A matter of style is none to be warned of on the card.
  const grave = problems.filter(({ severity }) => severity !== "hint");
  if (grave.length > 0) {
    const isError = grave.some(({ severity }) => severity === "error");
    badges.unshift({
      text: counted(grave.length, "problem"),
      kind: isError ? "error" : "warning",
      title: grave.map(({ message }) => message).join("\n"),
    });
  }
  return badges;
}

function handle(type: "source" | "target", width: number, y: number) {
  return {
    id: null,
    type,
    position: type === "source" ? Position.Right : Position.Left,
    x: (type === "source" ? width : 0) - HANDLE_SIZE / 2,
    y: y - HANDLE_SIZE / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  };
}

function* projectEdges({ flow, selectedEdge }: ProjectionInput): Generator<CanvasEdge> {
  for (const node of flow.nodes) {
    for (const need of node.needs) {
      yield edge(need, node.name, node.needsWritten ? "written" : "implicit", selectedEdge);
    }
  }
  if (flow.end !== GATEWAY) {
    yield edge(flow.end, GATEWAY, "end", selectedEdge);
  }
}

function edge(
  from: string,
  to: string,
  kind: "written" | "implicit" | "end",
  selectedEdge: EdgeId | null,
): CanvasEdge {
  return {
    id: `${from}->${to}`,
    type: "need",
    source: nodeId(from),
    target: to === GATEWAY ? END_ID : nodeId(to),
    data: { kind },
    className: kind,
    selected: selectedEdge?.from === from && selectedEdge.to === to,
    selectable: true,
    focusable: false,
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
    ariaLabel: `${to} needs ${from}${kind === "implicit" ? ", by order" : ""}`,
    domAttributes: {
      "data-needs": `${from}->${to}`,
      ...(kind === "written" ? {} : { "data-implicit": "" }),
    } as CanvasEdge["domAttributes"],
  };
}

/** Up to so many edges are elements of their own, whatever they look like. */
const MAX_SINGLE = 2000;
/** Of more, those that share one end with more than so many others lie on one another, and are drawn as lines. */
const MAX_AT_ONE = 50;

/**
 * The edges that are elements of their own, and those of bundles. An element is there for each edge that crosses the
 * screen, which of an executor with thousands of needs all do.
 */
export function partBundles(edges: readonly CanvasEdge[]): {
  single: readonly CanvasEdge[];
  bundled: readonly CanvasEdge[];
} {
  if (edges.length <= MAX_SINGLE) {
    return { single: edges, bundled: [] };
  }
  const counts = new Map<string, number>();
  const ends = ({ source, target }: CanvasEdge) => [`from ${source}`, `to ${target}`];
  for (const end of edges.flatMap(ends)) {
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const isBundled = (edge: CanvasEdge) => ends(edge).some((end) => counts.get(end)! > MAX_AT_ONE);
  const bundled = edges.filter(isBundled);
  return bundled.length === 0
    ? { single: edges, bundled }
    : { single: edges.filter((edge) => !isBundled(edge)), bundled };
}

/** Compares what is drawn; both sides were made by this file, so they have the same keys in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return false;
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

/** Characters of one of the gateway's lines that are shown whole. */
const MAX_GATE_LINE = 14;

/**
 * What the gateway's card says, as far as the file says it; Jina's default is gRPC at a random port. Of an old file it
 * is what its own version meant. Each protocol stands with its own port, as `GRPC · 54321`, or over it where both are
 * too long for a line.
 */
export function gatewayDetail({
  flow,
  legacy,
  picture,
}: {
  readonly flow: Pick<Flow, "with" | "gateway">;
  readonly legacy: unknown;
  readonly picture: BuiltFlow;
}): string[] {
  if (legacy) {
    const { protocols, ports } = picture.gateway;
    return gateLines([...protocols], isDrawn(ports) ? [] : ports.map(String));
  }
  const list = (...keys: string[]): string[] => {
    for (const map of [flow.gateway, flow.with]) {
      for (const key of keys) {
        const value = map.get(key) ?? null;
        if (value !== null) {
          return isList(value) ? value.map(String) : [String(value)];
        }
      }
    }
    return [];
  };
  const written = list("protocol", "protocols");
  const protocols = (written.length > 0 ? written : ["GRPC"]).map((protocol) => protocol.toUpperCase());
  return gateLines(protocols, list("port", "ports", "port_expose"));
}

function gateLines(protocols: readonly string[], ports: readonly string[]): string[] {
  if (ports.length === 0) {
    return [...protocols];
  }
  const pairs =
    ports.length === protocols.length
      ? protocols.map((protocol, index) => [protocol, ports[index]!])
      : [[protocols.join(", "), ports.join(", ")]];
  return pairs.flatMap((pair) => {
    const line = pair.join(" · ");
    return line.length > MAX_GATE_LINE ? pair : [line];
  });
}
