/**
 * The processes of one executor as messages find them: replicas in turn, each working on as many requests at a time as
 * it can and letting the others wait in the order of their coming.
 */
import type { ExecutorSettings, Pod, SimulationSettings } from "../model/run/simulation.ts";
import { type Behave, createBehave, createGenerate, type Generate } from "./behave.ts";
import { drawLatency } from "./chance.ts";
import { REFUSED } from "./faults.ts";
import type { CallRules, TopologyNode } from "./topology.ts";
import { createCaller, type Timeline, type Tried, type Try } from "./tries.ts";

/** One request's work for one of several replicas. */
interface Job extends Tried {
  /** How many requests came to the gateway before this one. */
  readonly ordinal: number;
  readonly endpoint: string;
  /** Called as the work begins, with how long it takes. `generate`: what it is; null of what is no generator. */
  begun?(by: Pod, generate: Generate | null, forMs: number, own: Try): void;
  /**
   * Called when the time of the work is over. `behave`: what it is; null of an executor without a method for it. The
   * try is over once the answer has come to the caller. One without a method can be broken off instead, after which
   * another try is made, as long as there may be one.
   */
  done(by: Pod, behave: Behave | null, own: Try, breakOff?: () => void): void;
}

/** Where things happen, and how its executors are simulated. */
export interface Stage extends Timeline {
  readonly settings: SimulationSettings;
}

/** Replicas that share the work. */
export interface Replicas {
  /** Sends a message to the replica whose turn it is. */
  send(job: Job): void;
}

interface Worker {
  readonly pod: Pod;
  active: number;
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly turn: Turn;
  readonly cameAtMs: number;
}

/** One try, with the worker that has it, as long as it does. */
type Turn = Try<Job, Worker>;

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

/** The replicas of one shard of an executor, or the one process before or after its shards; `rules` are those of who calls them. */
export function createReplicas(
  node: TopologyNode,
  part: Pod["part"],
  shard: number | null,
  stage: Stage,
  rules: CallRules,
): Replicas {
  const executor = node.name;
  const own = settingsOf(stage.settings, part === "worker" ? executor : `${executor}/${part}`);
  const workers: Worker[] = Array.from({ length: part === "worker" ? node.replicas : 1 }, (_, replica) => ({
    pod: { executor, part, shard, replica },
    active: 0,
    waiting: [],
  }));
  const { arrive, takeBack } = createWorking(own, stage, ({ pod: to }, turn) => {
    const { requestId, documents } = turn.call;
    stage.emit({ kind: "broken-off", atMs: stage.nowMs(), requestId, documents, executor, to });
    caller.fail(turn, "broken-off", "");
  });
  // The gateway has asked the first one before, for its endpoints.
  let next = 1 % workers.length;

  /** The one whose turn it is, of those that were not tried as long as there is one. */
  const nextWorker = (tried: readonly Pod[]): Worker => {
    const known = tried.length === 0 ? NONE : new Set(tried.map(({ replica }) => replica));
    for (;;) {
      const worker = workers[next]!;
      next = (next + 1) % workers.length;
      if (known.size >= workers.length || !known.has(worker.pod.replica)) {
        return worker;
      }
    }
  };

  const send = (turn: Turn): Pod => {
    const worker = nextWorker(turn.tried);
    const { requestId, documents } = turn.call;
    const { hopMs } = stage.settings;
    const to = worker.pod;
    stage.emit({ kind: "sent", atMs: stage.nowMs(), requestId, documents, executor, to });
    if (!own.down.includes(to.replica)) {
      stage.after(hopMs, () => turn.isOver || arrive(worker, turn));
      return to;
    }
    stage.later(hopMs, () => {
      if (!turn.isOver) {
        stage.emit({ kind: "unreachable", atMs: stage.nowMs(), requestId, documents, executor, to });
        caller.fail(turn, "unreachable", REFUSED);
      }
    });
    return to;
  };

  const caller = createCaller(rules, workers.length, stage, { send, takeBack });
  return caller;
}

/** How processes of an executor work. */
interface Working {
  /** A try has come to a process. */
  arrive(worker: Worker, turn: Turn): void;
  /** What is given up no longer keeps the others waiting. */
  takeBack(turn: Turn): void;
}

/** Lets processes work as the settings say; `breakOff` is told what one of them has broken off. */
function createWorking(
  { latency, behaviour, endpoints, concurrency }: ExecutorSettings,
  stage: Stage,
  breakOff: (worker: Worker, turn: Turn) => void,
): Working {
  const behave = createBehave(behaviour);
  const generate = createGenerate(behaviour);

  /** `then` runs when the time is over, behind all that is to happen by then. */
  const begin = (to: Pod, job: Job, forMs: number, waitedMs: number, then: () => void): void => {
    const { requestId, documents } = job;
    const { executor } = to;
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

  const takeNext = (worker: Worker): void => {
    const next = worker.waiting.shift();
    if (next) {
      start(worker, next.turn, stage.nowMs() - next.cameAtMs);
    }
  };

  const start = (worker: Worker, turn: Turn, waitedMs: number): void => {
    const { call } = turn;
    const { executor, part, shard } = worker.pod;
    const { seed } = stage.settings;
    const forMs = drawLatency(latency, seed, "latency", executor, part, call.ordinal, shard ?? 0);
    worker.active += 1;
    // What it yields comes before its end, also where both come at once.
    call.begun?.(worker.pod, generate, forMs, turn);
    begin(worker.pod, call, forMs, waitedMs, () => {
      if (!turn.isOver) {
        turn.work = null;
        worker.active -= 1;
        call.done(worker.pod, behave, turn);
        takeNext(worker);
      }
    });
  };

  return {
    arrive(worker, turn) {
      const { call } = turn;
      const to = worker.pod;
      // The engine looks for the method before it asks for the Executor's lock.
      if (!hasMethod(endpoints, call.endpoint)) {
        begin(to, call, 0, 0, () => {
          if (!turn.isOver) {
            call.done(to, null, turn, () => breakOff(worker, turn));
          }
        });
        return;
      }
      turn.work = worker;
      if (worker.active < concurrency) {
        start(worker, turn, 0);
        return;
      }
      const { requestId, documents } = call;
      const behind = worker.waiting.length;
      const atMs = stage.nowMs();
      stage.emit({ kind: "waits", atMs, requestId, documents, executor: to.executor, to, behind });
      worker.waiting.push({ turn, cameAtMs: atMs });
    },

    takeBack(turn) {
      const worker = turn.work;
      turn.work = null;
      const at = worker?.waiting.findIndex((one) => one.turn === turn) ?? -1;
      if (worker && at >= 0) {
        worker.waiting.splice(at, 1);
      } else if (worker) {
        worker.active -= 1;
        takeNext(worker);
      }
    },
  };
}

const NONE: ReadonlySet<number> = new Set();
