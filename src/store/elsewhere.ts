/** Whether Send goes elsewhere now than a run went, and what is said of sending that again there. Pure. */
import { ClientError } from "../model/run/client-error.ts";
import { shorten } from "../model/shorten.ts";
import type { RunOrigin } from "./kept-runs.ts";
import { addressOf, type DesignerState, wayOf } from "./state.ts";

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
