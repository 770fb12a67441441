/** Follows one request of a send through a simulated Flow, as fast as it goes. */
import type { DataRequest } from "../model/run/request.ts";
import type { SimulationEvent, SimulationSettings } from "../model/run/simulation.ts";
import { createSimulation } from "./simulation.ts";
import { hitsOf } from "./target-hits.ts";
import type { Topology } from "./topology.ts";

/** Steps that are kept at most. */
const MAX_STEPS = 200_000;
/** Steps that are told at a time: few enough for the page to take them in between two pictures. */
const PART_STEPS = 500;

/** What is known of a request once its steps are. */
export interface Traced {
  /** There were more steps than are kept. */
  readonly isCut: boolean;
  /** A request before it fails, after which Send sends no more. */
  readonly isUnsent: boolean;
}

/** All that the way of a request depends on: plain data, so that a worker can have it. */
export interface TraceQuestion {
  readonly topology: Topology;
  readonly settings: SimulationSettings;
  /** Requests of a send in their order: which replica is free, or has its turn, hangs on those around one. */
  readonly requests: readonly DataRequest[];
  /** Which of them is followed, from 0. */
  readonly at: number;
  /** How many are sent before the first of these: what happens by chance hangs on that. */
  readonly firstOrdinal: number;
  /** So many are on their way at a time. */
  readonly window: number;
  /** Send goes on after a request that fails. */
  readonly continueOnError: boolean;
  /** The executors that the request's target_executor names; null to try its pattern in place. */
  readonly hits: readonly string[] | null;
  /** When it is sent, in milliseconds since 1970. */
  readonly epochMs: number;
  /** Whether each of them asks for a stream. */
  readonly isStream: boolean;
}

/**
 * Gives all that happens to the request, floating executors included, to `onSteps` in parts, the last one at the end. Time
 * begins when it is sent.
 */
export function traceRequest(
  {
    topology,
    settings,
    requests,
    at,
    firstOrdinal,
    window,
    continueOnError,
    hits,
    epochMs,
    isStream,
  }: TraceQuestion,
  onSteps: (steps: readonly SimulationEvent[]) => void,
): Traced {
  const simulation = createSimulation({ topology, settings, epochMs, firstOrdinal, isStream });
  const followed = requests[at]?.requestId;
  const isHit = hits ? hitsOf(hits) : undefined;
  let sent = 0;
  let open = 0;
  let sentAtMs = 0;
  let isUnsent = false;
  let isOver = false;
  const sendMore = (atMs: number): void => {
    for (let next = requests[sent]; next && open < window && !isOver; next = requests[sent]) {
      sentAtMs = sent === at ? atMs : sentAtMs;
      sent += 1;
      open += 1;
      simulation.submit(next, atMs, isHit);
    }
  };
  sendMore(0);
  let part: SimulationEvent[] = [];
  for (let count = 0; count < MAX_STEPS; ) {
    const step = simulation.step();
    if (!step) {
      break;
    }
    if (step.kind === "answered" || step.kind === "refused") {
      const hasFailed = step.kind === "refused" || step.reply.status.code === "ERROR";
      if (hasFailed && !continueOnError) {
        isUnsent ||= sent <= at;
        isOver = sent > at;
      }
      open -= 1;
      sendMore(step.atMs);
    }
    if (step.requestId !== followed) {
      continue;
    }
    count += 1;
    part.push({ ...step, atMs: step.atMs - sentAtMs });
    if (part.length === PART_STEPS) {
      onSteps(part);
      part = [];
    }
  }
  onSteps(part);
  return { isCut: simulation.nextAtMs() !== null, isUnsent };
}
