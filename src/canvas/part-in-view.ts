/**
 * The part of a large drawing that is given to React Flow: what is in view with a margin, so that a pan within it changes
 * nothing, and never more elements than a page draws with ease. Where there is more in view, edges become lines, and then
 * cards become plain.
 */
import { type Direction, isSameRect, overlaps, type Point, type Rect } from "../model/drawing/geometry.ts";
import {
  type DrawnEdge,
  type DrawnNode,
  lineEnds,
  nameOfId,
  nodeId,
  type Projection,
  rectOf,
} from "../model/drawing/project-flow.ts";
import { RectIndex } from "../model/drawing/rect-index.ts";
import { boxAround, runsOver } from "../model/drawing/run-over.ts";
import { isMoved, type Part } from "./elements.ts";
import { type Moves, NO_MOVES } from "./intents.ts";

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
const MOST_ELEMENTS = 700;
/**
 * On each side, as a part of the view: the largest for which there is room. With a small one each pan makes and takes away
 * elements, so that less detail is better.
 */
const MARGINS = [0.5, 0.3, 0.2, 0.1];
const LEAST_MARGIN = { whole: 0.3, lines: 0.2 };
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
  given: readonly DrawnNode[],
): PartInView {
  const index = indexOf(projection);
  const { rect, detail } = chooseRect(projection, view);
  const edges = detail === "whole" ? edgesIn(projection, rect) : index.edges.within(rect);
  const isElement = ({ id }: DrawnEdge) => detail === "whole" || selectedEdges.has(id);
  const nodes = new Set(index.nodes.within(rect));
  for (const node of [...given, ...movedInto(rect, index, moves)]) {
    const own = isMoved(node.id, moves) ? index.byId.get(node.id) : undefined;
    if (own) {
      nodes.add(own);
    }
  }
  const single = edges.filter(isElement);
  const unseen = new Set<DrawnNode>();
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
    isPlain: detail === "plain",
  };
}

/** The most detail for which there is room, and then the largest margin. */
function chooseRect(
  projection: Projection,
  view: Rect,
): { readonly rect: Rect; readonly detail: "whole" | "lines" | "plain" } {
  const { nodes } = indexOf(projection);
  const rects = MARGINS.map((margin) => {
    const rect = grown(view, margin);
    return { margin, rect, cards: nodes.within(rect).length };
  });
  const whole = rects.find(({ margin, rect, cards }) => {
    if (margin < LEAST_MARGIN.whole) {
      return false;
    }
    const room = Math.floor((MOST_ELEMENTS - cards * CARD_ELEMENTS) / EDGE_ELEMENTS);
    return room >= 0 && edgesIn(projection, rect, room + 1).length <= room;
  });
  if (whole) {
    return { rect: whole.rect, detail: "whole" };
  }
  const lines = rects.find(
    ({ margin, cards }) => margin >= LEAST_MARGIN.lines && cards * CARD_ELEMENTS <= MOST_ELEMENTS,
  );
  const plain = rects.find(({ cards }) => cards * PLAIN_ELEMENTS <= MOST_ELEMENTS);
  return lines ? { rect: lines.rect, detail: "lines" } : { rect: plain?.rect ?? view, detail: "plain" };
}

