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
   * what was made before is lost then, but what was asked of it before is answered all the same where the signal aborts.
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

/** A worker, and who waits for its answers, by the numbers of their tasks: in the order in which it does these. */
interface Working {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** `spawn` is called when the first export is made, and again after a worker was ended. */
export function createExportThread(spawn: SpawnWorker): ExportThread {
  /** The one that is asked. */
  let current: Working | null = null;
  /** It, and those that still have to answer what they were asked before. */
  const all = new Set<Working>();
  let lastNumber = 0;
  const endFor = (ended: Working, reason: unknown) => {
    current = ended === current ? null : current;
    all.delete(ended);
    ended.worker.terminate();
    const lost = [...ended.waiting.values()];
    ended.waiting.clear();
    for (const { reject } of lost) {
      reject(reason);
    }
  };
  const start = () => {
    const worker = spawn(
      ({ number, sent }) => {
        own.waiting.get(number)?.resolve(sent);
        own.waiting.delete(number);
        if (own !== current && own.waiting.size === 0) {
          endFor(own, null);
        }
      },
      (reason) => endFor(own, reason),
    );
    const own: Working = { worker, waiting: new Map() };
    all.add(own);
    return own;
  };
  const ask = (task: ExportTask) => {
    current ??= start();
    const asked = current;
    lastNumber++;
    const number = lastNumber;
    // What cannot be sent throws here, and then nobody waits for its answer.
    asked.worker.postMessage({ number, sent: task });
    const { promise: answer, resolve, reject } = Promise.withResolvers<ExportAnswer>();
    asked.waiting.set(number, { resolve, reject });
    return { answer, giveUp: (reason: unknown) => giveUp(asked, number, reason) };
  };
  /** Nobody wants what comes of a task, nor what was asked about it: its worker ends once it has answered what came before. */
  const giveUp = (asked: Working, from: number, reason: unknown) => {
    if (!asked.waiting.has(from)) {
      return;
    }
    current = asked === current ? null : current;
    for (const [number, { reject }] of [...asked.waiting]) {
      if (number >= from) {
        asked.waiting.delete(number);
        reject(reason);
      }
    }
    if (asked.waiting.size === 0) {
      endFor(asked, reason);
    }
  };
  return {
    async make(question, signal) {
      signal.throwIfAborted();
      const { answer, giveUp: drop } = ask({ ask: "make", question });
      const stop = () => drop(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      try {
        const answered = await answer;
        return "made" in answered ? answered.made : failed(answered);
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    async lines(file, from, to) {
      const answered = await ask({ ask: "lines", file, from, to }).answer;
      return "lines" in answered ? answered.lines : failed(answered);
    },
    async text(file) {
      const answered = await ask({ ask: "text", file }).answer;
      return "text" in answered ? answered.text : failed(answered);
    },
    async blob() {
      const answered = await ask({ ask: "blob" }).answer;
      return "blob" in answered ? answered.blob : failed(answered);
    },
    end() {
      for (const one of [...all]) {
        endFor(one, new DOMException("the export was given up", "AbortError"));
      }
    },
  };
}

function failed(answered: ExportAnswer): never {
  throw new Error("fault" in answered ? answered.fault : "the exporting thread has answered something else");
}
