/**
 * What a gesture costs: milliseconds of the main thread for each mouse or wheel event, which come through the browser as
 * a person's do. Each gesture is measured from before it begins until all that it set off is over.
 */
import type { Page } from "@playwright/test";
import { overlaps, type Point, type Rect } from "../../src/model/drawing/geometry.ts";
import { runsOver } from "../../src/model/drawing/run-over.ts";
import type { Figures } from "../harness/benchmark.ts";
import { createBusyClock } from "../harness/browser.ts";
import type { View } from "./pilot.ts";
import type { Scene } from "./scene.ts";

/** Where on the drawing it is measured, by name. */
export interface Cell {
  readonly name: string;
  /** Null: so that all is in view. */
  readonly zoom: number | null;
  /** Wheel steps of the zoom: -1 out, 1 in, so that a cell stays on its side of where cards give way. */
  readonly steps: -1 | 1;
}

export const CELLS: readonly Cell[] = [
  { name: "zoom 1", zoom: 1, steps: -1 },
  { name: "zoom 0.36", zoom: 0.36, steps: 1 },
  { name: "zoom 0.34", zoom: 0.34, steps: -1 },
  { name: "all in view", zoom: null, steps: 1 },
];

export const GESTURES = ["pan", "drag", "zoom"] as const;

/** A page with a canvas, and how its view is asked for and changed. */
export interface Piloted {
  readonly page: Page;
  readonly view: () => Promise<View>;
  readonly go: (view: View) => Promise<void>;
}

const EVENTS = 30;
/** After a gesture, and before the first. */
const REST_MS = 400;
const MARGIN = 40;
/** Below the upper edge of a card. */
const GRIP_Y = 24;
/** Around a card: the handles that stand out of it, its button, and where the ends of lines can be grabbed. */
const EDGE = 40;
/** On each side of a line, where a press means the line. */
const LINE_REACH = 14;
/** Of a press, so that it is seen whether the view follows. */
const TRIED = 40;
/** Pixels that make a press a drag. */
const DRAG_THRESHOLD = 3;
/** As the library has it, for wheels that zoom. */
const ZOOM_PER_PIXEL = 0.002;
/** Of one wheel step. */
const WHEEL = 20;

/** Figures by cell and gesture, in milliseconds for each event, and the most elements that a cell had. */
export async function measureGestures(
  piloted: Piloted,
  scene: Scene,
  box: Rect,
  cells: readonly Cell[],
  events = EVENTS,
): Promise<Figures> {
  const { page, view, go } = piloted;
  const busyMs = await createBusyClock(page);
  const figures: Record<string, number> = {};
  const measure = async (name: string, gesture: () => Promise<void>) => {
    await page.waitForTimeout(REST_MS);
    const before = await busyMs();
    await gesture();
    await page.waitForTimeout(REST_MS);
    figures[name] = ((await busyMs()) - before) / events;
  };
  // What comes with the first card that is pressed, as a panel about it, is none of a drag.
  const first = viewOf(scene, box, 1);
  await go(first);
  await drag(page, placesIn(scene, box, await view()).card, 4);
  let elements = 0;
  for (const cell of cells) {
    const target = viewOf(scene, box, cell.zoom);
    await go(target);
    await page.waitForTimeout(REST_MS);
    const { card, free } = placesIn(scene, box, await view());
    await checkPans(piloted, free);
    await measure(`${cell.name}, pan ms`, () => drag(page, free, events));
    await go(target);
    await measure(`${cell.name}, drag ms`, () => drag(page, card, events));
    await measure(`${cell.name}, zoom ms`, () => zoom(page, free, cell.steps, events));
    elements = Math.max(elements, await page.evaluate(() => document.querySelectorAll("*").length));
  }
  return { ...figures, elements };
}

/**
 * The card nearest to the drawing's middle in the middle of the canvas, or all of the drawing. A card that is dragged
 * near an edge of the canvas would make it pan.
 */
function viewOf({ cards }: Scene, box: Rect, zoom: number | null): View {
  const [xs, ys] = [
    cards.flatMap(({ x, width }) => [x, x + width]),
    cards.flatMap(({ y, height }) => [y, y + height]),
  ];
  const least = (values: number[]) => values.reduce((one, other) => Math.min(one, other));
  const most = (values: number[]) => values.reduce((one, other) => Math.max(one, other));
  const [left, right, top, bottom] = [least(xs), most(xs), least(ys), most(ys)];
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const scale =
    zoom ??
    Math.min(1, (box.width - 2 * MARGIN) / (right - left), (box.height - 2 * MARGIN) / (bottom - top));
  const centre = zoom === null ? middle : nearest(cards.map(grip), middle);
  return { zoom: scale, x: box.width / 2 - centre.x * scale, y: box.height / 2 - centre.y * scale };
}

