/** Whether a Flow just opened is to be shown in rows, or one just tidied up could be. */
import type { Places } from "../model/drawing/arrange.ts";
import { boundsOfRects, CARD_HEIGHT, CARD_WIDTH } from "../model/drawing/geometry.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { layoutOf } from "../store/derived.ts";
import { type Box, fitZoom } from "./viewport.ts";

/** Below this zoom names are cut short. */
const READABLE = 0.45;
/** So much larger a drawing in rows has to be. */
const LEAST_GAIN = 1.4;
/** Larger Flows are not looked at as a whole. */
const MOST = 60;

/** True if nobody had a say in where its cards stand, and all of it can be read in that box in rows alone. */
export function wrapsBetter(flow: BuiltFlow, { direction, wraps, placed, kept }: Places, box: Box): boolean {
  if (direction !== "right" || wraps || placed.length > 0 || kept !== null || flow.nodes.length > MOST) {
    return false;
  }
  const [strip, rows] = [false, true].map((one) => {
    const { executors, end } = layoutOf(flow, direction, one);
    const corners = [{ x: 0, y: 0 }, { x: end.x - CARD_WIDTH / 2, y: end.y }, ...executors.values()];
    return fitZoom(
      boundsOfRects(corners.map((corner) => ({ ...corner, width: CARD_WIDTH, height: CARD_HEIGHT }))),
      box,
    );
  });
  return strip !== undefined && rows !== undefined && strip < READABLE && rows > strip * LEAST_GAIN;
}
