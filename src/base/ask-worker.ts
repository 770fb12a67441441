import { spawnWorker } from "./spawn-worker.ts";

/**
 * Asks a worker of its own, which is ended with its last answer, and with the signal. `isLast` gets each answer, for
 * workers that give several. Rejects with the signal's reason, or if the worker or `isLast` fails.
 */
export function askWorker<Answer>(
  url: string,
  question: unknown,
  signal: AbortSignal,
  isLast: (answer: Answer) => boolean = () => true,
): Promise<Answer> {
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
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      // What was on its way when the signal aborted.
      if (signal.aborted) {
        return;
      }
      try {
        if (isLast(data)) {
          end(() => resolve(data));
        }
      } catch (cause) {
        end(() => reject(cause));
      }
    });
    worker.addEventListener("error", (event) => {
      // It is dealt with, so it is no fault of the page.
      event.preventDefault();
      end(() => reject(new Error(event.message)));
    });
    worker.postMessage(question);
  });
}
