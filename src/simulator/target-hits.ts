/** Which executors a request's target_executor names. */
import { gatewayError, tooSlow, unsupported } from "./faults.ts";
import { isSlow, type TargetMatcher, type TargetQuestion } from "./target-matcher.ts";
import { readTargetPattern } from "./target-pattern.ts";

/** For a pattern that was typed, once a request. */
const MATCH_LIMIT_MS = 1000;

/** Tells whether an executor is named. Throws ClientError where the gateway fails on the pattern, or we do. */
export type Hits = (executor: string) => boolean;

/** Reads a pattern; "" names all. One that may take for ever is tried all the same. */
export function readHits(pattern: string): Hits {
  if (pattern === "") {
    return () => true;
  }
  const target = readTargetPattern(pattern);
  if (target.kind === "ready") {
    return (executor) => target.matches(executor);
  }
  return () => {
    throw target.kind === "unsupported"
      ? unsupported(target.construct)
      : gatewayError(
          "re.error",
          target.message,
          "target_executor is a regular expression as Python writes them.",
        );
  };
}

/** The same; a pattern that may take for ever is tried by `match`. Throws, or rejects with, a ClientError where we fail on it. */
export function findHits(question: TargetQuestion, match: TargetMatcher | undefined): Hits | Promise<Hits> {
  const target = readTargetPattern(question.pattern);
  if (target.kind === "unsupported") {
    throw unsupported(target.construct);
  }
  if (target.kind !== "ready" || !match || !isSlow(question)) {
    return readHits(question.pattern);
  }
  return match(question, MATCH_LIMIT_MS).then((hits) => {
    if (!hits) {
      throw tooSlow();
    }
    const hit = new Set(hits);
    return (name) => hit.has(name);
  });
}
