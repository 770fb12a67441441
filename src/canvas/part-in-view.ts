/**
 * The part of a large drawing that is given to React Flow: what is in view with a margin, so that a pan within it changes
 * nothing, and never more elements than a page draws with ease. Where there is more in view, edges become lines, and then
 * cards become plain.
 */
import { overlaps, type Point, type Rect } from "../model/drawing/geometry.ts";
import { RectIndex } from "../model/drawing/rect-index.ts";
import { boxAround, runsOver } from "../model/drawing/trace.ts";
import { isMoved, type Part } from "./elements.ts";
import { type Moves, NO_MOVES } from "./intents.ts";
import {
  type CanvasEdge,
  type CanvasNode,
  lineEnds,
  NO_BENDS,
  nameOfId,
  nodeId,
  type Projection,
} from "./project-flow.ts";

/** A part of the drawing, and for which views it serves. */
export interface PartInView extends Part {
  /** All of it that is given, in the drawing's pixels. */
  readonly rect: Rect;
  /** The view that it was chosen for. */
  readonly view: Rect;
}

/** Elements of the page, about: a card with its badges, one that shows just what it is, and an edge that can be moved. */
const CARD_ELEMENTS = 16;
const PLAIN_ELEMENTS = 5;
const EDGE_ELEMENTS = 6;
const MOST_ELEMENTS = 1000;
/** On each side, as a part of the view: the largest for which there is room. */
const MARGINS = [0.5, 0.3, 0.2, 0.1];
/** Once the view has shrunk to so much of what a part was chosen for, more may be shown in it. */
const SHRUNK = 0.8;

/**
 * What is in view of a projection, with more of it in all directions. `moves`: cards that are being dragged; those of them
 * that were `given` before stay, as the library goes on dragging them.
 */
export function partInView(
  projection: Projection,
  view: Rect,
  selectedEdges: ReadonlySet<string>,
  moves: Moves,
  given: readonly CanvasNode[],
): PartInView {
  const index = indexOf(projection);
  const takeAll = (rect: Rect) => ({
    rect,
    nodes: index.nodes.within(rect),
    edges: edgesIn(projection, rect),
  });
  const costs = [
    ({ nodes, edges }: ReturnType<typeof takeAll>) =>
      nodes.length * CARD_ELEMENTS + edges.length * EDGE_ELEMENTS,
    ({ nodes }: ReturnType<typeof takeAll>) => nodes.length * CARD_ELEMENTS,
    ({ nodes }: ReturnType<typeof takeAll>) => nodes.length * PLAIN_ELEMENTS,
  ];
  let detail = costs.length - 1;
  let taken = takeAll(view);
  search: for (const [at, costOf] of costs.entries()) {
    for (const margin of MARGINS) {
      const one = takeAll(grown(view, margin));
      if (costOf(one) <= MOST_ELEMENTS) {
        detail = at;
        taken = one;
        break search;
      }
    }
  }
  const { rect, edges } = taken;
  const isElement = ({ id }: CanvasEdge) => detail === 0 || selectedEdges.has(id);
  const nodes = new Set(taken.nodes);
  for (const node of [...given, ...movedInto(rect, index, moves)]) {
    const own = isMoved(node.id, moves) ? index.byId.get(node.id) : undefined;
    if (own) {
      nodes.add(own);
    }
  }
  const single = edges.filter(isElement);
  const unseen = new Set<CanvasNode>();
  for (const { source, target } of single) {
    for (const node of [index.byId.get(source), index.byId.get(target)]) {
      if (node && !nodes.has(node)) {
        unseen.add(node);
      }
    }
  }
  return {
    rect,
    view,
    nodes: [...nodes],
    edges: single,
    behind: edges.filter((edge) => !isElement(edge)),
    unseen: [...unseen],
    isPlain: detail === 2,
  };
}

