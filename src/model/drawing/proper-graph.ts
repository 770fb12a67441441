/**
 * The graph with lines from one layer to the next only. A line over several layers gets a place of its own in each
 * layer between, a waypoint, which takes part in the layout as a card does: so no line runs behind a card.
 */
import type { Graph } from "./layers.ts";

/** Room of a vertex across its layer, in pixels before and after the line on which it is tied to others. */
export interface Extent {
  readonly before: number;
  readonly after: number;
}

/** A graph in layers in which each line leads from one layer to the next: longer ones have a waypoint in each layer. */
export interface ProperGraph {
  /** Vertices by layer, in no order that means anything. Those from `realCount` on are waypoints. */
  readonly layers: readonly (readonly number[])[];
  readonly realCount: number;
  readonly ins: readonly (readonly number[])[];
  readonly outs: readonly (readonly number[])[];
  readonly extents: readonly Extent[];
  /** Waypoints by line, as `from * realCount + to`, in the order in which the line goes through them. */
  readonly waypoints: ReadonlyMap<number, readonly number[]>;
  /** Lines that are too long for waypoints within the cap: they go around the whole drawing. */
  readonly around: ReadonlySet<number>;
}

/** From the middle of a line to its neighbour's room. */
const LINE_ROOM: Extent = { before: 9, after: 9 };
/** Waypoints beyond those that each card may have; the longest lines go without. */
const SPARE_WAYPOINTS = 4000;
const WAYPOINTS_PER_CARD = 3;

/** The graph with a vertex in each layer that a line goes through. `roomOf`: what a vertex takes up across its layer. */
export function properGraph(
  graph: Graph,
  layerOf: readonly number[],
  roomOf: (vertex: number) => Extent,
): ProperGraph {
  const realCount = layerOf.length;
  const layers: number[][] = [];
  const extents: Extent[] = [];
  const ins: number[][] = [];
  const outs: number[][] = [];
  const add = (layer: number, extent: Extent) => {
    const vertex = extents.push(extent) - 1;
    ins.push([]);
    outs.push([]);
    while (layers.length <= layer) {
      layers.push([]);
    }
    layers[layer]?.push(vertex);
    return vertex;
  };
  const link = (from: number, to: number) => {
    outs[from]?.push(to);
    ins[to]?.push(from);
  };
  for (const [vertex, layer] of layerOf.entries()) {
    add(layer, roomOf(vertex));
  }
  const waypoints = new Map<number, readonly number[]>();
  const around = new Set<number>();
  const longest = longestAllowed(graph, layerOf);
  for (const [from, followers] of graph.after.entries()) {
    for (const to of followers) {
      const key = lineKey(realCount, from, to);
      const [start, end] = [layerOf[from] ?? 0, layerOf[to] ?? 0];
      const count = waypointCount(start, end);
      if (count > longest) {
        around.add(key);
      } else if (start < end) {
        const way = Array.from({ length: count }, (_, step) => add(start + 1 + step, LINE_ROOM));
        linkAll([from, ...way, to], link);
        if (count > 0) {
          waypoints.set(key, way);
        }
      } else {
        // A line back passes the cards at both of its ends too, and is tied to neither.
        const way = Array.from({ length: count }, (_, step) => add(end + step, LINE_ROOM));
        linkAll(way, link);
        waypoints.set(key, way.reverse());
      }
    }
  }
  return { layers, realCount, ins, outs, extents, waypoints, around };
}

/** One number for a line from one vertex to another; `realCount` is how many vertices there are. */
export function lineKey(realCount: number, from: number, to: number): number {
  return from * realCount + to;
}

function linkAll(vertices: readonly number[], link: (from: number, to: number) => void): void {
  for (const [index, to] of vertices.entries()) {
    const from = vertices[index - 1];
    if (from !== undefined) {
      link(from, to);
    }
  }
}

function waypointCount(start: number, end: number): number {
  return start < end ? end - start - 1 : start - end + 1;
}

/** The most waypoints that one line may have so that all lines together keep to the cap. */
function longestAllowed({ after }: Graph, layerOf: readonly number[]): number {
  const counts = after
    .flatMap((followers, from) => followers.map((to) => waypointCount(layerOf[from] ?? 0, layerOf[to] ?? 0)))
    .sort((a, b) => a - b);
  let left = SPARE_WAYPOINTS + WAYPOINTS_PER_CARD * layerOf.length;
  for (const count of counts) {
    left -= count;
    if (left < 0) {
      return count - 1;
    }
  }
  return Number.MAX_SAFE_INTEGER;
}
