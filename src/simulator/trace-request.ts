/** Follows one request through a simulated Flow, as fast as it goes. */
import type { DataRequest } from "../model/run/request.ts";
import type { SimulationEvent, SimulationSettings } from "../model/run/simulation.ts";
import { createSimulation } from "./simulation.ts";
import { hitsOf } from "./target-hits.ts";
import type { Topology } from "./topology.ts";

/** Steps that are kept at most. */
const MAX_STEPS = 200_000;
/** Steps that are told at a time: few enough for the page to take them in between two pictures. */
const PART_STEPS = 500;

/** All that the way of a request depends on: plain data, so that a worker can have it. */
export interface TraceQuestion {
  readonly topology: Topology;
  readonly settings: SimulationSettings;
  readonly request: DataRequest;
  /** How many were sent before it: what happens by chance hangs on that. The Flow has nothing else to do. */
  readonly ordinal: number;
  /** The executors that the request's target_executor names; null to try its pattern in place. */
  readonly hits: readonly string[] | null;
  /** When it is sent, in milliseconds since 1970. */
  readonly epochMs: number;
}

/**
 * Gives all that happens to the request, floating executors included, to `onSteps` in parts, the last one at the end.
 * True if there were more steps than are kept.
 */
export function traceRequest(
  { topology, settings, request, ordinal, hits, epochMs }: TraceQuestion,
  onSteps: (steps: readonly SimulationEvent[]) => void,
): boolean {
  const simulation = createSimulation({ topology, settings, epochMs, firstOrdinal: ordinal });
  simulation.submit(request, 0, hits ? hitsOf(hits) : undefined);
  let part: SimulationEvent[] = [];
  for (let count = 0; count < MAX_STEPS; count++) {
    const step = simulation.step();
    if (!step) {
      break;
    }
    part.push(step);
    if (part.length === PART_STEPS) {
      onSteps(part);
      part = [];
    }
  }
  onSteps(part);
  return simulation.nextAtMs() !== null;
}
