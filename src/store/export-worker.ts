import { LoadError } from "../base/load-error.ts";
import { spawnWorker } from "../base/spawn-worker.ts";
import url from "../formats/export/export.worker.ts?worker&url";
import { createExportThread, type ExportThread } from "./export-thread.ts";

/** The browser's exporting thread: a worker, which is fetched when the first export is made. */
export function createExportWorker(): ExportThread {
  return createExportThread((answer, fail) => {
    const worker = spawnWorker(url);
    worker.onmessage = ({ data }) => answer(data);
    worker.onmessageerror = () => fail(new Error("what the exporting thread answered did not arrive"));
    worker.onerror = (event) => {
      // It is dealt with, so it need not come to the page.
      event.preventDefault();
      // A script that could not be fetched has nothing to say.
      fail(event.message ? new Error(event.message) : new LoadError("What exports", event));
    };
    return worker;
  });
}
