/** Sizes of what is drawn, in the drawing's pixels, and which way it runs. */

/** A point, in the drawing's pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where lines run to: `right`, or `down` on a page that is narrow. */
export type Direction = "right" | "down";

/** A rectangle, by its upper left corner and its size in the drawing's pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The size of an executor's card. */
export const CARD_WIDTH = 178;
/** Of a card with badges and times: every card has that much room, so that none moves when they come and go. */
export const CARD_HEIGHT = 118;
/** From a card's upper edge to where lines meet it, where they run to the right. */
export const HANDLE_Y = 31;
export const GATE_WIDTH = 98;
/** Of the gateway's start with as many lines as it ever has. */
export const GATE_HEIGHT = 86;

/** How long a card is in the direction in which lines run. */
export const CARD_LENGTH = { right: CARD_WIDTH, down: CARD_HEIGHT } as const;
/** How far across that lines meet it, from its corner. */
export const CARD_TO_LINE = { right: HANDLE_Y, down: CARD_WIDTH / 2 } as const;
/** Where lines leave the gateway. */
export const START = { right: { x: GATE_WIDTH, y: 0 }, down: { x: 0, y: GATE_HEIGHT } } as const;

/** Where a line leaves a card with this upper left corner and height. */
export function outOf({ x, y }: Point, height: number, direction: Direction): Point {
  return direction === "right"
    ? { x: x + CARD_WIDTH, y: y + HANDLE_Y }
    : { x: x + CARD_WIDTH / 2, y: y + height };
}

/** Where a line meets it. */
export function intoOf({ x, y }: Point, direction: Direction): Point {
  return direction === "right" ? { x, y: y + HANDLE_Y } : { x: x + CARD_WIDTH / 2, y };
}

/** Where lines meet and leave one of the gateway's ends. */
export function gateEnds({ x, y, width, height }: Rect, direction: Direction): { into: Point; out: Point } {
  return direction === "right"
    ? { into: { x, y: y + height / 2 }, out: { x: x + width, y: y + height / 2 } }
    : { into: { x: x + width / 2, y }, out: { x: x + width / 2, y: y + height } };
}

/** How far a point lies in the direction in which lines run. */
export function alongOf({ x, y }: Point, direction: Direction): number {
  return direction === "right" ? x : y;
}

/** How far it lies across that. */
export function acrossOf({ x, y }: Point, direction: Direction): number {
  return direction === "right" ? y : x;
}

/** The point that lies so far along and across. */
export function pointAt(along: number, across: number, direction: Direction): Point {
  return direction === "right" ? { x: along, y: across } : { x: across, y: along };
}

/** True if they have a part in common; touching at the rim is none. */
export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The smallest rectangle around all of them. */
export function boundsOfRects(rects: readonly Rect[]): Rect {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y, width, height } of rects) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The smallest rectangle around all points. */
export function boundsOfPoints(points: readonly Point[]): Rect {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Without the points that lie on the straight line between their neighbours, along or across. */
export function withoutMiddles(points: readonly Point[]): readonly Point[] {
  return points.filter((point, at) => {
    const [before, after] = [points[at - 1], points[at + 1]];
    const isMiddle =
      before !== undefined &&
      after !== undefined &&
      ((before.y === point.y && point.y === after.y) || (before.x === point.x && point.x === after.x));
    return !isMiddle;
  });
}

/** The upper left corner of one of the gateway's ends, of which the layout gives the point where lines meet it. */
export function gateCorner(
  type: "start" | "end",
  { x, y }: Point,
  height: number,
  direction: Direction,
): Point {
  return direction === "right"
    ? { x: type === "start" ? x - GATE_WIDTH : x, y: y - height / 2 }
    : { x: x - GATE_WIDTH / 2, y: type === "start" ? y - height : y };
}

/** Whether two boxes are the same. */
export function isSameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
