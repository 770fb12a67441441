import type { Exchange, Run } from "./run.ts";

/** A run of these requests that is done, but for what a test wants otherwise. */
export function createTestRun(exchanges: readonly Exchange[], change: Partial<Run> = {}): Run {
  return {
    id: 1,
    transport: "",
    simulated: false,
    startedAtMs: 0,
    state: "done",
    exchanges,
    error: null,
    lacks: {},
    notes: [],
    ...change,
  };
}
