import { describe, expect, test } from "vitest";
import type { ExportAnswer, ExportTask, MadeExport } from "../formats/export/exporter.ts";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import { createExportThread } from "./export-thread.ts";

const MADE: MadeExport = { files: [], faults: [], secrets: [], asked: [] };
const QUESTION = { text: "", given: NO_VARIABLES, kind: "mermaid", options: {}, inputs: {} } as const;

interface FakeWorker {
  readonly tasks: ExportTask["ask"][];
  isEnded: boolean;
  answer(answered: ExportAnswer): void;
  fail(reason: Error): void;
}

function start() {
  const workers: FakeWorker[] = [];
  const thread = createExportThread((answer, fail) => {
    const worker: FakeWorker = { tasks: [], isEnded: false, answer, fail };
    workers.push(worker);
    return {
      postMessage: ({ ask }) => void worker.tasks.push(ask),
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
