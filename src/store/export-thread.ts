/** The thread that makes exports, as the page speaks to it. */
import type {
  ExportAnswer,
  ExportQuestion,
  ExportTask,
  MadeExport,
  Numbered,
} from "../formats/export/exporter.ts";

export type { ExportQuestion, ListedFile, MadeExport, RefusedExport } from "../formats/export/exporter.ts";
export { MAX_ENTRIES } from "../formats/export/zip.ts";

/** Makes exports away from the page, and holds the last one. */
export interface ExportThread {
  /**
   * Makes an export, in place of the last one. Rejects once the signal aborts, with its reason, and if the thread fails:
   * what was made before is lost then.
   */
  make(question: ExportQuestion, signal: AbortSignal): Promise<MadeExport>;
  /** Lines of a file, from one to before another, counted from 0; very long ones are cut. */
  lines(file: number, from: number, to: number): Promise<readonly string[]>;
  /** All of a file. */
  text(file: number): Promise<string>;
  /** All of the export, as it is downloaded. */
  blob(): Promise<Blob>;
  /** Ends the thread; what is asked and not answered rejects with an AbortError. */
  end(): void;
}

/** A worker that answers each task once, by its number. */
interface Worker {
  postMessage(task: Numbered<ExportTask>): void;
  terminate(): void;
}

/** Starts a worker, which calls `answer` for each task, and `fail` if it could not be started. */
type SpawnWorker = (
  answer: (answered: Numbered<ExportAnswer>) => void,
  fail: (reason: Error) => void,
) => Worker;

interface Waiting {
  readonly resolve: (answered: ExportAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** `spawn` is called when the first export is made, and again after a worker was ended. */
export function createExportThread(spawn: SpawnWorker): ExportThread {
  let worker: Worker | null = null;
  let lastNumber = 0;
  // Never numbered anew: what an ended worker still says is an answer to nobody.
  const waiting = new Map<number, Waiting>();
  const endFor = (reason: unknown) => {
    worker?.terminate();
    worker = null;
    const lost = [...waiting.values()];
    waiting.clear();
    for (const { reject } of lost) {
      reject(reason);
    }
  };
  const start = () => {
    const isOwn = () => own === worker;
    const own = spawn(
      ({ number, sent }) => {
        waiting.get(number)?.resolve(sent);
        waiting.delete(number);
      },
      (reason) => isOwn() && endFor(reason),
    );
    return own;
  };
  const ask = (task: ExportTask): Promise<ExportAnswer> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      lastNumber++;
      // What cannot be sent throws here, and then nobody waits for its answer.
      worker.postMessage({ number: lastNumber, sent: task });
      waiting.set(lastNumber, { resolve, reject });
    });
  return {
    async make(question, signal) {
      signal.throwIfAborted();
      const drop = () => endFor(signal.reason);
      signal.addEventListener("abort", drop, { once: true });
      try {
        const answered = await ask({ ask: "make", question });
        return "made" in answered ? answered.made : failed(answered);
      } finally {
        signal.removeEventListener("abort", drop);
      }
    },
    async lines(file, from, to) {
      const answered = await ask({ ask: "lines", file, from, to });
      return "lines" in answered ? answered.lines : failed(answered);
    },
    async text(file) {
      const answered = await ask({ ask: "text", file });
      return "text" in answered ? answered.text : failed(answered);
    },
    async blob() {
      const answered = await ask({ ask: "blob" });
      return "blob" in answered ? answered.blob : failed(answered);
    },
    end: () => endFor(new DOMException("the export was given up", "AbortError")),
  };
}

function failed(answered: ExportAnswer): never {
  throw new Error("fault" in answered ? answered.fault : "the exporting thread has answered something else");
}
