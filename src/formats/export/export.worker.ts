/** Makes exports in a thread of its own: each task gets one answer, in their order. */
import { createExporter, type ExportAnswer, type ExportTask } from "./exporter.ts";

const answerTo = createExporter();

/** A task that takes time holds up those after it, whose answers come after its own. */
let before: Promise<void> = Promise.resolve();

addEventListener("message", ({ data: task }: MessageEvent<ExportTask>) => {
  before = before.then(async () => postMessage(await answerTo(task).catch(faultOf)));
});

function faultOf(error: unknown): ExportAnswer {
  return { fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
