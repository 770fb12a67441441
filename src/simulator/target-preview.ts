/** What a pattern of `target_executor` would hit in the drawn Flow, said before anything is sent. */
import { listed } from "../base/words.ts";
import { shorten } from "../model/shorten.ts";
import { readTargetPattern } from "./target-pattern.ts";

/** Names that are listed. */
const MAX_LISTED = 6;
/** Longer names are not tried, nor more of them: this is done at every key. */
const MAX_NAME = 64;
const MAX_NAMES = 500;
/** With more quantifiers, or with one on a group, a match may take for ever. */
const MAX_QUANTIFIERS = 3;

/** A sentence for people; "" where there is nothing to say, as without a pattern. */
export function previewTarget(pattern: string, names: readonly string[]): string {
  if (pattern === "") {
    return "";
  }
  const target = readTargetPattern(pattern);
  if (target.kind === "broken") {
    return `Python refuses this pattern, and with it the gateway every request: ${target.message}.`;
  }
  if (target.kind === "unsupported") {
    return `What this pattern hits cannot be told here, because of “${target.construct}”.`;
  }
  const tried = names.filter((name) => name.length <= MAX_NAME);
  if (isSlow(pattern) || tried.length < names.length || tried.length > MAX_NAMES) {
    return "What this pattern hits is not tried here: it could take too long.";
  }
  const hit = tried.filter((name) => target.matches(name)).map((name) => shorten(name, MAX_NAME));
  if (hit.length === 0) {
    return "Hits no executor of the drawn Flow: requests would pass all of them by.";
  }
  const more = hit.length - MAX_LISTED;
  return `Hits ${listed(more > 0 ? [...hit.slice(0, MAX_LISTED), `${more} more`] : hit, "and")}.`;
}

function isSlow(pattern: string): boolean {
  return /\)[*+{?]/.test(pattern) || (pattern.match(/[*+{?]/g) ?? []).length > MAX_QUANTIFIERS;
}
