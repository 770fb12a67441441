import { useReactFlow, useStore } from "@xyflow/react";
import { type RefObject, useEffect, useRef } from "react";

/**
 * What is in the middle of the canvas stays there when the places around it are folded up or opened, or come only now:
 * `fitted` is the box for which the drawing was brought into view before. Draws nothing.
 */
export function SteadyCentre({ fitted }: { fitted: RefObject<DOMRect | null> }): null {
  const { getViewport, setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const before = useRef(fitted.current ?? { width: 0, height: 0 });
  useEffect(() => {
    const last = before.current;
    before.current = { width, height };
    if (last.width > 0 && width > 0 && (last.width !== width || last.height !== height)) {
      const { x, y, zoom } = getViewport();
      void setViewport({ x: x + (width - last.width) / 2, y: y + (height - last.height) / 2, zoom });
    }
  }, [width, height, getViewport, setViewport]);
  return null;
}
