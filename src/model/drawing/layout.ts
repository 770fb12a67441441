/**
 * Where the cards of a Flow stand and how its lines run between them: layers by longest path from the gateway, few
 * crossings, and lines that never run behind a card. Pure and deterministic. Units are the drawing's pixels.
 */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Need } from "../flow-edit.ts";
import { assignCoordinates } from "./coordinates.ts";
import {
  CARD_HEIGHT,
  CARD_LENGTH,
  CARD_TO_LINE,
  CARD_WIDTH,
  type Direction,
  GATE_HEIGHT,
  GATE_WIDTH,
  HANDLE_Y,
  type Point,
  pointAt,
  START,
  withoutMiddles,
} from "./geometry.ts";
import { assignLayers, type Graph } from "./layers.ts";
import { orderLayers } from "./order.ts";
import { type Extent, lineKey, type ProperGraph, properGraph } from "./proper-graph.ts";
import { type Column, oneRow, type Rows, wrapRows } from "./rows.ts";

/** How a Flow is laid out. */
export interface LayoutForm {
  readonly direction: Direction;
  /** Whether layers that make a long strip stand in rows. */
  readonly wraps: boolean;
}

/** Where the cards of a Flow stand, and how its lines run. */
export interface Layout extends LayoutForm {
  /** Upper left corner by executor name; names that are needed but not there have one too. */
  readonly executors: ReadonlyMap<string, Point>;
  /** Where lines leave the gateway, and where the last one comes back to it. */
  readonly start: Point;
  readonly end: Point;
  /** By `lineId`: where a line that does not lead straight from card to card goes through. */
  readonly bends: ReadonlyMap<string, readonly Point[]>;
}

/** Between two layers of cards; more where lines have far to go across. Few cards are as high as their room. */
export const LAYER_GAP = { right: 62, down: 36 } as const;
const MAX_LAYER_GAP = 150;
/** Pixels of gap for each pixel that a line goes across. */
const GAP_PER_STEP = 0.1;
/** Between the gateway's ends and the first and last layer. */
export const GATE_GAP = { right: 52, down: 36 } as const;
/** Around each card, across its layer. */
const CARD_RIM = 10;
/** Between lines that go around the whole drawing; that many of them have a way of their own. */
const AROUND_PITCH = 10;
const AROUND_WAYS = 40;

/**
 * How a line is called that leads from one executor, or `gateway`, to another. No two have one name: within those of
 * executors `>` comes in pairs, so that the arrow is the only one that stands by itself or makes their number odd.
 */
export function lineId(from: string, to: string): string {
  return `${from.replaceAll(">", ">>")}->${to.replaceAll(">", ">>")}`;
}

/** The need whose line is called so; null if there is none. */
export function needOfLine({ nodes, end }: BuiltFlow, id: string): Need | null {
  for (const { name, needs } of nodes) {
    const from = needs.find((need) => lineId(need, name) === id);
    if (from !== undefined) {
      return { from, to: name };
    }
  }
  return end !== GATEWAY && lineId(end, GATEWAY) === id ? { from: end, to: GATEWAY } : null;
}

/** Names that somebody needs and no executor has, in the order of the file. */
export function missingNeeds(flow: BuiltFlow): string[] {
  const missing = new Set<string>();
  for (const node of flow.nodes) {
    for (const need of node.needs) {
      if (need !== GATEWAY && !flow.byName.has(need)) {
        missing.add(need);
      }
    }
  }
  return [...missing];
}

/** The graph of a Flow by numbers: 0 is the gateway's start, then come the names, last is the gateway's end. */
interface FlowGraph extends Graph {
  readonly names: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
}

/** The layer of each name, from 1 on. */
export function layersOfNames(flow: BuiltFlow): ReadonlyMap<string, number> {
  const graph = graphOf(flow);
  const layerOf = layersOf(graph);
  return new Map(graph.names.map((name, index) => [name, layerOf[index + 1] ?? 1]));
}

/** Places for all cards, and bends for the lines that do not lead straight. */
export function layoutFlow(flow: BuiltFlow, direction: Direction = "right", wraps = false): Layout {
  const graph = graphOf(flow);
  const layerOf = layersOf(graph);
  const isCard = (vertex: number) => vertex > 0 && vertex < layerOf.length - 1;
  const room = roomIn(direction);
  const proper = properGraph(graph, layerOf, (vertex) => (isCard(vertex) ? room.card : room.gate));
  const layers = orderLayers(proper);
  const placed = assignCoordinates(proper, layers);
  // The gateway's start stands at 0 across.
  const across = placed.map((value) => value - (placed[0] ?? 0));
  const columns = columnsOf(proper, layers, across, direction);
  const laid = { proper, layers, columns, across, direction };
  // A line around the whole drawing would run over other rows.
  const rows = wraps && proper.around.size === 0 ? wrapRows(laid) : oneRow(laid);
  return laidOut({ graph, proper, layerOf, rows, direction, wraps });
}

function graphOf(flow: BuiltFlow): FlowGraph {
  const names = [...missingNeeds(flow), ...flow.nodes.map(({ name }) => name)];
  const indexOf = new Map<string, number>([[GATEWAY, 0]]);
  for (const name of names) {
    indexOf.set(name, indexOf.size);
  }
  const end = names.length + 1;
  const before: number[][] = Array.from({ length: end + 1 }, () => []);
  const after: number[][] = before.map(() => []);
  const connect = (from: number, to: number) => {
    before[to]?.push(from);
    after[from]?.push(to);
  };
  for (const { name, needs } of flow.nodes) {
    for (const need of needs) {
      connect(indexOf.get(need) ?? 0, indexOf.get(name) ?? 0);
    }
  }
  connect(indexOf.get(flow.end) ?? 0, end);
  return { names, indexOf, before, after };
}

