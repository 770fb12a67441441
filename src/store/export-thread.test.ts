import { describe, expect, test } from "vitest";
import { createSeededRandom } from "../base/test-random.ts";
import type { ExportAnswer, ExportTask, MadeExport, Numbered } from "../formats/export/exporter.ts";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import { createExportThread } from "./export-thread.ts";

const MADE: MadeExport = { files: [], faults: [], secrets: [], secretVariables: [], asked: [] };
const QUESTION = { text: "", given: NO_VARIABLES, kind: "mermaid", options: {}, inputs: {} } as const;

interface FakeWorker {
  readonly tasks: ExportTask["ask"][];
  isEnded: boolean;
  /** Answers the oldest task that has no answer yet. */
  answer(answered: ExportAnswer): void;
  fail(reason: Error): void;
}

function start() {
  const workers: FakeWorker[] = [];
  const thread = createExportThread((answer, fail) => {
    const numbers: number[] = [];
    const worker: FakeWorker = {
      tasks: [],
      isEnded: false,
      answer: (sent) => answer({ number: numbers.shift() ?? -1, sent }),
      fail,
    };
    workers.push(worker);
    return {
      postMessage: ({ number, sent }) => {
        numbers.push(number);
        worker.tasks.push(sent.ask);
      },
      terminate: () => {
        worker.isEnded = true;
      },
    };
  });
  const make = (control = new AbortController()) => ({
    control,
    made: thread.make(QUESTION, control.signal),
  });
  return { workers, thread, make };
}

describe("an exporting thread", () => {
  test("is started once, and answers in the order in which it is asked", async () => {
    const { workers, thread, make } = start();
    expect(workers).toEqual([]);
    const { made } = make();
    const text = thread.text(0);
    workers[0]?.answer({ made: MADE });
    workers[0]?.answer({ text: "x" });
    expect([await made, await text]).toEqual([MADE, "x"]);
    expect(workers.map(({ tasks }) => tasks)).toEqual([["make", "text"]]);
  });

  test("is ended in the middle of what nobody wants any more, and what it still says is nobody's", async () => {
    const { workers, make } = start();
    const first = make();
    first.control.abort();
    await expect(first.made).rejects.toThrow(/aborted/i);
    const second = make();
    workers[0]?.answer({ fault: "too late" });
    workers[1]?.answer({ made: MADE });
    expect(await second.made).toBe(MADE);
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  });

  test("answers what it was asked before an export that is given up, and ends then", async () => {
    const { workers, thread, make } = start();
    const { made } = make();
    workers[0]?.answer({ made: MADE });
    await made;
    const blob = thread.blob();
    const given = make();
    const text = thread.text(0);
    const lost = Promise.all([given.made, text].map((one) => expect(one).rejects.toThrow(/aborted/i)));
    given.control.abort();
    await lost;
    const wanted = make();
    workers[1]?.answer({ made: MADE });
    expect(await wanted.made).toBe(MADE);
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([false, false]);
    const zip = new Blob(["zip"]);
    workers[0]?.answer({ blob: zip });
    expect(await blob).toBe(zip);
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  });

  test("that is ended ends also what still has to answer", async () => {
    const { workers, thread, make } = start();
    const text = thread.text(0);
    const given = make();
    given.control.abort();
    await expect(given.made).rejects.toThrow(/aborted/i);
    thread.end();
    await expect(text).rejects.toMatchObject({ name: "AbortError" });
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true]);
  });

  test("keeps what it has made where its signal aborts afterwards", async () => {
    const { workers, thread, make } = start();
    const { control, made } = make();
    workers[0]?.answer({ made: MADE });
    await made;
    control.abort();
    expect(workers[0]?.isEnded).toBe(false);
    const lines = thread.lines(0, 0, 1);
    workers[0]?.answer({ lines: ["a"] });
    expect(await lines).toEqual(["a"]);
  });

  test("rejects with what our code has thrown, and where the thread fails, which is started anew", async () => {
    const { workers, thread, make } = start();
    const first = make();
    workers[0]?.answer({ fault: "TypeError: x" });
    await expect(first.made).rejects.toThrow("TypeError: x");
    const blob = thread.blob();
    workers[0]?.fail(new Error("gone"));
    await expect(blob).rejects.toThrow("gone");
    make();
    expect(workers.length).toBe(2);
  });

  test("that is ended has no fault: what was asked is given up", async () => {
    const { workers, thread, make } = start();
    const { made } = make();
    const blob = thread.blob();
    thread.end();
    await expect(made).rejects.toMatchObject({ name: "AbortError" });
    await expect(blob).rejects.toMatchObject({ name: "AbortError" });
    expect(workers[0]?.isEnded).toBe(true);
  });

  test("is not ended by the signal of an export that has failed", async () => {
    const { workers, make } = start();
    const { control, made } = make();
    workers[0]?.answer({ fault: "TypeError: x" });
    await expect(made).rejects.toThrow("TypeError: x");
    const next = make();
    control.abort();
    workers[0]?.answer({ made: MADE });
    expect(await next.made).toBe(MADE);
  });
});

