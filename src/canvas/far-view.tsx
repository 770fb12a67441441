/**
 * Cards and needs as one picture, for when they are too small to read: far away (`useFar` in canvas.tsx) the library gets no
 * elements, and this layer draws them from paths that are made once per change of the Flow.
 */

import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { counted } from "../base/words.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { traceLine } from "../model/drawing/trace.ts";
import { readColours } from "./colours.ts";
import { lineEnds, type Projection } from "./project-flow.ts";

interface Paths {
  readonly cards: PathList;
  readonly selected: PathList;
  readonly gates: PathList;
  readonly written: PathList;
  readonly implicit: PathList;
}

/** Shapes in one path; a path of very many shapes takes more than its share of time, so it is drawn in parts. */
const SHAPES_IN_PATH = 500;

class PathList {
  readonly paths: Path2D[] = [];
  private left = 0;

  /** The path for one more shape. */
  next(): Path2D {
    if (this.left === 0) {
      this.paths.push(new Path2D());
      this.left = SHAPES_IN_PATH;
    }
    this.left--;
    return this.paths.at(-1)!;
  }
}

/** Above this number needs are drawn as straight lines, which a software rasteriser fills many times faster. */
const MAX_CURVES = 3000;

function makePaths({ direction, nodes, edges }: Projection): Paths {
  const paths: Paths = {
    cards: new PathList(),
    selected: new PathList(),
    gates: new PathList(),
    written: new PathList(),
    implicit: new PathList(),
  };
  const ends = new Map<string, { into: Point; out: Point }>();
  for (const node of nodes) {
    const { id, type, position, width = 0, height = 0, selected } = node;
    const isGate = type === "start" || type === "end";
    ends.set(id, lineEnds(node, direction));
    const list = isGate ? paths.gates : selected ? paths.selected : paths.cards;
    list.next().rect(position.x, position.y, width, height);
  }
  for (const { source, target, data } of edges) {
    const from = ends.get(source)?.out;
    const to = ends.get(target)?.into;
    if (from && to) {
      const path = (data?.kind === "written" ? paths.written : paths.implicit).next();
      const bends = data?.bends ?? [];
      if (edges.length > MAX_CURVES) {
        path.moveTo(from.x, from.y);
        for (const { x, y } of [...bends, to]) {
          path.lineTo(x, y);
        }
      } else {
        traceLine(path, from, bends, to, direction);
      }
    }
  }
  return paths;
}

/** `needsOnly`: just the lines of these needs, behind the cards, which the library draws. */
export function FarView({
  projection,
  needsOnly,
}: {
  projection: Projection;
  needsOnly?: Projection["edges"];
}) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();

  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context) {
      return;
    }
    const paths = makePaths(needsOnly ? { ...projection, edges: needsOnly } : projection);
    let frame = 0;
    const draw = () => {
      frame = 0;
      const { transform, width, height } = store.getState();
      const ratio = globalThis.devicePixelRatio || 1;
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
      }
      const colours = readColours(canvas);
      const [x, y, zoom] = transform;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
      const stroke = ({ paths: list }: PathList) => {
        for (const path of list) {
          context.stroke(path);
        }
      };
      const fill = ({ paths: list }: PathList) => {
        for (const path of list) {
          context.fill(path);
        }
      };
      context.lineWidth = Math.max(1.5, 1 / zoom);
      context.strokeStyle = colours.edge;
      stroke(paths.written);
      context.globalAlpha = 0.6;
      stroke(paths.implicit);
      context.globalAlpha = 1;
      if (needsOnly) {
        return;
      }
      context.fillStyle = colours.card;
      context.strokeStyle = colours.muted;
      fill(paths.cards);
      stroke(paths.cards);
      context.fillStyle = colours.line;
      fill(paths.gates);
      context.fillStyle = colours.accent;
      fill(paths.selected);
    };
    const schedule = () => {
      frame ||= requestAnimationFrame(draw);
    };
    schedule();
    const unsubscribe = store.subscribe((state, before) => {
      if (
        state.transform !== before.transform ||
        state.width !== before.width ||
        state.height !== before.height
      ) {
        schedule();
      }
    });
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [projection, needsOnly, store]);

  if (needsOnly) {
    const label = `${counted(needsOnly.length, "need")}, drawn as ${needsOnly.length === 1 ? "a line" : "lines"}`;
    return <canvas ref={canvasRef} className="far-view is-behind" role="img" aria-label={label} />;
  }
  const count = projection.nodes.filter(({ type }) => type === "card").length;
  return (
    <canvas
      ref={canvasRef}
      className="far-view"
      role="img"
      aria-label={`${counted(count, "executor")}, seen from afar`}
    />
  );
}
