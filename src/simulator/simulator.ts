/**
 * A transport that needs no server: it has requests simulated as they go through the drawn Flow, in a worker of its own,
 * and gives answers in the gateway's form. On the page's thread nothing is worked out but which executors are named.
 */
import { withBreaks } from "../base/breaks.ts";
import type { Clock } from "../base/clock.ts";
import { listenToWorker, spawnWorker } from "../base/spawn-worker.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { Doc, Excerpt } from "../model/run/document.ts";
import { notLoaded } from "../model/run/not-loaded.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import { ONE_DOCUMENT } from "../model/run/request-limit.ts";
import type { SimulationSettings } from "../model/run/simulation.ts";
import type { Lacks, Transport } from "../model/run/transport.ts";
import { LABEL, stopped } from "./faults.ts";
import { findHits } from "./find-hits.ts";
import type { AskedOfSimulation, ToldBySimulation } from "./live-simulation.ts";
import { itemsOf, packed, unpackDocuments } from "./packed-documents.ts";
import { unpackError } from "./packed-step.ts";
import url from "./simulate.worker.ts?worker&url";
import type { TargetMatcher } from "./target-matcher.ts";
import { topologySteps } from "./topology.ts";

/** What cannot be done in it. */
export const SIMULATOR_LACKS: Lacks = {
  compression: "Nothing is sent anywhere.",
  headers: "Nothing is sent anywhere.",
};

interface SimulatorOptions {
  readonly flow: BuiltFlow;
  readonly settings: SimulationSettings;
  readonly clock: Clock;
  /** Whether documents are sent as by `stream_doc`, one a request, and come back one by one. */
  readonly stream?: boolean;
  /** Tries patterns of `target_executor` that may take long; without it they are tried in place. */
  readonly match?: TargetMatcher;
  /** Starts what simulates; a worker without. */
  readonly spawn?: typeof spawnWorker;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: unknown): void;
  /** Takes the next documents of a stream. */
  add(documents: readonly (Doc | Excerpt)[]): void;
}

/** What simulates, and when it has the Flow. */
interface Thread {
  readonly worker: ReturnType<typeof spawnWorker>;
  readonly begun: Promise<void>;
  /** It will never have it. */
  giveUp(reason: unknown): void;
}

/** Answers every request as the gateway of `flow` would, with executors that do what the settings say. */
export function createSimulator({
  flow,
  settings,
  clock,
  stream: isStream = false,
  match,
  spawn = spawnWorker,
}: SimulatorOptions): Transport {
  const waiting = new Map<string, Waiting>();
  let thread: Thread | null = null;

  const start = (): Thread => {
    const { promise: begun, resolve, reject } = Promise.withResolvers<void>();
    const worker = spawn(url);
    const take = (told: ToldBySimulation): void => {
      if (told.kind === "begun") {
        resolve();
      } else if (told.kind === "streamed") {
        waiting.get(told.requestId)?.add(itemsOf(unpackDocuments(told.documents)));
      } else if (told.kind === "answered") {
        const reply = { ...told.reply, documents: unpackDocuments(told.reply.documents) };
        waiting.get(reply.requestId)?.resolve(reply);
      } else {
        waiting.get(told.requestId)?.reject(unpackError(told.error));
      }
    };
    const fail = (cause: Error): void => {
      if (thread === own) {
        endFor(notLoaded(cause));
      }
    };
    listenToWorker(worker, "What simulates", take, fail);
    // Who opens hears of a fault; who sends does by the request.
    begun.catch(() => {});
    const own = { worker, begun, giveUp: reject };
    thread = own;
    withBreaks(topologySteps(flow), clock, () => thread === own).then((topology) => {
      if (topology && thread === own) {
        tell({ kind: "begin", topology, settings, isStream });
      }
    }, fail);
    return own;
  };

  const tell = (asked: AskedOfSimulation): void => thread?.worker.postMessage(asked);

  /** Ends the thread. Nobody is to wait for it, or for an answer of it, for ever. */
  const endFor = (reason: unknown): void => {
    const ended = thread;
    thread = null;
    ended?.worker.terminate();
    ended?.giveUp(reason);
    for (const { reject } of [...waiting.values()]) {
      reject(reason);
    }
  };

  const ask = (
    { begun }: Thread,
    request: DataRequest,
    signal: AbortSignal,
    hits: readonly string[] | null,
    onPart: (part: Reply) => void,
  ): Promise<Reply> => {
    const { requestId, endpoint, targetExecutor, parameters } = request;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    let isSent = false;
    const cancel = (): void => {
      if (isSent) {
        tell({ kind: "cancel", requestId });
      }
      // The page goes on at once, whatever the worker is at.
      reject(stopped());
    };
    signal.addEventListener("abort", cancel, { once: true });
    let documents: readonly (Doc | Excerpt)[] = [];
    const add: Waiting["add"] = (more) => {
      documents = [...documents, ...more];
      onPart({ requestId, endpoint, targetExecutor, parameters, status: SUCCESS, routes: [], documents });
    };
    waiting.set(requestId, { resolve, reject, add });
    void begun.then(() => {
      if (waiting.has(requestId)) {
        isSent = true;
        tell({ kind: "send", request: packed(request), hits });
      }
    }, reject);
    return promise.finally(() => {
      signal.removeEventListener("abort", cancel);
      waiting.delete(requestId);
    });
  };

  return {
    label: LABEL,
    simulated: true,
    seed: settings.seed,
    lacks: SIMULATOR_LACKS,
    limit: isStream ? ONE_DOCUMENT : null,
    open: () => (thread ?? start()).begun,
    async send(request, signal, onPart = () => {}) {
      const names = flow.nodes.map(({ name }) => name);
      if (signal.aborted) {
        throw stopped();
      }
      const hits = await findHits({ pattern: request.targetExecutor, names }, match);
      if (signal.aborted) {
        throw stopped();
      }
      return ask(thread ?? start(), request, signal, hits, onPart);
    },
    close: () => endFor(stopped()),
  };
}
