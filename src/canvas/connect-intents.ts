/** What it means that the end of an edge is let go of, as values. Pure, and comes late. */
import { needBetween } from "../model/edit/edit.ts";
import type { Need } from "../model/flow-edit.ts";

/** An edge that is dragged. */
export interface DraggedEdge {
  /** The executor, or the gateway, at the end that stays, and which end that is. */
  readonly fixed: string;
  readonly side: keyof Need;
  /** The edge whose end it is; null for a new one. */
  readonly moved: Need | null;
}

/** What drawing an edge, or moving an end of one, means. */
export type ConnectIntent =
  | ({ readonly kind: "connect" | "disconnect" } & Need)
  | { readonly kind: "reconnect"; readonly need: Need; readonly instead: Need }
  /** Asks which executor is to follow that one. */
  | { readonly kind: "ask"; readonly from: string }
  | { readonly kind: "refuse"; readonly reason: string };

/** True where letting go over `name` leaves all as it is: over the end that stays, or where the end came from. */
export function isUnchanged({ fixed, side, moved }: DraggedEdge, name: string): boolean {
  const need = needBetween(side, fixed, name);
  return name === fixed || (moved !== null && moved.from === need.from && moved.to === need.to);
}

/** Let go of over an executor or the gateway, or over nothing, where `over` is null. `reason`: why it cannot be there. */
export function intentOfDrop(
  dragged: DraggedEdge,
  over: string | null,
  reason: string | null,
): ConnectIntent | null {
  const { fixed, side, moved } = dragged;
  if (over === null) {
    if (moved) {
      return { kind: "disconnect", ...moved };
    }
    return side === "from" ? { kind: "ask", from: fixed } : null;
  }
  if (isUnchanged(dragged, over)) {
    return null;
  }
  if (reason !== null) {
    return { kind: "refuse", reason };
  }
  const need = needBetween(side, fixed, over);
  return moved ? { kind: "reconnect", need: moved, instead: need } : { kind: "connect", ...need };
}
