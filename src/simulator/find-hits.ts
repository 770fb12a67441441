/** Which executors a request's target_executor names, where the page must not stand still over it. */
import { tooSlow, unsupported } from "./faults.ts";
import { isSlow, type TargetMatcher, type TargetQuestion } from "./target-matcher.ts";
import { readTargetPattern } from "./target-pattern.ts";

/** For a pattern that was typed, once a request. */
const MATCH_LIMIT_MS = 1000;

/**
 * Which executors a pattern names that may take for ever, tried by `match`; null for one that can be tried where it is
 * needed. Rejects with a ClientError where we fail on it.
 */
export async function findHits(
  question: TargetQuestion,
  match: TargetMatcher | undefined,
): Promise<readonly string[] | null> {
  const target = readTargetPattern(question.pattern);
  if (target.kind === "unsupported") {
    throw unsupported(target.construct);
  }
  if (target.kind !== "ready" || !match || !isSlow(question)) {
    return null;
  }
  const hits = await match(question, MATCH_LIMIT_MS);
  if (!hits) {
    throw tooSlow();
  }
  return hits;
}
