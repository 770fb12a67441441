/** What a line runs over, by the curve that it is drawn as. */
import { boundsOfPoints, type Direction, type Point, type Rect } from "./geometry.ts";
import { type Pen, TURN, traceLine } from "./trace.ts";

/** A part of a curve that is so small is a point, in pixels. */
const SMALLEST = 2;

/** True if the line runs over something that `isTaken` finds in a box; asks of large boxes first. */
export function runsOver(
  from: Point,
  bends: readonly Point[],
  to: Point,
  direction: Direction,
  isTaken: (box: Rect) => boolean,
): boolean {
  let isOver = false;
  let last = from;
  const pen: Pen = {
    moveTo() {},
    lineTo(x, y) {
      isOver ||= isTaken(boundsOfPoints([last, { x, y }]));
      last = { x, y };
    },
    bezierCurveTo(ax, ay, bx, by, x, y) {
      isOver ||= curveRunsOver([last, { x: ax, y: ay }, { x: bx, y: by }, { x, y }], isTaken);
      last = { x, y };
    },
  };
  traceLine(pen, from, bends, to, direction);
  return isOver;
}

type Curve = readonly [Point, Point, Point, Point];

/** A curve lies within the box of its control points, and so does each half of it. */
function curveRunsOver(curve: Curve, isTaken: (box: Rect) => boolean): boolean {
  const box = boundsOfPoints(curve);
  if (!isTaken(box)) {
    return false;
  }
  if (box.width <= SMALLEST && box.height <= SMALLEST) {
    return true;
  }
  const [a, b, c, d] = curve;
  const [ab, bc, cd] = [middle(a, b), middle(b, c), middle(c, d)];
  const [abc, bcd] = [middle(ab, bc), middle(bc, cd)];
  const half = middle(abc, bcd);
  return curveRunsOver([a, ab, abc, half], isTaken) || curveRunsOver([half, bcd, cd, d], isTaken);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** A box that a line through these points does not leave. */
export function boxAround(from: Point, bends: readonly Point[], to: Point): Rect {
  const { x, y, width, height } = boundsOfPoints(bends.length === 0 ? [from, to] : [from, to, ...bends]);
  const swing = 2 * TURN;
  return { x: x - swing, y: y - swing, width: width + 2 * swing, height: height + 2 * swing };
}
