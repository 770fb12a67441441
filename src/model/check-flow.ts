/** Everything that the engine takes at load and build, and that a person should know all the same. */
import type { BuildProblem } from "./build.ts";
import { checkArguments } from "./check-arguments.ts";
import { checkGraph } from "./check-graph.ts";
import type { BuiltFlow, Flow } from "./flow.ts";

export function checkFlow(flow: Flow, built: BuiltFlow): BuildProblem[] {
  return [...checkGraph(flow, built), ...checkArguments(flow, built)];
}
