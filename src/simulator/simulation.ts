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
import { GATEWAY } from "../model/flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import {
  podName,
  type Simulation,
  type SimulationEvent,
  type SimulationSettings,
} from "../model/run/simulation.ts";
import { createArrivals } from "./arrival.ts";
import { type Call, createDeployment, type Message } from "./deployment.ts";
import { createEventQueue } from "./event-queue.ts";
import { endlessCycle, stopped, stuck, unreachable } from "./faults.ts";
import { isAddressed, type Parameters } from "./parameters.ts";
import {
  firstResult,
  inOrderOf,
  type Passage,
  routesOf,
  type Visit,
  type Way,
  waitingOf,
} from "./passage.ts";
import type { Stage } from "./replicas.ts";
import { readHits } from "./target-hits.ts";
import type { Topology, TopologyNode } from "./topology.ts";

/** What is simulated. */
interface SimulationOptions {
  readonly topology: Topology;
  readonly settings: SimulationSettings;
  /** When the simulation's time begins, in milliseconds since 1970, for the routes; 0 without. */
  readonly epochMs?: number;
}

/** A message on its way to an executor, or out of the Flow. */
interface Step {
  readonly to: number;
  /** Of whom it comes; -1 is the gateway. */
  readonly from: number;
  readonly message: Message;
  readonly parameters: Parameters;
  readonly way: Way;
}

/** In the place of an executor's index: the way out of the Flow. */
const END = Number.POSITIVE_INFINITY;

