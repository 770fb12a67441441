/** The whole Flow on a small canvas, with the part in view framed; a click or drag brings a part into view. */
import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { type PointerEvent, useEffect, useMemo, useRef } from "react";
import { END_ID, nameOfId, type Projection } from "../model/drawing/project-flow.ts";
import { useOpenFile } from "../store/react.ts";
import { readColours } from "./colours.ts";
import { boundsOf, rectInView } from "./viewport.ts";

const WIDTH = 150;
const HEIGHT = 92;
const MARGIN = 8;

/** All cards in small, with a frame around what is in view; pressing or dragging moves the view there. */
export function Minimap({ projection }: { projection: Projection }) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const { setCenter, getZoom } = useReactFlow();
  const selection = useOpenFile((file) => file.selection);
  const bounds = useMemo(() => boundsOf(projection), [projection]);
  const scale = Math.min((WIDTH - 2 * MARGIN) / bounds.width, (HEIGHT - 2 * MARGIN) / bounds.height, 0.2);
  const shiftX = (WIDTH - bounds.width * scale) / 2 - bounds.x * scale;
  const shiftY = (HEIGHT - bounds.height * scale) / 2 - bounds.y * scale;
  const transform = useStore((state) => state.transform);
  const view = rectInView({ ...store.getState(), transform });
  const frame = {
    transform: `translate(${view.x * scale + shiftX}px, ${view.y * scale + shiftY}px)`,
    width: view.width * scale,
    height: view.height * scale,
  };

  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context) {
      return;
    }
    const ratio = globalThis.devicePixelRatio || 1;
    canvas.width = WIDTH * ratio;
    canvas.height = HEIGHT * ratio;
    const colours = readColours(canvas);
    context.scale(ratio, ratio);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    for (const { id, position, width: nodeWidth, height: nodeHeight } of projection.nodes) {
      context.fillStyle = id !== END_ID && selection.has(nameOfId(id)) ? colours.accent : colours.line;
      context.fillRect(
        position.x * scale + shiftX,
        position.y * scale + shiftY,
        Math.max(1, nodeWidth * scale),
        Math.max(1, nodeHeight * scale),
      );
    }
  }, [projection, selection, scale, shiftX, shiftY]);

  const move = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons === 1) {
      const box = event.currentTarget.getBoundingClientRect();
      const flowX = (event.clientX - box.left - shiftX) / scale;
      const flowY = (event.clientY - box.top - shiftY) / scale;
      void setCenter(flowX, flowY, { zoom: getZoom() });
    }
  };
  return (
    <div
      className="minimap"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={move}
    >
      <canvas ref={canvasRef} />
      <div className="minimap-view" style={frame} />
    </div>
  );
}
