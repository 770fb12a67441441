/** Flows for the tests of the simulator. */
import { buildFlow } from "../model/engine/build.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { Scale } from "../model/run/simulation.ts";
import type { Value } from "../model/value.ts";
import { type Topology, topologySteps } from "./topology.ts";

/** An executor's arguments; `method` is taken out of them as the reader does. */
type Item = { readonly method?: string } & { readonly [argument: string]: Value };

/** A Flow of these executors. */
export function flowOf(...items: readonly Item[]): BuiltFlow {
  return flowWith({}, ...items);
}

/** The same with what its `with` says. */
export function flowWith(settings: Readonly<Record<string, Value>>, ...items: readonly Item[]): BuiltFlow {
  const entries = items.map(({ method = "add", ...args }, index) => ({
    index,
    method,
    args: new Map(Object.entries(args)),
  }));
  return buildFlow({
    with: new Map(Object.entries(settings)),
    gateway: new Map(),
    listKey: "executors",
    entries,
  }).flow;
}

/** The graph of a Flow, all at once. */
export function topologyOf(flow: BuiltFlow, scales?: ReadonlyMap<string, Scale>): Topology {
  const steps = topologySteps(flow, scales);
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
  }
}
