/** Advice about errors: sentences, and what of them the page can do by itself at a press. */
import type { Advice, Offer } from "../model/run/client-error.ts";

/** Begins or ends a sentence. */
export const BY_SERVER: Advice = { says: "Send through the page's server", offers: [{ way: "bridge" }] };

/** How Jina's gateway names the executor that a call of its own came to nothing at. */
const LOST =
  /\|Gateway: (?:Communication|Connection) (?:error )?with deployment `?([^\s`]{1,200}?)`? at address/;

/** The executor at which the gateway says that it failed; null if it names none. */
export function lostExecutor(said: string): string | null {
  return LOST.exec(said)?.[1] ?? null;
}

/** What to do where the gateway cannot reach an executor. */
export function executorDown(said: string): string {
  const executor = lostExecutor(said);
  return `${executor === null ? "An Executor of the Flow" : `The executor ${executor}`} may be down: look at the Flow's log, and start it again.`;
}

/** One piece of advice of several, which follow each other as they are given. */
export function advise(...parts: readonly (string | Advice)[]): Advice {
  return {
    says: parts.map((part) => (typeof part === "string" ? part : part.says)).join(""),
    offers: parts.flatMap((part): readonly Offer[] => (typeof part === "string" ? [] : part.offers)),
  };
}
