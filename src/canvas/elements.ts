/**
 * What React Flow is given: the nodes and edges of a part of the drawing, as they are selected, refused and dragged at
 * the moment. Untouched ones keep their object, so that the library draws only what changed.
 */
import { isSameList } from "../base/is-same-list.ts";
import {
  type DrawnEdge,
  type DrawnNode,
  isSelectable,
  NO_BENDS,
  nameOfId,
  nodeId,
  START_ID,
} from "../model/drawing/project-flow.ts";
import type { Moves } from "./intents.ts";
import { type CanvasEdge, type CanvasNode, libraryEdge, libraryNode } from "./library-elements.ts";

/** A part of the drawing. */
export interface Part {
  readonly nodes: readonly DrawnNode[];
  /** Edges that are elements, and those that are drawn as lines behind the cards. */
  readonly edges: readonly DrawnEdge[];
  readonly behind: readonly DrawnEdge[];
  /** Ends of `edges` that are out of view: the library has to know them, and draws nothing of them. */
  readonly unseen: readonly DrawnNode[];
  /** There are so many cards that they show no more than what they are. */
  readonly isPlain: boolean;
}

/** What is shown beside the Flow. */
export interface Shown {
  readonly selection: ReadonlySet<string>;
  /** Ids of edges. */
  readonly selectedEdges: ReadonlySet<string>;
  /** Why an edge that is dragged cannot end at a node, by its id; null while none is dragged. */
  readonly refusalOf: ((id: string) => string | null) | null;
  readonly moves: Moves;
  /** The node that had the focus last, by its id. */
  readonly rested: string | null;
}

/** What the library takes. */
interface Elements {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
}

interface Made<T> {
  readonly value: T;
  readonly from: readonly unknown[];
}

/** Gives elements for one part after the other, each object the same as the last time where it would be alike. */
export function createElements(): (part: Part, shown: Shown) => Elements {
  let nodesBefore = new Map<string, Made<CanvasNode>>();
  let edgesBefore = new Map<string, Made<CanvasEdge>>();
  let last: Elements = { nodes: [], edges: [] };
  return ({ nodes, edges, unseen, isPlain }, { selection, selectedEdges, refusalOf, moves, rested }) => {
    const stop = tabStopOf(nodes, selection, rested);
    const madeNodes = new Map<string, Made<CanvasNode>>();
    const addNode = (drawn: DrawnNode, isHidden: boolean) => {
      const name = nameOfId(drawn.id);
      const isSelected = isSelectable(drawn) && selection.has(name);
      const isRefused = refusalOf !== null && refusalOf(drawn.id) !== null;
      const position = drawn.type === "card" ? moves.get(name) : undefined;
      const isStop = drawn === stop;
      const from = [drawn, isSelected, isRefused, position?.x, position?.y, isPlain, isHidden, isStop];
      keep(nodesBefore, madeNodes, drawn.id, from, () => {
        const node = libraryNode(drawn);
        const own = isPlain && node.type === "card" ? { ...node, data: { ...node.data, isPlain } } : node;
        return {
          ...own,
          ...(isSelected ? { selected: true } : {}),
          ...(isRefused ? { className: "is-refused" } : {}),
          ...(position ? { position } : {}),
          ...(isHidden ? { hidden: true } : {}),
          ...(isStop ? { domAttributes: { ...node.domAttributes, tabIndex: 0 } } : {}),
        };
      });
    };
    for (const node of nodes) {
      addNode(node, false);
    }
    for (const node of unseen) {
      addNode(node, true);
    }
    const madeEdges = new Map<string, Made<CanvasEdge>>();
    for (const edge of edges) {
      const isSelected = selectedEdges.has(edge.id);
      const isStraight = moves.size > 0 && (isMoved(edge.source, moves) || isMoved(edge.target, moves));
      keep(edgesBefore, madeEdges, edge.id, [edge, isSelected, isStraight], () => ({
        ...libraryEdge(isStraight ? { ...edge, bends: NO_BENDS } : edge),
        ...(isSelected ? { selected: true } : {}),
      }));
    }
    nodesBefore = madeNodes;
    edgesBefore = madeEdges;
    last = {
      nodes: sameOr(last.nodes, valuesOf(madeNodes)),
      edges: sameOr(last.edges, valuesOf(madeEdges)),
    };
    return last;
  };
}

/** The one node that Tab comes to: what was selected last, else what last had the focus, else the first card. */
function tabStopOf(
  nodes: readonly DrawnNode[],
  selection: ReadonlySet<string>,
  rested: string | null,
): DrawnNode | undefined {
  const last = [...selection].at(-1);
  const withId = (wanted: string | null) => nodes.find(({ id }) => id === wanted);
  return (
    (last === undefined ? undefined : withId(nodeId(last))) ??
    withId(rested) ??
    nodes.find(({ type }) => type === "card") ??
    withId(START_ID)
  );
}

/** Whether a node is being dragged, by its id. */
export function isMoved(id: string, moves: Moves): boolean {
  return moves.has(nameOfId(id));
}

function keep<T extends { readonly data?: unknown }>(
  before: ReadonlyMap<string, Made<T>>,
  made: Map<string, Made<T>>,
  id: string,
  from: readonly unknown[],
  make: () => T,
): void {
  const old = before.get(id);
  if (old && isSameList(from, old.from)) {
    made.set(id, old);
    return;
  }
  const value = make();
  made.set(id, { value: old ? asBefore(old.value, value) : value, from });
}

/** Read anew, most is as it was; of what is dragged that is all that is on it, which then is not drawn anew. */
function asBefore<T extends { readonly data?: unknown }>(before: T, now: T): T {
  if (isSame(before, now)) {
    return before;
  }
  return isSame(before.data, now.data) ? { ...now, data: before.data } : now;
}

function valuesOf<T>(made: ReadonlyMap<string, Made<T>>): T[] {
  return Array.from(made.values(), ({ value }) => value);
}

/** The list before if the new one has the same objects in the same order. */
function sameOr<T>(before: T[], now: T[]): T[] {
  return isSameList(before, now) ? before : now;
}

/** Compares what is drawn; both sides were made by this file, so they have the same keys in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return false;
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
