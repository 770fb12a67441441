/** Projections for tests of the canvas. */
import { layoutFlow } from "../model/drawing/layout.ts";
import { type Projection, projectFlow } from "../model/drawing/project-flow.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";

/** A Flow as it is laid out. */
export function projectionOf(flow: BuiltFlow): Projection {
  const layout = layoutFlow(flow);
  const input = {
    flow,
    direction: "right" as const,
    arrangement: layout,
    layout,
    pinned: new Set<string>(),
    times: new Map(),
    missed: new Set<string>(),
    problems: new Map(),
    gatewayDetail: ["GRPC"],
    findWays: null,
  };
  return projectFlow(input, null).projection;
}
