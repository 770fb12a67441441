/**
 * Cards and needs as one picture, for when they are too small to read: far away (`useFar` in canvas.tsx) the library gets
 * no elements, and this layer draws them, and finds what is under the pointer.
 */

import { useStoreApi } from "@xyflow/react";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { counted } from "../base/words.ts";
import type { Projection } from "../model/drawing/project-flow.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { steppingOf } from "../store/stepping.ts";
import { readColours, useTheme } from "./colours.ts";
import { createFarPicture } from "./far-picture.ts";
import { dragFarCards } from "./far-pointer.ts";
import type { Intent } from "./intents.ts";
import { drawnMoves, type Stage } from "./stage.ts";
import { isViewChanged, rectInView } from "./viewport.ts";

/** Cards that are pressed and dragged give intents, as those that are elements do. */
export function FarView({
  projection,
  stage,
  onIntents,
}: {
  projection: Projection;
  stage: Stage;
  onIntents: (intents: readonly Intent[]) => void;
}) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const designer = useDesigner();
  const store = useStoreApi();
  const selection = useOpenFile((file) => file.selection);
  const picture = useMemo(() => createFarPicture(projection), [projection]);
  const theme = useTheme();
  const hasMarks = useDesignerState((state) => steppingOf(state) !== null);

  // Before the elements come back.
  useLayoutEffect(() => {
    const viewport = store.getState().domNode?.querySelector(".react-flow__viewport");
    viewport?.classList.toggle("is-empty", !hasMarks);
    return () => viewport?.classList.remove("is-empty");
  }, [store, hasMarks]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow from it
  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context) {
      return;
    }
    // Not in each frame: reading them has the browser work out the styles of the page.
    const colours = readColours(canvas);
    let frame: number | null = null;
    const draw = () => {
      frame = null;
      const { transform, width, height } = store.getState();
      const ratio = globalThis.devicePixelRatio || 1;
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
      }
      const [x, y, zoom] = transform;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
      const view = rectInView({ transform, width, height });
      picture.draw(context, { view, zoom, colours, selection, moves: drawnMoves(stage.getState()) });
    };
    const schedule = () => {
      frame ??= requestAnimationFrame(draw);
    };
    // A canvas of another projection is not shown for a frame.
    draw();
    const unsubscribe = store.subscribe((state, before) => {
      if (isViewChanged(state, before)) {
        schedule();
      }
    });
    const unsubscribeMoves = stage.subscribe(
      (state, before) => drawnMoves(state) !== drawnMoves(before) && schedule(),
    );
    return () => {
      unsubscribe();
      unsubscribeMoves();
      if (frame !== null) {
        cancelAnimationFrame(frame);
      }
    };
  }, [picture, selection, store, stage, theme]);

  useEffect(() => {
    const canvas = canvasRef.current?.parentElement;
    return canvas
      ? dragFarCards(canvas, { designer, projection, library: store, stage, onIntents })
      : undefined;
  }, [designer, projection, store, stage, onIntents]);

  const count = projection.nodes.filter(({ type }) => type === "card").length;
  return (
    <canvas
      ref={canvasRef}
      className="far-view"
      role="img"
      aria-label={`${counted(count, "executor")}, seen from afar`}
    />
  );
}
