/**
 * What gestures on the canvas mean, as values: React Flow's events go in, a closed union comes out, in the words of the
 * Flow. Pure; `carryOut` in canvas.tsx is the one place that acts on them.
 */

import type { EdgeChange, NodeChange } from "@xyflow/react";
import { CARD_WIDTH, HANDLE_Y, type Point } from "../model/drawing/geometry.ts";
import { nameOfId } from "../model/drawing/project-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Need } from "../model/flow-edit.ts";
import type { CanvasEdge, CanvasNode } from "./library-elements.ts";

/** What a gesture means. */
export type Intent =
  | { readonly kind: "select"; readonly names: readonly string[] }
  | { readonly kind: "select-edges"; readonly edges: readonly Need[] }
  /** Cards under way: where each of them is now, in the drawing's pixels. */
  | { readonly kind: "drag"; readonly moves: Moves }
  /** Cards let go of. */
  | { readonly kind: "place"; readonly moves: Moves };

/** Upper left corners by executor name. */
export type Moves = ReadonlyMap<string, Point>;

/** No card was moved. */
export const NO_MOVES: Moves = new Map();

/** The keys that are held with a click. */
export interface Held {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Whether a click is to be about what is selected too. */
export function isAdding({ shiftKey, ctrlKey, metaKey }: Held): boolean {
  return shiftKey || ctrlKey || metaKey;
}

/**
 * `selection` and `dragged` as they are before the changes; `dragged` is null once the drag was called off, and what
 * moves until the cards are let go of means nothing. `isBoxing`: a box is drawn, which says by itself what it selects.
 * `adds`: what is selected stays so; else that is over also for executors that React Flow is not given.
 * `homeOf`: where an executor's card stands while nothing is dragged: selected ones that React Flow is not given, as they
 * are out of view, come along with those that it drags.
 */
export function intentsOfNodes(
  changes: readonly NodeChange<CanvasNode>[],
  {
    selection,
    dragged,
    isBoxing = false,
    adds = false,
    homeOf = () => undefined,
  }: {
    readonly selection: ReadonlySet<string>;
    readonly dragged: Moves | null;
    readonly isBoxing?: boolean;
    readonly adds?: boolean;
    readonly homeOf?: (name: string) => Point | undefined;
  },
): Intent[] {
  const moves = new Map<string, Point>();
  const selected = new Set(selection);
  let isSelection = false;
  let isOver = false;
  for (const change of changes) {
    if (change.type === "position") {
      if (change.position) {
        moves.set(nameOfId(change.id), change.position);
      }
      isOver ||= change.dragging === false;
    } else if (change.type === "select" && !isBoxing) {
      isSelection = true;
      if (change.selected) {
        if (!adds) {
          selected.clear();
        }
        selected.add(nameOfId(change.id));
      } else {
        selected.delete(nameOfId(change.id));
      }
    }
  }
  const select = isSelection ? [{ kind: "select" as const, names: [...selected] }] : [];
  if (dragged === null) {
    return [...select, ...(isOver ? [{ kind: "drag" as const, moves: NO_MOVES }] : [])];
  }
  const all = moves.size > 0 ? withCompanions(new Map([...dragged, ...moves]), selected, homeOf) : dragged;
  return [
    ...select,
    ...(isOver && all.size > 0 ? [{ kind: "place" as const, moves: roundAll(all) }] : []),
    ...(!isOver && moves.size > 0 ? [{ kind: "drag" as const, moves: all }] : []),
  ];
}

/** What React Flow's changes of edges mean; those of single edges are found in `edges`, `selected` are before. */
export function intentsOfEdges(
  changes: readonly EdgeChange<CanvasEdge>[],
  edges: readonly Pick<CanvasEdge, "id" | "source" | "target">[],
  selected: readonly Need[],
): Intent[] {
  const byId = new Map(edges.map((edge) => [edge.id, edge]));
  const next = new Map(selected.map((need) => [keyOf(need), need]));
  let isSelection = false;
  for (const change of changes) {
    const edge = change.type === "select" ? byId.get(change.id) : undefined;
    if (change.type === "select" && edge) {
      isSelection = true;
      const need = endsOf(edge);
      next.delete(keyOf(need));
      if (change.selected) {
        next.set(keyOf(need), need);
      }
    }
  }
  return isSelection ? [{ kind: "select-edges", edges: [...next.values()] }] : [];
}

/** Needs together, each once. */
export function united(some: readonly Need[], others: readonly Need[]): Need[] {
  return [...new Map([...some, ...others].map((need) => [keyOf(need), need])).values()];
}

/** The same for the same need. */
function keyOf({ from, to }: Need): string {
  return JSON.stringify([from, to]);
}

/** The upper left corner of a new card with this point in the middle of the line between its handles. */
export function cardAround({ x, y }: Point): Point {
  return { x: Math.round(x - CARD_WIDTH / 2), y: Math.round(y - HANDLE_Y) };
}

/** The ends of an edge, by name. */
export function endsOf({ source, target }: { readonly source: string; readonly target: string }): Need {
  return { from: nameOfId(source), to: nameOfId(target) };
}

/** All that is selected moves as far as a selected one does. */
function withCompanions(
  moves: Moves,
  selection: ReadonlySet<string>,
  homeOf: (name: string) => Point | undefined,
): Moves {
  const leader = [...moves.keys()].find((name) => selection.has(name));
  const [at, home] = leader === undefined ? [] : [moves.get(leader), homeOf(leader)];
  if (!at || !home || [...selection].every((name) => moves.has(name))) {
    return moves;
  }
  const all = new Map(moves);
  for (const name of selection) {
    const stood = homeOf(name);
    if (stood && name !== GATEWAY) {
      all.set(name, { x: stood.x + at.x - home.x, y: stood.y + at.y - home.y });
    }
  }
  return all;
}

/** Places in whole pixels. */
export function roundAll(moves: Moves): Moves {
  return new Map([...moves].map(([name, { x, y }]) => [name, { x: Math.round(x), y: Math.round(y) }]));
}
