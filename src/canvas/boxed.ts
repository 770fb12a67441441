/** What a box on the canvas selects. Pure. */
import { overlaps, type Rect } from "../model/drawing/geometry.ts";
import { isSelectable, lineEnds, nameOfId, type Projection, rectOf } from "../model/drawing/project-flow.ts";
import { runsOver } from "../model/drawing/run-over.ts";
import type { Need } from "../model/flow-edit.ts";
import { endsOf } from "./intents.ts";

/**
 * The executors that the box touches, with the edges between them; where it touches none, the edges that it crosses. An
 * edge that runs behind the cards in the box from and to others is not meant by it.
 */
export function boxed(
  { nodes, edges, direction }: Projection,
  box: Rect,
): { readonly names: readonly string[]; readonly edges: readonly Need[] } {
  const touched = nodes.filter((node) => isSelectable(node) && overlaps(rectOf(node), box));
  const ids = new Set(touched.map(({ id }) => id));
  if (ids.size > 0) {
    const between = edges.filter(({ source, target }) => ids.has(source) && ids.has(target));
    return { names: [...ids].map(nameOfId), edges: between.map(endsOf) };
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const crossed = edges.filter(({ source, target, bends }) => {
    const [from, to] = [byId.get(source), byId.get(target)];
    return (
      from !== undefined &&
      to !== undefined &&
      runsOver(lineEnds(from, direction).out, bends, lineEnds(to, direction).into, direction, (part) =>
        overlaps(part, box),
      )
    );
  });
  return { names: [], edges: crossed.map(endsOf) };
}
