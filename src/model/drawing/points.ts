/**
 * Points of cards by executor name, in pages of some dozens. Where few cards stand elsewhere, all but a few pages are
 * those of the points before: each step of undo holds what is its own, in memory and where it is kept.
 */
import type { Point } from "./geometry.ts";

/** Coordinates behind each name: `["a", 0, 40, "b", …]`. */
export type Page = readonly (string | number)[];

/** None for no points. */
export type Points = readonly Page[];

/** The points by name. */
export function pointsByName(points: Points): Map<string, Point> {
  const byName = new Map<string, Point>();
  for (const page of points) {
    for (let at = 0; at < page.length; at += 3) {
      byName.set(String(page[at]), { x: Number(page[at + 1]), y: Number(page[at + 2]) });
    }
  }
  return byName;
}
