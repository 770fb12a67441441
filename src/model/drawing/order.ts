/**
 * The order of vertices within their layers, with few crossings of lines: from the order in which a walk from the start
 * meets them, by weighted medians of the neighbours and exchanges of adjacent vertices, the best of all rounds.
 */
import type { ProperGraph } from "./proper-graph.ts";

/**
 * Rounds over all layers, forward and back in turn, and in each of them repetitions of exchanging adjacent vertices: of
 * large graphs fewer, as each takes longer. PATIENCE rounds without a better order end it.
 */
const EFFORTS = [
  { mostLinks: 5000, sweeps: 24, exchanges: 3 },
  { mostLinks: 20_000, sweeps: 8, exchanges: 1 },
  { mostLinks: Number.POSITIVE_INFINITY, sweeps: 4, exchanges: 0 },
] as const;
const PATIENCE = 6;

/** The layers of `graph` in that order. Deterministic. */
export function orderLayers(graph: ProperGraph): readonly (readonly number[])[] {
  const { ins, outs } = graph;
  const layers = startOrder(graph);
  const place = new Int32Array(ins.length);
  const number = (layer: readonly number[]) => {
    for (const [at, vertex] of layer.entries()) {
      place[vertex] = at;
    }
  };
  layers.forEach(number);
  const links = outs.reduce((sum, list) => sum + list.length, 0);
  const { sweeps, exchanges } = EFFORTS.find(({ mostLinks }) => links <= mostLinks) ?? EFFORTS[0];
  let best = layers.map((layer) => [...layer]);
  let fewest = countCrossings(layers, outs, place);
  let patience = PATIENCE;
  for (let sweep = 0; sweep < sweeps && fewest > 0 && patience > 0; sweep++) {
    const isForward = sweep % 2 === 0;
    for (const layer of isForward ? layers : layers.toReversed()) {
      sortByMedians(layer, isForward ? ins : outs, place);
      number(layer);
    }
    exchangeNeighbours(layers, graph, place, exchanges);
    const crossings = countCrossings(layers, outs, place);
    patience--;
    if (crossings < fewest) {
      fewest = crossings;
      best = layers.map((layer) => [...layer]);
      patience = PATIENCE;
    }
  }
  return best;
}

/** The order in which a walk in depth from the first vertices meets all others. */
function startOrder({ layers, ins, outs }: ProperGraph): number[][] {
  const layerOf = new Int32Array(ins.length);
  for (const [at, layer] of layers.entries()) {
    for (const vertex of layer) {
      layerOf[vertex] = at;
    }
  }
  const met: number[][] = layers.map(() => []);
  const isMet = new Uint8Array(ins.length);
  const roots = [...ins.keys()].filter((vertex) => ins[vertex]?.length === 0);
  // Vertices of a cycle have something before each of them; its waypoints have not.
  for (const root of [...roots, ...ins.keys()]) {
    const stack = [root];
    for (let vertex = stack.pop(); vertex !== undefined; vertex = stack.pop()) {
      if (isMet[vertex] === 1) {
        continue;
      }
      isMet[vertex] = 1;
      met[layerOf[vertex] ?? 0]?.push(vertex);
      const next = outs[vertex] ?? [];
      for (let at = next.length - 1; at >= 0; at--) {
        stack.push(next[at] ?? 0);
      }
    }
  }
  return met;
}

/** Vertices without neighbours on that side keep their place. */
function sortByMedians(layer: number[], neighbours: ProperGraph["ins"], place: Int32Array): void {
  // Of the vertex at each place.
  const medians = layer.map((vertex) => weightedMedian(neighbours[vertex] ?? [], place));
  const medianOf = (vertex: number) => medians[place[vertex] ?? 0] ?? -1;
  const movable = layer.filter((vertex) => medianOf(vertex) >= 0);
  movable.sort((a, b) => medianOf(a) - medianOf(b) || (place[a] ?? 0) - (place[b] ?? 0));
  let next = 0;
  for (const [at, median] of medians.entries()) {
    if (median >= 0) {
      layer[at] = movable[next++] ?? 0;
    }
  }
}

/** -1 without neighbours. Of an even number, between the two in the middle, nearer to the side that is closer together. */
function weightedMedian(neighbours: readonly number[], place: Int32Array): number {
  if (neighbours.length < 2) {
    const [only] = neighbours;
    return only === undefined ? -1 : (place[only] ?? 0);
  }
  const places = neighbours.map((vertex) => place[vertex] ?? 0).sort((a, b) => a - b);
  const middle = places.length >> 1;
  const upper = places[middle] ?? 0;
  if (places.length % 2 === 1) {
    return upper;
  }
  const lower = places[middle - 1] ?? 0;
  const left = lower - (places[0] ?? 0);
  const right = (places.at(-1) ?? 0) - upper;
  return left + right === 0 ? (lower + upper) / 2 : (lower * right + upper * left) / (left + right);
}

function exchangeNeighbours(
  layers: readonly number[][],
  { ins, outs }: ProperGraph,
  place: Int32Array,
  rounds: number,
): void {
  const sorted = (neighbours: readonly number[]) => {
    const places = neighbours.map((vertex) => place[vertex] ?? 0);
    return places.length > 1 ? places.sort((a, b) => a - b) : places;
  };
  for (let round = 0, isBetter = true; isBetter && round < rounds; round++) {
    isBetter = false;
    for (const layer of layers) {
      const before = layer.map((vertex) => sorted(ins[vertex] ?? []));
      const after = layer.map((vertex) => sorted(outs[vertex] ?? []));
      for (let at = 0; at + 1 < layer.length; at++) {
        const gain = gainOf(before[at], before[at + 1]) + gainOf(after[at], after[at + 1]);
        if (gain > 0) {
          isBetter = true;
          swap(layer, at);
          swap(before, at);
          swap(after, at);
        }
      }
      for (const [at, vertex] of layer.entries()) {
        place[vertex] = at;
      }
    }
  }
}

function swap<T>(list: T[], at: number): void {
  const [first, second] = [list[at], list[at + 1]];
  if (first !== undefined && second !== undefined) {
    list[at] = second;
    list[at + 1] = first;
  }
}

/** How many crossings fewer there are once a vertex stands after the next one; sorted places of their neighbours. */
function gainOf(first: readonly number[] = [], second: readonly number[] = []): number {
  let gain = 0;
  let smaller = 0;
  let notLarger = 0;
  for (const place of first) {
    while (smaller < second.length && (second[smaller] ?? 0) < place) {
      smaller++;
    }
    while (notLarger < second.length && (second[notLarger] ?? 0) <= place) {
      notLarger++;
    }
    gain += smaller - (second.length - notLarger);
  }
  return gain;
}

/** Crossings between all adjacent layers, by counting inversions in a tree of sums. */
function countCrossings(
  layers: readonly (readonly number[])[],
  outs: ProperGraph["outs"],
  place: Int32Array,
): number {
  let crossings = 0;
  for (const [at, layer] of layers.entries()) {
    const size = layers[at + 1]?.length ?? 0;
    const sums = new Int32Array(size + 1);
    let total = 0;
    for (const vertex of layer) {
      const others = outs[vertex] ?? [];
      for (const other of others) {
        let upTo = 0;
        for (let node = (place[other] ?? 0) + 1; node > 0; node -= node & -node) {
          upTo += sums[node] ?? 0;
        }
        crossings += total - upTo;
      }
      for (const other of others) {
        for (let node = (place[other] ?? 0) + 1; node <= size; node += node & -node) {
          sums[node] = (sums[node] ?? 0) + 1;
        }
        total++;
      }
    }
  }
  return crossings;
}
