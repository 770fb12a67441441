/**
 * The curve of a line through its bends. It leaves and meets cards in the direction in which the drawing runs, and is
 * straight along it from one bend to the next at the same height; between those it swings over in an S, or in a U where
 * it turns back.
 */
import { acrossOf, alongOf, type Direction, type Point } from "./geometry.ts";

/** What a curve is given to: a `Path2D` is one. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void;
}

/** Reach of a turn's control points: at its furthest the line is three quarters of it beyond its ends. */
export const TURN = 16;

/** Draws one line through its bends with the pen. */
export function traceLine(
  pen: Pen,
  from: Point,
  bends: readonly Point[],
  to: Point,
  direction: Direction,
): void {
  const points = [from, ...bends, to];
  const along = (point: Point) => alongOf(point, direction);
  const across = (point: Point) => acrossOf(point, direction);
  const headings = points.map((point, at) => headingAt(points, at, point, along, across));
  pen.moveTo(from.x, from.y);
  for (const [at, point] of points.entries()) {
    const before = points[at - 1];
    if (before === undefined) {
      continue;
    }
    const [out = 1, into = 1] = [headings[at - 1], headings[at]];
    const distance = along(point) - along(before);
    if (across(point) === across(before) && out === into && distance * out >= 0) {
      pen.lineTo(point.x, point.y);
      continue;
    }
    const reach = out === into && distance * out > 0 ? Math.abs(distance) / 2 : reachOf(distance);
    const [a, b] = [along(before) + out * reach, along(point) - into * reach];
    if (direction === "right") {
      pen.bezierCurveTo(a, before.y, b, point.y, point.x, point.y);
    } else {
      pen.bezierCurveTo(before.x, a, point.x, b, point.x, point.y);
    }
  }
}

/** The same as the text of an SVG path. */
export function linePath(from: Point, bends: readonly Point[], to: Point, direction: Direction): string {
  const parts: string[] = [];
  const pen: Pen = {
    moveTo: (x, y) => parts.push(`M${x} ${y}`),
    lineTo: (x, y) => parts.push(`L${x} ${y}`),
    bezierCurveTo: (...numbers) => parts.push(`C${numbers.join(" ")}`),
  };
  traceLine(pen, from, bends, to, direction);
  return parts.join("");
}

/** Of an arrow's head, in pixels: as long, and half as wide. */
const HEAD = { length: 6, half: 5 };

/** The head of the arrow at the end of a line, as the text of an SVG path. */
export function headPath({ x, y }: Point, direction: Direction): string {
  const { length, half } = HEAD;
  return direction === "right"
    ? `M${x} ${y}L${x - length} ${y - half}V${y + half}Z`
    : `M${x} ${y}L${x - half} ${y - length}H${x + half}Z`;
}

/** 1 where the line runs on as the drawing does, -1 where it runs back. */
function headingAt(
  points: readonly Point[],
  at: number,
  point: Point,
  along: (point: Point) => number,
  across: (point: Point) => number,
): 1 | -1 {
  const [before, after] = [points[at - 1], points[at + 1]];
  if (before === undefined || after === undefined) {
    return 1;
  }
  const isLane = (other: Point) => across(other) === across(point) && along(other) !== along(point);
  if (isLane(after)) {
    return along(after) > along(point) ? 1 : -1;
  }
  return isLane(before) && along(before) > along(point) ? -1 : 1;
}

/** Of a line that turns: with room for the turn, more where its ends are far apart. */
function reachOf(distance: number): number {
  return TURN + Math.min(TURN, Math.abs(distance) / 8);
}
