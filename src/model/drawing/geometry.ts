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
