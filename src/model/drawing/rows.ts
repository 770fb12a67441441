/**
 * Layers in rows, one below the other, where a long chain would be a strip too thin to read. A line that leads from the
 * end of a row to the beginning of the next goes back in a lane of its own between them.
 */
import { type Direction, type Point, pointAt } from "./geometry.ts";
import type { ProperGraph } from "./proper-graph.ts";

/** A layer's extent in the direction of the lines. */
export interface Column {
  readonly from: number;
  readonly to: number;
}

/** Layers along their row, vertices across the whole drawing, and the lines between rows. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly across: readonly number[];
  /** The points between the two ends of a line from one vertex to one of a neighbouring layer: none within a row. */
  crossing(from: number, to: number): readonly Point[];
}

/** The window that rows are made for, as its extent along by that across. */
const WINDOW = { right: 1.1, down: 1.6 } as const;
/** Between a row and the lanes below it, and from lane to lane; so many lanes are apart. */
const LANE_GAP = 14;
const LANE_PITCH = 9;
const MOST_LANES = 40;
/** Straight pieces of a line behind the end of a row, and before the beginning of the next, where its arrow stands. */
const STUB_OUT = 8;
const STUB_IN = 20;
/** Row lengths that are tried. */
const MOST_TRIED = 60;

interface Laid {
  readonly proper: ProperGraph;
  readonly layers: readonly (readonly number[])[];
  readonly columns: readonly Column[];
  readonly across: readonly number[];
  readonly direction: Direction;
}

/** All layers in one row. */
export function oneRow({ columns, across }: Laid): Rows {
  return { columns, across, crossing: () => NO_POINTS };
}

const NO_POINTS: readonly Point[] = [];

/** The layers in as many rows as make the drawing largest in a window of the usual shape. */
export function wrapRows(laid: Laid): Rows {
  const { proper, layers, columns, across, direction } = laid;
  const bands = layers.map((layer) => bandOf(layer, proper, across));
  const rows = chooseRows(columns, bands, WINDOW[direction]);
  const rowOf = rows.flatMap(({ first, last }, row) => Array.from({ length: last - first + 1 }, () => row));
  const layerOf = new Int32Array(across.length);
  for (const [at, layer] of layers.entries()) {
    for (const vertex of layer) {
      layerOf[vertex] = at;
    }
  }
  const shifts = [0];
  const lanes = new Map<string, Point[]>();
  let bottom = rows[0] ? bandOfRow(rows[0], bands).to : 0;
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (!before) {
      continue;
    }
    const links = (layers[before.last] ?? [])
      .flatMap((from) => neighboursIn(proper, from, row.first, layerOf).map((to) => ({ from, to })))
      .sort(
        (a, b) => (across[b.from] ?? 0) - (across[a.from] ?? 0) || (across[b.to] ?? 0) - (across[a.to] ?? 0),
      );
    const count = Math.min(links.length, MOST_LANES);
    const top = bottom + LANE_GAP;
    const band = bandOfRow(row, bands);
    const shift = top + Math.max(0, count - 1) * LANE_PITCH + LANE_GAP - band.from;
    shifts.push(shift);
    const end = lengthOf(before, columns);
    for (const [at, { from, to }] of links.entries()) {
      const lane = at % MOST_LANES;
      const out = end + STUB_OUT + lane * LANE_PITCH;
      const into = -STUB_IN - (count - 1 - lane) * LANE_PITCH;
      const level = top + lane * LANE_PITCH;
      const [own, next] = [(across[from] ?? 0) + (shifts[index - 1] ?? 0), (across[to] ?? 0) + shift];
      lanes.set(`${from} ${to}`, [
        pointAt(out, own, direction),
        pointAt(out, level, direction),
        pointAt(into, level, direction),
        pointAt(into, next, direction),
      ]);
    }
    bottom = shift + band.to;
  }
  return {
    columns: columns.map((column, layer) => {
      const first = columns[rows[rowOf[layer] ?? 0]?.first ?? 0]?.from ?? 0;
      return { from: column.from - first, to: column.to - first };
    }),
    across: across.map((value, vertex) => value + (shifts[rowOf[layerOf[vertex] ?? 0] ?? 0] ?? 0)),
    crossing: (from, to) =>
      lanes.get(`${from} ${to}`) ?? lanes.get(`${to} ${from}`)?.toReversed() ?? NO_POINTS,
  };
}

/** Those in the layer, be it that the line leads there or comes from there. */
function neighboursIn(
  { ins, outs }: ProperGraph,
  vertex: number,
  layer: number,
  layerOf: Int32Array,
): readonly number[] {
  return [...(outs[vertex] ?? []), ...(ins[vertex] ?? [])].filter((other) => layerOf[other] === layer);
}

/** Layers from `first` to `last`. */
interface Row {
  readonly first: number;
  readonly last: number;
}

function chooseRows(columns: readonly Column[], bands: readonly Column[], ratio: number): readonly Row[] {
  const step = Math.max(1, Math.ceil(columns.length / MOST_TRIED));
  let best = rowsWithin(Number.POSITIVE_INFINITY, columns);
  let bestScale = scaleOf(best, columns, bands, ratio);
  for (let at = columns.length - 2; at > 0; at -= step) {
    const rows = rowsWithin(columns[at]?.to ?? 0, columns);
    const scale = scaleOf(rows, columns, bands, ratio);
    if (scale > bestScale) {
      [best, bestScale] = [rows, scale];
    }
  }
  return best;
}

/** Rows of at most that length; the gateway's end never has one for itself. */
function rowsWithin(length: number, columns: readonly Column[]): readonly Row[] {
  const rows: Row[] = [];
  let first = 0;
  for (const [layer, { to }] of columns.entries()) {
    const isEnd = layer === columns.length - 1;
    if (layer > first && !isEnd && to - (columns[first]?.from ?? 0) > length) {
      rows.push({ first, last: layer - 1 });
      first = layer;
    }
  }
  return [...rows, { first, last: columns.length - 1 }];
}

/** How large the drawing is in a window of that ratio, compared with other rows of the same layers. */
function scaleOf(
  rows: readonly Row[],
  columns: readonly Column[],
  bands: readonly Column[],
  ratio: number,
): number {
  const along = rows.reduce((most, row) => Math.max(most, lengthOf(row, columns)), 0);
  const across = rows.reduce((sum, row) => {
    const { from, to } = bandOfRow(row, bands);
    return sum + to - from + 2 * LANE_GAP;
  }, 0);
  return Math.min(ratio / along, 1 / across);
}

function lengthOf({ first, last }: Row, columns: readonly Column[]): number {
  return (columns[last]?.to ?? 0) - (columns[first]?.from ?? 0);
}

/** What a layer takes up across. */
function bandOf(layer: readonly number[], { extents }: ProperGraph, across: readonly number[]): Column {
  return layer.reduce(
    ({ from, to }, vertex) => ({
      from: Math.min(from, (across[vertex] ?? 0) - (extents[vertex]?.before ?? 0)),
      to: Math.max(to, (across[vertex] ?? 0) + (extents[vertex]?.after ?? 0)),
    }),
    NOTHING,
  );
}

function bandOfRow({ first, last }: Row, bands: readonly Column[]): Column {
  return bands
    .slice(first, last + 1)
    .reduce((all, { from, to }) => ({ from: Math.min(all.from, from), to: Math.max(all.to, to) }), NOTHING);
}

const NOTHING: Column = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
