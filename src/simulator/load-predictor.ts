/** Predictions in a worker, so that the page goes on however large a Flow or a workload is. */
import { askWorker } from "../base/ask-worker.ts";
import type { Prediction, Workload } from "../model/run/simulation.ts";
import url from "./load.worker.ts?worker&url";
import { type Packed, packed } from "./packed-documents.ts";
import type { LoadQuestion } from "./predict-load.ts";

/** What the worker is asked. */
export type PackedLoadQuestion = Omit<LoadQuestion, "workload"> & { readonly workload: Packed<Workload> };

/** Asks a worker of its own, which is ended with the signal. Rejects with its reason then, or if the worker fails. */
export function predictInWorker(question: LoadQuestion, signal: AbortSignal): Promise<Prediction> {
  const asked: PackedLoadQuestion = { ...question, workload: packed(question.workload) };
  return askWorker(url, "What predicts a load", asked, signal);
}