/** The gateway's start has the first layer for itself, and its end the last. */
function layersOf(graph: FlowGraph): readonly number[] {
  const layers = assignLayers(graph).slice(0, -1);
  return [...layers, layers.reduce((most, layer) => Math.max(most, layer), 0) + 1];
}

function roomIn(direction: Direction): { card: Extent; gate: Extent } {
  const half = (size: number): Extent => ({ before: size / 2 + CARD_RIM, after: size / 2 + CARD_RIM });
  return direction === "right"
    ? {
        card: { before: HANDLE_Y + CARD_RIM, after: CARD_HEIGHT - HANDLE_Y + CARD_RIM },
        gate: half(GATE_HEIGHT),
      }
    : { card: half(CARD_WIDTH), gate: half(GATE_WIDTH) };
}

function columnsOf(
  { outs }: ProperGraph,
  layers: readonly (readonly number[])[],
  across: readonly number[],
  direction: Direction,
): readonly Column[] {
  const gate = direction === "right" ? GATE_WIDTH : GATE_HEIGHT;
  const columns: Column[] = [];
  let from = 0;
  for (const [at, layer] of layers.entries()) {
    const isGate = at === 0 || at === layers.length - 1;
    const to = from + (isGate ? gate : CARD_LENGTH[direction]);
    columns.push({ from, to });
    const steps = layer.flatMap((vertex) =>
      (outs[vertex] ?? []).map((other) => Math.abs((across[vertex] ?? 0) - (across[other] ?? 0))),
    );
    const widest = steps.reduce((most, step) => Math.max(most, step), 0);
    const least = at === 0 || at === layers.length - 2 ? GATE_GAP[direction] : LAYER_GAP[direction];
    from = to + Math.min(MAX_LAYER_GAP, Math.max(least, Math.round(widest * GAP_PER_STEP)));
  }
  return columns;
}

interface Laid extends LayoutForm {
  readonly graph: FlowGraph;
  readonly proper: ProperGraph;
  readonly layerOf: readonly number[];
  readonly rows: Rows;
}

function laidOut(laid: Laid): Layout {
  const { graph, layerOf, rows, direction, wraps } = laid;
  const { columns, across } = rows;
  const toPoint = (along: number, value: number) => pointAt(along, value, direction);
  const columnOf = (vertex: number): Column => columns[layerOf[vertex] ?? 0] ?? { from: 0, to: 0 };
  const end = layerOf.length - 1;
  const executors = new Map(
    graph.names.map((name, index) => [
      name,
      toPoint(columnOf(index + 1).from, (across[index + 1] ?? 0) - CARD_TO_LINE[direction]),
    ]),
  );
  return {
    direction,
    wraps,
    executors,
    start: START[direction],
    end: toPoint(columnOf(end).from, across[end] ?? 0),
    bends: bendsOf(laid, toPoint),
  };
}

const NO_WAY: readonly number[] = [];

function bendsOf(
  { graph, proper, layerOf, rows, direction }: Laid,
  toPoint: (along: number, across: number) => Point,
): ReadonlyMap<string, readonly Point[]> {
  const { realCount, waypoints, around } = proper;
  const { columns, across, crossing } = rows;
  const layerOfWaypoint = (from: number, to: number) => {
    const [start, end] = [layerOf[from] ?? 0, layerOf[to] ?? 0];
    return (step: number) => (start < end ? start + 1 + step : start - step);
  };
  const nameOf = (vertex: number) => graph.names[vertex - 1] ?? GATEWAY;
  const bends = new Map<string, readonly Point[]>();
  const outermost = across.reduce((least, value) => Math.min(least, value), 0) - CARD_HEIGHT;
  for (const [from, followers] of graph.after.entries()) {
    for (const to of followers) {
      const key = lineKey(realCount, from, to);
      const way = waypoints.get(key) ?? NO_WAY;
      if (around.has(key)) {
        const lane = outermost - AROUND_PITCH * (bends.size % AROUND_WAYS);
        bends.set(lineId(nameOf(from), nameOf(to)), [
          toPoint((columns[layerOf[from] ?? 0]?.to ?? 0) + LAYER_GAP[direction] / 2, lane),
          toPoint((columns[layerOf[to] ?? 0]?.from ?? 0) - LAYER_GAP[direction] / 2, lane),
        ]);
      } else {
        const layer = layerOfWaypoint(from, to);
        const isForward = (layerOf[from] ?? 0) < (layerOf[to] ?? 0);
        const points = way.flatMap((vertex, step) => {
          const { from: near, to: far } = columns[layer(step)] ?? { from: 0, to: 0 };
          const value = across[vertex] ?? 0;
          const pair = [toPoint(near, value), toPoint(far, value)];
          return [...crossing(way[step - 1] ?? from, vertex), ...(isForward ? pair : pair.reverse())];
        });
        points.push(...crossing(way.at(-1) ?? from, to));
        if (points.length > 0) {
          bends.set(lineId(nameOf(from), nameOf(to)), withoutMiddles(points));
        }
      }
    }
  }
  return bends;
}
