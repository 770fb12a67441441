import { expect, test } from "vitest";
import { createAnswerWorker } from "./answer-worker.ts";

/** A worker whose other side is the test. */
function createHandWorker() {
  let isEnded = false;
  const worker = {
    onmessage: (_: { readonly data: unknown }): void => {},
    onmessageerror: (): void => {},
    onerror: (_: { readonly message: string; preventDefault(): void }): void => {},
    postMessage(): void {},
    terminate(): void {
      isEnded = true;
    },
  };
  return {
    worker,
    answer: (data: unknown) => isEnded || worker.onmessage({ data }),
    fail: (message: string) => worker.onerror({ message, preventDefault() {} }),
  };
}

function start() {
  const workers: ReturnType<typeof createHandWorker>[] = [];
  const answers = createAnswerWorker(() => {
    const made = createHandWorker();
    workers.push(made);
    return made.worker as unknown as Worker;
  });
  const read = (json: string) => answers.indexJson(json).catch((cause: unknown) => cause);
  return { workers, read };
}

test("a worker that fails ends, and what it still says is taken for no answer to a later question", async () => {
  const { workers, read } = start();
  const lost = [read("1"), read("2")];
  workers[0]!.fail("out of memory");
  expect(await Promise.all(lost)).toEqual([new Error("out of memory"), new Error("out of memory")]);
  const next = read("3");
  workers[0]!.answer({ bytes: "of 2" });
  workers[1]!.answer({ bytes: "of 3" });
  expect(await next).toEqual({ bytes: "of 3" });
});

test("whose code does not come says so, and the next question starts another one", async () => {
  const { workers, read } = start();
  const lost = read("1");
  workers[0]!.fail("");
  expect(await lost).toMatchObject({
    code: "bridge-missing",
    message: expect.stringContaining("What reads large answers could not be loaded"),
  });
  const next = read("2");
  workers[1]!.answer({ fault: "no JSON" });
  expect(await next).toEqual(new RangeError("no JSON"));
});

test("what did not arrive leaves nobody waiting", async () => {
  const { workers, read } = start();
  const lost = read("1");
  workers[0]!.worker.onmessageerror();
  expect(await lost).toBeInstanceOf(Error);
});
