import type { Clock } from "./clock.ts";

/** How long work may keep the page from everything else. */
const SLICE_MS = 20;
/** The first slice is shorter: much that is worked out for one view begins in one task. */
const FIRST_SLICE_MS = 5;

/** Breaks in long work: `if (breaks.isDue()) { await breaks.take(); }` between its steps. */
interface Breaks {
  isDue(): boolean;
  take(): Promise<void>;
}

/** Breaks after 5 milliseconds of work from now on, and then after every 20, in which the page does what waits. */
export function createBreaks(clock: Clock): Breaks {
  let dueAtMs = clock.nowMs() + FIRST_SLICE_MS;
  return {
    isDue: () => clock.nowMs() > dueAtMs,
    async take() {
      await clock.sleep(0);
      dueAtMs = clock.nowMs() + SLICE_MS;
    },
  };
}

/** Runs a generator to its end with breaks; null once `isWanted` says no in one of them. */
export async function withBreaks<Value>(
  steps: Generator<unknown, Value>,
  clock: Clock,
  isWanted: () => boolean = () => true,
): Promise<Value | null> {
  const breaks = createBreaks(clock);
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
    if (breaks.isDue()) {
      await breaks.take();
      if (!isWanted()) {
        return null;
      }
    }
  }
}
