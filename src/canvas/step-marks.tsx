/** Marks on the drawing where a simulated request is that is stepped through: of what is in view alone. */
import { useStore, useStoreApi, ViewportPortal } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import type { Rect } from "../model/drawing/geometry.ts";
import {
  type DrawnEdge,
  type DrawnNode,
  END_ID,
  nameOfId,
  nodeId,
  type Projection,
  rectOf,
  START_ID,
} from "../model/drawing/project-flow.ts";
import type { ExecutorMark, StepMarks as Marks } from "../model/drawing/step-marks.ts";
import { linePath } from "../model/drawing/trace.ts";
import { GATEWAY } from "../model/flow.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isOutdated, steppingOf } from "../store/stepping.ts";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { NO_MOVES } from "./intents.ts";
import { edgesIn, endsAt, nodeOf, nodesIn } from "./part-in-view.ts";
import { barHead } from "./step-bar.tsx";
import { isWhollyInView, rectInView } from "./viewport.ts";
import "./steps.css";

/** Marks that are drawn at most, of cards and of lines. */
const MOST = 300;
/** Below this zoom what a mark says could not be read. */
const LEAST_ZOOM = 0.3;
/** Before what a mark says of a Flow that has changed since. */
const OLD = "Flow as it was: ";
/** Characters that a mark has room for, and of a longer one those at its end: which process it is, and what that does. */
const WHOLE_MARK = 30;
const MARK_END = 20;

/** The marks, over the drawing `projection`; the card at which the last step was is brought into view. */
export function StepMarks({ projection }: { projection: Projection }) {
  const designer = useDesigner();
  const stepping = useDesignerState(steppingOf);
  const isOld = useDesignerState((state) => stepping !== null && isOutdated(stepping, state));
  const part = usePartInView(stepping !== null);
  const nodes = useMemo(() => nodesIn(projection, part.rect), [projection, part.rect]);
  const edges = useMemo(() => edgesIn(projection, part.rect), [projection, part.rect]);
  const nowAt = stepping?.at ?? 0;
  const history = stepping?.history;
  const marks = useMemo(() => history?.after(nowAt), [history, nowAt]);
  const now = marks?.now ?? GATEWAY;
  const library = useStoreApi();
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each step, and not when the person looks elsewhere
  useEffect(() => {
    const node = now === GATEWAY ? undefined : nodeOf(projection, nodeId(now));
    const head = barHead(library.getState().domNode?.parentElement ?? document.body);
    if (node && !isWhollyInView(rectOf(node), library.getState(), head)) {
      designer.tools.set({ centre: { name: now, isNear: true } });
    }
  }, [now, nowAt]);
  if (!stepping || !marks) {
    return null;
  }
  const step = stepping.steps[stepping.at - 1];
  const nowId = now === GATEWAY ? (step?.kind === "enters" ? START_ID : END_ID) : nodeId(now);
  const lines = passedOf(edges, projection, marks);
  return (
    <ViewportPortal>
      <svg className={isOld ? "step-lines is-old" : "step-lines"} aria-hidden="true">
        {lines.map(({ edge, path }) => (
          <path key={edge.id} d={path} />
        ))}
      </svg>
      {markedOf(nodes, marks, nowId).map(({ id, rect, mark }) => (
        <div
          key={id}
          aria-hidden="true"
          className={`step-mark is-${mark?.kind ?? "gate"}${id === nowId ? " is-now" : ""}${isOld ? " is-old" : ""}`}
          style={{
            transform: `translate(${rect.x}px, ${rect.y}px)`,
            width: rect.width,
            height: rect.height,
          }}
        >
          {mark && part.isReadable && (
            <MiddleCut
              className="step-said"
              text={isOld ? `${OLD}${mark.text}` : mark.text}
              whole={WHOLE_MARK}
              end={MARK_END}
            />
          )}
        </div>
      ))}
    </ViewportPortal>
  );
}

interface InView {
  /** In the drawing's pixels. */
  readonly rect: Rect;
  readonly isReadable: boolean;
}

/** What is in view with a margin; the same until the view has moved by half of itself, so that a pan draws nothing anew. */
function usePartInView(isWanted: boolean): InView {
  const key = useStore((state) => {
    if (!isWanted) {
      return "";
    }
    const view = rectInView(state);
    const square = Math.max(view.width, view.height, 1) / 2;
    // By powers of two, so that the squares of two views of one zoom are the same.
    const side = 2 ** Math.ceil(Math.log2(square));
    return [
      Math.floor(view.x / side),
      Math.floor(view.y / side),
      side,
      state.transform[2] >= LEAST_ZOOM,
    ].join();
  });
  return useMemo(() => {
    const [column = 0, row = 0, side = 0] = key.split(",").map(Number);
    return {
      rect: { x: (column - 1) * side, y: (row - 1) * side, width: 5 * side, height: 5 * side },
      isReadable: key.endsWith("true"),
    };
  }, [key]);
}

/** Those of the nodes that are marked, the one of the last step before all others. */
function markedOf(nodes: readonly DrawnNode[], marks: Marks, nowId: string) {
  const shown: { readonly id: string; readonly rect: Rect; readonly mark: ExecutorMark | null }[] = [];
  const now = nodes.find(({ id }) => id === nowId);
  for (const node of now ? [now, ...nodes.filter((one) => one !== now)] : nodes) {
    if (shown.length === MOST) {
      break;
    }
    const isGate = node.id === START_ID || node.id === END_ID;
    const mark = isGate ? null : marks.executor(nameOfId(node.id));
    if (mark || (isGate && node === now)) {
      shown.push({ id: node.id, rect: rectOf(node), mark });
    }
  }
  return shown;
}

/** Those of the edges that documents have passed, with their ways. */
function passedOf(edges: readonly DrawnEdge[], projection: Projection, marks: Marks) {
  const shown: { readonly edge: DrawnEdge; readonly path: string }[] = [];
  for (const edge of edges) {
    const ends = shown.length < MOST && marks.isPassed(edge.id) ? endsAt(projection, edge, NO_MOVES) : null;
    if (ends) {
      shown.push({ edge, path: linePath(ends.from, edge.bends, ends.to, projection.direction) });
    }
  }
  return shown;
}
