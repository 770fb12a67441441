/**
 * Where the cards of a Flow stand: layers by longest path from the gateway, order within a layer by the median of the
 * neighbours, heights by the mean of the neighbours with a fixed distance kept. Pure and deterministic; linear in
 * executors and needs save for the sorting of each layer. Units are canvas pixels.
 */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** Upper left corner by executor name; names that are needed but not there have one too. */
  readonly executors: ReadonlyMap<string, Point>;
  readonly start: Point;
  readonly end: Point;
}

export const CARD_WIDTH = 178;
export const GATE_WIDTH = 98;
/** From one layer's left edge to the next one's. */
const LAYER_PITCH = CARD_WIDTH + 62;
/** Between the gateway's ends and the first and last layer. */
const GATE_GAP = 52;
/** From one card's top to the next one's; a card with badges and times is at most 118 high. */
const ROW_PITCH = 138;
const SWEEPS = 8;

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

export function layoutFlow(flow: BuiltFlow): Layout {
  const names = [...missingNeeds(flow), ...flow.nodes.map(({ name }) => name)];
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const before: number[][] = names.map(() => []);
  const after: number[][] = names.map(() => []);
  for (const node of flow.nodes) {
    const to = indexOf.get(node.name)!;
    for (const need of node.needs) {
      const from = indexOf.get(need);
      if (from !== undefined && from !== to) {
        before[to]!.push(from);
        after[from]!.push(to);
      }
    }
  }
  const layerOf = assignLayers(before, after);
  const layers: number[][] = Array.from(
    { length: layerOf.reduce((most, layer) => Math.max(most, layer + 1), 0) },
    () => [],
  );
  for (const [index, layer] of layerOf.entries()) {
    layers[layer]!.push(index);
  }
  orderLayers(layers, before, after);
  const y = assignHeights(layers, before, after);

  const executors = new Map(
    names.map((name, index) => [
      name,
      { x: GATE_WIDTH + GATE_GAP + layerOf[index]! * LAYER_PITCH, y: y[index]! },
    ]),
  );
  const last = executors.get(flow.end);
  const firsts = (flow.followers.get(GATEWAY) ?? []).map(({ name }) => executors.get(name)!.y);
  const startY = firsts.length > 0 ? firsts.reduce((sum, value) => sum + value, 0) / firsts.length : 0;
  const layersEnd =
    layers.length > 0 ? layers.length * LAYER_PITCH - (LAYER_PITCH - CARD_WIDTH) + GATE_GAP : GATE_GAP;
  return {
    executors,
    start: { x: 0, y: Math.round(startY) },
    end: { x: GATE_WIDTH + GATE_GAP + layersEnd, y: last?.y ?? Math.round(startY) },
  };
}

/** Longest path by Kahn's order; in a circle the first executor of the file goes on with what is known. */
function assignLayers(before: readonly number[][], after: readonly number[][]): number[] {
  const layerOf = before.map(() => 0);
  const waiting = before.map((list) => list.length);
  const isDone = before.map(() => false);
  const ready = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  let next = 0;
  for (let done = 0; done < before.length; done++) {
    if (ready.length === 0) {
      while (isDone[next]) {
        next++;
      }
      ready.push(next);
    }
    const index = ready.pop()!;
    if (isDone[index]) {
      done--;
      continue;
    }
    isDone[index] = true;
    for (const follower of after[index]!) {
      if (!isDone[follower]) {
        layerOf[follower] = Math.max(layerOf[follower]!, layerOf[index]! + 1);
        waiting[follower]!--;
        if (waiting[follower] === 0) {
          ready.push(follower);
        }
      }
    }
  }
  // A circle broken in the middle may leave empty layers behind; closing the ranks keeps the drawing compact.
  const used = [...new Set(layerOf)].sort((a, b) => a - b);
  const rank = new Map(used.map((layer, index) => [layer, index]));
  return layerOf.map((layer) => rank.get(layer)!);
}

function orderLayers(layers: number[][], before: readonly number[][], after: readonly number[][]): void {
  const place = new Array<number>(before.length).fill(0);
  const number = (layer: readonly number[]) => {
    for (const [at, index] of layer.entries()) {
      place[index] = at;
    }
  };
  for (const layer of layers) {
    number(layer);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForward = sweep % 2 === 0;
    const neighbours = isForward ? before : after;
    for (const layer of isForward ? layers : layers.toReversed()) {
      const keys = new Map(layer.map((index, at) => [index, median(neighbours[index]!, place) ?? at]));
      layer.sort((a, b) => keys.get(a)! - keys.get(b)! || place[a]! - place[b]!);
      number(layer);
    }
  }
}

function median(indices: readonly number[], place: readonly number[]): number | null {
  if (indices.length === 0) {
    return null;
  }
  const places = indices.map((index) => place[index]!).sort((a, b) => a - b);
  const middle = places.length >> 1;
  return places.length % 2 === 1 ? places[middle]! : (places[middle - 1]! + places[middle]!) / 2;
}

function assignHeights(
  layers: readonly number[][],
  before: readonly number[][],
  after: readonly number[][],
): readonly number[] {
  const y = new Array<number>(before.length).fill(0);
  for (const layer of layers) {
    for (const [at, index] of layer.entries()) {
      y[index] = (at - (layer.length - 1) / 2) * ROW_PITCH;
    }
  }
  for (const [neighbours, order] of [
    [before, layers],
    [after, layers.toReversed()],
    [before, layers],
  ] as const) {
    for (const layer of order) {
      const wanted = layer.map((index) => {
        const list = neighbours[index]!;
        return list.length === 0 ? y[index]! : list.reduce((sum, other) => sum + y[other]!, 0) / list.length;
      });
      for (const [at, value] of spread(wanted).entries()) {
        y[layer[at]!] = value;
      }
    }
  }
  return y.map(Math.round);
}

/** The heights closest to the wanted ones (least squares) with ROW_PITCH kept: pooling of adjacent violators. */
function spread(wanted: readonly number[]): number[] {
  const pools: { sum: number; count: number }[] = [];
  for (const [at, value] of wanted.entries()) {
    let pool = { sum: value - at * ROW_PITCH, count: 1 };
    let last = pools.at(-1);
    while (last && last.sum / last.count > pool.sum / pool.count) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
      last = pools.at(-1);
    }
    pools.push(pool);
  }
  return pools
    .flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count))
    .map((base, at) => base + at * ROW_PITCH);
}
