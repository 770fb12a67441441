import { spawnWorker } from "../base/spawn-worker.ts";
import url from "../formats/read-flow.worker.ts?worker&url";
import type { Reader } from "./ports.ts";
import { createQueuedReader } from "./reader-queue.ts";

/** The reader of the browser: a worker, which is fetched when the first long text comes. */
export function createWorkerReader(): Reader {
  return createQueuedReader((answer, fail) => {
    const worker = spawnWorker(url);
    worker.onmessage = ({ data }) => answer(data);
    worker.onerror = (event) => {
      // It is dealt with, so it is no fault of the page.
      event.preventDefault();
      fail(new Error(event.message || "the reader could not be started"));
    };
    return worker;
  });
}
