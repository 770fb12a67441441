/** What is said of documents that a run has not read, and of sending again, be it elsewhere. Pure. */
import { counted, grouped } from "../base/words.ts";
import { ClientError } from "../model/run/client-error.ts";
import { documentsRead, isInput } from "../model/run/request-input.ts";
import type { Run } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import type { RunOrigin } from "./kept-runs.ts";
import { addressOf, type DesignerState, wayOf } from "./state.ts";

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

/** What is another one where Send goes now than where a run went; null where it goes there the same way. */
export function elsewhereBy(
  state: Pick<DesignerState, "address" | "form">,
  { address, sent }: Pick<RunOrigin, "address" | "sent">,
): "address" | "way" | null {
  if (addressOf(state) !== address) {
    return "address";
  }
  return sent.address.kind === "gateway" && sent.way !== wayOf(state.form) ? "way" : null;
}

/** Where Send goes now, as the end of `Resend …`; null where that is where the run went, or is no address. */
export function elsewhereWords(
  state: Pick<DesignerState, "client" | "address" | "form">,
  origin: Pick<RunOrigin, "address" | "sent">,
): string | null {
  const by = elsewhereBy(state, origin);
  const understood = by && state.client?.understandAddress(state.address, wayOf(state.form), state.form);
  if (!understood || understood instanceof ClientError) {
    return null;
  }
  return by === "address" ? `to ${shorten(understood.summary, 60)}` : understood.via;
}

/** What is said beside that where it is another address; null where it is the same. */
export function elsewhereNote(
  state: Pick<DesignerState, "address" | "form">,
  origin: Pick<RunOrigin, "address" | "sent">,
): string | null {
  return elsewhereBy(state, origin) === "address"
    ? "Another Flow may answer there; what the run did at its own address stays done."
    : null;
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
