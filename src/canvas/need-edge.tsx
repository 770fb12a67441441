import { BaseEdge, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import type { CanvasEdge } from "./project-flow.ts";

/** Width in pixels in which a click still means the edge; a line alone is too thin to hit. */
const HIT_WIDTH = 24;

const NeedEdge = memo(function NeedEdge(props: EdgeProps<CanvasEdge>) {
  const [path] = getBezierPath(props);
  return (
    <BaseEdge
      path={path}
      interactionWidth={HIT_WIDTH}
      {...(props.markerEnd ? { markerEnd: props.markerEnd } : {})}
    />
  );
});

export const EDGE_TYPES = { need: NeedEdge };
