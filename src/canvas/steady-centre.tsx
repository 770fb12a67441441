import { useReactFlow, useStore } from "@xyflow/react";
import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import type { Projection } from "../model/drawing/project-flow.ts";
import { useDesigner } from "../store/react.ts";
import { fitFirst } from "./viewport.ts";
import { wrapsBetter } from "./wraps-better.ts";

/**
 * What is in the middle of the canvas stays there when the places around it are folded up or opened, or come only now:
 * `fitted` is the box for which the drawing was brought into view before. A Flow that was opened before the code for it
 * had come is shown in rows now if it is one that is. Draws nothing.
 */
export function SteadyCentre(props: { fitted: RefObject<DOMRect | null>; projection: Projection }): null {
  const { fitted, projection } = props;
  const designer = useDesigner();
  const { getViewport, setViewport } = useReactFlow();
  const showInRows = useEffectEvent(() => {
    const { file } = designer.get();
    const box = fitted.current;
    const isUntouched = file.undo.length === 0 && file.redo.length === 0;
    if (!box || !isUntouched || !wrapsBetter(file.shown.picture, file.places, box)) {
      return;
    }
    const [seen, first] = [getViewport(), fitFirst(projection, { width: box.width, height: box.height })];
    if (Math.abs(seen.x - first.x) < 1 && Math.abs(seen.y - first.y) < 1 && seen.zoom === first.zoom) {
      designer.tools.setFile({ places: { ...file.places, wraps: true }, view: null });
      designer.tools.set({ centre: { name: "", isFirst: true } });
    }
  });
  useEffect(() => showInRows(), []);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const before = useRef(fitted.current ?? { width: 0, height: 0 });
  const known = useRef(fitted.current);
  useEffect(() => {
    // What was fitted since may have been so to the canvas as it is now, of which the library hears later.
    const last = fitted.current && fitted.current !== known.current ? fitted.current : before.current;
    known.current = fitted.current;
    before.current = { width, height };
    if (last.width > 0 && width > 0 && (last.width !== width || last.height !== height)) {
      const { x, y, zoom } = getViewport();
      void setViewport({ x: x + (width - last.width) / 2, y: y + (height - last.height) / 2, zoom });
    }
  }, [width, height, fitted, getViewport, setViewport]);
  return null;
}
