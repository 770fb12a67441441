/** Goes through large answers in a worker, which is started when the first one comes, and once. */
import { listenToWorker, spawnWorker } from "../base/spawn-worker.ts";
import { notLoaded } from "../model/run/not-loaded.ts";
import type { IndexedAnswer } from "./answer.ts";
import url from "./answer.worker.ts?worker&url";
import type { IndexedJson } from "./json-index.ts";

/** What the worker is sent: an answer in protobuf, or one in JSON. */
export type Unread = Uint8Array<ArrayBuffer> | { readonly json: Uint8Array<ArrayBuffer> | string };

/** What the worker posts for each message, in their order: what it found, or why it is no answer. */
export type Indexed = IndexedAnswer | IndexedJson | { readonly fault: string };

interface Waiting {
  resolve(answer: IndexedAnswer | IndexedJson): void;
  reject(reason: unknown): void;
}

/** Goes through large answers. Bytes are taken away: their buffer goes to the worker and comes back with the result. */
interface LargeAnswers {
  readonly index: (bytes: Uint8Array<ArrayBuffer>) => Promise<IndexedAnswer>;
  /** Rejects with a RangeError for what is no JSON. */
  readonly indexJson: (json: Uint8Array<ArrayBuffer> | string) => Promise<IndexedJson>;
}

/** One for the page; its worker is started when it is needed. `spawn` starts it. */
export function createAnswerWorker(spawn = spawnWorker): LargeAnswers {
  let worker: ReturnType<typeof spawnWorker> | null = null;
  let waiting: Waiting[] = [];

  const start = () => {
    const started = spawn(url);
    const take = (found: Indexed): void => {
      const first = waiting.shift();
      if ("fault" in found) {
        first?.reject(new RangeError(found.fault));
      } else {
        first?.resolve(found);
      }
    };
    listenToWorker(started, "What reads large answers", take, (cause) => {
      // What it was asked before is told to nobody: the next one's answers come in the order of its own questions.
      started.terminate();
      worker = null;
      const lost = waiting;
      waiting = [];
      for (const { reject } of lost) {
        reject(notLoaded(cause));
      }
    });
    return started;
  };

  const ask = <Found>(unread: Unread, moved: Uint8Array<ArrayBuffer> | string): Promise<Found> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      // Each message is answered in its own form.
      waiting.push({ resolve: (found) => resolve(found as Found), reject });
      worker.postMessage(unread, typeof moved === "string" ? [] : [moved.buffer]);
    });

  return {
    index: (bytes) => ask(bytes, bytes),
    indexJson: (json) => ask({ json }, json),
  };
}
