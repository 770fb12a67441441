/** A request is followed in a worker, so that the page goes on however large the Flow is. */
import { askWorker } from "../base/ask-worker.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import { type Packed, packed } from "./packed-documents.ts";
import { type PackedSteps, unpackSteps } from "./packed-step.ts";
import url from "./trace.worker.ts?worker&url";
import type { TraceQuestion } from "./trace-request.ts";

/** What the worker is asked. */
export type PackedTraceQuestion = Omit<TraceQuestion, "request"> & { readonly request: Packed<DataRequest> };

/** What the worker posts, in its order: steps, and at last whether there were more of them than are kept. */
export type TracePart = { readonly packed: PackedSteps } | { readonly isCut: boolean };

/**
 * Gives the steps to `onSteps` as they are worked out, and whether there were more than are kept. The worker is ended
 * with the signal; rejects with its reason then, or if the worker fails.
 */
export async function traceInWorker(
  question: TraceQuestion,
  signal: AbortSignal,
  onSteps: (steps: readonly SimulationEvent[]) => void,
): Promise<boolean> {
  const asked: PackedTraceQuestion = { ...question, request: packed(question.request) };
  const last = await askWorker<TracePart>(url, "What follows a request", asked, signal, (part) => {
    if ("isCut" in part) {
      return true;
    }
    onSteps(unpackSteps(part.packed));
    return false;
  });
  return "isCut" in last && last.isCut;
}
