/** Which part of the drawing the canvas shows, as arithmetic: pixels of the drawing in, React Flow's viewport out. */
import type { Viewport } from "@xyflow/react";
import { boundsOfRects, GATE_WIDTH, HANDLE_Y, type Rect } from "../model/drawing/geometry.ts";
import { END_ID, type Projection, rectOf, START_ID } from "../model/drawing/project-flow.ts";
import type { View } from "../store/open-file.ts";

/** Limits of the zoom; 1 is the drawing's own size. At the least the longest strip that is drawn fits a phone. */
export const MIN_ZOOM = 5e-5;
export const MAX_ZOOM = 2.5;
const FIT_MARGIN = 28;
/** What stands over the lower part of the canvas: controls, legend, minimap and messages; on a low one, controls alone. */
const FOOT = 128;
const LOW_FOOT = 72;
/** A canvas that is less high than this has no room for what only helps. */
export const LOW = 420;
/** What a note at the upper rim takes up. */
const NOTE_HEAD = 56;
/** A name on a card, in the drawing's pixels, and what it has to be at least in the window's. */
const NAME_SIZES = [13, 15, 17, 20, 23, 27];
const LARGEST_NAME = 33;
const LEAST_NAME = 11;
/** From this size on, names have the head of their cards for themselves. */
export const LARGE_NAME = 23;
/** A Flow that would be smaller than this when it is opened is shown from its start instead of whole. */
const LEAST_FIRST_ZOOM = 0.4;
const START_ZOOM = 0.7;
/** How far down an empty Flow is shown, as a part of the height: what is said about it stands under it. */
const EMPTY_AT = 0.3;
/** Between the gateway's ends and what is said about an empty Flow; and its height, with two lines of text. */
const NOTE_GAP = 16;
const NOTE_HEIGHT = 116;
/** Rim of the canvas, and the strip with the zoom controls. */
const NOTE_RIM = 12;
const NOTE_FOOT = 48;

/** What of React Flow's state says which part of the drawing is shown: shift and zoom, and the canvas's size in pixels. */
interface ShownPart {
  readonly transform: readonly [x: number, y: number, zoom: number];
  readonly width: number;
  readonly height: number;
}

/** The part of the drawing that is in view, in its pixels. */
export function rectInView({ transform: [x, y, zoom], width, height }: ShownPart): Rect {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/** Whether all of this part of the drawing is in view, below what stands over it as far down as `head`. */
export function isWhollyInView(
  part: Rect,
  { transform: [x, y, zoom], width, height }: ShownPart,
  head: number,
): boolean {
  const [left, top] = [x + part.x * zoom, y + part.y * zoom];
  return left >= 0 && top >= head && left + part.width * zoom <= width && top + part.height * zoom <= height;
}

/** Whether another part is in view than before. */
export function isViewChanged(now: ShownPart, before: ShownPart): boolean {
  return now.transform !== before.transform || now.width !== before.width || now.height !== before.height;
}

/** The smallest box around all nodes. */
export function boundsOf({ nodes }: Projection): Rect {
  return boundsOfRects(nodes.map(rectOf));
}

function isEmpty({ nodes }: Projection): boolean {
  return nodes.every(({ id }) => id === START_ID || id === END_ID);
}

/** Where the note on an empty Flow begins: under the gateway's ends if there is room, else over them. */
export function topOfNote(projection: Projection, { y, zoom }: Viewport, height: number): number {
  const bounds = boundsOf(projection);
  const under = Math.max(NOTE_RIM, y + (bounds.y + bounds.height) * zoom + NOTE_GAP);
  const lowest = height - NOTE_FOOT - NOTE_HEIGHT;
  const over = Math.min(y + bounds.y * zoom - NOTE_GAP - NOTE_HEIGHT, lowest);
  return under > lowest && over >= NOTE_RIM ? over : under;
}

/** What a viewport shows, in a box of that size in the window's pixels. */
export function viewOf({ x, y, zoom }: Viewport, box: { width: number; height: number }): View {
  return { x: (box.width / 2 - x) / zoom, y: (box.height / 2 - y) / zoom, zoom };
}

/** The viewport that shows it, in a box of that size, which may be another one than it was. */
export function viewportOf({ x, y, zoom }: View, box: { width: number; height: number }): Viewport {
  return { x: box.width / 2 - x * zoom, y: box.height / 2 - y * zoom, zoom };
}

/** The size of names, in the drawing's pixels, at which they can be read at that zoom, as far as cards have room. */
export function nameSize(zoom: number): number {
  return NAME_SIZES.find((size) => size * zoom >= LEAST_NAME) ?? LARGEST_NAME;
}

/**
 * A part of the window, in its pixels. `hasNote`: one stands at its upper rim; `head`: what else does reaches so far down;
 * `foot`: what stands at its lower rim reaches so far up, where that is known.
 */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly hasNote?: boolean;
  readonly head?: number | undefined;
  readonly foot?: number | undefined;
}

