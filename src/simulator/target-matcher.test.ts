import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { createTargetMatcher, type TargetQuestion } from "./target-matcher.ts";

/** A worker that gives back the names it is asked about, after "ready"; those that are called slow it is silent about. */
class FakeWorker extends EventTarget {
  static started: FakeWorker[] = [];
  /** How many more cannot be started. */
  static broken = 0;
  isEnded = false;

  constructor() {
    super();
    if (FakeWorker.broken > 0) {
      FakeWorker.broken--;
      throw new Error("no worker");
    }
    FakeWorker.started.push(this);
    this.say("ready");
  }

  postMessage({ pattern, names }: TargetQuestion): void {
    if (pattern !== "slow") {
      this.say(names);
    }
  }

  terminate(): void {
    this.isEnded = true;
  }

  private say(data: unknown): void {
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data })));
  }
}

beforeEach(() => {
  FakeWorker.started = [];
  FakeWorker.broken = 0;
  vi.stubGlobal("location", new URL("http://127.0.0.1:8000/"));
  vi.stubGlobal("Worker", FakeWorker);
});

afterEach(() => vi.unstubAllGlobals());

const ASKED = { pattern: "a", names: ["a"] };

test("one worker answers all questions, until one takes too long, and then another one does", async () => {
  const clock = createHandClock();
  const match = createTargetMatcher(clock);
  expect(await match(ASKED, 50)).toEqual(["a"]);
  const slow = match({ ...ASKED, pattern: "slow" }, 50);
  const next = match({ ...ASKED, names: ["b"] }, 50);
  await clock.pass(49);
  expect(FakeWorker.started.map(({ isEnded }) => isEnded)).toEqual([false]);
  await clock.pass(1);
  expect(await slow).toBeNull();
  expect(await next).toEqual(["b"]);
  expect(FakeWorker.started.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  expect(clock.waiting()).toBe(0);
});

test("a worker that could not be started keeps no later question from being asked", async () => {
  FakeWorker.broken = 1;
  const match = createTargetMatcher(createHandClock());
  await expect(match(ASKED, 50)).rejects.toThrow("no worker");
  expect(await match(ASKED, 50)).toEqual(["a"]);
});
