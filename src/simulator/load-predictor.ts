/** Predictions in a worker, so that the page goes on however large a Flow or a workload is. */
import { spawnWorker } from "../base/spawn-worker.ts";
import type { Prediction } from "../model/run/simulation.ts";
import url from "./load.worker.ts?worker&url";
import type { LoadQuestion } from "./predict-load.ts";

/** Asks a worker of its own, which is ended with the signal. Rejects with its reason then, or if the worker fails. */
export function predictInWorker(question: LoadQuestion, signal: AbortSignal): Promise<Prediction> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const worker = spawnWorker(url);
    const end = (how: () => void): void => {
      signal.removeEventListener("abort", stop);
      worker.terminate();
      how();
    };
    const stop = (): void => end(() => reject(signal.reason));
    signal.addEventListener("abort", stop, { once: true });
    worker.addEventListener("message", ({ data }: MessageEvent<Prediction>) => end(() => resolve(data)));
    worker.addEventListener("error", (event) => {
      // It is dealt with, so it is no fault of the page.
      event.preventDefault();
      end(() => reject(new Error(event.message)));
    });
    worker.postMessage(question);
  });
}
