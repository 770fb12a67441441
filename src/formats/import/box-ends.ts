import type { Chart, ChartBox } from "./chart.ts";

/** Which side of a box an arrow is at: it leads from its last nodes, and to its first ones. */
type Side = "first" | "last";

/**
 * Finds the nodes that an arrow at an id is about: of a box those within it that nothing in it leads to, or from.
 * A node inside is neither first nor last where an arrow of the same box tells otherwise, so for each node the depth of
 * the innermost box that it shares with its neighbours is enough to know.
 */
export function createBoxEnds(chart: Chart): (id: string, side: Side) => readonly string[] {
  const { nodes, edges } = chart;
  const depths = { first: new Map<string, number>(), last: new Map<string, number>() };
  for (const { from, to } of edges) {
    const shared = sharedDepth(nodes.get(from)?.box ?? null, nodes.get(to)?.box ?? null);
    depths.first.set(to, Math.max(shared, depths.first.get(to) ?? 0));
    depths.last.set(from, Math.max(shared, depths.last.get(from) ?? 0));
  }
  const known = { first: new Map<string, readonly string[]>(), last: new Map<string, readonly string[]>() };
  return (id, side) => {
    const box = chart.boxAt(id);
    if (!box) {
      return [id];
    }
    const found = known[side].get(id);
    if (found) {
      return found;
    }
    const all = idsIn(box);
    const ends = all.filter((one) => (depths[side].get(one) ?? 0) < box.depth);
    // All of them where they go round in a circle, which is told later.
    const taken = ends.length > 0 ? ends : all;
    known[side].set(id, taken);
    return taken;
  };
}

function sharedDepth(one: ChartBox | null, other: ChartBox | null): number {
  let [a, b] = [one, other];
  while (a !== b) {
    if ((a?.depth ?? 0) >= (b?.depth ?? 0)) {
      a = a?.outer ?? null;
    } else {
      b = b?.outer ?? null;
    }
  }
  return a?.depth ?? 0;
}

/** The ids of the nodes in a box and in those within it, added to `ids`: each is moved once, however deep it stands. */
function idsIn(box: ChartBox, ids: string[] = []): readonly string[] {
  for (const { id } of box.nodes) {
    ids.push(id);
  }
  for (const inner of box.boxes) {
    idsIn(inner, ids);
  }
  return ids;
}
