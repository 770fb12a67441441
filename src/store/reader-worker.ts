import { LoadError } from "../base/load-error.ts";
import { spawnWorker } from "../base/spawn-worker.ts";
import { whenIdle } from "../base/when-idle.ts";
import url from "../formats/pack/read-flow.worker.ts?worker&url";
import type { Reader } from "./ports.ts";
import { createQueuedReader } from "./reader-queue.ts";

/** The reader of the browser: a worker, which is fetched when the first long text comes. */
export function createWorkerReader(): Reader {
  return createQueuedReader((answer, fail) => {
    const worker = spawnWorker(url);
    worker.onmessage = ({ data }) => answer(data);
    worker.onmessageerror = () => fail(new Error("what the reader answered did not arrive"));
    worker.onerror = (event) => {
      // It is dealt with, so it need not come to the page.
      event.preventDefault();
      // A script that could not be fetched has nothing to say.
      fail(event.message ? new Error(event.message) : new LoadError("The reader of long texts", event));
    };
    return worker;
  }, nextMoment);
}

function nextMoment(): Promise<void> {
  return new Promise((resolve) => {
    whenIdle(resolve, 0);
  });
}
