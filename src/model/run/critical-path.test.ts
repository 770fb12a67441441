import { describe, expect, test } from "vitest";
import { criticalPath } from "./critical-path.ts";
import type { ExecutorTime } from "./profile.ts";

describe("what an answer waited for", () => {
  const time = (executor: string, startMs: number | null, durationMs: number | null): ExecutorTime => ({
    executor,
    startMs,
    durationMs,
    share: null,
    failed: false,
  });
  const names = (times: readonly ExecutorTime[]) => [...criticalPath(times)].map(({ executor }) => executor);

  test("is a chain, from its end; of branches the slower one", () => {
    expect(names([time("a", 0, 2), time("b", 2, 3), time("c", 5, 1)])).toEqual(["c", "b", "a"]);
    const branches = [time("a", 0, 2), time("left", 2, 10), time("right", 2, 3), time("join", 12, 1)];
    expect(names(branches)).toEqual(["join", "left", "a"]);
  });

  test("leaves out what floats or never began, and of nothing is nothing", () => {
    expect(names([time("a", 0, 2), time("side", 1, null), time("b", null, null)])).toEqual(["a"]);
    expect(names([])).toEqual([]);
  });
});
