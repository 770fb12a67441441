import { listenToWorker, spawnWorker } from "../base/spawn-worker.ts";
import { whenIdle } from "../base/when-idle.ts";
import url from "../formats/pack/read-flow.worker.ts?worker&url";
import type { Reader } from "./ports.ts";
import { createQueuedReader } from "./reader-queue.ts";

/** The reader of the browser: a worker, which is fetched when the first long text comes. */
export function createWorkerReader(): Reader {
  return createQueuedReader((answer, fail) => {
    const worker = spawnWorker(url);
    listenToWorker(worker, "The reader of long texts", answer, fail);
    return worker;
  }, nextMoment);
}

function nextMoment(): Promise<void> {
  return new Promise((resolve) => {
    whenIdle(resolve, 0);
  });
}