/** A gateway with executors that have nothing to do yet. */
export function createSimulation({ topology, settings, epochMs = 0 }: SimulationOptions): Simulation {
  const { nodes } = topology;
  const queue = createEventQueue<() => void>();
  const passages = new Map<string, Passage>();
  const { hopMs } = settings;
  const hasEnd = nodes.some(({ isAwaited }) => isAwaited);
  let told: SimulationEvent[] = [];
  let toldCount = 0;
  let nowMs = 0;
  let count = 0;

  const stage: Stage = {
    settings,
    nowMs: () => nowMs,
    later: (ms, run) => queue.push(nowMs + ms, run),
    after: (ms, run) => (ms > 0 ? queue.push(nowMs + ms, run) : run()),
    emit: (event) => told.push(event),
  };
  const deployments = nodes.map((node) => createDeployment(node, stage));
  const take = createArrivals(topology, stage);

  const tell = (passage: Passage, message: Pick<Message, "documents">) => ({
    atMs: nowMs,
    requestId: passage.request.requestId,
    documents: message.documents,
  });

  const finish = (passage: Passage, event: SimulationEvent): void => {
    passage.isOver = true;
    passages.delete(passage.request.requestId);
    stage.emit(event);
  };

  const fail = (passage: Passage, error: unknown): void => {
    if (!(error instanceof ClientError)) {
      throw error;
    }
    if (passage.isOver) {
      return;
    }
    finish(passage, { ...tell(passage, passage.request), kind: "refused", error });
  };

  const answer = (passage: Passage, { documents, status }: Message, parameters: Parameters): void => {
    const { request } = passage;
    const sorted = topology.hasConditions ? inOrderOf(request.documents, documents) : documents;
    const reply: Reply = {
      requestId: request.requestId,
      endpoint: request.endpoint,
      // The gateway takes it out before it sends the request on.
      targetExecutor: "",
      parameters,
      status,
      routes: [
        { executor: GATEWAY, startMs: epochMs + passage.startMs, endMs: epochMs + nowMs, status: null },
        ...routesOf(topology, passage, epochMs),
      ],
      documents: sorted,
    };
    finish(passage, { ...tell(passage, { documents: sorted }), kind: "answered", reply });
  };

  /** Ends a request that nobody is at work on any more from whom its end could be reached. */
  const settle = (passage: Passage): void => {
    if (passage.awaited > 0 || passage.isOver) {
      return;
    }
    const first = firstResult(passage);
    if (first) {
      answer(passage, first.message, first.parameters);
    } else {
      const [waiting, missing] = waitingOf(topology);
      fail(passage, stuck(waiting, missing));
    }
  };

  const call = (passage: Passage, index: number, node: TopologyNode, visit: Visit, way: Way): void => {
    const { request, ordinal } = passage;
    passage.awaited += node.isAwaited ? 1 : 0;
    const goOn = (how: () => void): void => {
      if (passage.isCanceled) {
        return;
      }
      how();
      if (node.isAwaited) {
        passage.awaited -= 1;
        settle(passage);
      }
    };
    const called: Call = {
      requestId: request.requestId,
      ordinal,
      endpoint: request.endpoint,
      // As they are when they are sent: another join may merge into them later.
      messages: visit.parts.map((part) => ({ ...part })),
      answer: (message) =>
        goOn(() => {
          visit.endMs = nowMs;
          if (message.isError) {
            visit.status = message.status;
            if (node.isAwaited) {
              passage.results.push({ message, way, parameters: request.parameters });
            }
          } else {
            passOn(passage, index, message, request.parameters, way);
          }
        }),
      unreachable: (tried) =>
        goOn(() => {
          if (node.isAwaited) {
            fail(passage, unreachable(node.name, tried.map(podName)));
          }
        }),
    };
    deployments[index]?.(called);
  };

  /** Hands a message to those that need `from`, through all that are passed by, and notes it where that is the end. */
  const passOn = (
    passage: Passage,
    from: number,
    message: Message,
    parameters: Parameters,
    way: Way | null,
  ): void => {
    const open = stepsFrom(from, message, parameters, way);
    for (let step = open.pop(); step && !passage.isCanceled; step = open.pop()) {
      const node = nodes[step.to];
      if (!node) {
        // Behind the end.
        passage.results.push({ message: step.message, way: step.way, parameters: step.parameters });
        continue;
      }
      try {
        const name = step.from < 0 ? GATEWAY : (nodes[step.from]?.name ?? GATEWAY);
        const visit = passage.visits[step.to];
        const taken = visit ? take(passage, step.to, visit, name, step.message) : "waits";
        if (taken === "called" && visit) {
          call(passage, step.to, node, visit, step.way);
        } else if (taken === "passed-by") {
          open.push(...stepsFrom(step.to, step.message, passage.latest, step.way));
        }
      } catch (error) {
        // What goes wrong where nobody waits for it, nobody hears of; faults of ours are heard of.
        if (node.isAwaited || !(error instanceof ClientError)) {
          fail(passage, error);
          return;
        }
      }
    }
  };

  /** Those that get a message next, the first one last, to be popped. */
  const stepsFrom = (from: number, message: Message, parameters: Parameters, before: Way | null): Step[] => {
    const followers = from < 0 ? topology.origins : (nodes[from]?.followers ?? []);
    const targets = from >= 0 && from === topology.end ? [...followers, END] : followers;
    return targets.map((to, step) => ({ to, from, message, parameters, way: { step, before } })).reverse();
  };

  const enter = (passage: Passage): void => {
    if (passage.isCanceled) {
      return;
    }
    const { request } = passage;
    stage.emit({ ...tell(passage, request), kind: "enters" });
    if (topology.cycle.length > 0) {
      fail(passage, endlessCycle(topology.cycle));
      return;
    }
    const message: Message = {
      documents: request.documents,
      status: SUCCESS,
      isError: false,
      isTyped: false,
    };
    passOn(passage, -1, message, request.parameters, null);
    if (!hasEnd) {
      answer(passage, message, passage.latest);
    } else {
      settle(passage);
    }
  };

  return {
    submit(request, atMs, hits = readHits(request.targetExecutor)) {
      const passage: Passage = {
        request,
        ordinal: count,
        startMs: Math.max(nowMs, atMs) + hopMs,
        hits,
        visits: nodes.map(() => ({ parts: [], startMs: null, endMs: null, status: null })),
        isCopied: Object.keys(request.parameters).some(isAddressed),
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
        fail(passage, stopped());
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
