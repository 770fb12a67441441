/**
 * Where vertices stand across their layers: the method of Brandes and Köpf (Fast and Simple Horizontal Coordinate
 * Assignment, 2001). Vertices are aligned in blocks with the median of their neighbours, in each of four ways; each way
 * is made compact; what counts is the middle of the four. Lines over several layers stay straight.
 */
import type { ProperGraph } from "./proper-graph.ts";

type Layers = readonly (readonly number[])[];

/** One of the four ways: the graph as it looks from there. */
interface View {
  /** In the order in which they are gone through. */
  readonly layers: Layers;
  /** Neighbours in the layer gone through before. */
  readonly neighbours: ProperGraph["ins"];
  readonly place: Int32Array;
  readonly extents: ProperGraph["extents"];
  /** Inner lines that others must not cut, as `from * count + to`; either way round. */
  readonly conflicts: ReadonlySet<number>;
}

/** The place of each vertex across its layer, in whole pixels; neighbours keep their extents apart. */
export function assignCoordinates(graph: ProperGraph, layers: Layers): readonly number[] {
  const count = graph.ins.length;
  const conflicts = findConflicts(graph, layers);
  const mirrored = layers.map((layer) => layer.toReversed());
  const mirroredExtents = graph.extents.map(({ before, after }) => ({ before: after, after: before }));
  const ways = [false, true].flatMap((isBackward) =>
    [false, true].map((isMirrored) => {
      const own = isMirrored ? mirrored : layers;
      const view: View = {
        layers: isBackward ? own.toReversed() : own,
        neighbours: isBackward ? graph.outs : graph.ins,
        place: placesOf(own, count),
        extents: isMirrored ? mirroredExtents : graph.extents,
        conflicts,
      };
      const coordinates = compact(view, align(view));
      return { isMirrored, coordinates: isMirrored ? coordinates.map((value) => -value) : coordinates };
    }),
  );
  return middleOf(ways);
}

function placesOf(layers: Layers, count: number): Int32Array {
  const place = new Int32Array(count);
  for (const layer of layers) {
    for (const [at, vertex] of layer.entries()) {
      place[vertex] = at;
    }
  }
  return place;
}

/** Lines that cross an inner one, between two waypoints: they give way to it. */
function findConflicts({ ins, realCount }: ProperGraph, layers: Layers): ReadonlySet<number> {
  const count = ins.length;
  const place = placesOf(layers, count);
  const conflicts = new Set<number>();
  const isWaypoint = (vertex: number) => vertex >= realCount;
  for (const [at, layer] of layers.slice(1).entries()) {
    let from = 0;
    let left = 0;
    for (const [index, vertex] of layer.entries()) {
      const inner = isWaypoint(vertex) ? (ins[vertex] ?? []).find(isWaypoint) : undefined;
      if (inner === undefined && index < layer.length - 1) {
        continue;
      }
      const right = inner === undefined ? (layers[at]?.length ?? 0) : (place[inner] ?? 0);
      for (const scanned of layer.slice(from, index + 1)) {
        for (const neighbour of ins[scanned] ?? []) {
          const own = place[neighbour] ?? 0;
          if ((own < left || own > right) && !(isWaypoint(scanned) && isWaypoint(neighbour))) {
            conflicts.add(neighbour * count + scanned);
            conflicts.add(scanned * count + neighbour);
          }
        }
      }
      from = index + 1;
      left = right;
    }
  }
  return conflicts;
}

/** For each vertex the first one of its block: those that are aligned with one another. */
function align({ layers, neighbours, place, conflicts }: View): Int32Array {
  const count = neighbours.length;
  const root = Int32Array.from({ length: count }, (_, vertex) => vertex);
  for (const layer of layers) {
    let last = -1;
    for (const vertex of layer) {
      const all = neighbours[vertex] ?? [];
      const sorted = all.length > 1 ? all.toSorted((a, b) => (place[a] ?? 0) - (place[b] ?? 0)) : all;
      const middle = (sorted.length - 1) / 2;
      for (let at = Math.floor(middle); at <= Math.ceil(middle); at++) {
        const neighbour = sorted[at];
        if (neighbour === undefined) {
          continue;
        }
        const own = place[neighbour] ?? 0;
        if (root[vertex] === vertex && own > last && !conflicts.has(neighbour * count + vertex)) {
          root[vertex] = root[neighbour] ?? neighbour;
          last = own;
        }
      }
    }
  }
  return root;
}

/** The least place of each block, then each block as near as it can to those that stand after it. */
function compact({ layers, extents }: View, root: Int32Array): number[] {
  const count = root.length;
  // A vertex keeps its block away from that of the vertex before it. Each block has a list of the vertices that it
  // stands before: the first one, and the next one for each.
  const first = new Int32Array(count).fill(-1);
  const next = new Int32Array(count).fill(-1);
  const room = new Float64Array(count);
  const waiting = new Int32Array(count);
  for (const layer of layers) {
    let previous = -1;
    for (const vertex of layer) {
      if (previous >= 0) {
        const before = root[previous] ?? 0;
        room[vertex] = (extents[previous]?.after ?? 0) + (extents[vertex]?.before ?? 0);
        next[vertex] = first[before] ?? -1;
        first[before] = vertex;
        const own = root[vertex] ?? 0;
        waiting[own] = (waiting[own] ?? 0) + 1;
      }
      previous = vertex;
    }
  }
  // Each block comes after those that stand before it in any layer.
  const order = [...root.keys()].filter((vertex) => root[vertex] === vertex && waiting[vertex] === 0);
  const place = new Float64Array(count);
  for (const block of order) {
    for (let vertex = first[block] ?? -1; vertex >= 0; vertex = next[vertex] ?? -1) {
      const after = root[vertex] ?? 0;
      place[after] = Math.max(place[after] ?? 0, (place[block] ?? 0) + (room[vertex] ?? 0));
      const open = (waiting[after] ?? 0) - 1;
      waiting[after] = open;
      if (open === 0) {
        order.push(after);
      }
    }
  }
  for (const block of order.toReversed()) {
    let most = Number.POSITIVE_INFINITY;
    for (let vertex = first[block] ?? -1; vertex >= 0; vertex = next[vertex] ?? -1) {
      most = Math.min(most, (place[root[vertex] ?? 0] ?? 0) - (room[vertex] ?? 0));
    }
    if (most !== Number.POSITIVE_INFINITY) {
      place[block] = Math.max(place[block] ?? 0, most);
    }
  }
  return Array.from(root, (block) => place[block] ?? 0);
}

/** The mean of the two middle ones of four, which are laid over the narrowest of them first. */
function middleOf(ways: readonly { isMirrored: boolean; coordinates: readonly number[] }[]): number[] {
  const bounds = ways.map(({ coordinates }) =>
    coordinates.reduce(
      ({ least, most }, value) => ({ least: Math.min(least, value), most: Math.max(most, value) }),
      { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY },
    ),
  );
  const narrowest = bounds.reduce((best, one) =>
    one.most - one.least < best.most - best.least ? one : best,
  );
  const laid = ways.map(({ isMirrored, coordinates }, way) => {
    const own = bounds[way] ?? narrowest;
    const shift = isMirrored ? narrowest.most - own.most : narrowest.least - own.least;
    return { coordinates, shift };
  });
  return (ways[0]?.coordinates ?? []).map((_, vertex) => {
    const [, second = 0, third = 0] = laid
      .map(({ coordinates, shift }) => (coordinates[vertex] ?? 0) + shift)
      .sort((a, b) => a - b);
    return Math.round((second + third) / 2);
  });
}
