/** Advice about errors: sentences, and what of them the page can do by itself at a press. */
import type { Advice, Offer } from "../model/run/client-error.ts";

/** Begins or ends a sentence. */
export const BY_SERVER: Advice = { says: "Send through the page's server", offers: [{ way: "bridge" }] };

/** One piece of advice of several, which follow each other as they are given. */
export function advise(...parts: readonly (string | Advice)[]): Advice {
  return {
    says: parts.map((part) => (typeof part === "string" ? part : part.says)).join(""),
    offers: parts.flatMap((part): readonly Offer[] => (typeof part === "string" ? [] : part.offers)),
  };
}
