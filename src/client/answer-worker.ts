/** Goes through large answers in a worker, which is started when the first one comes, and once. */
import { spawnWorker } from "../base/spawn-worker.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { IndexedAnswer } from "./answer.ts";
import url from "./answer.worker.ts?worker&url";

/** What the worker posts for each message, in their order: what it found, or why these bytes are no answer. */
export type Indexed = IndexedAnswer | { readonly fault: string };

interface Waiting {
  resolve(answer: IndexedAnswer): void;
  reject(reason: unknown): void;
}

/** The function takes the bytes away: their buffer goes to the worker and comes back with the result. */
export function createAnswerWorker(): (bytes: Uint8Array<ArrayBuffer>) => Promise<IndexedAnswer> {
  let worker: ReturnType<typeof spawnWorker> | null = null;
  let waiting: Waiting[] = [];

  const start = () => {
    const started = spawnWorker(url);
    started.onmessage = ({ data }: MessageEvent<Indexed>) => {
      const first = waiting.shift();
      if ("fault" in data) {
        first?.reject(new RangeError(data.fault));
      } else {
        first?.resolve(data);
      }
    };
    started.onerror = (event) => {
      // It is dealt with, so it is no fault of the page.
      event.preventDefault();
      worker = null;
      const lost = waiting;
      waiting = [];
      for (const { reject } of lost) {
        reject(
          new ClientError(
            "bridge-missing",
            "The part of the page that reads large answers could not be loaded.",
            {
              advice:
                "Is the server that served this page still running? Start it with npm start and reload.",
              cause: event.message,
            },
          ),
        );
      }
    };
    return started;
  };

  return (bytes) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      waiting.push({ resolve, reject });
      worker.postMessage(bytes, [bytes.buffer]);
    });
}
