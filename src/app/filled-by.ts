/** What the Send panel holds once code is filled in. Pure. */
import type { ReadCode } from "../client/code/code-request.ts";
import { NO_PARTS, typedAddress } from "../model/run/address.ts";
import { headersOf } from "../store/kept-requests.ts";
import { addressOf, DEFAULT_FORM, type DesignerState, type SendForm } from "../store/state.ts";

/** Parts without which a request is another one. What code does not say of them is as it is by itself. */
const OF_REQUEST = ["parameters", "targetExecutor", "requestSize", "stream"] as const;

/**
 * A request that code asks is the whole of it: nothing of the one that was typed before goes along, but what the code says
 * and nobody understands. How it is sent, as the window, stays where the code says nothing of it. What was typed into
 * Headers goes to no other address.
 */
export function filledBy(
  { notes: _, unread = [], address, headers, ...said }: ReadCode,
  now: Pick<DesignerState, "address" | "form" | "headers">,
): { readonly form: Partial<SendForm>; readonly address?: string; readonly headers: string } {
  const { documents, ...texts } = said;
  const isRequest = said.endpoint !== undefined;
  const unsaid = OF_REQUEST.filter((part) => isRequest && !unread.includes(part));
  const hasDocuments = documents !== undefined && documents !== "";
  const hasNone = documents === "" || (isRequest && documents === undefined && !unread.includes("documents"));
  const own = address === undefined ? {} : NO_PARTS;
  const to = { address: address ?? now.address, form: { ...now.form, ...own } };
  const isElsewhere = typedAddress(to.address, to.form) !== addressOf(now);
  return {
    form: {
      ...Object.fromEntries(unsaid.map((part) => [part, DEFAULT_FORM[part]])),
      ...texts,
      ...(hasDocuments && { documents, input: "" }),
      ...(hasNone && { input: "none" }),
    },
    ...(address !== undefined && { address }),
    headers:
      headers === undefined
        ? isElsewhere
          ? ""
          : now.headers
        : headersOf({ ...to, headers: headers.split("\n").map((line) => line.replace(/: $/, "")) }, now),
  };
}
