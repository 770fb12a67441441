/**
 * Reading texts: short ones on the page, long ones in another thread, by the port `reader`. If our reader fails, there
 * is a reading all the same, which holds what was thrown.
 */

import { LoadError } from "../base/load-error.ts";
import { type FlowDocument, readDocument } from "../formats/read/read-document.ts";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import type { Problem } from "../model/problem.ts";
import { wordsOf } from "./faults.ts";
import { loadedLateReading, loadLateReading } from "./late-reading.ts";
import type { Ports, ReaderQuestion } from "./ports.ts";

/** Characters that are read on the page: it takes about as long as painting a frame. */
export const READ_AT_ONCE = 32_000;

/** What was read of a text, which is `document.text`. */
export interface Reading {
  readonly document: FlowDocument;
  /** What was thrown, if we have failed; `undefined` may be thrown too, so it comes in an object. */
  readonly fault: { readonly cause: unknown } | null;
}

/** The reading of an empty text. It is made at the start, so that it is there when the reader fails. */
export const NOTHING_READ: Reading = {
  document: readDocument("", { given: NO_VARIABLES }, null),
  fault: null,
};

/** What is read of a text on the page, with the values that are given for variables. Never throws. */
export function readHere(text: string, given = NO_VARIABLES): Reading {
  try {
    return { document: readDocument(text, { given }, loadedLateReading()), fault: null };
  } catch (cause) {
    return unread(text, cause, given);
  }
}

/** What is read of a short text; null for one that is read away from the page. */
export function readIfShort(text: string, given = NO_VARIABLES): Reading | null {
  return text.length <= READ_AT_ONCE ? readHere(text, given) : null;
}

/** The reading of a text that could not be read, by our fault: no Flow, and one problem that says so. */
export function unread(text: string, cause: unknown, given = NO_VARIABLES): Reading {
  const problem: Problem = {
    code: "fault",
    severity: "error",
    message: `This text could not be read because of a fault of the Designer, not of your file (${wordsOf(cause)}). It is kept as it is, and is read again when you change it.`,
  };
  const nothing = NOTHING_READ.document;
  return {
    document: {
      ...nothing,
      text,
      surroundings: { given },
      yaml: { ...nothing.yaml, text },
      problems: [problem],
    },
    fault: { cause },
  };
}

/** A thread that takes longer is taken for dead: 8 MB are read within some seconds. */
const READ_LIMIT_MS = 60_000;

/**
 * Reads a text in another thread. If that fails, calls `failed` with the reason and reads the text here. Null if the
 * signal was aborted. Never rejects. What the other thread never finished is not begun here, where it would hold up the
 * page.
 */
export async function readAway(
  { reader, clock }: Pick<Ports, "reader" | "clock">,
  question: ReaderQuestion,
  signal: AbortSignal,
  failed: (cause: unknown) => void,
): Promise<Reading | null> {
  const { text, given } = question;
  const late = new AbortController();
  const ended = new AbortController();
  clock.sleep(READ_LIMIT_MS, ended.signal).then(
    () => late.abort(new Error(`reading took longer than ${READ_LIMIT_MS / 1000} seconds`)),
    () => {},
  );
  try {
    const document = await reader.read(question, AbortSignal.any([signal, late.signal]));
    if (document.legacy) {
      // Parts of it are read here, when they are looked at.
      await loadLateReading();
    }
    return signal.aborted ? null : { document, fault: null };
  } catch (cause) {
    if (signal.aborted) {
      return null;
    }
    if (late.signal.aborted) {
      return unread(text, late.signal.reason, given);
    }
    // The server may be gone, and the reader's script with it; the page can do without.
    if (!(cause instanceof LoadError)) {
      failed(cause);
    }
    return readHere(text, given);
  } finally {
    ended.abort();
  }
}
