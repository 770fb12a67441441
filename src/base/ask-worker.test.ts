import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askWorker } from "./ask-worker.ts";
import { LoadError } from "./load-error.ts";

/** The worker that was started last, as the browser's. */
class FakeWorker {
  static last: FakeWorker;
  static started = 0;
  isEnded = false;
  asked: unknown = null;
  onmessage: (event: { data: unknown }) => void = () => {};
  onmessageerror: () => void = () => {};
  onerror: (event: { message?: string; preventDefault(): void }) => void = () => {};

  constructor() {
    FakeWorker.last = this;
    FakeWorker.started++;
  }

  postMessage(question: unknown): void {
    if (typeof question === "function") {
      throw new TypeError("could not be cloned");
    }
    this.asked = question;
  }

  terminate(): void {
    this.isEnded = true;
  }
}

beforeEach(() => {
  FakeWorker.started = 0;
  vi.stubGlobal("location", new URL("http://127.0.0.1:8000/"));
  vi.stubGlobal("Worker", FakeWorker);
});

afterEach(() => vi.unstubAllGlobals());

const ask = (question: unknown, signal = new AbortController().signal) =>
  askWorker<number>("/assets/a.js", "What counts", question, signal);

test("the answer comes, and the worker is ended with it", async () => {
  const answer = ask({ of: "a question" });
  expect(FakeWorker.last.asked).toEqual({ of: "a question" });
  expect(FakeWorker.last.isEnded).toBe(false);
  FakeWorker.last.onmessage({ data: 7 });
  expect(await answer).toBe(7);
  expect(FakeWorker.last.isEnded).toBe(true);
});

test.each([
  ["throws", "count is no function", "count is no function", Error],
  ["has no script", undefined, /^What counts could not be loaded: is the server/, LoadError],
] as const)("a worker that %s is ended, and the page is not told", async (_, message, why, kind) => {
  const answer = ask(1);
  const preventDefault = vi.fn();
  FakeWorker.last.onerror({ ...(message ? { message } : {}), preventDefault });
  await expect(answer).rejects.toThrow(why);
  await expect(answer).rejects.toThrow(kind);
  expect(preventDefault).toHaveBeenCalledOnce();
  expect(FakeWorker.last.isEnded).toBe(true);
});

test("an answer that does not arrive, and a question that cannot be sent, end it too", async () => {
  const answer = ask(1);
  FakeWorker.last.onmessageerror();
  await expect(answer).rejects.toThrow("did not arrive");
  expect(FakeWorker.last.isEnded).toBe(true);
  await expect(ask(() => {})).rejects.toThrow("could not be cloned");
  expect(FakeWorker.last.isEnded).toBe(true);
});

test("giving up ends it, and leaves nothing at the signal; given up before, none is started", async () => {
  const giving = new AbortController();
  const removed = vi.spyOn(giving.signal, "removeEventListener");
  const answer = ask(1, giving.signal);
  giving.abort(new Error("given up"));
  await expect(answer).rejects.toThrow("given up");
  expect(FakeWorker.last.isEnded).toBe(true);
  expect(removed).toHaveBeenCalledOnce();
  await expect(ask(1, giving.signal)).rejects.toThrow("given up");
  expect(FakeWorker.started).toBe(1);
});
