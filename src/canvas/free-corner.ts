/** Where a card that is dropped comes to stand: what stands there already is never hidden by it. Pure, and comes late. */
import {
  acrossOf,
  alongOf,
  CARD_HEIGHT,
  CARD_WIDTH,
  overlaps,
  type Point,
  pointAt,
  type Rect,
} from "../model/drawing/geometry.ts";
import { type Projection, rectOf } from "../model/drawing/project-flow.ts";

/** Between a card and the one that was dropped on it, in the drawing's pixels. */
const GAP = 24;

/** The upper left corner of a card dropped at `corner`: that, or beside the nodes on which it would lie there. */
export function freeCorner({ nodes, direction }: Projection, corner: Point): Point {
  const rects = nodes.map(rectOf);
  let free = corner;
  const under = () => {
    const card: Rect = { ...free, width: CARD_WIDTH, height: CARD_HEIGHT };
    return rects.find((rect) => overlaps(rect, card));
  };
  for (let rect = under(); rect; rect = under()) {
    const end = { x: rect.x + rect.width, y: rect.y + rect.height };
    free = pointAt(alongOf(corner, direction), acrossOf(end, direction) + GAP, direction);
  }
  return free;
}
