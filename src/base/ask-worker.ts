import { listenToWorker, spawnWorker } from "./spawn-worker.ts";

/**
 * Asks a worker of its own one question; the worker is ended with its last answer, and with the signal. `what`: what
 * the worker does, as the subject of a sentence. `isLast` gets each answer, for workers that give several. Rejects with
 * the signal's reason, with what the worker or `isLast` threw, or with a LoadError if its script could not be fetched.
 */
export async function askWorker<Answer>(
  url: string,
  what: string,
  question: unknown,
  signal: AbortSignal,
  isLast: (answer: Answer) => boolean = () => true,
): Promise<Answer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const stop = () => reject(signal.reason);
  const worker = spawnWorker(url);
  signal.addEventListener("abort", stop);
  const take = (answer: Answer) => {
    // What was on its way when the signal aborted.
    if (signal.aborted) {
      return;
    }
    try {
      if (isLast(answer)) {
        resolve(answer);
      }
    } catch (cause) {
      reject(cause);
    }
  };
  listenToWorker(worker, what, take, reject);
  try {
    worker.postMessage(question);
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
    worker.terminate();
  }
}
