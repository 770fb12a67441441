/** The drawing in small: paths that are made once for each part of it, so that a frame draws just the parts in view. */
import { boundsOfPoints, boundsOfRects, overlaps, type Point, type Rect } from "../model/drawing/geometry.ts";
import {
  type DrawnEdge,
  type DrawnNode,
  NO_BENDS,
  nameOfId,
  nodeId,
  type Projection,
  rectOf,
} from "../model/drawing/project-flow.ts";
import { traceLine } from "../model/drawing/trace.ts";
import type { readColours } from "./colours.ts";
import { isMoved } from "./elements.ts";
import { type Moves, NO_MOVES } from "./intents.ts";
import { endsAt, nodeOf } from "./part-in-view.ts";

/** What a frame shows beside the Flow. */
interface Frame {
  /** What is in view, in the drawing's pixels. */
  readonly view: Rect;
  readonly zoom: number;
  readonly colours: ReturnType<typeof readColours>;
  readonly selection: ReadonlySet<string>;
  readonly moves: Moves;
}

/** Draws frames of one projection, on a canvas whose units are the drawing's pixels. */
interface FarPicture {
  draw(context: CanvasRenderingContext2D, frame: Frame): void;
}

/** Side of a part in pixels: some dozen cards. A path of very many shapes takes more than its share of time. */
const PART_SIDE = 2000;
/** Below this zoom a curve looks like the straight line from bend to bend, which is filled many times faster. */
const STRAIGHT_BELOW = 0.15;

/** Of so many edges those that are not written are dashed; of more, paler. */
const MOST_DASHED = 1000;

interface Paths {
  readonly cards: Path2D;
  readonly gates: Path2D;
  readonly written: Path2D;
  readonly implicit: Path2D;
  readonly end: Path2D;
}

/** A drag under way: its first moves, the parts without what moves, and the edges that do. */
interface Dragged {
  readonly moves: Moves;
  readonly without: Map<Part, Paths>;
  readonly edges: readonly DrawnEdge[];
}

/** The picture of a projection; its paths are made as they come into view. */
export function createFarPicture(projection: Projection): FarPicture {
  const parts = partsOf(projection);
  let dragged: Dragged | null = null;
  const dragOf = (moves: Moves): Dragged => {
    const isSame =
      dragged?.moves.size === moves.size && [...moves.keys()].every((name) => dragged?.moves.has(name));
    if (!dragged || !isSame) {
      const touches = ({ source, target }: DrawnEdge) => isMoved(source, moves) || isMoved(target, moves);
      dragged = { moves, without: new Map(), edges: projection.edges.filter(touches) };
    }
    return dragged;
  };
  return {
    draw(context, { view, zoom, colours, selection, moves }) {
      const isStraight = zoom < STRAIGHT_BELOW;
      const drag = moves.size > 0 ? dragOf(moves) : null;
      const inView = parts.filter(({ rect }) => overlaps(rect, view));
      const paths = inView.map((part) => {
        if (!drag || !part.has(moves)) {
          return part.paths(isStraight, NO_MOVES);
        }
        const without = drag.without.get(part) ?? part.paths(isStraight, moves);
        drag.without.set(part, without);
        return without;
      });
      if (drag) {
        paths.push(movingPaths(projection, drag.edges, moves));
      }
      context.lineWidth = Math.max(1.5, 1 / zoom);
      context.strokeStyle = colours.edge;
      for (const { written } of paths) {
        context.stroke(written);
      }
      // Dashes of very many lines take too long, and cannot be told from one another.
      const isDashed = !isStraight && projection.edges.length <= MOST_DASHED;
      const dash = (...lengths: readonly number[]) =>
        isDashed && context.setLineDash(lengths.map((length) => length / zoom));
      context.globalAlpha = isDashed ? 1 : 0.6;
      dash(4, 4);
      for (const { implicit } of paths) {
        context.stroke(implicit);
      }
      dash(1, 3);
      for (const { end } of paths) {
        context.stroke(end);
      }
      dash();
      context.globalAlpha = 1;
      context.fillStyle = colours.card;
      context.strokeStyle = colours.muted;
      for (const { cards } of paths) {
        context.fill(cards);
        context.stroke(cards);
      }
      context.fillStyle = colours.line;
      for (const { gates } of paths) {
        context.fill(gates);
      }
      context.fillStyle = colours.accent;
      for (const name of selection) {
        const node = nodeOf(projection, nodeId(name));
        if (node) {
          const { x, y } = moves.get(name) ?? node.position;
          context.fillRect(x, y, node.width, node.height);
        }
      }
    },
  };
}

