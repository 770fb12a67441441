/** Other numbers of a file for a trial. */
import type { Latency, Scale } from "../model/run/simulation.ts";

/** What is tried of an executor; what is left out is as the file says. */
export interface ExecutorTrial extends Scale {
  readonly latency?: Latency;
}

/** What is tried of a file. None of it is kept, or in the file's text. */
export interface Trial {
  /** By name. */
  readonly executors: ReadonlyMap<string, ExecutorTrial>;
  /** Requests in flight; null for those of the Send panel. */
  readonly window: number | null;
  /** Requests a second; null for as many as the window lets through. */
  readonly perS: number | null;
}

/** Nothing is tried. */
export const NO_TRIAL: Trial = { executors: new Map(), window: null, perS: null };
