/** A flowchart as it was read: its nodes, arrows and boxes, in the order in which they come. */
import { grouped } from "../../base/words.ts";
import { ImportNotes } from "./import-notes.ts";

/** A node, as it is told about wherever it is named. */
export interface ChartNode {
  readonly id: string;
  /** Where it is named first. */
  readonly line: number;
  /** The box in which it is named first. */
  box: ChartBox | null;
  /** What stands on it; null if that is its id. */
  label: string | null;
  /** Of `:::`; "" without one. */
  style: string;
}

/** A `subgraph`. */
export interface ChartBox {
  readonly id: string;
  readonly line: number;
  readonly outer: ChartBox | null;
  /** 1 for one that stands in no other. */
  readonly depth: number;
  readonly nodes: ChartNode[];
  readonly boxes: ChartBox[];
}

/** An arrow, between the ids of nodes or boxes. */
interface ChartEdge {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

/** Why a chart is not read any further. */
export class ChartFault extends Error {
  readonly line: number | null;

  constructor(message: string, line: number | null) {
    super(message);
    this.line = line;
  }
}

/** Nodes and arrows of a chart at most, and how deep its boxes may stand in each other. */
const MAX_NODES = 200_000;
const MAX_EDGES = 100_000;
const MAX_DEPTH = 100;

/** A chart while it is read. */
export class Chart {
  readonly nodes = new Map<string, ChartNode>();
  /** By their ids; of several with one, the first. */
  readonly boxes = new Map<string, ChartBox>();
  /** Those that stand in no other. */
  readonly outerBoxes: ChartBox[] = [];
  readonly edges: ChartEdge[] = [];
  readonly notes = new ImportNotes();
  private box: ChartBox | null = null;

  /** The node of this id, which is there from now on. @throws {ChartFault} */
  node(id: string, line: number): ChartNode {
    const known = this.nodes.get(id);
    if (known) {
      return known;
    }
    if (this.nodes.size >= MAX_NODES) {
      throw new ChartFault(
        `This chart has more than ${grouped(MAX_NODES)} nodes; so many are not read.`,
        line,
      );
    }
    const node: ChartNode = { id, line, box: this.box, label: null, style: "" };
    this.nodes.set(id, node);
    this.box?.nodes.push(node);
    return node;
  }

  /** The box that an arrow at this id is about; undefined for a node. One that was named before it stood there is no node. */
  boxAt(id: string): ChartBox | undefined {
    const node = this.nodes.get(id);
    return node === undefined || node.label === null ? this.boxes.get(id) : undefined;
  }

  /** An arrow from each to each. @throws {ChartFault} */
  connect(from: readonly string[], to: readonly string[], line: number): void {
    // Counted before they are made: a short line can ask for very many.
    if (this.edges.length + from.length * to.length > MAX_EDGES) {
      throw new ChartFault(
        `This chart has more than ${grouped(MAX_EDGES)} arrows; so many are not read.`,
        line,
      );
    }
    for (const one of from) {
      for (const other of to) {
        this.edges.push({ from: one, to: other, line });
      }
    }
  }

  /** Goes into a box, which may be one that was left before. @throws {ChartFault} */
  enter(id: string, line: number): void {
    const depth = (this.box?.depth ?? 0) + 1;
    if (depth > MAX_DEPTH) {
      throw new ChartFault(`More than ${MAX_DEPTH} subgraphs stand in each other here.`, line);
    }
    const box: ChartBox = { id, line, outer: this.box, depth, nodes: [], boxes: [] };
    (this.box?.boxes ?? this.outerBoxes).push(box);
    if (!this.boxes.has(id)) {
      this.boxes.set(id, box);
    }
    this.box = box;
  }

  /** Out of the innermost box; false if there is none. */
  leave(): boolean {
    const { box } = this;
    this.box = box?.outer ?? null;
    return box !== null;
  }
}
