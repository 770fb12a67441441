import { listenToWorker, spawnWorker } from "../base/spawn-worker.ts";
import url from "../formats/export/export.worker.ts?worker&url";
import { createExportThread, type ExportThread } from "./export-thread.ts";

/** The browser's exporting thread: a worker, which is fetched when the first export is made. */
export function createExportWorker(): ExportThread {
  return createExportThread((answer, fail) => {
    const worker = spawnWorker(url);
    listenToWorker(worker, "What exports", answer, fail);
    return worker;
  });
}
