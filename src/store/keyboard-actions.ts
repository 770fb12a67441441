/** What keys do on the canvas and in the Outline: travel along edges, reach edges, and move cards. */

import type { Point } from "../model/drawing/geometry.ts";
import { beside, edgesAt, endOfEdge, neighbourOf, type Side } from "../model/drawing/travel.ts";
import type { Need } from "../model/flow-edit.ts";
import { arrangementOf } from "./derived.ts";
import { extendedTo, selectedExecutors } from "./open-file.ts";
import type { Tools } from "./tools.ts";

/** What keys do. */
export interface KeyboardActions {
  /**
   * Selects what a step to that side leads to: along an edge, or from an edge to its end. `adds`: with what is selected.
   */
  travel(side: Side, adds?: boolean): void;
  /** Selects the next edge of the executor that is selected, or the one before; after the last comes the first. */
  nextEdge(step: 1 | -1): void;
  /** Moves the selected cards; pressed in one go, keys are one step of undo. */
  nudge(side: Side, isFar: boolean): void;
}

/** Pixels of the drawing. */
const STEP = 10;
const FAR_STEP = 50;

type MovePlaced = (moves: ReadonlyMap<string, Point>, isByKeys: boolean) => void;

/** The actions; `select` and `move` as others do it. */
export function createKeyboardActions({ get, setFile, say }: Tools, move: MovePlaced): KeyboardActions {
  /** The executor around which edges are gone through, and the one that was reached. */
  let around: { readonly name: string; readonly edge: Need } | null = null;
  return {
    travel(side, adds = false) {
      const { shown, places, selection, selectedEdges } = get().file;
      const { direction } = places;
      const name = [...selection].at(-1);
      const edge = selectedEdges.at(-1);
      const next =
        name !== undefined
          ? neighbourOf(shown.picture, arrangementOf(shown.picture, places), direction, name, side)
          : edge
            ? endOfEdge(edge, direction, side)
            : (shown.picture.nodes[0]?.name ?? null);
      if (next === null) {
        say(`Nothing on the ${side === "up" ? "upper" : side === "down" ? "lower" : side} side.`);
      } else if (adds) {
        setFile({ selection: new Set(extendedTo(get().file, next)) });
      } else {
        setFile({ selection: new Set([next]), selectedEdges: [] });
      }
    },

    nextEdge(step) {
      const { shown, selection, selectedEdges } = get().file;
      const edge = selectedEdges.at(-1);
      const name = [...selection].at(-1) ?? (edge && around?.edge === edge ? around.name : edge?.to);
      const edges = name === undefined ? [] : edgesAt(shown.picture, name);
      const at = edges.findIndex(({ from, to }) => from === edge?.from && to === edge.to);
      const next = edges.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step) % edges.length);
      if (name !== undefined && next) {
        around = { name, edge: next };
        setFile({ selection: new Set(), selectedEdges: [next] });
      }
    },

    nudge(side, isFar) {
      const { file } = get();
      const { executors } = arrangementOf(file.shown.picture, file.places);
      const { x, y } = beside(side, isFar ? FAR_STEP : STEP);
      const moves = selectedExecutors(file).flatMap((name) => {
        const corner = executors.get(name);
        return corner ? [[name, { x: corner.x + x, y: corner.y + y }] as const] : [];
      });
      move(new Map(moves), true);
    },
  };
}
