import { BaseEdge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { linePath } from "../model/drawing/trace.ts";
import type { CanvasEdge } from "./library-elements.ts";

/** Width in pixels in which a click still means the edge; a line alone is too thin to hit. */
const HIT_WIDTH = 24;

const NeedEdge = memo(function NeedEdge(props: EdgeProps<CanvasEdge>) {
  const { sourceX, sourceY, targetX, targetY, data } = props;
  const [from, to] = [
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  ];
  const path = linePath(from, data?.bends ?? [], to, data?.direction ?? "right");
  return (
    <BaseEdge
      path={path}
      interactionWidth={HIT_WIDTH}
      {...(props.markerEnd ? { markerEnd: props.markerEnd } : {})}
    />
  );
});

/** The edges by type, as React Flow takes them. */
export const EDGE_TYPES = { need: NeedEdge };
