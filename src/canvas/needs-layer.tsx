/** Edges that are too many to be elements, as lines behind the cards that look like them. */
import { ViewportPortal } from "@xyflow/react";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { isSameList } from "../base/is-same-list.ts";
import { counted } from "../base/words.ts";
import { type DrawnEdge, NO_BENDS, type Projection } from "../model/drawing/project-flow.ts";
import { headPath, linePath } from "../model/drawing/trace.ts";
import { isMoved } from "./elements.ts";
import type { Moves } from "./intents.ts";
import { NO_MOVES } from "./intents.ts";
import { endsAt, nodeOf } from "./part-in-view.ts";
import { drawnMoves, type Stage } from "./stage.ts";

/** Lines in one path: one of very many takes more than its share of time to draw. */
const LINES_IN_PATH = 100;

/** The lines of the edges that are drawn behind the cards of `projection`; those of dragged cards follow them. */
export function NeedsLayer({ projection, stage }: { projection: Projection; stage: Stage }) {
  const behind = useStore(stage, (state) => state.behind);
  const moves = useStore(stage, drawnMoves);
  const [makeLines] = useState(createLines);
  const lines = useMemo(() => makeLines(behind, projection), [makeLines, behind, projection]);
  const moving = useMemo(
    () => behind.filter(({ source, target }) => isMoved(source, moves) || isMoved(target, moves)),
    [behind, moves],
  );
  // The same from the beginning of a drag to its end.
  const movingIds = moving.map(({ id }) => id).join("\n");
  const stillPaths = useMemo(() => {
    const gone = new Set(movingIds.split("\n"));
    return pathsOf(behind, (edge) => (gone.has(edge.id) ? undefined : lines.get(edge)));
  }, [behind, lines, movingIds]);
  if (behind.length === 0) {
    return null;
  }
  const dragged = new Map(moving.map((edge) => [edge, lineOf(edge, projection, moves)]));
  return (
    <ViewportPortal>
      <svg
        className="needs-layer"
        role="img"
        aria-label={`${counted(behind.length, "need")}, drawn as ${behind.length === 1 ? "a line" : "lines"}`}
      >
        {[...stillPaths, ...pathsOf(moving, (edge) => dragged.get(edge))].map(({ kind, path }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one picture
          <path key={at} className={`is-${kind}`} d={path} />
        ))}
      </svg>
    </ViewportPortal>
  );
}

/** A line and its head, as the texts of SVG paths. */
interface LineText {
  readonly line: string;
  readonly head: string;
}

interface KindPath {
  readonly kind: DrawnEdge["kind"] | "heads";
  readonly path: string;
}

/**
 * The paths of edges, so many in one: of an edge without a text there is nothing in its path, and all others are in the
 * same path as with it, so that a drag makes few of them anew.
 */
function pathsOf(
  edges: readonly DrawnEdge[],
  textOf: (edge: DrawnEdge) => LineText | undefined,
): readonly KindPath[] {
  const groups: { readonly kind: KindPath["kind"]; readonly texts: string[] }[] = [];
  const open = new Map<KindPath["kind"], string[]>();
  const add = (kind: KindPath["kind"], text: string) => {
    const texts = open.get(kind);
    if (texts && texts.length < LINES_IN_PATH) {
      texts.push(text);
    } else {
      const begun = [text];
      open.set(kind, begun);
      groups.push({ kind, texts: begun });
    }
  };
  for (const edge of edges) {
    const text = textOf(edge);
    add(edge.kind, text?.line ?? "");
    add("heads", text?.head ?? "");
  }
  return groups.map(({ kind, texts }) => ({ kind, path: texts.join("") }));
}

/** Undefined without one of the ends. */
function lineOf(edge: DrawnEdge, projection: Projection, moves: Moves): LineText | undefined {
  const { direction } = projection;
  const ends = endsAt(projection, edge, moves);
  return (
    (ends && {
      line: linePath(ends.from, moves.size > 0 ? NO_BENDS : edge.bends, ends.to, direction),
      head: headPath(ends.to, direction),
    }) ??
    undefined
  );
}

/** Gives the lines of edges that are not dragged; one between the same nodes as the last time keeps its text. */
function createLines() {
  let last = new Map<DrawnEdge, { readonly ends: readonly unknown[]; readonly text: LineText | undefined }>();
  return (
    edges: readonly DrawnEdge[],
    projection: Projection,
  ): ReadonlyMap<DrawnEdge, LineText | undefined> => {
    const made: typeof last = new Map();
    for (const edge of edges) {
      const ends = [nodeOf(projection, edge.source), nodeOf(projection, edge.target)];
      const old = last.get(edge);
      made.set(
        edge,
        old && isSameList(ends, old.ends) ? old : { ends, text: lineOf(edge, projection, NO_MOVES) },
      );
    }
    last = made;
    return new Map([...made].map(([edge, { text }]) => [edge, text]));
  };
}
