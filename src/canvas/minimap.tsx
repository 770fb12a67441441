/** The whole Flow on a small canvas, with the part in view framed; a click or drag brings a part into view. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { type PointerEvent, useEffect, useMemo, useRef } from "react";
import { END_ID, nameOfId, type Projection } from "../model/drawing/project-flow.ts";
import { useOpenFile } from "../store/react.ts";
import { readColours, useTheme } from "./colours.ts";
import { boundsOf, isViewChanged, rectInView } from "./viewport.ts";

const WIDTH = 150;
const HEIGHT = 92;
const MARGIN = 8;
/** Of the frame: how wide its line is at most, how round its corners are, and its least size. */
const LINE = 1.5;
const ROUND = 3;
const LEAST = 4 * ROUND;

/** All cards in small, with a frame around what is in view; pressing or dragging moves the view there. */
export function Minimap({ projection }: { projection: Projection }) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const store = useStoreApi();
  const { setCenter, getZoom } = useReactFlow();
  const selection = useOpenFile((file) => file.selection);
  const bounds = useMemo(() => boundsOf(projection), [projection]);
  const scale = Math.min((WIDTH - 2 * MARGIN) / bounds.width, (HEIGHT - 2 * MARGIN) / bounds.height, 0.2);
  const shiftX = (WIDTH - bounds.width * scale) / 2 - bounds.x * scale;
  const shiftY = (HEIGHT - bounds.height * scale) / 2 - bounds.y * scale;

  // One canvas for cards and frame: each is a layer of the page, which the browser puts together anew in each frame. So
  // would it from afar too if the frame were an element that moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow from the theme
  useEffect(() => {
    const canvas = canvasRef.current;
    const cards = document.createElement("canvas");
    const [shown, drawn] = [canvas && begin(canvas), begin(cards)];
    if (!canvas || !shown || !drawn) {
      return;
    }
    const colours = readColours(canvas);
    for (const { id, position, width: nodeWidth, height: nodeHeight } of projection.nodes) {
      drawn.fillStyle = id !== END_ID && selection.has(nameOfId(id)) ? colours.accent : colours.line;
      drawn.fillRect(
        position.x * scale + shiftX,
        position.y * scale + shiftY,
        Math.max(1, nodeWidth * scale),
        Math.max(1, nodeHeight * scale),
      );
    }
    const ratio = pixelRatio();
    const line = Math.max(1, Math.floor(LINE * ratio)) / ratio;
    shown.lineWidth = line;
    shown.strokeStyle = colours.accent;
    const draw = () => {
      const { x, y, width, height } = rectInView(store.getState());
      // What is in view may reach beyond the map on any side: the frame stays whole, along the rim.
      const [left, right] = within(x * scale + shiftX, (x + width) * scale + shiftX, WIDTH);
      const [top, bottom] = within(y * scale + shiftY, (y + height) * scale + shiftY, HEIGHT);
      shown.clearRect(0, 0, WIDTH, HEIGHT);
      shown.drawImage(cards, 0, 0, WIDTH, HEIGHT);
      shown.beginPath();
      shown.roundRect(
        left + line / 2,
        top + line / 2,
        right - left - line,
        bottom - top - line,
        ROUND - line / 2,
      );
      shown.stroke();
    };
    draw();
    return store.subscribe((state, before) => isViewChanged(state, before) && draw());
  }, [store, projection, selection, scale, shiftX, shiftY, theme]);

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
    </div>
  );
}

/** A stretch as far as it is on a map of that length; one that is shorter than `LEAST` grows on both sides. */
function within(from: number, to: number, length: number): readonly [number, number] {
  const [start, end] = [Math.max(0, from), Math.min(to, length)];
  const half = Math.max(LEAST, end - start) / 2;
  const middle = Math.min(Math.max(half, (start + end) / 2), length - half);
  return [middle - half, middle + half];
}

/** A canvas of the minimap's size, empty, with the pixels of the window as its units. */
function begin(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const context = canvas.getContext("2d");
  const ratio = pixelRatio();
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  context?.scale(ratio, ratio);
  return context;
}

function pixelRatio(): number {
  return globalThis.devicePixelRatio || 1;
}
