/** Goes through large answers in a worker, which is started when the first one comes, and once. */
import { spawnWorker } from "../base/spawn-worker.ts";
import { ClientError } from "../model/run/client-error.ts";
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

/** One for the page; its worker is started when it is needed. */
export function createAnswerWorker(): LargeAnswers {
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
