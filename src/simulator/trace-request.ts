/** Follows one request through a simulated Flow, as fast as it goes. */
import type { Clock } from "../base/clock.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { SimulationEvent, SimulationSettings } from "../model/run/simulation.ts";
import type { Trace } from "../model/run/trace.ts";
import { findHits } from "./find-hits.ts";
import { createSimulation } from "./simulation.ts";
import type { TargetMatcher } from "./target-matcher.ts";
import { topologyOf } from "./topology.ts";

/** Steps that are kept at most. */
const MAX_STEPS = 200_000;
/** Milliseconds after which the page has its turn. */
const SLICE_MS = 15;

interface TraceOptions {
  readonly flow: BuiltFlow;
  readonly settings: SimulationSettings;
  readonly clock: Clock;
  readonly match?: TargetMatcher;
}

/** All that happens to a request, floating executors included. Throws ClientError where its pattern cannot be tried. */
export async function traceRequest(request: DataRequest, options: TraceOptions): Promise<Trace> {
  const { flow, settings, clock, match } = options;
  const names = flow.nodes.map(({ name }) => name);
  const hits = await findHits({ pattern: request.targetExecutor, names }, match);
  const simulation = createSimulation({ topology: topologyOf(flow), settings, epochMs: clock.epochMs() });
  simulation.submit(request, 0, hits);
  const steps: SimulationEvent[] = [];
  let sinceMs = clock.nowMs();
  while (steps.length < MAX_STEPS) {
    const step = simulation.step();
    if (!step) {
      break;
    }
    steps.push(step);
    if (clock.nowMs() - sinceMs > SLICE_MS) {
      await clock.sleep(0);
      sinceMs = clock.nowMs();
    }
  }
  return { request, steps, isCut: simulation.nextAtMs() !== null };
}
