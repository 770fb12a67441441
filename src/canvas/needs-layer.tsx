/** Edges that are too many to be elements, as lines behind the cards that look like them. */
import { ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { useStore } from "zustand";
import { counted } from "../base/words.ts";
import { type DrawnEdge, NO_BENDS, type Projection } from "../model/drawing/project-flow.ts";
import { headPath, linePath } from "../model/drawing/trace.ts";
import { isMoved } from "./elements.ts";
import type { Moves } from "./intents.ts";
import { NO_MOVES } from "./intents.ts";
import { endsAt } from "./part-in-view.ts";
import type { Stage } from "./stage.ts";

/** Lines in one path: one of very many takes more than its share of time to draw. */
const LINES_IN_PATH = 100;

/** The lines of the edges that are drawn behind the cards of `projection`; those of dragged cards follow them. */
export function NeedsLayer({ projection, stage }: { projection: Projection; stage: Stage }) {
  const behind = useStore(stage, (state) => state.behind);
  const moves = useStore(stage, (state) => state.moves) ?? NO_MOVES;
  const moving = useMemo(
    () => behind.filter(({ source, target }) => isMoved(source, moves) || isMoved(target, moves)),
    [behind, moves],
  );
  // The same from the beginning of a drag to its end.
  const movingIds = moving.map(({ id }) => id).join("\n");
  const still = useMemo(() => {
    const gone = new Set(movingIds.split("\n"));
    return behind.filter(({ id }) => !gone.has(id));
  }, [behind, movingIds]);
  const stillPaths = useMemo(() => pathsOf(still, projection, NO_MOVES), [still, projection]);
  if (behind.length === 0) {
    return null;
  }
  return (
    <ViewportPortal>
      <svg
        className="needs-layer"
        role="img"
        aria-label={`${counted(behind.length, "need")}, drawn as ${behind.length === 1 ? "a line" : "lines"}`}
      >
        {[...stillPaths, ...pathsOf(moving, projection, moves)].map(({ kind, path }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one picture
          <path key={at} className={`is-${kind}`} d={path} />
        ))}
      </svg>
    </ViewportPortal>
  );
}

interface KindPath {
  readonly kind: "written" | "implicit" | "end" | "heads";
  readonly path: string;
}

function pathsOf(edges: readonly DrawnEdge[], projection: Projection, moves: Moves): readonly KindPath[] {
  const { direction } = projection;
  const paths: KindPath[] = [];
  const open = new Map<KindPath["kind"], string[]>();
  const add = (kind: KindPath["kind"], path: string) => {
    const parts = open.get(kind) ?? [];
    open.set(kind, parts);
    if (parts.push(path) === LINES_IN_PATH) {
      paths.push({ kind, path: parts.splice(0).join("") });
    }
  };
  for (const edge of edges) {
    const ends = endsAt(projection, edge, moves);
    if (ends) {
      const isMoving = moves.size > 0;
      add(edge.kind, linePath(ends.from, isMoving ? NO_BENDS : edge.bends, ends.to, direction));
      add("heads", headPath(ends.to, direction));
    }
  }
  for (const [kind, parts] of open) {
    if (parts.length > 0) {
      paths.push({ kind, path: parts.join("") });
    }
  }
  return paths;
}
