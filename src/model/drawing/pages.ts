/** Puts points into pages, once something is put down or edited. */
import { isSameList } from "../../base/is-same-list.ts";
import type { Point } from "./geometry.ts";
import type { Page, Points } from "./points.ts";

/** About the root of how many cards there may be, so that neither a page nor the list of them is long. */
const FULL = 3 * 64;

/** The points in pages, which are those of `before` where that says the same; `before` itself if all of it does. */
export function pagesOf(byName: ReadonlyMap<string, Point>, before: Points = []): Points {
  const left = new Map(byName);
  const pages: Page[] = [];
  for (const page of before) {
    const now: (string | number)[] = [];
    for (let at = 0; at < page.length && page.length <= FULL; at += 3) {
      const name = String(page[at]);
      const point = left.get(name);
      if (point) {
        left.delete(name);
        now.push(name, point.x, point.y);
      }
    }
    if (now.length > 0) {
      pages.push(isSameList(now, page) ? page : now);
    }
  }
  const hasRoom = left.size > 0 && (pages.at(-1)?.length ?? FULL) < FULL;
  let last = hasRoom ? [...pages.pop()!] : [];
  for (const [name, { x, y }] of left) {
    last.push(name, x, y);
    if (last.length === FULL) {
      pages.push(last);
      last = [];
    }
  }
  if (last.length > 0) {
    pages.push(last);
  }
  if (pages.length > 2 + (6 * byName.size) / FULL) {
    // After many are gone.
    return pagesOf(byName);
  }
  return isSameList(pages, before) ? before : pages;
}
