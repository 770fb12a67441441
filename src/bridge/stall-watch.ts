/**
 * Watches that a page which has begun a message goes on with it. One that does not would keep its place among the calls
 * that a server relays (`stream-limit.ts`) for nothing; between two messages it may be silent as long as it likes.
 */
import type { Clock } from "../base/clock.ts";

/** How long a message may stand still in its middle. */
const STALL_MS = 30_000;

/** What is said of such a page. */
export const STALLED: string = `The page has stopped in the middle of a message for ${STALL_MS / 1000} s.`;

interface StallWatch {
  /** Something has come of the page; `isWhole` where it ends with a whole message. */
  moved(isWhole: boolean): void;
  /** The page is not read: its message waits for the gateway, not for the page. */
  pause(): void;
  /** It is read again. */
  resume(): void;
  /** Nothing more is expected of it. */
  stop(): void;
}

/** A watch over one page that has said nothing yet. `stalled` is called once at most, unless something comes after it. */
export function createStallWatch(clock: Clock, stalled: () => void): StallWatch {
  let isWhole = true;
  let isPaused = false;
  let stopWaiting = () => {};

  const wait = (): void => {
    stopWaiting();
    stopWaiting = isWhole || isPaused ? () => {} : clock.after(STALL_MS, stalled);
  };

  return {
    moved(isWholeNow) {
      isWhole = isWholeNow;
      wait();
    },
    pause() {
      isPaused = true;
      wait();
    },
    resume() {
      isPaused = false;
      wait();
    },
    stop() {
      isWhole = true;
      wait();
    },
  };
}
