/** Time for tests: it stands still until it is moved by hand. */
import { type Clock, createClock } from "./clock.ts";

/** A clock that stands still until a test moves it. */
export interface HandClock extends Clock {
  /** How many wait. */
  waiting(): number;
  /** Lets so much time pass; who waits for a moment in it is called at that moment, the earliest first. */
  pass(ms: number): Promise<void>;
  /** Jumps from one who waits to the next, until the promise has settled or nobody waits. */
  passUntil<Value>(promise: Promise<Value>): Promise<Value>;
}

/** Lets everything happen that needs no time: promises that wait for promises, and what they call. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A clock that begins at 0 (in November 2023, by `epochMs`) and moves only by `pass` and `passUntil`. */
export function createHandClock(): HandClock {
  let nowMs = 0;
  let waiters: { readonly atMs: number; readonly run: () => void }[] = [];

  /** Calls the earliest who waits for a moment up to `endMs`; false if there is none. */
  const callNext = (endMs: number): boolean => {
    const next = waiters.reduce<(typeof waiters)[number] | null>(
      (first, one) => (one.atMs <= endMs && (!first || one.atMs < first.atMs) ? one : first),
      null,
    );
    if (!next) {
      return false;
    }
    waiters = waiters.filter((one) => one !== next);
    nowMs = Math.max(nowMs, next.atMs);
    next.run();
    return true;
  };

  const clock = createClock({
    nowMs: () => nowMs,
    epochMs: () => 1_700_000_000_000 + nowMs,
    after(ms, run) {
      const waiter = { atMs: nowMs + ms, run };
      waiters.push(waiter);
      return () => {
        waiters = waiters.filter((one) => one !== waiter);
      };
    },
  });
  return {
    ...clock,
    waiting: () => waiters.length,
    async pass(ms) {
      const endMs = nowMs + ms;
      do {
        await settled();
      } while (callNext(endMs));
      nowMs = endMs;
    },
    async passUntil(promise) {
      let isSettled = false;
      const mark = () => {
        isSettled = true;
      };
      promise.then(mark, mark);
      do {
        await settled();
      } while (!isSettled && callNext(Number.POSITIVE_INFINITY));
      return promise;
    },
  };
}
