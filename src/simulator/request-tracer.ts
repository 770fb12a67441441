/** A request is followed in a worker, so that the page goes on however large the Flow is. */
import { askWorker } from "../base/ask-worker.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import { type PackedStep, unpackStep } from "./packed-step.ts";
import url from "./trace.worker.ts?worker&url";
import type { TraceQuestion } from "./trace-request.ts";

/** What the worker posts, in its order: steps, and at last whether there were more of them than are kept. */
export type TracePart = { readonly steps: readonly PackedStep[] } | { readonly isCut: boolean };

/**
 * Gives the steps to `onSteps` as they are worked out, and whether there were more than are kept. The worker is ended
 * with the signal; rejects with its reason then, or if the worker fails.
 */
export async function traceInWorker(
  question: TraceQuestion,
  signal: AbortSignal,
  onSteps: (steps: readonly SimulationEvent[]) => void,
): Promise<boolean> {
  const last = await askWorker<TracePart>(url, "What follows a request", question, signal, (part) => {
    if ("isCut" in part) {
      return true;
    }
    onSteps(part.steps.map(unpackStep));
    return false;
  });
  return "isCut" in last && last.isCut;
}
