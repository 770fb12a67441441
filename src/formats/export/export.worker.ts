/** Makes exports in a thread of its own: each task gets one answer, whatever happens to it, in their order. */
import { createExporter, type ExportAnswer, type ExportTask, type Numbered } from "./exporter.ts";

const answerTo = createExporter();

/** A task that takes time holds up those after it, whose answers come after its own. */
let before: Promise<void> = Promise.resolve();

addEventListener("message", ({ data: { number, sent } }: MessageEvent<Numbered<ExportTask>>) => {
  const post = (answer: ExportAnswer) =>
    postMessage({ number, sent: answer } satisfies Numbered<ExportAnswer>);
  before = before.then(async () => {
    try {
      post(await answerTo(sent));
    } catch (error) {
      // Also for an answer that cannot be sent: the page would wait for it for ever, and so would all tasks after it.
      post(faultOf(error));
    }
  });
});

function faultOf(error: unknown): ExportAnswer {
  return { fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
