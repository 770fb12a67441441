/** Which edges are elements of their own, and which lie on one another and are drawn as lines. */
import type { CanvasEdge } from "./project-flow.ts";

/** Up to so many edges are elements of their own, whatever they look like. */
const MAX_SINGLE = 2000;
/** Of more, those that share one end with more than so many others lie on one another, and are drawn as lines. */
const MAX_AT_ONE = 50;

/**
 * The edges that are elements of their own, and those of bundles. An element is there for each edge that crosses the
 * screen, which of an executor with thousands of needs all do.
 */
export function partBundles(edges: readonly CanvasEdge[]): {
  single: readonly CanvasEdge[];
  bundled: readonly CanvasEdge[];
} {
  if (edges.length <= MAX_SINGLE) {
    return { single: edges, bundled: [] };
  }
  const counts = new Map<string, number>();
  const ends = ({ source, target }: CanvasEdge) => [`from ${source}`, `to ${target}`];
  for (const end of edges.flatMap(ends)) {
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const isBundled = (edge: CanvasEdge) => ends(edge).some((end) => counts.get(end)! > MAX_AT_ONE);
  const bundled = edges.filter(isBundled);
  return bundled.length === 0
    ? { single: edges, bundled }
    : { single: edges.filter((edge) => !isBundled(edge)), bundled };
}
