/** Drawing edges and moving their ends: React Flow's events go in, edits come out. Comes late. */
import type { Connection, FinalConnectionState, OnConnectStartParams } from "@xyflow/react";
import { quoted } from "../base/words.ts";
import { nameOfId } from "../model/drawing/project-flow.ts";
import { refuseConnection, refuserOf } from "../model/edit/edit.ts";
import type { Need } from "../model/flow-edit.ts";
import type { Designer } from "../store/designer.ts";
import { type ConnectIntent, type DraggedEdge, intentOfDrop, isUnchanged } from "./connect-intents.ts";
import { cardAround, endsOf } from "./intents.ts";
import type { CanvasEdge } from "./library-elements.ts";

/** What is shown while an edge is dragged. */
export interface Connecting {
  /** Why the edge cannot be let go of at a node, by its id; null where it can. */
  readonly refusalOf: (id: string) => string | null;
  /** The reason of what is under the pointer. */
  readonly reason: string;
}

interface Given {
  readonly designer: Designer;
  readonly show: (connecting: Connecting | null) => void;
  readonly toDrawing: (point: { x: number; y: number }) => { x: number; y: number };
}

/** The library's properties that serve edges, and `callOff`, after which the drag under way means nothing. */
export function connectHandlers({ designer, show, toDrawing }: Given) {
  let moved: Need | null = null;
  /** Also after it was called off, until the library lets go of it. */
  let isHeld = false;
  let under: ({ readonly edge: DraggedEdge } & Pick<Connecting, "refusalOf">) | null = null;
  let shown = "";

  const onPointerMove = ({ clientX, clientY }: PointerEvent) => {
    const reason = under?.refusalOf(idAt(clientX, clientY) ?? "") ?? "";
    if (under && reason !== shown) {
      shown = reason;
      show({ refusalOf: under.refusalOf, reason });
    }
  };
  const end = () => {
    removeEventListener("pointermove", onPointerMove);
    [under, moved, shown] = [null, null, ""];
    show(null);
  };
  const refuse = ({ from, to }: Need) => refuseConnection(designer.get().file.shown.picture, from, to);

  return {
    callOff: end,
    props: {
      // As large as a finger needs it.
      reconnectRadius: matchMedia("(pointer: coarse)").matches ? 24 : 18,
      onReconnectStart(_: unknown, edge: CanvasEdge) {
        moved = endsOf(edge);
      },
      // Where the end is let go of is found out when the drag ends.
      onReconnect() {},
      onConnectStart(_: unknown, { nodeId, handleType }: OnConnectStartParams) {
        const edge: DraggedEdge = {
          fixed: nameOfId(nodeId ?? ""),
          side: handleType === "target" ? "to" : "from",
          moved,
        };
        isHeld = true;
        under = { edge, refusalOf: refusalsOf(designer, edge) };
        show({ refusalOf: under.refusalOf, reason: "" });
        addEventListener("pointermove", onPointerMove);
      },
      onConnectEnd(event: MouseEvent | TouchEvent, { isValid, toNode }: FinalConnectionState) {
        const dragged = under;
        isHeld = false;
        end();
        const { clientX, clientY } = "changedTouches" in event ? (event.changedTouches[0] ?? NOWHERE) : event;
        const id = idAt(clientX, clientY) ?? (isValid ? (toNode?.id ?? null) : null);
        const isOnCanvas = document.elementFromPoint(clientX, clientY)?.closest(".react-flow__pane") !== null;
        if (dragged && (id !== null || isOnCanvas)) {
          const { edge, refusalOf } = dragged;
          const over = id === null ? null : nameOfId(id);
          const intent = intentOfDrop(edge, over, id === null ? null : refusalOf(id));
          carryOut(designer, intent, cardAround(toDrawing({ x: clientX, y: clientY })));
        }
      },
      // A click on a ring and then on another one connects them too; only of that this is told.
      onConnect(connection: Connection) {
        if (!isHeld) {
          carryOut(designer, { kind: "connect", ...endsOf(connection) }, null);
        }
      },
      isValidConnection(connection: { readonly source: string; readonly target: string }) {
        return refuse(endsOf(connection)) === null;
      },
    },
  };
}

const NOWHERE = { clientX: -1, clientY: -1 };

/** The card, or the end of the gateway, at a place of the window. */
function idAt(x: number, y: number): string | null {
  return document.elementFromPoint(x, y)?.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
}

/** Asked once for each node that comes into view. */
function refusalsOf(designer: Designer, edge: DraggedEdge): Connecting["refusalOf"] {
  const refuse = refuserOf(designer.get().file.shown.picture, edge.side, edge.fixed);
  const known = new Map<string, string | null>();
  return (id) => {
    let reason = known.get(id);
    if (reason === undefined) {
      const name = nameOfId(id);
      reason = id === "" || isUnchanged(edge, name) ? null : refuse(name);
      known.set(id, reason);
    }
    return reason;
  };
}

function carryOut(
  { do: act, tools, get }: Designer,
  intent: ConnectIntent | null,
  corner: { readonly x: number; readonly y: number } | null,
): void {
  switch (intent?.kind) {
    case "connect":
    case "reconnect":
      act.edit(intent);
      return;
    case "disconnect": {
      const { toast } = get();
      if (act.edit(intent) === null && get().toast === toast) {
        tools.toast("info", `Disconnected ${quoted(intent.from)} from ${quoted(intent.to)}.`, {
          canUndo: true,
        });
      }
      return;
    }
    case "ask":
      act.openDialog({ kind: "follow", from: intent.from, corner });
      return;
    case "refuse":
      tools.toast("warning", intent.reason);
  }
}
