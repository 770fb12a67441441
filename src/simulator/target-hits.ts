/** Which executors a request's target_executor names. */
import { gatewayError, unsupported } from "./faults.ts";
import { readTargetPattern } from "./target-pattern.ts";

/** Tells whether an executor is named. Throws ClientError where the gateway fails on the pattern, or we do. */
export type Hits = (executor: string) => boolean;

/** The executors of these names are named. */
export function hitsOf(names: readonly string[]): Hits {
  const hit = new Set(names);
  return (executor) => hit.has(executor);
}

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
