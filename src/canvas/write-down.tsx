/** On a line that follows from the order of the file, pointed at or selected: the button that writes it down. */
import { useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useState } from "react";
import { systemClock } from "../base/clock.ts";
import { lineId } from "../model/drawing/layout.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { endsOf } from "./intents.ts";
import type { CanvasEdge, Projection } from "./project-flow.ts";
import "./write-down.css";

/** How long the button stays when the pointer has left the line, on its way to it. */
const LINGER_MS = 400;

/** The one that is pointed at, else the one that is selected alone. */
export function WriteDown({ projection }: { projection: Projection }) {
  const pointed = usePointedEdge();
  const [selected, ...others] = useOpenFile((file) => file.selectedEdges);
  const id = pointed ?? (selected && others.length === 0 ? lineId(selected.from, selected.to) : undefined);
  const edge = id === undefined ? undefined : projection.edges.find((one) => one.id === id);
  return edge?.data?.kind === "implicit" && <Offer key={edge.id} edge={edge} />;
}

function Offer({ edge }: { edge: CanvasEdge }) {
  const designer = useDesigner();
  const [x, y, zoom] = useStore((state) => state.transform);
  const middle = useMiddle(edge);
  const { from, to } = endsOf(edge);
  if (!middle) {
    return null;
  }
  return (
    <button
      type="button"
      className="write-down"
      data-edge={edge.id}
      aria-label={`Write it down: ${to} needs ${from}`}
      title={`${to} needs ${from} because of the order in the file alone`}
      style={{ left: x + middle.x * zoom, top: y + middle.y * zoom }}
      onClick={() => designer.do.edit({ kind: "write-needs", name: to })}
    >
      Write it down
    </button>
  );
}

/** The middle of a line as it is drawn, in the drawing's pixels. */
function useMiddle({ id, data }: CanvasEdge): DOMPoint | null {
  const region = useStore((state) => state.domNode);
  const [middle, setMiddle] = useState<DOMPoint | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line is drawn anew with its data
  useEffect(() => {
    let frame = 0;
    const find = () => {
      const path = region?.querySelector<SVGPathElement>(
        `.react-flow__edge[data-id="${CSS.escape(id)}"] .react-flow__edge-path`,
      );
      setMiddle(path ? path.getPointAtLength(path.getTotalLength() / 2) : null);
      if (!path) {
        // React Flow draws it a moment later.
        frame = requestAnimationFrame(find);
      }
    };
    find();
    return () => cancelAnimationFrame(frame);
  }, [region, id, data]);
  return middle;
}

function usePointedEdge(): string | undefined {
  const library = useStoreApi();
  const [id, setId] = useState<string | undefined>();
  useEffect(() => {
    const region = library.getState().domNode?.closest<HTMLElement>(".canvas");
    let stop = () => {};
    const onOver = ({ target, pointerType, buttons }: PointerEvent) => {
      if (!(target instanceof Element) || pointerType === "touch" || buttons !== 0) {
        return;
      }
      const over =
        target.closest(".react-flow__edge")?.getAttribute("data-id") ??
        target.closest("[data-edge]")?.getAttribute("data-edge");
      stop();
      if (over != null) {
        setId(over);
      } else {
        stop = systemClock.after(LINGER_MS, () => setId(undefined));
      }
    };
    region?.addEventListener("pointerover", onOver);
    return () => {
      stop();
      region?.removeEventListener("pointerover", onOver);
    };
  }, [library]);
  return id;
}