/** Cards that are dragged all move by as much: those in view now stood as far from there. */
function movedInto(rect: Rect, { nodes, byId }: ProjectionIndex, moves: Moves): readonly DrawnNode[] {
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

/** The edges that run through a part of the drawing, exactly; no more than so many of them. */
export function edgesIn(projection: Projection, rect: Rect, most = Number.POSITIVE_INFINITY): DrawnEdge[] {
  const { direction } = projection;
  const found: DrawnEdge[] = [];
  for (const edge of indexOf(projection).edges.within(rect)) {
    if (found.length === most) {
      break;
    }
    const ends = endsAt(projection, edge, NO_MOVES);
    if (ends && runsOver(ends.from, edge.bends, ends.to, direction, (box) => overlaps(box, rect))) {
      found.push(edge);
    }
  }
  return found;
}

/** The nodes that a part of the drawing shows something of. */
export function nodesIn(projection: Projection, rect: Rect): readonly DrawnNode[] {
  return indexOf(projection).nodes.within(rect);
}

/** Where an edge leaves one node and meets another, as those are dragged now; null without one of them. */
export function endsAt(
  projection: Projection,
  { source, target }: DrawnEdge,
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
export function nodeOf(projection: Projection, id: string): DrawnNode | undefined {
  return indexOf(projection).byId.get(id);
}

/** The node under a point, of several the one that is drawn last; null if there is none. */
export function nodeAt(
  projection: Projection,
  { x, y }: { x: number; y: number },
  reach = 0,
): DrawnNode | null {
  const box = { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach };
  const [first = null, ...others] = indexOf(projection).nodes.within(box);
  if (others.length === 0) {
    return first;
  }
  const found = new Set([first, ...others]);
  return projection.nodes.findLast((node) => found.has(node)) ?? null;
}

interface ProjectionIndex {
  readonly nodes: RectIndex<DrawnNode>;
  readonly edges: RectIndex<DrawnEdge>;
  readonly byId: Map<string, DrawnNode>;
}

/** Of the projection asked about last; that of a drop is made of the one before it, from which few nodes differ. */
let last: { readonly projection: Projection; readonly index: ProjectionIndex } | null = null;
/** Of more nodes and edges that stand elsewhere, all is made anew. */
const FEW = 400;

function indexOf(projection: Projection): ProjectionIndex {
  if (last?.projection !== projection) {
    const index = (last && movedIndex(last.projection, projection, last.index)) ?? makeIndex(projection);
    last = { projection, index };
  }
  return last.index;
}

/** The index of the projection before with what has changed since; null if that is much. */
function movedIndex(
  before: Projection,
  { nodes, edges, direction }: Projection,
  index: ProjectionIndex,
): ProjectionIndex | null {
  const changed = direction === before.direction ? changesOf(before.nodes, nodes) : null;
  // An answer says something of each card, and moves none.
  const moved = changed?.filter(({ old, now }) => !isSameRect(rectOf(old), rectOf(now)));
  const ids = new Set(moved?.map(({ now }) => now.id));
  const led = changesOf(before.edges, edges, ({ source, target }) => ids.has(source) || ids.has(target));
  if (!changed || !led || ids.size > FEW || led.length > FEW) {
    return null;
  }
  for (const { old, now } of changed) {
    index.nodes.replace(old, rectOf(now), now);
    index.byId.set(now.id, now);
  }
  for (const { old, now } of led) {
    index.edges.remove(old);
    addEdge(index, now, direction);
  }
  return index;
}

/** What is another object at its place in two lists of the same ids, or `isTouched`; null for other lists. */
function changesOf<T extends { readonly id: string }>(
  before: readonly T[],
  now: readonly T[],
  isTouched: (one: T) => boolean = () => false,
): readonly { readonly old: T; readonly now: T }[] | null {
  const changes: { readonly old: T; readonly now: T }[] = [];
  for (const [at, one] of now.entries()) {
    const old = before[at];
    if (old?.id !== one.id) {
      return null;
    }
    if (old !== one || isTouched(one)) {
      changes.push({ old, now: one });
    }
  }
  return before.length === now.length ? changes : null;
}

function makeIndex({ nodes, edges, direction }: Projection): ProjectionIndex {
  const index = { nodes: new RectIndex<DrawnNode>(), edges: new RectIndex<DrawnEdge>(), byId: new Map() };
  for (const node of nodes) {
    addNode(index, node);
  }
  for (const edge of edges) {
    addEdge(index, edge, direction);
  }
  return index;
}

function addNode({ nodes, byId }: ProjectionIndex, node: DrawnNode): void {
  nodes.add(rectOf(node), node);
  byId.set(node.id, node);
}

function addEdge({ edges, byId }: ProjectionIndex, edge: DrawnEdge, direction: Direction): void {
  const [from, to] = [byId.get(edge.source), byId.get(edge.target)];
  if (from && to) {
    edges.add(boxAround(lineEnds(from, direction).out, edge.bends, lineEnds(to, direction).into), edge);
  }
}

function grown({ x, y, width, height }: Rect, margin: number): Rect {
  const [across, along] = [width * margin, height * margin];
  return { x: x - across, y: y - along, width: width + 2 * across, height: height + 2 * along };
}
