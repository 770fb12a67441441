import type { DataRequest } from "./request.ts";
import type { SimulationEvent } from "./simulation.ts";

/** What is known of a simulated request once all of its steps are. */
export interface TraceEnd {
  readonly request: DataRequest;
  /** Which one of the requests it is, from 0. */
  readonly index: number;
  /** How many there are; null where that is not known before they are read. */
  readonly count: number | null;
  /** How many of the requests before it were simulated too: all, or the last of very many. */
  readonly before: number;
  /** There were more steps than are kept. */
  readonly isCut: boolean;
  /** A request before it fails, after which Send sends no more. */
  readonly isUnsent: boolean;
}

/** One request on its way through a simulated Flow, from its beginning to its end. */
export interface Trace extends TraceEnd {
  /** In the order of time. */
  readonly steps: readonly SimulationEvent[];
}
