/** What is said of documents that a run has not read, and of sending again. Pure. */
import { counted, grouped } from "../base/words.ts";
import { documentsRead, isInput } from "../model/run/request-input.ts";
import type { Run } from "../model/run/run.ts";
import type { RunOrigin } from "./kept-runs.ts";

interface UnreadWords {
  /** What was left, in a sentence. */
  readonly says: string;
  /** The same as the end of `Send …`. */
  readonly rest: string;
}

/** The words of what sends again so many requests of a run, and what it has not read. */
export function resendWords(open: number, unread: UnreadWords | null): string {
  return `Resend ${counted(open, "request")} failed or not sent${unread ? `, and ${unread.rest}` : ""}`;
}

/** Null where nothing was left, or what was left cannot be read. */
export function unreadWords(
  { unread, exchanges }: Run,
  { sent }: Pick<RunOrigin, "sent">,
): UnreadWords | null {
  const { documents } = sent.request;
  if (unread === undefined || !isInput(documents)) {
    return null;
  }
  const left = unread === null ? null : counted(unread, "document");
  const read = documentsRead(exchanges);
  const what = left ?? (read === 0 ? "what is in it" : `what stands behind document ${grouped(read)}`);
  const was = left === null || unread === 1 ? "was" : "were";
  return {
    says: `Of ${documents.label}, ${what} ${was} not read before the run ended, and not sent.`,
    rest: `the ${left ?? "rest"} that ${was} not read`,
  };
}
