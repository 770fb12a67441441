/** Dragging cards that are seen from afar, where the library has no element that could be dragged. */
import type { ReactFlowState } from "@xyflow/react";
import type { Point } from "../model/drawing/geometry.ts";
import { nameOfId, type Projection } from "../model/drawing/project-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Designer } from "../store/designer.ts";
import { isReadOnly } from "../store/open-file.ts";
import { cardNear, homeOf, selectCard } from "./hits.ts";
import { type Intent, type Moves, NO_MOVES, roundAll } from "./intents.ts";
import { movesOn, type Stage } from "./stage.ts";

interface Given {
  readonly designer: Designer;
  readonly projection: Projection;
  readonly library: { getState(): Pick<ReactFlowState, "transform" | "nodesDraggable"> };
  readonly stage: Stage;
  readonly onIntents: (intents: readonly Intent[]) => void;
}

/** Below this zoom cards are too small to be meant: what is pressed is the canvas, which pans. */
const LEAST_ZOOM = 0.1;
/** Pixels of the window from which on a press is a drag, as the library has it. */
const THRESHOLD = 2;

/** Listens on the canvas until the function that it gives is called. */
export function dragFarCards(canvas: HTMLElement, given: Given): () => void {
  const { designer, projection, library, stage, onIntents } = given;
  let end: (() => void) | null = null;
  /** Of the drag under way; null before it is one. */
  let moves: Moves | null = null;

  const onMouseDown = (event: MouseEvent) => {
    canvas.removeEventListener("click", stop, true);
    if (event.button !== 0) {
      return;
    }
    // One that was let go of where the page did not hear of it.
    callOff();
    const { transform, nodesDraggable } = library.getState();
    const [x, y, zoom] = transform;
    const box = canvas.getBoundingClientRect();
    const toDrawing = ({ clientX, clientY }: MouseEvent): Point => ({
      x: (clientX - box.left - x) / zoom,
      y: (clientY - box.top - y) / zoom,
    });
    const isPane = event.target instanceof Element && event.target.classList.contains("react-flow__pane");
    if (event.shiftKey || !isPane || zoom < LEAST_ZOOM || !nodesDraggable) {
      return;
    }
    const from = toDrawing(event);
    const card = cardNear(projection, from, zoom);
    if (card?.type !== "card" || isReadOnly(designer.get().file)) {
      return;
    }
    // The canvas does not pan.
    event.stopPropagation();
    const name = nameOfId(card.id);
    const onMove = (moved: MouseEvent) => {
      const far = Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY);
      if (moves === null && far <= THRESHOLD) {
        return;
      }
      if (moves === null && !designer.get().file.selection.has(name)) {
        selectCard(designer, name, moved);
      } else if (moves !== null && stage.getState().moves === null) {
        // Called off.
        return;
      }
      const to = toDrawing(moved);
      moves = new Map(
        [...designer.get().file.selection].flatMap((one) => {
          const home = homeOf(projection, one);
          return home && one !== GATEWAY
            ? [[one, { x: home.x + to.x - from.x, y: home.y + to.y - from.y }] as const]
            : [];
        }),
      );
      onIntents([{ kind: "drag", moves }]);
    };
    const onUp = () => {
      const isDrag = moves !== null;
      end?.();
      if (isDrag) {
        // The click that may come of it means nothing.
        canvas.addEventListener("click", stop, { capture: true, once: true });
        const last = movesOn(stage);
        onIntents(
          last.size > 0 ? [{ kind: "place", moves: roundAll(last) }] : [{ kind: "drag", moves: NO_MOVES }],
        );
      }
    };
    addEventListener("mousemove", onMove);
    addEventListener("mouseup", onUp);
    end = () => {
      removeEventListener("mousemove", onMove);
      removeEventListener("mouseup", onUp);
      [end, moves] = [null, null];
    };
  };

  /** A drag that is under way comes to nothing, and the cards stand where they stood. */
  const callOff = () => {
    if (moves !== null) {
      onIntents([{ kind: "drag", moves: NO_MOVES }]);
    }
    end?.();
  };

  canvas.addEventListener("mousedown", onMouseDown, true);
  return () => {
    canvas.removeEventListener("mousedown", onMouseDown, true);
    canvas.removeEventListener("click", stop, true);
    callOff();
  };
}

function stop(event: Event): void {
  event.stopPropagation();
}
