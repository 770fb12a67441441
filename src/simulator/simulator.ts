/**
 * A transport that needs no server: it sends requests through a simulation of the drawn Flow and answers in the gateway's
 * form. The simulation's time is the page's: what it works out for a moment is told when that moment comes.
 */
import type { Clock } from "../base/clock.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { Reply } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { SimulationSettings } from "../model/run/simulation.ts";
import type { Lacks, Transport } from "../model/run/transport.ts";
import { LABEL, stopped } from "./faults.ts";
import { findHits } from "./find-hits.ts";
import { createSimulation } from "./simulation.ts";
import { type Hits, hitsOf } from "./target-hits.ts";
import type { TargetMatcher } from "./target-matcher.ts";
import { topologyOf } from "./topology.ts";

const LACKS: Lacks = {
  streaming: "The simulator runs no code, so nothing is generated in it.",
  compression: "Nothing is sent anywhere.",
  headers: "Nothing is sent anywhere.",
};

interface SimulatorOptions {
  readonly flow: BuiltFlow;
  readonly clock: Clock;
  readonly settings: SimulationSettings;
  /** Tries patterns of `target_executor` that may take long; without it they are tried in place. */
  readonly match?: TargetMatcher;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

/** Answers every request as the gateway of `flow` would, with executors that do what the settings say. */
export function createSimulator({ flow, clock, settings, match }: SimulatorOptions): Transport {
  const zeroMs = clock.nowMs();
  const simulation = createSimulation({ topology: topologyOf(flow), settings, epochMs: clock.epochMs() });
  const waiting = new Map<string, Waiting>();
  let stopTimer = () => {};

  /** Lets happen what is due, and waits for what comes next as long as anybody waits for an answer. */
  const goOn = (): void => {
    stopTimer();
    try {
      for (let atMs = simulation.nextAtMs(); atMs !== null; atMs = simulation.nextAtMs()) {
        const leftMs = zeroMs + atMs - clock.nowMs();
        if (leftMs > 0) {
          stopTimer = waiting.size > 0 ? clock.after(leftMs, goOn) : stopTimer;
          return;
        }
        const event = simulation.step();
        if (event?.kind === "answered") {
          take(event.requestId)?.resolve(event.reply);
        } else if (event?.kind === "refused") {
          take(event.requestId)?.reject(event.error);
        }
      }
    } catch (error) {
      // A fault of ours: nobody is to wait for ever.
      for (const requestId of [...waiting.keys()]) {
        take(requestId)?.reject(error);
      }
    }
  };

  const take = (requestId: string): Waiting | undefined => {
    const found = waiting.get(requestId);
    waiting.delete(requestId);
    return found;
  };

  const submit = (request: DataRequest, signal: AbortSignal, hits: Hits | undefined): Promise<Reply> => {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const cancel = (): void => {
      simulation.cancel(request.requestId);
      goOn();
    };
    const settled = (): void => signal.removeEventListener("abort", cancel);
    goOn();
    waiting.set(request.requestId, {
      resolve(reply) {
        settled();
        resolve(reply);
      },
      reject(error) {
        settled();
        reject(error);
      },
    });
    signal.addEventListener("abort", cancel, { once: true });
    simulation.submit(request, clock.nowMs() - zeroMs, hits);
    goOn();
    return promise;
  };

  return {
    label: LABEL,
    simulated: true,
    lacks: LACKS,
    limit: null,
    async open() {},
    async send(request, signal) {
      if (signal.aborted) {
        throw stopped();
      }
      const names = flow.nodes.map(({ name }) => name);
      const found = findHits({ pattern: request.targetExecutor, names }, match);
      // What is known at once is not waited for.
      const hits = found ? hitsOf(await found) : undefined;
      if (signal.aborted) {
        throw stopped();
      }
      return submit(request, signal, hits);
    },
    close() {
      stopTimer();
    },
  };
}
