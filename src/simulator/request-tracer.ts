/** A request is followed in a worker, so that the page goes on however large the Flow is. */
import { askWorker } from "../base/ask-worker.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import { type Packed, packed } from "./packed-documents.ts";
import { type PackedSteps, unpackSteps } from "./packed-step.ts";
import url from "./trace.worker.ts?worker&url";
import type { Traced, TraceQuestion } from "./trace-request.ts";

/** What the worker is asked. */
export type PackedTraceQuestion = Omit<TraceQuestion, "requests"> & {
  readonly requests: readonly Packed<DataRequest>[];
};

/** What the worker posts, in its order: steps, and at last what is known once they are. */
export type TracePart = { readonly packed: PackedSteps } | { readonly traced: Traced };

/**
 * Gives the steps to `onSteps` as they are worked out, and at last what is known once they are. The worker is ended with
 * the signal; rejects with its reason then, or if the worker fails.
 */
export async function traceInWorker(
  question: TraceQuestion,
  signal: AbortSignal,
  onSteps: (steps: readonly SimulationEvent[]) => void,
): Promise<Traced> {
  const asked: PackedTraceQuestion = { ...question, requests: question.requests.map(packed) };
  const last = await askWorker<TracePart>(url, "What follows a request", asked, signal, (part) => {
    if ("traced" in part) {
      return true;
    }
    onSteps(unpackSteps(part.packed));
    return false;
  });
  return "traced" in last ? last.traced : { isCut: false, isUnsent: false };
}
