import type { ExecutorTime } from "./profile.ts";

/**
 * The executors that the answer waited for, as far as their times tell: the one that ended last, before it the last one
 * that had ended when it began, and so on. Those without an end are not among them.
 */
export function criticalPath(executors: readonly ExecutorTime[]): ReadonlySet<ExecutorTime> {
  const ended = executors
    .flatMap((time) =>
      time.startMs === null || time.durationMs === null
        ? []
        : [{ time, startMs: time.startMs, endMs: time.startMs + time.durationMs }],
    )
    .sort((a, b) => b.endMs - a.endMs);
  const path = new Set<ExecutorTime>();
  let beforeMs = Number.POSITIVE_INFINITY;
  for (const { time, startMs, endMs } of ended) {
    if (endMs <= beforeMs) {
      path.add(time);
      beforeMs = startMs;
    }
  }
  return path;
}