/** Cards that are dragged all move by as much: those in view now stood as far from there. */
function movedInto(rect: Rect, { nodes, byId }: ProjectionIndex, moves: Moves): readonly CanvasNode[] {
  const [first] = moves;
  const home = first && byId.get(nodeId(first[0]))?.position;
  return home
    ? nodes.within({ ...rect, x: rect.x - first[1].x + home.x, y: rect.y - first[1].y + home.y })
    : [];
}

/** Whether the part that was chosen for another view still serves this one. */
export function servesView({ rect, view: before, behind }: PartInView, view: Rect): boolean {
  const isInside =
    view.x >= rect.x &&
    view.y >= rect.y &&
    view.x + view.width <= rect.x + rect.width &&
    view.y + view.height <= rect.y + rect.height;
  return isInside && (behind.length === 0 || view.width >= SHRUNK * before.width);
}

/** The edges that run through a part of the drawing, exactly. */
export function edgesIn(projection: Projection, rect: Rect): CanvasEdge[] {
  const { direction } = projection;
  return indexOf(projection)
    .edges.within(rect)
    .filter((edge) => {
      const ends = endsAt(projection, edge, NO_MOVES);
      const bends = edge.data?.bends ?? NO_BENDS;
      return ends && runsOver(ends.from, bends, ends.to, direction, (box) => overlaps(box, rect));
    });
}

/** Where an edge leaves one node and meets another, as those are dragged now; null without one of them. */
export function endsAt(
  projection: Projection,
  { source, target }: CanvasEdge,
  moves: Moves,
): { readonly from: Point; readonly to: Point } | null {
  const { byId } = indexOf(projection);
  const at = (id: string) => {
    const node = byId.get(id);
    const position = moves.size > 0 ? moves.get(nameOfId(id)) : undefined;
    return node && lineEnds(position ? { ...node, position } : node, projection.direction);
  };
  const [from, to] = [at(source), at(target)];
  return from && to ? { from: from.out, to: to.into } : null;
}

/** The node with that id. */
export function nodeOf(projection: Projection, id: string): CanvasNode | undefined {
  return indexOf(projection).byId.get(id);
}

/** The node under a point, the last drawn first; null if there is none. */
export function nodeAt(
  projection: Projection,
  { x, y }: { x: number; y: number },
  reach = 0,
): CanvasNode | null {
  const box = { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach };
  return indexOf(projection).nodes.within(box).at(-1) ?? null;
}

interface ProjectionIndex {
  readonly nodes: RectIndex<CanvasNode>;
  readonly edges: RectIndex<CanvasEdge>;
  readonly byId: ReadonlyMap<string, CanvasNode>;
}

const indexes = new WeakMap<Projection, ProjectionIndex>();

function indexOf(projection: Projection): ProjectionIndex {
  let index = indexes.get(projection);
  if (!index) {
    index = makeIndex(projection);
    indexes.set(projection, index);
  }
  return index;
}

function makeIndex({ nodes, edges, direction }: Projection): ProjectionIndex {
  const nodeIndex = new RectIndex<CanvasNode>();
  const edgeIndex = new RectIndex<CanvasEdge>();
  const byId = new Map<string, CanvasNode>();
  for (const node of nodes) {
    nodeIndex.add(rectOf(node), node);
    byId.set(node.id, node);
  }
  for (const edge of edges) {
    const [from, to] = [byId.get(edge.source), byId.get(edge.target)];
    if (from && to) {
      const bends = edge.data?.bends ?? NO_BENDS;
      edgeIndex.add(boxAround(lineEnds(from, direction).out, bends, lineEnds(to, direction).into), edge);
    }
  }
  return { nodes: nodeIndex, edges: edgeIndex, byId };
}

function rectOf({ position, width = 0, height = 0 }: CanvasNode): Rect {
  return { ...position, width, height };
}

function grown({ x, y, width, height }: Rect, margin: number): Rect {
  const [across, along] = [width * margin, height * margin];
  return { x: x - across, y: y - along, width: width + 2 * across, height: height + 2 * along };
}
