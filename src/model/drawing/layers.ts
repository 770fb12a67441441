/**
 * Which column each executor stands in: one further than the furthest thing it needs, so that lines run forward. Pure;
 * linear in executors and needs.
 */

/** A graph by numbers: what stands directly before and after each vertex, in the order of the file. */
export interface Graph {
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

/**
 * The layer of each vertex, without one that is empty; vertex 0 has the first for itself. Lines of a cycle lead back to
 * the same or to an earlier layer: a cycle is entered at the first of its vertices that the file names.
 */
export function assignLayers(graph: Graph): readonly number[] {
  return withoutGaps(closeUp(graph, longestPaths(graph)));
}

/** Longest paths by Kahn's order; where only cycles are left, the first vertex goes on with what is known. */
function longestPaths({ before, after }: Graph): number[] {
  const layerOf: number[] = before.map((_, vertex) => (vertex === 0 ? 0 : 1));
  const waiting = before.map((list) => list.length);
  const isDone = before.map(() => false);
  const ready = waiting.flatMap((count, vertex) => (count === 0 ? [vertex] : []));
  let firstLeft = 0;
  for (let left = before.length; left > 0; ) {
    const vertex = ready.pop() ?? firstLeft;
    if (isDone[vertex]) {
      firstLeft += vertex === firstLeft ? 1 : 0;
      continue;
    }
    isDone[vertex] = true;
    left--;
    for (const follower of after[vertex] ?? []) {
      if (!isDone[follower]) {
        layerOf[follower] = Math.max(layerOf[follower] ?? 0, (layerOf[vertex] ?? 0) + 1);
        const open = (waiting[follower] ?? 0) - 1;
        waiting[follower] = open;
        if (open === 0) {
          ready.push(follower);
        }
      }
    }
  }
  return layerOf;
}

/** Vertices with more followers than needs stand directly before the nearest follower, which shortens more lines. */
function closeUp({ before, after }: Graph, layerOf: number[]): number[] {
  const byLayer = layerOf.map((_, vertex) => vertex).sort((a, b) => (layerOf[b] ?? 0) - (layerOf[a] ?? 0));
  for (const vertex of byLayer) {
    const own = layerOf[vertex] ?? 0;
    const needs = before[vertex] ?? [];
    const followers = after[vertex] ?? [];
    if (needs.length === 0 || followers.length <= needs.length) {
      continue;
    }
    const nearest = followers.reduce(
      (least, one) => Math.min(least, layerOf[one] ?? 0),
      Number.MAX_SAFE_INTEGER,
    );
    if (nearest - 1 > own) {
      layerOf[vertex] = nearest - 1;
    }
  }
  return layerOf;
}

/** A cycle that was entered in its middle may leave empty layers behind. */
function withoutGaps(layerOf: readonly number[]): readonly number[] {
  const used = [...new Set(layerOf)].sort((a, b) => a - b);
  const rank = new Map(used.map((layer, index) => [layer, index]));
  return layerOf.map((layer) => rank.get(layer) ?? 0);
}
