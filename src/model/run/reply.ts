import type { DocumentList, DocValue } from "./document.ts";

/** One gateway's answer to one DataRequest, whole. Field names follow Jina's messages. */
export interface Reply {
  readonly requestId: string;
  readonly endpoint: string;
  readonly targetExecutor: string;
  readonly parameters: { readonly [key: string]: DocValue };
  readonly status: Status;
  /** In the gateway's order: the gateway first, then depth-first by edges. Empty where a transport carries none. */
  readonly routes: readonly Route[];
  readonly documents: DocumentList;
  /** What of the answer around its documents is not held as it came, in sentences. */
  readonly notes?: readonly string[];
}

/** How a request ended, as the gateway says it. */
export interface Status {
  readonly code: "SUCCESS" | "ERROR";
  readonly description: string;
  readonly exception: EngineException | null;
}

/** An exception that an Executor raised: data of a complete answer, not a failure of the call. */
interface EngineException {
  /** Class of the exception, as `ValueError`. */
  readonly name: string;
  readonly args: readonly string[];
  /** Python's traceback, line by line as the engine sends it. */
  readonly stacks: readonly string[];
  /** Class name of the Executor that raised it. */
  readonly executor: string;
}

/**
 * One stop of a request on its way through the Flow. Times are milliseconds since 1970 on the gateway's clock, with
 * fractions (the wire has nanoseconds, a double keeps about 0.25 µs); null where the wire has no timestamp, as the
 * end of a floating executor or of one that was passed by.
 */
export interface Route {
  /** Name of the deployment in the Flow, or `gateway`. */
  readonly executor: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly status: Status | null;
}

/** The status of a request that went well. */
export const SUCCESS: Status = { code: "SUCCESS", description: "", exception: null };