/** From where to where in a box there is room for the drawing, clear of what stands over it. */
function roomIn({ height, hasNote = false, head = 0, foot = 0 }: Box): { top: number; bottom: number } {
  return {
    top: head + (hasNote ? NOTE_HEAD : FIT_MARGIN),
    bottom: height - (height < LOW ? foot || LOW_FOOT : Math.max(foot, FOOT)),
  };
}

/** The zoom at which a part of the drawing is all in view; at most its own size. */
export function fitZoom(bounds: Rect, box: Box): number {
  const { top, bottom } = roomIn(box);
  return Math.max(
    MIN_ZOOM,
    Math.min((box.width - 2 * FIT_MARGIN) / bounds.width, (bottom - top) / bounds.height, 1),
  );
}

/**
 * The viewport after a part of the drawing was brought wholly into view, clear of what stands over it, by the shortest
 * way; of one that is too large its beginning. The same viewport if it is in view.
 */
export function revealed(part: Rect, viewport: Viewport, box: Box): Viewport {
  const { x, y, zoom } = viewport;
  const { top, bottom } = roomIn(box);
  const byX = shiftInto(x + part.x * zoom, part.width * zoom, FIT_MARGIN, box.width - FIT_MARGIN);
  const byY = shiftInto(y + part.y * zoom, part.height * zoom, top, bottom);
  return byX === 0 && byY === 0 ? viewport : { x: x + byX, y: y + byY, zoom };
}

/** How far what begins at `from` has to move to lie between two lines, or to begin at the first if it is too long. */
function shiftInto(from: number, length: number, first: number, last: number): number {
  return from + length > last ? Math.max(last - length, first) - from : Math.max(first - from, 0);
}

/** All of the drawing, in a box of that size. */
export function fitAll(projection: Projection, box: Box): Viewport {
  const { width, height } = box;
  const bounds = boundsOf(projection);
  const { top, bottom } = roomIn(box);
  const zoom = fitZoom(bounds, box);
  const drawn = bounds.height * zoom;
  const middle = height * (isEmpty(projection) ? EMPTY_AT : 0.5) - drawn / 2;
  return {
    x: width / 2 - (bounds.x + bounds.width / 2) * zoom,
    y: Math.max(top, Math.min(middle, bottom - drawn)) - bounds.y * zoom,
    zoom,
  };
}

/** On one axis, from where to where. */
interface Span {
  readonly from: number;
  readonly to: number;
}

function spanOf(from: number, length: number): Span {
  return { from, to: from + length };
}

/** What is shown of a Flow just opened: all of it if that can be read, else its beginning. */
export function fitFirst(projection: Projection, box: Box): Viewport {
  const whole = fitAll(projection, box);
  const start = projection.nodes.find(({ id }) => id === START_ID);
  if (whole.zoom >= LEAST_FIRST_ZOOM || !start) {
    return whole;
  }
  const { x, y } = start.position;
  const bounds = boundsOf(projection);
  const { top, bottom } = roomIn(box);
  /** The start in the middle; further to the rim if all there is before it has room there, as in the first of many rows. */
  const across = (at: number, drawn: Span, size: number, room: Span) => {
    const middle = size / 2 - at * START_ZOOM;
    return (drawn.to - drawn.from) * START_ZOOM > room.to - room.from
      ? Math.min(middle, room.from - drawn.from * START_ZOOM)
      : middle;
  };
  const drawn = { x: spanOf(bounds.x, bounds.width), y: spanOf(bounds.y, bounds.height) };
  return projection.direction === "right"
    ? {
        x: FIT_MARGIN - x * START_ZOOM,
        y: across(y + HANDLE_Y, drawn.y, box.height, { from: top, to: bottom }),
        zoom: START_ZOOM,
      }
    : {
        x: across(x + GATE_WIDTH / 2, drawn.x, box.width, { from: FIT_MARGIN, to: box.width - FIT_MARGIN }),
        y: top - y * START_ZOOM,
        zoom: START_ZOOM,
      };
}
