/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Names that lead to one another: `a → b`. An arrow between two that are written from right to left would point back. */
export function chained(...names: readonly string[]): string {
  // A mark that is not seen parts them, so that they stand from left to right as the arrows do.
  return names.join(names.some((name) => RIGHT_TO_LEFT.test(name)) ? " \u200e→ " : " → ");
}