/** Cards that stand in one square of the drawing, with the edges that leave them. */
class Part {
  rect: Rect = { x: 0, y: 0, width: 0, height: 0 };
  private readonly projection: Projection;
  private readonly nodes: DrawnNode[] = [];
  private readonly edges: DrawnEdge[] = [];
  private readonly made: { curved?: Paths; straight?: Paths } = {};

  constructor(projection: Projection) {
    this.projection = projection;
  }

  addNode(node: DrawnNode): void {
    this.nodes.push(node);
    this.take(rectOf(node));
  }

  addEdge(edge: DrawnEdge, from: Point, to: Point): void {
    this.edges.push(edge);
    this.take(boundsOfPoints([from, ...edge.bends, to]));
  }

  /** Whether a card or an edge of it is being dragged. */
  has(moves: Moves): boolean {
    return (
      this.nodes.some(({ id }) => isMoved(id, moves)) ||
      this.edges.some(({ source, target }) => isMoved(source, moves) || isMoved(target, moves))
    );
  }

  /** All of it but what moves. */
  paths(isStraight: boolean, moves: Moves): Paths {
    if (moves.size > 0) {
      return pathsOf(
        this.projection,
        this.nodes.filter(({ id }) => !isMoved(id, moves)),
        this.edges.filter(({ source, target }) => !isMoved(source, moves) && !isMoved(target, moves)),
        isStraight,
        NO_MOVES,
      );
    }
    const key = isStraight ? "straight" : "curved";
    const paths = this.made[key] ?? pathsOf(this.projection, this.nodes, this.edges, isStraight, NO_MOVES);
    this.made[key] = paths;
    return paths;
  }

  private take(rect: Rect): void {
    const isFirst = this.nodes.length + this.edges.length === 1;
    this.rect = isFirst ? rect : boundsOfRects([this.rect, rect]);
  }
}

function partsOf(projection: Projection): readonly Part[] {
  const parts = new Map<string, Part>();
  const partAt = ({ x, y }: Point): Part => {
    const key = `${Math.floor(x / PART_SIDE)} ${Math.floor(y / PART_SIDE)}`;
    const part = parts.get(key) ?? new Part(projection);
    parts.set(key, part);
    return part;
  };
  for (const node of projection.nodes) {
    partAt(node.position).addNode(node);
  }
  for (const edge of projection.edges) {
    const ends = endsAt(projection, edge, NO_MOVES);
    if (ends) {
      partAt(ends.from).addEdge(edge, ends.from, ends.to);
    }
  }
  return [...parts.values()];
}

/** What is dragged, where it is now; its lines lead straight. */
function movingPaths(projection: Projection, edges: readonly DrawnEdge[], moves: Moves): Paths {
  const nodes = [...moves.keys()].flatMap((name) => nodeOf(projection, nodeId(name)) ?? []);
  return pathsOf(projection, nodes, edges, false, moves);
}

function pathsOf(
  projection: Projection,
  nodes: readonly DrawnNode[],
  edges: readonly DrawnEdge[],
  isStraight: boolean,
  moves: Moves,
): Paths {
  const paths = {
    cards: new Path2D(),
    gates: new Path2D(),
    written: new Path2D(),
    implicit: new Path2D(),
    end: new Path2D(),
  };
  for (const node of nodes) {
    const { x, y } = (moves.size > 0 && moves.get(nameOfId(node.id))) || node.position;
    const path = node.type === "start" || node.type === "end" ? paths.gates : paths.cards;
    path.rect(x, y, node.width, node.height);
  }
  for (const edge of edges) {
    const ends = endsAt(projection, edge, moves);
    if (!ends) {
      continue;
    }
    const path = paths[edge.kind];
    const bends = moves.size > 0 ? NO_BENDS : edge.bends;
    if (isStraight) {
      path.moveTo(ends.from.x, ends.from.y);
      for (const { x, y } of [...bends, ends.to]) {
        path.lineTo(x, y);
      }
    } else {
      traceLine(path, ends.from, bends, ends.to, projection.direction);
    }
  }
  return paths;
}
