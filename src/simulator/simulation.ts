/**
 * A gateway and its executors in a time of their own: requests are put in, and what happens to them comes out one event
 * after another. Promises:
 *
 * [S1] An executor starts when a part has come over each of its needs, `gateway` included; branches run side by side.
 * [S2] Routes are the gateway's and, depth-first by edges, those of the executors that have started, each once.
 * [S3] The answer leaves when the Flow's end is done. Nothing waits for the others: what they have not reached by then
 *      has no end time, or no route.
 * [S4] An executor that `target_executor` does not match is passed by at once: it has a start time and no end time.
 * [S5] Parameters come back as sent; after an end that was passed by, as that executor was given them.
 * [S6] Where the end cannot be reached, the request itself comes back at once.
 * [S7] Where the end is reached but waits for something that never comes, where the request meets a cycle, and where
 *      Python refuses the pattern or the parameters, the call fails with the gateway's own words.
 *
 * What is imitated and what is not is told rule by rule in docs/simulator.md.
 */
import type { Simulation, SimulationEvent, SimulationSettings } from "../model/run/simulation.ts";
import { isSpecific } from "../model/run/specific-parameters.ts";
import { createEndings } from "./ending.ts";
import { createEventQueue } from "./event-queue.ts";
import { stopped } from "./faults.ts";
import { createGateway } from "./gateway.ts";
import { NO_RESULTS } from "./parameters.ts";
import type { Passage } from "./passage.ts";
import type { Stage } from "./replicas.ts";
import { readHits } from "./target-hits.ts";
import type { Topology } from "./topology.ts";

/** What is simulated. */
interface SimulationOptions {
  readonly topology: Topology;
  readonly settings: SimulationSettings;
  /** When the simulation's time begins, in milliseconds since 1970, for the routes; 0 without. */
  readonly epochMs?: number;
  /** How many requests there were before the first one; none without. */
  readonly firstOrdinal?: number;
  /** Whether each request asks for a stream; none does without. */
  readonly isStream?: boolean;
}

/** A gateway with executors that have nothing to do yet. */
export function createSimulation({
  topology,
  settings,
  epochMs = 0,
  firstOrdinal = 0,
  isStream = false,
}: SimulationOptions): Simulation {
  const queue = createEventQueue<() => void>();
  const passages = new Map<string, Passage>();
  let told: SimulationEvent[] = [];
  let toldCount = 0;
  let nowMs = 0;
  let count = firstOrdinal;

  const stage: Stage = {
    settings,
    nowMs: () => nowMs,
    later: (ms, run) => queue.push(nowMs + ms, run),
    after: (ms, run) => (ms > 0 ? queue.push(nowMs + ms, run) : run()),
    emit: (event) => told.push(event),
  };
  const endings = createEndings(topology, stage, epochMs, ({ request }) =>
    passages.delete(request.requestId),
  );
  const enter = createGateway(topology, stage, endings, isStream);

  return {
    submit(request, atMs, hits = readHits(request.targetExecutor)) {
      const passage: Passage = {
        request,
        ordinal: count,
        startMs: Math.max(nowMs, atMs) + settings.hopMs,
        hits,
        visits: topology.nodes.map(() => ({
          parts: [],
          startMs: null,
          endMs: null,
          status: null,
          results: NO_RESULTS,
        })),
        isCopied: Object.keys(request.parameters).some(isSpecific),
        awaited: 0,
        results: [],
        latest: request.parameters,
        isOver: false,
        isCanceled: false,
      };
      count += 1;
      passages.set(request.requestId, passage);
      queue.push(passage.startMs, () => enter(passage));
    },
    cancel(requestId) {
      const passage = passages.get(requestId);
      if (passage) {
        passage.isCanceled = true;
        endings.fail(passage, stopped());
      }
    },
    nextAtMs: () => (toldCount < told.length ? nowMs : queue.nextAtMs()),
    step() {
      while (toldCount === told.length) {
        told = [];
        toldCount = 0;
        const atMs = queue.nextAtMs();
        const run = queue.pop();
        if (atMs === null || !run) {
          return null;
        }
        nowMs = atMs;
        run();
      }
      toldCount += 1;
      return told[toldCount - 1] ?? null;
    },
  };
}
