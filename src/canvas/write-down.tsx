/** On a line that follows from the order of the file, pointed at or selected: the button that writes it down. */
import { useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useState } from "react";
import { systemClock } from "../base/clock.ts";
import { lineId } from "../model/drawing/layout.ts";
import type { DrawnEdge, Projection } from "../model/drawing/project-flow.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { endsOf } from "./intents.ts";
import "./write-down.css";

/** How long the button stays when the pointer has left the line, on its way to it. */
const LINGER_MS = 400;
/** Half the button's size, and its distance from the line, in pixels. */
const HALF_WIDTH = 50;
const HALF_HEIGHT = 13;
const GAP = 6;

/** The one that is pointed at, else the one that is selected alone. */
export function WriteDown({ projection }: { projection: Projection }) {
  const pointed = usePointedEdge();
  const [selected, ...others] = useOpenFile((file) => file.selectedEdges);
  const id = pointed ?? (selected && others.length === 0 ? lineId(selected.from, selected.to) : undefined);
  const edge = id === undefined ? undefined : projection.edges.find((one) => one.id === id);
  return edge?.kind === "implicit" && <Offer key={edge.id} edge={edge} />;
}

function Offer({ edge }: { edge: DrawnEdge }) {
  const designer = useDesigner();
  const [x, y, zoom] = useStore((state) => state.transform);
  const middle = useMiddle(edge);
  const { from, to } = endsOf(edge);
  if (!middle) {
    return null;
  }
  const beside = besideLine(middle.slope);
  return (
    <button
      type="button"
      className="write-down"
      data-edge={edge.id}
      aria-label={`Write it down: ${to} needs ${from}`}
      title={`${to} needs ${from} because of the order in the file alone`}
      style={{ left: x + middle.x * zoom + beside.x, top: y + middle.y * zoom + beside.y }}
      onClick={() => designer.do.edit({ kind: "write-needs", name: to })}
    >
      Write it down
    </button>
  );
}

/** The middle of a line, in the drawing's pixels, and its direction there, in radians. */
interface Middle {
  readonly x: number;
  readonly y: number;
  readonly slope: number;
}

/**
 * How far from the middle of its line the button stands, in pixels: above, or to the right of one that is steep. On the
 * line it would come up under the pointer, and a click that selects the line would write it down.
 */
function besideLine(slope: number): { readonly x: number; readonly y: number } {
  const side = Math.cos(slope) < 0 ? -1 : 1;
  const normal = { x: side * Math.sin(slope), y: -side * Math.cos(slope) };
  const distance = Math.abs(normal.x) * HALF_WIDTH + Math.abs(normal.y) * HALF_HEIGHT + GAP;
  return { x: normal.x * distance, y: normal.y * distance };
}

/** Null while the line is not drawn. */
function useMiddle(edge: DrawnEdge): Middle | null {
  const region = useStore((state) => state.domNode);
  const isGiven = useStore((state) => state.edgeLookup.has(edge.id));
  const [middle, setMiddle] = useState<Middle | null>(null);
  useEffect(() => {
    if (!isGiven) {
      setMiddle(null);
      return;
    }
    let frame = 0;
    const find = () => {
      const path = region?.querySelector<SVGPathElement>(
        `.react-flow__edge[data-id="${CSS.escape(edge.id)}"] .react-flow__edge-path`,
      );
      setMiddle(path ? middleOf(path) : null);
      if (!path) {
        // React Flow draws it a moment later.
        frame = requestAnimationFrame(find);
      }
    };
    find();
    return () => cancelAnimationFrame(frame);
  }, [region, edge, isGiven]);
  return middle;
}

function middleOf(path: SVGPathElement): Middle {
  const half = path.getTotalLength() / 2;
  const { x, y } = path.getPointAtLength(half);
  const [before, after] = [path.getPointAtLength(half - 1), path.getPointAtLength(half + 1)];
  return { x, y, slope: Math.atan2(after.y - before.y, after.x - before.x) };
}

function usePointedEdge(): string | undefined {
  const library = useStoreApi();
  const [id, setId] = useState<string | undefined>();
  useEffect(() => {
    const region = library.getState().domNode?.closest<HTMLElement>(".canvas");
    let stop = () => {};
    const leave = () => {
      stop();
      stop = systemClock.after(LINGER_MS, () => setId(undefined));
    };
    const onOver = ({ target, pointerType, buttons }: PointerEvent) => {
      if (!(target instanceof Element) || pointerType === "touch" || buttons !== 0) {
        return;
      }
      const over =
        target.closest(".react-flow__edge")?.getAttribute("data-id") ??
        target.closest("[data-edge]")?.getAttribute("data-edge");
      if (over != null) {
        stop();
        setId(over);
      } else {
        leave();
      }
    };
    region?.addEventListener("pointerover", onOver);
    region?.addEventListener("pointerleave", leave);
    return () => {
      stop();
      region?.removeEventListener("pointerover", onOver);
      region?.removeEventListener("pointerleave", leave);
    };
  }, [library]);
  return id;
}
