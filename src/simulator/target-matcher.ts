/**
 * Tries patterns that may take for ever on names, as `(a+)+$` does, in a worker that is ended when its time is over, so
 * that the page goes on. Patterns that cannot are matched where they are needed.
 */
import type { Clock } from "../base/clock.ts";
import { spawnWorker } from "../base/spawn-worker.ts";
import url from "./target.worker.ts?worker&url";
import { choicesIn } from "./target-pattern.ts";

/** What is asked of the worker. */
export interface TargetQuestion {
  readonly pattern: string;
  readonly names: readonly string[];
}

/** Gives the names that a pattern hits; null if that took longer than `limitMs`, or could not be tried. */
export type TargetMatcher = (question: TargetQuestion, limitMs: number) => Promise<readonly string[] | null>;

/** Longer names, more of them, and longer patterns are tried in the worker too. */
const MAX_NAME = 64;
const MAX_NAMES = 500;
const MAX_PATTERN = 1000;
/** With more quantifiers or bars, or with a quantifier on a group, a match may take for ever. */
const MAX_QUANTIFIERS = 3;
const MAX_BARS = 10;

/** Whether a match may take longer than a page may stand still. */
export function isSlow({ pattern, names }: TargetQuestion): boolean {
  const { quantifiers, bars } = choicesIn(pattern);
  return (
    /\)[*+{?]/.test(pattern) ||
    quantifiers > MAX_QUANTIFIERS ||
    bars > MAX_BARS ||
    pattern.length > MAX_PATTERN ||
    names.length > MAX_NAMES ||
    names.some((name) => name.length > MAX_NAME)
  );
}

/** One question at a time. The worker is started with the first one. */
export function createTargetMatcher(clock: Clock): TargetMatcher {
  let worker: { readonly thread: ReturnType<typeof spawnWorker>; readonly isReady: Promise<void> } | null =
    null;
  let last: Promise<unknown> = Promise.resolve();

  const start = () => {
    const thread = spawnWorker(url);
    const { promise: isReady, resolve, reject } = Promise.withResolvers<void>();
    // The first thing that it says, before it is asked anything.
    thread.addEventListener("message", () => resolve(), { once: true });
    thread.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    });
    return { thread, isReady };
  };

  const ask = async (question: TargetQuestion, limitMs: number): Promise<readonly string[] | null> => {
    worker ??= start();
    const { thread, isReady } = worker;
    const giveUp = () => {
      thread.terminate();
      worker = null;
      return null;
    };
    try {
      await isReady;
    } catch {
      return giveUp();
    }
    return new Promise((resolve) => {
      const stopWaiting = clock.after(limitMs, () => resolve(giveUp()));
      thread.addEventListener(
        "message",
        ({ data }: MessageEvent<readonly string[]>) => {
          stopWaiting();
          resolve(data);
        },
        { once: true },
      );
      thread.postMessage(question);
    });
  };

  return (question, limitMs) => {
    const answer = last.then(() => ask(question, limitMs));
    // One that fails keeps none after it from being asked.
    last = answer.catch(() => {});
    return answer;
  };
}
