/** What a workload would come to: a simulation that is run as fast as it goes. */
import type {
  ExecutorLoad,
  Prediction,
  SimulationEvent,
  SimulationSettings,
  Workload,
} from "../model/run/simulation.ts";
import { nearestRank } from "../model/run/spread.ts";
import { settingsOf } from "./replicas.ts";
import { createSimulation } from "./simulation.ts";
import { hitsOf } from "./target-hits.ts";
import type { Topology, TopologyNode } from "./topology.ts";

/** All that a prediction depends on. */
export interface LoadQuestion {
  readonly topology: Topology;
  readonly settings: SimulationSettings;
  readonly workload: Workload;
  /** The executors that its target_executor names; null if the pattern is to be tried in place. */
  readonly hits: readonly string[] | null;
}

interface Tally {
  messages: number;
  steps: number;
  workedMs: number;
  waitedMs: number;
  longestQueue: number;
}

/** Sends the requests of a workload through a simulation, as a client does with such a window. */
export function predictLoad({ topology, settings, workload, hits }: LoadQuestion): Prediction {
  const { requests, perS, window, stream: isStream = false, ...sent } = workload;
  const simulation = createSimulation({ topology, settings, isStream });
  const isHit = hits ? hitsOf(hits) : undefined;
  const tallies = new Map<string, Tally>(topology.nodes.map(({ name }) => [name, emptyTally()]));
  const sentAtMs: number[] = [];
  const roundtrips: number[] = [];
  let answered = 0;
  let whyFailed: string | null = null;
  let returned = 0;
  let spentMs = 0;

  const send = (freeAtMs: number): void => {
    const index = sentAtMs.length;
    if (index >= requests) {
      return;
    }
    const atMs = perS === null ? freeAtMs : Math.max(freeAtMs, (index * 1000) / perS);
    sentAtMs.push(atMs);
    simulation.submit({ requestId: String(index), ...sent }, atMs, isHit);
  };
  const end = (requestId: string, atMs: number): void => {
    spentMs = atMs + settings.hopMs;
    roundtrips.push(spentMs - (sentAtMs[Number(requestId)] ?? 0));
    send(spentMs);
  };

  for (let count = 0; count < Math.max(1, window); count++) {
    send(0);
  }
  for (let event = simulation.step(); event && roundtrips.length < requests; event = simulation.step()) {
    if (event.kind === "answered") {
      const { code, description } = event.reply.status;
      answered += code === "SUCCESS" ? 1 : 0;
      whyFailed ??= code === "SUCCESS" ? null : description;
      returned += event.documents.length;
      end(event.requestId, event.atMs);
    } else if (event.kind === "refused") {
      whyFailed ??= event.error.advice || event.error.message;
      end(event.requestId, event.atMs);
    } else if ("executor" in event) {
      addTo(tallies.get(event.executor), event);
    }
  }
  const sorted = roundtrips.toSorted((one, other) => one - other);
  const perSecond = (many: number) => (spentMs > 0 ? (many / spentMs) * 1000 : 0);
  const loads = topology.nodes.map((node): [string, ExecutorLoad] => {
    const { concurrency } = settingsOf(settings, node.name);
    return [node.name, loadOf(node, tallies.get(node.name) ?? emptyTally(), concurrency, spentMs)];
  });
  return {
    answered,
    failed: roundtrips.length - answered,
    whyFailed,
    spentMs,
    requestsPerS: perSecond(roundtrips.length),
    documentsPerS: perSecond(returned),
    roundtrips: { p50Ms: nearestRank(sorted, 0.5) ?? 0, p95Ms: nearestRank(sorted, 0.95) ?? 0 },
    messages: [...tallies.values()].reduce((sum, { messages }) => sum + messages, 0),
    executors: new Map(loads),
  };
}

/** Counts what happens at an executor. */
function addTo(tally: Tally | undefined, event: SimulationEvent): void {
  if (!tally) {
    return;
  }
  if (event.kind === "sent") {
    tally.messages += 1;
  } else if (event.kind === "starts") {
    tally.steps += 1;
    tally.workedMs += event.forMs;
    tally.waitedMs += event.waitedMs;
  } else if (event.kind === "waits") {
    tally.longestQueue = Math.max(tally.longestQueue, event.behind + 1);
  }
}

/** `concurrency`: requests that a process works on at a time; `spentMs`: the time in which all of this happened. */
function loadOf(
  { shards, replicas, hasBefore, hasAfter }: TopologyNode,
  { workedMs, waitedMs, ...counts }: Tally,
  concurrency: number,
  spentMs: number,
): ExecutorLoad {
  const places = (shards * replicas + Number(hasBefore) + Number(hasAfter)) * concurrency;
  return {
    ...counts,
    busy: spentMs > 0 ? Math.min(1, workedMs / (places * spentMs)) : 0,
    waitMs: counts.steps > 0 ? waitedMs / counts.steps : 0,
  };
}

function emptyTally(): Tally {
  return { messages: 0, steps: 0, workedMs: 0, waitedMs: 0, longestQueue: 0 };
}
