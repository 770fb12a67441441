/** What React Flow takes of the nodes and edges of the drawing: made for what it is given of them, and for no more. */
import { type Edge, MarkerType, type Node, Position } from "@xyflow/react";
import { type Badge, badgesOf, type ProblemMark, problemMarkOf } from "../model/drawing/badges.ts";
import { shownGateLines } from "../model/drawing/gateway-detail.ts";
import { type Direction, HANDLE_Y, type Point } from "../model/drawing/geometry.ts";
import {
  type DrawnCard,
  type DrawnEdge,
  type DrawnGate,
  type DrawnGhost,
  type DrawnNode,
  isSelectable,
  nameOfId,
} from "../model/drawing/project-flow.ts";
import { isStacked } from "../model/drawing/shown-node.ts";
import { spokenEdge, spokenExecutor, spokenGateway } from "../model/drawing/spoken.ts";
import { type ExecutorKind, executorKind, runsLabel } from "../model/engine/executor-kind.ts";
import { DEFAULT_EXECUTOR } from "../model/engine/uses-source.ts";
import type { ExecutorTime } from "../model/run/profile.ts";
import { shorten } from "../model/shorten.ts";

interface CardData extends Record<string, unknown> {
  readonly direction: Direction;
  readonly name: string;
  readonly kind: ExecutorKind;
  readonly uses: string;
  /** All of it, where the card shows a part. */
  readonly wholeUses: string;
  readonly badges: readonly Badge[];
  readonly problems: ProblemMark | null;
  readonly time: ExecutorTime | null;
  readonly isStacked: boolean;
  readonly isPinned: boolean;
  /** Answers that need it have come without it. */
  readonly isMissed: boolean;
  /**
   * There are so many in view that their cards say no more than who they are. It is no type of its own: the library
   * measures a node whose type changes.
   */
  readonly isPlain: boolean;
}

interface GateData extends Record<string, unknown> {
  readonly direction: Direction;
  /** Short lines, one under the other. */
  readonly detail: readonly string[];
  /** All there is to say, where the lines do not. */
  readonly title: string;
}

interface GhostData extends Record<string, unknown> {
  readonly direction: Direction;
  readonly name: string;
}

/** An executor. */
export type CardNode = Node<CardData, "card">;
/** One of the gateway's two ends. */
export type GateNode = Node<GateData, "start" | "end">;
/** A name that is needed and that no executor has. */
export type GhostNode = Node<GhostData, "ghost">;
/** A node as React Flow takes it. */
export type CanvasNode = CardNode | GateNode | GhostNode;
/** An edge as React Flow takes it. */
export type CanvasEdge = Edge<NeedData, "need">;

interface NeedData extends Record<string, unknown> {
  readonly kind: DrawnEdge["kind"];
  readonly direction: Direction;
  readonly bends: readonly Point[];
}

const HANDLE_SIZE = 11;
/** Characters of what is said when one points at the gateway. */
const MAX_TITLE = 500;

/** A node as the library takes it. */
export function libraryNode(drawn: DrawnNode): CanvasNode {
  switch (drawn.type) {
    case "card":
      return cardNode(drawn);
    case "ghost":
      return ghostNode(drawn);
    default:
      return gateNode(drawn);
  }
}

function cardNode(drawn: DrawnCard): CardNode {
  const { id, position, width, height, direction, node, feeds, problems, time, isPinned, isMissed } = drawn;
  const kind = executorKind(node);
  const uses = runsLabel(node);
  const badges = badgesOf(node);
  const mark = problemMarkOf(problems ?? []);
  const label = [
    spokenExecutor(node, feeds),
    `uses ${uses}`,
    ...badges.map(({ text }) => text),
    ...(mark ? [mark.text] : []),
    ...(isPinned ? ["pinned"] : []),
    ...(isMissed ? ["did not answer"] : []),
  ].join("; ");
  return {
    id,
    type: "card",
    position,
    width,
    height,
    ariaRole: "group",
    ariaLabel: label,
    data: {
      direction,
      name: node.name,
      kind,
      uses,
      wholeUses: node.uses === DEFAULT_EXECUTOR ? uses : node.uses,
      badges,
      problems: mark,
      time: time ?? null,
      isStacked: isStacked(node),
      isPinned,
      isMissed,
      isPlain: false,
    },
    handles: (["target", "source"] as const).map((type) =>
      handle(type, { width, height, y: HANDLE_Y }, direction),
    ),
    domAttributes: { "data-executor": node.name, tabIndex: -1 } as CardNode["domAttributes"],
  };
}

function gateNode(drawn: DrawnGate): GateNode {
  const { id, type, position, width, height, direction, lines } = drawn;
  const side = type === "start" ? "source" : "target";
  return {
    id,
    type,
    position,
    width,
    height,
    data: { direction, detail: shownGateLines(lines), title: shorten(lines.join("\n"), MAX_TITLE) },
    handles: [handle(side, { width, height, y: height / 2 }, direction)],
    draggable: false,
    deletable: false,
    selectable: isSelectable(drawn),
    connectable: type === "start",
    ariaRole: "group",
    ariaLabel: spokenGateway(type),
    ...(type === "start" && { domAttributes: { tabIndex: -1 } }),
  };
}

function ghostNode(drawn: DrawnGhost): GhostNode {
  const { id, position, width, height, direction } = drawn;
  const name = nameOfId(id);
  return {
    id,
    type: "ghost",
    position,
    width,
    height,
    data: { direction, name },
    handles: [handle("source", { width, height, y: HANDLE_Y }, direction)],
    selectable: false,
    connectable: false,
    draggable: false,
    ariaRole: "group",
    ariaLabel: `${name}, needed but not in this Flow`,
  };
}

/** Sides of a node at which lines leave and meet it. */
export const SIDES = {
  right: { source: Position.Right, target: Position.Left },
  down: { source: Position.Bottom, target: Position.Top },
} as const;

/** `y` is where lines meet the node that run to the right. */
function handle(
  type: "source" | "target",
  { width, height, y }: { readonly width: number; readonly height: number; readonly y: number },
  direction: Direction,
) {
  const middle =
    direction === "right"
      ? { x: type === "source" ? width : 0, y }
      : { x: width / 2, y: type === "source" ? height : 0 };
  return {
    id: null,
    type,
    position: SIDES[direction][type],
    x: middle.x - HANDLE_SIZE / 2,
    y: middle.y - HANDLE_SIZE / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  };
}

const ARROW = { type: MarkerType.ArrowClosed, width: 14, height: 14 };

/** An edge as the library takes it. */
export function libraryEdge({ id, source, target, kind, direction, bends }: DrawnEdge): CanvasEdge {
  const [from, to] = [nameOfId(source), nameOfId(target)];
  return {
    id,
    type: "need",
    source,
    target,
    data: { kind, direction, bends },
    className: kind,
    selectable: true,
    focusable: false,
    markerEnd: ARROW,
    ariaLabel: spokenEdge({ from, to }, kind === "implicit"),
    domAttributes: {
      tabIndex: -1,
      "data-needs": `${from}->${to}`,
      ...(kind === "written" ? {} : { "data-implicit": "" }),
    } as CanvasEdge["domAttributes"],
  };
}
