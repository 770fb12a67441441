/**
 * Faults of ours: what is thrown where nothing should be. Whatever threw, the text is the store's and stays; here alone
 * is decided what the person is told.
 */
import type { Clock } from "../base/clock.ts";
import { LoadError } from "./late.ts";
import type { LogLine, Toast } from "./state.ts";

export interface Faults {
  /** Tells that something threw. `doing` goes on after "while": "opening a file". */
  fault(doing: string, cause: unknown): void;
  /**
   * What `act` gives; if it throws, or rejects, that is told and `instead` is given. Whoever calls actions of the store
   * needs no catching of its own.
   */
  guard<Result>(doing: string, act: () => Result, instead: Awaited<Result>): Result;
  /** Where code did not come, or what came threw. */
  lateFault(cause: unknown): void;
}

interface Voice {
  toast(kind: Toast["kind"], text: string, options: { offer: string | null; isRefusal: boolean }): void;
  logLine(kind: LogLine["kind"], text: string): void;
}

/** The same fault is told again after this time: what fails at every key must not flood toast and log. */
const REPEAT_MS = 10_000;
/** Different faults whose last telling is remembered. */
const MAX_REMEMBERED = 50;

export function createFaults({ toast, logLine }: Voice, clock: Clock): Faults {
  const toldMs = new Map<string, number>();
  const isTold = (text: string) => {
    const nowMs = clock.nowMs();
    const last = toldMs.get(text);
    if (last !== undefined && nowMs - last < REPEAT_MS) {
      return true;
    }
    toldMs.delete(text);
    toldMs.set(text, nowMs);
    if (toldMs.size > MAX_REMEMBERED) {
      toldMs.delete(toldMs.keys().next().value!);
    }
    return false;
  };
  const faults: Faults = {
    fault(doing, cause) {
      const text =
        cause instanceof LoadError
          ? cause.message
          : `A fault of the Designer, not of your file, while ${doing}: ${wordsOf(cause)}. Your text is kept.`;
      if (!isTold(text)) {
        logLine("error", text);
        toast("warning", text, {
          offer: cause instanceof LoadError ? null : "download",
          isRefusal: false,
        });
      }
    },
    lateFault: (cause) => faults.fault("loading a part of the page", cause),
    guard(doing, act, instead) {
      const failed = (cause: unknown) => {
        faults.fault(doing, cause);
        return instead;
      };
      try {
        const result = act();
        return result instanceof Promise ? (result.catch(failed) as typeof result) : result;
      } catch (cause) {
        return failed(cause) as typeof instead & ReturnType<typeof act>;
      }
    },
  };
  return faults;
}

type Action = (...args: never[]) => unknown;

/** The same actions, none of which throws or rejects. `instead`: what is given where another value is expected. */
export function guardActions<Actions extends object>(
  { guard }: Faults,
  actions: Actions,
  doing: (name: string) => string,
  instead: { readonly [Name in keyof Actions]?: unknown } = {},
): Actions {
  const guarded = Object.entries<Action>(actions as Record<string, Action>).map(([name, act]) => [
    name,
    (...args: never[]) => guard<unknown>(doing(name), () => act(...args), instead[name as keyof Actions]),
  ]);
  return Object.fromEntries(guarded) as Actions;
}

/** Characters of a message: one may quote a whole file. */
const MAX_WORDS = 300;

/** What was thrown, in a few words: anything can be. */
export function wordsOf(cause: unknown): string {
  const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : textOf(cause);
  const short = words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
  return short.replace(/[.:]?\s*$/, "");
}

function textOf(cause: unknown): string {
  try {
    return String(cause);
  } catch {
    return "something that cannot be shown";
  }
}
