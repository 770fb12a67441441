/**
 * The time port. Everything that waits or reads a clock takes one of these, so that tests can own the time
 * (`test-clock.ts`).
 */
export interface Clock {
  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  nowMs(): number;
  /** Milliseconds since 1970, for showing and for timestamps on the wire. */
  epochMs(): number;
  /** Calls `run` once, after `ms`. The function that it gives takes that back. */
  after(ms: number, run: () => void): () => void;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock of these readings; it sleeps by means of `after`. */
export function createClock(readings: Omit<Clock, "sleep">): Clock {
  return {
    ...readings,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const onAbort = () => {
          cancel();
          reject(signal?.reason);
        };
        const cancel = readings.after(ms, () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        });
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}

/** The clock of the browser or of Node. */
export const systemClock: Clock = createClock({
  nowMs: () => performance.now(),
  epochMs: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});