/** Where a card is pressed. */
function grip({ x, y, width }: Rect): Point {
  return { x: x + width / 2, y: y + GRIP_Y };
}

function nearest<T extends Point>(points: readonly T[], to: Point): T {
  const distance = ({ x, y }: Point) => Math.hypot(x - to.x, y - to.y);
  return points.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

/**
 * Places of the window: the middle of the card nearest to the middle, and one near that where a press means the canvas: no
 * card is within reach, and if possible no line.
 */
function placesIn({ cards, lines }: Scene, box: Rect, { x, y, zoom }: View): { card: Point; free: Point } {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const onScreen = cards.map((card) => ({
    x: box.x + x + grip(card).x * zoom,
    y: box.y + y + grip(card).y * zoom,
    reachX: (card.width / 2 + EDGE) * zoom + 4,
    reachY: (90 + EDGE) * zoom + 4,
  }));
  const card = nearest(onScreen, middle);
  const clear = pointsAround(middle, box.width / 2).filter((free) =>
    onScreen.every((one) => Math.abs(one.x - free.x) >= one.reachX || Math.abs(one.y - free.y) >= one.reachY),
  );
  const isOffLines = (free: Point) => {
    const reach = LINE_REACH / zoom;
    const around = {
      x: (free.x - box.x - x) / zoom - reach,
      y: (free.y - box.y - y) / zoom - reach,
      width: 2 * reach,
      height: 2 * reach,
    };
    return lines.every(
      ({ from, bends, to }) => !runsOver(from, bends, to, "right", (part) => overlaps(part, around)),
    );
  };
  return { card, free: clear.find(isOffLines) ?? clear[0] ?? { x: middle.x, y: box.y + 30 } };
}

/** Points at growing distances from one. */
function pointsAround({ x, y }: Point, most: number): Point[] {
  const points: Point[] = [];
  for (let radius = 10; radius < most; radius += 10) {
    for (let angle = 0; angle < 2 * Math.PI; angle += 0.3) {
      points.push({ x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) });
    }
  }
  return points;
}

/** A press that means a card or a line would measure what its edit costs. */
async function checkPans({ page, view }: Piloted, { x, y }: Point): Promise<void> {
  const before = await view();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + DRAG_THRESHOLD, y);
  await page.mouse.move(x + TRIED, y);
  const moved = await view();
  await page.mouse.move(x, y);
  await page.mouse.up();
  if (Math.abs(moved.x - before.x) < TRIED / 2) {
    throw new Error(`a press at ${x}, ${y} does not pan`);
  }
}

/**
 * To and fro, so that the canvas is where it was. The first step is a small one: the library lets a card follow from the
 * event on that makes a press a drag, and what was moved until then would displace it.
 */
async function drag(page: Page, { x, y }: Point, events: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + DRAG_THRESHOLD, y);
  for (let at = 2; at <= events; at++) {
    const angle = (at / events) * 2 * Math.PI;
    await page.mouse.move(x + 120 * Math.sin(angle), y + 60 * Math.sin(2 * angle));
  }
  await page.mouse.up();
}

async function zoom(page: Page, { x, y }: Point, steps: -1 | 1, events: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.keyboard.down("Control");
  for (let at = 0; at < events; at++) {
    await page.mouse.wheel(0, (at < events / 2 ? -1 : 1) * steps * WHEEL);
  }
  await page.keyboard.up("Control");
}

/** Brings our page's view about as a person does: by wheel, first the zoom and then the place. */
export async function wheelTo(page: Page, box: Rect, view: () => Promise<View>, target: View): Promise<void> {
  const [width, height] = [box.width / 2, box.height / 2];
  await page.mouse.move(box.x + width, box.y + height);
  const now = await view();
  await page.keyboard.down("Control");
  for (let left = -Math.log2(target.zoom / now.zoom) / ZOOM_PER_PIXEL; Math.abs(left) > 1e-6; ) {
    const step = Math.max(-500, Math.min(500, left));
    await page.mouse.wheel(0, step);
    left -= step;
  }
  await page.keyboard.up("Control");
  for (let tries = 0; tries < 50; tries++) {
    await page.waitForTimeout(20);
    const { x, y } = await view();
    const [dx, dy] = [x - target.x, y - target.y];
    if (Math.abs(dx) < 2 && Math.abs(dy) < 2) {
      return;
    }
    await page.mouse.wheel(2 * dx, 2 * dy);
  }
  const found = await view();
  throw new Error(
    `the canvas does not come to where it is measured: ${JSON.stringify(found)} for ${JSON.stringify(target)}`,
  );
}
