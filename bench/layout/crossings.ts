/** What is wrong with a drawing, counted: lines that cross, and lines that run over cards. */

import type { Point, Rect } from "../../src/model/drawing/geometry.ts";
import { indexOf } from "../../src/model/drawing/rect-index.ts";
import { isCovered } from "../../src/model/drawing/test-drawing.ts";

/** A line from one node to another as it is drawn: straight from each point to the next. */
export interface DrawnLine {
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
}

/** What is drawn: the cards by their names, and the lines between them. */
export interface Drawing {
  readonly cards: ReadonlyMap<string, Rect>;
  readonly lines: readonly DrawnLine[];
}

interface Segment {
  /** Index of its line. */
  readonly line: number;
  readonly a: Point;
  readonly b: Point;
}

/** Pixels: about a card with its gap, so that a square holds few segments. */
const SQUARE = 200;

/** Pairs of lines that cross, once or more often. Lines with an end in common are not counted. */
export function countCrossings({ lines }: Drawing): number {
  const crossing = new Set<number>();
  for (const segments of bySquare(lines).values()) {
    for (const [at, one] of segments.entries()) {
      for (const other of segments.slice(at + 1)) {
        if (areApart(lines[one.line], lines[other.line]) && cross(one, other)) {
          crossing.add(Math.min(one.line, other.line) * lines.length + Math.max(one.line, other.line));
        }
      }
    }
  }
  return crossing.size;
}

/** Pixels at a card's edge in which a line only touches it. */
const RIM = 2;
/** Pixels from one point that is looked at to the next. */
const STEP = 4;

/** Lines that run over a card which is neither of their ends. */
export function countOverCards({ cards, lines }: Drawing): number {
  const index = indexOf(
    [...cards.values()].map(({ x, y, width, height }) => ({
      x: x + RIM,
      y: y + RIM,
      width: width - 2 * RIM,
      height: height - 2 * RIM,
    })),
  );
  return lines.filter(({ from, to, points }) =>
    steps(points).some(
      (point) => isCovered(index, point) && !isIn(cards.get(from), point) && !isIn(cards.get(to), point),
    ),
  ).length;
}

function isIn(card: Rect | undefined, { x, y }: Point): boolean {
  return (
    card !== undefined && x >= card.x && x <= card.x + card.width && y >= card.y && y <= card.y + card.height
  );
}

function steps(points: readonly Point[]): Point[] {
  return points.flatMap((point, at) => {
    const next = points[at + 1];
    if (next === undefined) {
      return [point];
    }
    const count = Math.max(1, Math.ceil(Math.hypot(next.x - point.x, next.y - point.y) / STEP));
    return Array.from({ length: count }, (_, step) => ({
      x: point.x + ((next.x - point.x) * step) / count,
      y: point.y + ((next.y - point.y) * step) / count,
    }));
  });
}

function areApart(one: DrawnLine | undefined, other: DrawnLine | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one !== other &&
    one.from !== other.from &&
    one.to !== other.to &&
    one.from !== other.to &&
    one.to !== other.from
  );
}

/** All segments, in each square of the drawing that their box touches. */
function bySquare(lines: readonly DrawnLine[]): ReadonlyMap<string, Segment[]> {
  const squares = new Map<string, Segment[]>();
  for (const [line, { points }] of lines.entries()) {
    for (const [at, b] of points.entries()) {
      const a = points[at - 1];
      if (a === undefined) {
        continue;
      }
      const segment = { line, a, b };
      const [right, bottom] = [squareOf(Math.max(a.x, b.x)), squareOf(Math.max(a.y, b.y))];
      for (let column = squareOf(Math.min(a.x, b.x)); column <= right; column++) {
        for (let row = squareOf(Math.min(a.y, b.y)); row <= bottom; row++) {
          const key = `${column} ${row}`;
          const here = squares.get(key);
          if (here) {
            here.push(segment);
          } else {
            squares.set(key, [segment]);
          }
        }
      }
    }
  }
  return squares;
}

function squareOf(pixel: number): number {
  return Math.floor(pixel / SQUARE);
}

/** What lies exactly on a segment counts as on its left, so that a crossing at a bend is one, and touching is none. */
function cross(one: Segment, other: Segment): boolean {
  return isLeft(one, other.a) !== isLeft(one, other.b) && isLeft(other, one.a) !== isLeft(other, one.b);
}

function isLeft({ a, b }: Segment, { x, y }: Point): boolean {
  return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) >= 0;
}
