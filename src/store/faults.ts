/**
 * Faults of ours: what is thrown where nothing should be. Whatever threw, the text is the store's and stays; here alone
 * is decided what the person is told.
 */
import type { Clock } from "../base/clock.ts";
import { LoadError } from "../base/load-error.ts";
import type { LogLine, Toast } from "./state.ts";

/** What reports a fault of ours to the person. */
export interface Faults {
  /** Shows and logs that something threw. `doing` follows the word "while": "opening a file". */
  fault(doing: string, cause: unknown): void;
  /**
   * Gives what `act` gives; if that throws or rejects, reports it and gives `fallback`. Whoever calls actions of the
   * store need not catch anything.
   */
  guard<Result>(doing: string, act: () => Result, fallback: Awaited<Result>): Result;
  /** Reports that work was kept of which nothing could be used. */
  damaged(): void;
  /** Reports that the browser does not give back work, some of which may be there. */
  refusedWork(cause: unknown): void;
  /** Reports that code could not be loaded, or threw when it was. */
  lateFault(cause: unknown): void;
  /**
   * The same for the code of a part of the page, in whose place the sentence that it gives is shown: what could not be
   * loaded is told there alone, and in the Log.
   */
  partFault(cause: unknown): string;
  /** The same for the code of a dialog: it is told as what has happened, and no dialog is open then. */
  dialogFault(cause: unknown): string;
}

interface Messages {
  toast(kind: Toast["kind"], text: string, options: { offer: string | null; isRefusal: boolean }): void;
  logLine(kind: LogLine["kind"], text: string): void;
  set(change: { readonly dialog: null }): void;
}

/** The same fault is reported again only after this time: what fails at every key must not flood toast and log. */
const REPEAT_MS = 10_000;
/** Different faults whose last report is remembered. */
const MAX_REMEMBERED = 50;

/** Reports faults by `toast` and `logLine`; the clock tells when the same one may be reported again. */
export function createFaults({ toast, logLine, set }: Messages, clock: Clock): Faults {
  const reportedMs = new Map<string, number>();
  const isRepeated = (text: string) => {
    const nowMs = clock.nowMs();
    const last = reportedMs.get(text);
    if (last !== undefined && nowMs - last < REPEAT_MS) {
      return true;
    }
    reportedMs.delete(text);
    reportedMs.set(text, nowMs);
    if (reportedMs.size > MAX_REMEMBERED) {
      reportedMs.delete(reportedMs.keys().next().value!);
    }
    return false;
  };
  const faults: Faults = {
    fault(doing, cause) {
      const text =
        cause instanceof LoadError
          ? cause.message
          : `A fault of the Designer, not of your file, while ${doing}: ${wordsOf(cause)}. Your text is kept.`;
      if (!isRepeated(text)) {
        logLine("error", text);
        toast("warning", text, {
          offer: cause instanceof LoadError ? null : "download",
          isRefusal: false,
        });
      }
    },
    damaged() {
      const text = "Work that this browser kept could not be used. It is set aside in the browser's storage.";
      logLine("warning", text);
      toast("warning", text, { offer: null, isRefusal: false });
    },
    refusedWork(cause) {
      const text = `The browser does not give back all that it kept of your work: ${wordsOf(cause)}. What is kept stays where it is: reload the page to try again, or look into Kept files.`;
      logLine("warning", text);
      toast("warning", text, { offer: null, isRefusal: false });
    },
    lateFault: (cause) => faults.fault("loading a part of the page", cause),
    partFault(cause) {
      if (cause instanceof LoadError) {
        logLine("error", cause.message);
        return cause.message;
      }
      faults.lateFault(cause);
      return wordsOf(cause);
    },
    dialogFault(cause) {
      faults.lateFault(cause);
      set({ dialog: null });
      return "";
    },
    guard(doing, act, fallback) {
      const failed = (cause: unknown) => {
        faults.fault(doing, cause);
        return fallback;
      };
      try {
        const result = act();
        return result instanceof Promise ? (result.catch(failed) as typeof result) : result;
      } catch (cause) {
        return failed(cause) as typeof fallback & ReturnType<typeof act>;
      }
    },
  };
  return faults;
}

type Action = (...args: never[]) => unknown;

/** The same actions, none of which throws or rejects. `fallbacks`: what an action gives then, by its name. */
export function guardActions<Actions extends object>(
  { guard }: Faults,
  actions: Actions,
  doing: (name: keyof Actions) => string,
  fallbacks: { readonly [Name in keyof Actions]?: unknown } = {},
): Actions {
  const guarded = Object.entries<Action>(actions as Record<string, Action>).map(([name, act]) => [
    name,
    (...args: never[]) =>
      guard<unknown>(doing(name as keyof Actions), () => act(...args), fallbacks[name as keyof Actions]),
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