/** A worker that takes its time, as real ones do, and is silent once it is ended. */
function slowWorker(
  answer: (answered: Numbered<ExportAnswer>) => void,
  random: () => number,
  { cannotSend }: { cannotSend: (task: ExportTask) => boolean },
) {
  let before = Promise.resolve();
  let isEnded = false;
  let made = "";
  return {
    postMessage({ number, sent }: Numbered<ExportTask>) {
      if (cannotSend(sent)) {
        throw new DOMException("it could not be cloned", "DataCloneError");
      }
      const takesMs = random() * 3;
      before = before.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, takesMs));
        if (sent.ask === "make") {
          made = sent.question.text;
        }
        // Now and then an answer was on its way when its worker was ended.
        if (!isEnded || random() < 0.3) {
          answer({ number, sent: sent.ask === "make" ? { made: madeOf(made) } : { text: made } });
        }
      });
    },
    terminate() {
      isEnded = true;
    },
  };
}

function madeOf(text: string): MadeExport {
  return { files: [{ path: text, lines: 1 }], faults: [], secrets: [], secretVariables: [], asked: [] };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "whatever is asked and given up, everything asked is settled and the last export is the one that is wanted (seed %d)",
  async (seed) => {
    const random = createSeededRandom(seed);
    const unsendable = "cannot be sent";
    const thread = createExportThread((answer) =>
      slowWorker(answer, random, {
        cannotSend: (task) => task.ask === "make" && task.question.text === unsendable,
      }),
    );
    const asked: Promise<unknown>[] = [];
    let control = new AbortController();
    for (let step = 0; step < 120; step++) {
      const draw = random();
      if (draw < 0.5) {
        control.abort();
        control = new AbortController();
        const text = draw < 0.05 ? unsendable : `question ${step}`;
        asked.push(
          thread.make({ ...QUESTION, text }, control.signal).then(
            (made) => expect(made).toEqual(madeOf(text)),
            (error: DOMException) =>
              expect(error.name).toBe(text === unsendable ? "DataCloneError" : "AbortError"),
          ),
        );
      } else if (draw < 0.9) {
        asked.push(thread.text(0).catch((error: DOMException) => expect(error.name).toBe("AbortError")));
      } else if (draw < 0.92) {
        thread.end();
      }
      if (random() < 0.4) {
        await new Promise((resolve) => setTimeout(resolve, random() * 4));
      }
    }
    control.abort();
    const wanted = thread.make({ ...QUESTION, text: "wanted" }, new AbortController().signal);
    expect(await wanted).toEqual(madeOf("wanted"));
    expect(await thread.text(0)).toBe("wanted");
    await Promise.all(asked);
  },
);
