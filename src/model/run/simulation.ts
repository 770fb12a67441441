/**
 * What the simulator is told and what it tells: how the executors of a drawn Flow are to behave, what happens to a
 * request one step after another, and what a load would come to.
 */
import type { ClientError } from "./client-error.ts";
import type { Doc, DocumentList, Fields } from "./document.ts";
import type { Reply } from "./reply.ts";
import type { DataRequest } from "./request.ts";

/** What an executor does with the documents of a request. The simulator runs nobody's code: this stands for it. */
export type Behaviour =
  /** Gives them back as they are. */
  | { readonly kind: "pass" }
  /**
   * Sets `text` by a template, in which `{text}` stands for the text that is there, `{id}` for the document's id,
   * `{executor}` for the executor's name and `{pod}` for that of the process, as `NAME/rep-0`.
   */
  | { readonly kind: "text"; readonly template: string }
  /** Cuts the text into `chunks` of so many characters, each a document of its own. */
  | { readonly kind: "split"; readonly size: number }
  /** Sets `embedding` to a vector of so many numbers: the same for the same text, executor and seed. */
  | { readonly kind: "embed"; readonly dimension: number }
  /** Sets `matches` to so many documents with scores: the same for the same text, executor and seed. */
  | { readonly kind: "match"; readonly count: number }
  /** Returns a dict instead of documents, with their number: the engine puts it into the parameters of the answer. */
  | { readonly kind: "report" }
  /**
   * Is a generator: yields so many documents, one after another while it works, each a new one with the text that is there
   * and a number behind it. Only a request that asks for a stream gets them.
   */
  | { readonly kind: "generate"; readonly count: number }
  /** Raises an exception for this share of requests, from 0 to 1, and gives back the documents of the others. */
  | { readonly kind: "fail"; readonly share: number }
  /** Takes out this share of the documents, from 0 to 1. */
  | { readonly kind: "drop"; readonly share: number };

/** How long an executor works on one request, in milliseconds. What is drawn below 0 counts as 0. */
export type Latency =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "uniform"; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: "normal"; readonly meanMs: number; readonly deviationMs: number }
  | { readonly kind: "exponential"; readonly meanMs: number };

/** One executor's part in a simulation. */
export interface ExecutorSettings {
  readonly behaviour: Behaviour;
  readonly latency: Latency;
  /** The endpoints that its methods are bound to; null for a method that takes every endpoint. */
  readonly endpoints: readonly string[] | null;
  /**
   * How many requests one replica works on at a time: 1 is an Executor with plain methods, for which the engine has a
   * lock. Infinity stands for `async def` methods, and for `allow_concurrent`.
   */
  readonly concurrency: number;
  /** Replicas that are down, as `0` for the one that Jina calls `NAME/rep-0`, in every shard. */
  readonly down: readonly number[];
}

/** All that a simulation depends on beside the Flow: the same settings and requests have the same answers. */
export interface SimulationSettings {
  readonly seed: number;
  /** Of the executors that have no entry of their own, and of what an entry leaves out. */
  readonly common: ExecutorSettings;
  /** By the executor's name in the built Flow; `NAME/uses_before` and `NAME/uses_after` are what stands around its shards. */
  readonly executors: ReadonlyMap<string, Partial<ExecutorSettings>>;
  /** What one message takes on its way between client, gateway, heads and workers, in milliseconds. */
  readonly hopMs: number;
  /** Which docarray the gateway runs with: below 0.30 (`v1`), or from there on. They merge and pass by differently. */
  readonly docarray: "v1" | "v2";
}

/** What an executor does that nothing is said about: nothing, in no time, with one request at a time. */
export const PLAIN_EXECUTOR: ExecutorSettings = {
  behaviour: { kind: "pass" },
  latency: { kind: "fixed", ms: 0 },
  endpoints: null,
  concurrency: 1,
  down: [],
};

/** A process that messages go to. */
export interface Pod {
  readonly executor: string;
  readonly part: "worker" | "head" | "uses_before" | "uses_after";
  /** Null where there are no shards, and of what stands before and behind them. */
  readonly shard: number | null;
  readonly replica: number;
}

/** Jina's name for a process, as `e/rep-0`, `e/shard-1/rep-0`, `e/head-0` or `e/uses_before-0`. */
export function podName({ executor, part, shard, replica }: Pod): string {
  const place = part === "worker" ? `rep-${replica}` : `${part}-${replica}`;
  return shard === null ? `${executor}/${place}` : `${executor}/shard-${shard}/${place}`;
}

/** What a pod has made of documents, beside changing them. */
export type Made =
  /** So many chunks, or matches, of all documents together. */
  | { readonly kind: "chunks" | "matches"; readonly count: number }
  /** It has yielded so many documents of a stream, which have gone before. */
  | { readonly kind: "stream"; readonly count: number }
  /** It has returned a dict. */
  | { readonly kind: "dict"; readonly dict: Fields };

/** One thing that happens to one request, in the order of time. */
export type SimulationEvent = {
  /** Milliseconds of the simulation's own time. */
  readonly atMs: number;
  readonly requestId: string;
  /** The documents that it happens to, as they are then. */
  readonly documents: DocumentList;
} & Happening;

