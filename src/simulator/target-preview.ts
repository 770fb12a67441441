/** What a pattern of `target_executor` would hit in the drawn Flow, said before anything is sent. */
import { grouped, listed } from "../base/words.ts";
import { shorten } from "../model/shorten.ts";
import { isSlow, type TargetMatcher } from "./target-matcher.ts";
import { readTargetPattern } from "./target-pattern.ts";

/** Names that are listed, and characters of each. */
const MAX_LISTED = 6;
const MAX_NAME = 64;
/** What a pattern may take that is tried at every key. */
const LIMIT_MS = 50;

/** What is known of a pattern before it is sent. */
interface TargetPreview {
  /** A sentence for people; "" where there is nothing to say, as without a pattern. */
  readonly said: string;
  /** The names that it hits, as far as that is known; none without a pattern. */
  readonly hits: readonly string[];
}

/** Tries a pattern on names; one that may take long by `match`. */
export async function previewTarget(
  pattern: string,
  names: readonly string[],
  match: TargetMatcher,
): Promise<TargetPreview> {
  const only = (said: string): TargetPreview => ({ said, hits: [] });
  if (pattern === "") {
    return only("");
  }
  const target = readTargetPattern(pattern);
  if (target.kind === "broken") {
    return only(`Python refuses this pattern, and with it the gateway every request: ${target.message}.`);
  }
  if (target.kind === "unsupported") {
    return only(`What this pattern hits cannot be told here, because of “${target.construct}”.`);
  }
  const question = { pattern, names };
  const hits = isSlow(question) ? await match(question, LIMIT_MS) : names.filter(target.matches);
  if (hits === null) {
    return only("What this pattern hits was not found out here: it takes too long.");
  }
  if (hits.length === 0) {
    return only("Hits no executor of the drawn Flow: requests would pass all of them by.");
  }
  const shown = hits.slice(0, MAX_LISTED).map((name) => shorten(name, MAX_NAME));
  const more = hits.length - shown.length;
  return { said: `Hits ${listed(more > 0 ? [...shown, `${grouped(more)} more`] : shown, "and")}.`, hits };
}
