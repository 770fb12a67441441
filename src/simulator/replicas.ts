/**
 * The processes of one executor as messages find them: replicas in turn, each working on as many requests at a time as
 * it can and letting the others wait in the order of their coming.
 */
import type { Doc } from "../model/run/document.ts";
import type { ExecutorSettings, Pod, SimulationEvent, SimulationSettings } from "../model/run/simulation.ts";
import { type Behave, createBehave } from "./behave.ts";
import { drawLatency } from "./chance.ts";
import type { TopologyNode } from "./topology.ts";

/** One request's work for one of several replicas. */
interface Job {
  readonly requestId: string;
  /** How many requests came to the gateway before this one. */
  readonly ordinal: number;
  readonly endpoint: string;
  readonly documents: readonly Doc[];
  /** Called when the time of the work is over. `behave`: what it is; null of an executor without a method for it. */
  done(by: Pod, behave: Behave | null): void;
  /** Called when no replica is up. */
  unreachable(tried: readonly Pod[]): void;
}

/** What lets things happen later, and tells what happens. */
export interface Stage {
  readonly settings: SimulationSettings;
  nowMs(): number;
  /** Runs something after so many milliseconds, behind all that is to happen by then. */
  later(ms: number, run: () => void): void;
  /** The same, but at once for 0. */
  after(ms: number, run: () => void): void;
  emit(event: SimulationEvent): void;
}

/** Replicas that share the work. */
export interface Replicas {
  /** Sends a message to the replica whose turn it is. */
  send(job: Job): void;
}

interface Worker {
  readonly pod: Pod;
  active: number;
  readonly waiting: { readonly job: Job; readonly cameAtMs: number }[];
}

/** The engine tries so many more times, or once for each replica, where one is not to be reached. */
const MIN_RETRIES = 3;

/** What is said about an executor, and for the rest of it what holds for all. */
export function settingsOf(settings: SimulationSettings, name: string): ExecutorSettings {
  return { ...settings.common, ...settings.executors.get(name) };
}

/** What a method is bound to that takes every endpoint without a method of its own. */
const DEFAULT_ENDPOINT = "/default";

/** Whether one of an executor's methods takes requests to the endpoint. */
export function hasMethod(endpoints: ExecutorSettings["endpoints"], endpoint: string): boolean {
  return endpoints === null || endpoints.includes(endpoint) || endpoints.includes(DEFAULT_ENDPOINT);
}

/** The replicas of one shard of an executor, or the one process before or after its shards. */
export function createReplicas(
  node: TopologyNode,
  part: Pod["part"],
  shard: number | null,
  stage: Stage,
): Replicas {
  const executor = node.name;
  const own = settingsOf(stage.settings, part === "worker" ? executor : `${executor}/${part}`);
  const { hopMs, seed } = stage.settings;
  const workers: Worker[] = Array.from({ length: part === "worker" ? node.replicas : 1 }, (_, replica) => ({
    pod: { executor, part, shard, replica },
    active: 0,
    waiting: [],
  }));
  const behave = createBehave(own.behaviour);
  const tries = Math.max(MIN_RETRIES, workers.length) + 1;
  // The gateway has asked the first one before, for its endpoints.
  let turn = 1 % workers.length;

  /** `then` runs when the time is over, behind all that is to happen by then. */
  const begin = (worker: Worker, job: Job, forMs: number, waitedMs: number, then: () => void): void => {
    const { requestId, documents } = job;
    const to = worker.pod;
    stage.emit({
      kind: "starts",
      atMs: stage.nowMs(),
      requestId,
      documents,
      executor,
      to,
      forMs,
      waitedMs,
    });
    // Work takes its turn in the queue even where it takes no time, so that a long chain of it needs no deep stack.
    stage.later(forMs, then);
  };

  const start = (worker: Worker, job: Job, waitedMs: number): void => {
    const forMs = drawLatency(own.latency, seed, "latency", executor, part, job.ordinal, shard ?? 0);
    worker.active += 1;
    begin(worker, job, forMs, waitedMs, () => {
      worker.active -= 1;
      job.done(worker.pod, behave);
      const next = worker.waiting.shift();
      if (next) {
        start(worker, next.job, stage.nowMs() - next.cameAtMs);
      }
    });
  };

  const arrive = (worker: Worker, job: Job): void => {
    // The engine looks for the method before it asks for the Executor's lock.
    if (!hasMethod(own.endpoints, job.endpoint)) {
      begin(worker, job, 0, 0, () => job.done(worker.pod, null));
      return;
    }
    if (worker.active < own.concurrency) {
      start(worker, job, 0);
      return;
    }
    const { requestId, documents } = job;
    const behind = worker.waiting.length;
    stage.emit({
      kind: "waits",
      atMs: stage.nowMs(),
      requestId,
      documents,
      executor,
      to: worker.pod,
      behind,
    });
    worker.waiting.push({ job, cameAtMs: stage.nowMs() });
  };

  const attempt = (job: Job, tried: readonly Pod[]): void => {
    const worker = workers[turn];
    turn = (turn + 1) % workers.length;
    if (!worker) {
      return;
    }
    const { requestId, documents } = job;
    const to = worker.pod;
    stage.emit({ kind: "sent", atMs: stage.nowMs(), requestId, documents, executor, to });
    if (!own.down.includes(to.replica)) {
      stage.after(hopMs, () => arrive(worker, job));
      return;
    }
    stage.later(hopMs, () => {
      stage.emit({ kind: "unreachable", atMs: stage.nowMs(), requestId, documents, executor, to });
      const all = [...tried, to];
      if (all.length < tries) {
        attempt(job, all);
      } else {
        job.unreachable(all);
      }
    });
  };

  return { send: (job) => attempt(job, []) };
}
