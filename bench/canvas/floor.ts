/**
 * The floor: the same scene on a plain canvas of the size that ours has, each frame drawn anew from what is in view. As
 * ours, it leaves out what is written on cards that are too small to read.
 */
import type { Point, Rect } from "../../src/model/drawing/geometry.ts";
import { traceLine } from "../../src/model/drawing/trace.ts";
import type { Pilot, View } from "./pilot.ts";
import type { Scene, SceneCard, SceneLine } from "./scene.ts";

/** Below this zoom nothing can be read. */
const FAR = 0.35;
/** Lines in one path: of very many a path takes more than its share of time. */
const LINES_IN_PATH = 500;
/** As the library has it, for wheels that zoom. */
const ZOOM_PER_PIXEL = 0.002;

const given = async (path: string) => (await fetch(path)).json();
const scene: Scene = await given("/scene");
const box: Rect = await given("/box");
const canvas = document.createElement("canvas");
canvas.width = box.width;
canvas.height = box.height;
canvas.style.left = `${box.x}px`;
canvas.style.top = `${box.y}px`;
document.body.append(canvas);
const context = canvas.getContext("2d")!;

const cards = new Map(scene.cards.map((card) => [card.id, { ...card }]));
const lines = scene.lines.map((line) => ({ ...line, ...spanOf(line) }));
let view: View = { x: 0, y: 0, zoom: 1 };
let isScheduled = false;

function spanOf({ from, bends, to }: SceneLine): { least: Point; most: Point } {
  const points = [from, ...bends, to];
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return {
    least: { x: Math.min(...xs), y: Math.min(...ys) },
    most: { x: Math.max(...xs), y: Math.max(...ys) },
  };
}

function draw(): void {
  isScheduled = false;
  const { x, y, zoom } = view;
  const [left, top] = [-x / zoom, -y / zoom];
  const [right, bottom] = [left + box.width / zoom, top + box.height / zoom];
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, box.width, box.height);
  context.setTransform(zoom, 0, 0, zoom, x, y);
  context.lineWidth = Math.max(1.5, 1 / zoom);
  context.strokeStyle = "#8a94a6";
  let count = 0;
  for (const { from, bends, to, least, most } of lines) {
    if (most.x < left || least.x > right || most.y < top || least.y > bottom) {
      continue;
    }
    if (count % LINES_IN_PATH === 0) {
      context.stroke();
      context.beginPath();
    }
    count++;
    if (zoom < FAR) {
      context.moveTo(from.x, from.y);
      for (const point of bends) {
        context.lineTo(point.x, point.y);
      }
      context.lineTo(to.x, to.y);
    } else {
      traceLine(context, from, bends, to, "right");
    }
  }
  context.stroke();
  context.beginPath();
  for (const card of cards.values()) {
    if (card.x < right && card.x + card.width > left && card.y < bottom && card.y + card.height > top) {
      drawCard(card, zoom);
    }
  }
}

function drawCard({ x, y, width, height, name, uses, badge }: SceneCard, zoom: number): void {
  context.fillStyle = "#ffffff";
  context.strokeStyle = "#c5ccd8";
  if (zoom < FAR) {
    context.fillRect(x, y, width, height);
    context.strokeRect(x, y, width, height);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, width, height, 10);
  context.fill();
  context.stroke();
  context.fillStyle = "#1d2430";
  context.font = "600 14px sans-serif";
  context.fillText(name, x + 12, y + 24);
  context.fillStyle = "#6b7689";
  context.font = "12px monospace";
  context.fillText(uses, x + 12, y + 44);
  context.font = "11px sans-serif";
  context.fillText(badge, x + 18, y + 73);
}

function schedule(): void {
  if (!isScheduled) {
    isScheduled = true;
    requestAnimationFrame(draw);
  }
}

function toDrawing({ clientX, clientY }: MouseEvent): Point {
  return { x: (clientX - box.x - view.x) / view.zoom, y: (clientY - box.y - view.y) / view.zoom };
}

canvas.addEventListener("mousedown", (down) => {
  const { x, y } = toDrawing(down);
  const hit = [...cards.values()].findLast(
    (card) => x >= card.x && x <= card.x + card.width && y >= card.y && y <= card.y + card.height,
  );
  const own = hit ? lines.filter(({ source, target }) => source === hit.id || target === hit.id) : [];
  let last = down;
  const move = (event: MouseEvent) => {
    const [dx, dy] = [event.clientX - last.clientX, event.clientY - last.clientY];
    last = event;
    if (hit) {
      const by = { x: dx / view.zoom, y: dy / view.zoom };
      const moved = (point: Point) => ({ x: point.x + by.x, y: point.y + by.y });
      Object.assign(hit, moved(hit));
      for (const line of own) {
        const ends = {
          from: line.source === hit.id ? moved(line.from) : line.from,
          to: line.target === hit.id ? moved(line.to) : line.to,
          bends: [],
        };
        Object.assign(line, ends, spanOf({ ...line, ...ends }));
      }
    } else {
      view = { ...view, x: view.x + dx, y: view.y + dy };
    }
    schedule();
  };
  addEventListener("mousemove", move);
  addEventListener("mouseup", () => removeEventListener("mousemove", move), { once: true });
});

canvas.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const at = toDrawing(event);
    const zoom = view.zoom * 2 ** (-event.deltaY * ZOOM_PER_PIXEL);
    view = { zoom, x: event.clientX - box.x - at.x * zoom, y: event.clientY - box.y - at.y * zoom };
    schedule();
  },
  { passive: false },
);

schedule();
const pilot: Pilot = {
  view: () => view,
  go(next) {
    view = next;
    schedule();
  },
};
Object.assign(globalThis, { pilot });