type Happening =
  /** The gateway gets the request. */
  | { readonly kind: "enters" }
  /** A part of the request has come over one need of an executor, `from` one executor or the gateway. */
  | {
      readonly kind: "part";
      readonly executor: string;
      readonly from: string;
      /** How many have come, this one included, of how many that the executor waits for. */
      readonly came: number;
      readonly of: number;
    }
  /** The condition `when` has taken documents out: those of the event. */
  | { readonly kind: "filtered"; readonly executor: string }
  /** Several parts, or the answers of several shards (then `isOfShards`), have become one list: that of the event. */
  | { readonly kind: "reduced"; readonly executor: string; readonly isOfShards: boolean }
  /** The executor is not called, because of `target_executor`, or as it is bound to no such endpoint. */
  | { readonly kind: "passed-by"; readonly executor: string; readonly why: "target" | "endpoint" }
  /** A message leaves for a pod. Its answer is one more. */
  | { readonly kind: "sent"; readonly executor: string; readonly to: Pod }
  /** The pod is down: the next replica is tried, or none any more. */
  | { readonly kind: "unreachable"; readonly executor: string; readonly to: Pod }
  /** The pod has not answered within `timeout_send`, and is given up: the next replica is tried, or none any more. */
  | { readonly kind: "timed-out"; readonly executor: string; readonly to: Pod }
  /** The pod is at work on others; so many wait before this one. */
  | { readonly kind: "waits"; readonly executor: string; readonly to: Pod; readonly behind: number }
  /** The pod begins to work on it, for so long, and after it has waited so long for the pod. */
  | {
      readonly kind: "starts";
      readonly executor: string;
      readonly to: Pod;
      readonly forMs: number;
      readonly waitedMs: number;
    }
  /** The pod has done its work; the documents are what it gives back. */
  | { readonly kind: "done"; readonly executor: string; readonly to: Pod; readonly made?: Made }
  /** The pod, at work on a stream, has yielded this document. */
  | { readonly kind: "yielded"; readonly executor: string; readonly to: Pod }
  /** It has broken off a stream with an exception that the gateway does not hand on: another try is made, or none is left. */
  | { readonly kind: "broken-off"; readonly executor: string; readonly to: Pod }
  /** This document of a stream leaves the gateway. */
  | { readonly kind: "streamed" }
  /** The pod has raised an exception. */
  | { readonly kind: "failed"; readonly executor: string; readonly to: Pod; readonly message: string }
  /** The answer leaves the gateway. */
  | { readonly kind: "answered"; readonly reply: Reply }
  /** The call ends without an answer. */
  | { readonly kind: "refused"; readonly error: ClientError };

/** A gateway in a time of its own, which begins at 0. */
export interface Simulation {
  /**
   * A client sends a request, at a time that is not over. `hits` says which executors its target_executor names;
   * without it the pattern is tried in place.
   */
  submit(request: DataRequest, atMs: number, hits?: (executor: string) => boolean): void;
  /** The client gives a request up: its event is `refused`, and its work leads to nothing. */
  cancel(requestId: string): void;
  /** When the next thing happens; null when nothing will. */
  nextAtMs(): number | null;
  /** The next event, the time going on to it; null when nothing is left. */
  step(): SimulationEvent | null;
}

/** What is tried of an executor instead of what the file says. */
export interface Scale {
  readonly replicas?: number;
  readonly shards?: number;
  /** As in the file: a name, or JSON from endpoint to name. */
  readonly polling?: string;
}

/** Requests of one kind that a client sends. */
export interface Workload {
  readonly requests: number;
  /** Requests in flight at a time, Jina's `prefetch`. */
  readonly window: number;
  /** How many are sent in a second, as far as the window lets them; null for as many as it does. */
  readonly perS: number | null;
  readonly endpoint: string;
  /** Those of each request. */
  readonly documents: readonly Doc[];
  readonly parameters: DataRequest["parameters"];
  /** A pattern; "" for all executors. */
  readonly targetExecutor: string;
  /** Whether each request asks for a stream; none does without. */
  readonly stream?: boolean;
}

/** What a workload comes to. Times are of the simulation. */
export interface Prediction {
  readonly answered: number;
  /** Answers with an Executor's exception, and calls without an answer. */
  readonly failed: number;
  /** Why the first of these did; null without any. */
  readonly whyFailed: string | null;
  readonly spentMs: number;
  readonly requestsPerS: number;
  readonly documentsPerS: number;
  /** From one request to its answer, at the client. */
  readonly roundtrips: { readonly p50Ms: number; readonly p95Ms: number };
  /** Messages to executors, heads included, without their answers. */
  readonly messages: number;
  /** By the executor's name. */
  readonly executors: ReadonlyMap<string, ExecutorLoad>;
}

/** What one executor has to do with a workload, all of its pods together. */
export interface ExecutorLoad {
  readonly messages: number;
  /** Requests that its workers have worked on, each counted once a worker. */
  readonly steps: number;
  /** The share of the time for which its workers were at work, from 0 to 1, of what they could do in all. */
  readonly busy: number;
  /** The mean time that a message waited for a worker, in milliseconds. */
  readonly waitMs: number;
  /** The most that waited for one worker at a time. */
  readonly longestQueue: number;
}
