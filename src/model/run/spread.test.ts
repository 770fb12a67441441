import { expect, test } from "vitest";
import { SUCCESS } from "./reply.ts";
import type { Exchange, Run } from "./run.ts";
import { executorTimes } from "./spread.ts";

const exchange = (endMs: number | null, roundtripMs: number | null): Exchange => ({
  request: { requestId: "r", endpoint: "/", documents: [], parameters: {}, targetExecutor: "" },
  state: "answered",
  roundtripMs,
  error: null,
  reply: {
    requestId: "r",
    endpoint: "/",
    targetExecutor: "",
    parameters: {},
    status: SUCCESS,
    documents: [],
    routes: [
      { executor: "gateway", startMs: 0, endMs: 50, status: null },
      { executor: "a", startMs: 10, endMs, status: null },
    ],
  },
});

const runOf = (exchanges: readonly Exchange[]): Run => ({
  id: 1,
  transport: "",
  simulated: false,
  startedAtMs: 0,
  state: "done",
  exchanges,
  error: null,
  lacks: {},
  notes: [],
});

test("percentiles are times that were seen, by nearest rank", () => {
  const spread = (times: readonly number[]) =>
    executorTimes(runOf(times.map((ms) => exchange(20, ms)))).get("Roundtrip");
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(spread(hundred)).toEqual({ count: 100, p50Ms: 50, p95Ms: 95, p99Ms: 99, minMs: 1, maxMs: 100 });
  expect(spread([7])).toEqual({ count: 1, p50Ms: 7, p95Ms: 7, p99Ms: 7, minMs: 7, maxMs: 7 });
  expect(spread([])).toBeUndefined();
});

test("times of executors are gathered over all answers, without those that have no end", () => {
  const run = runOf([exchange(12, 60), exchange(18, 70), exchange(null, 80), exchange(99, null)]);
  const spreads = executorTimes(run);
  expect([...spreads.keys()]).toEqual(["Roundtrip", "a"]);
  expect(spreads.get("Roundtrip")).toMatchObject({ count: 3, p50Ms: 70 });
  expect(spreads.get("a")).toMatchObject({ count: 2, minMs: 2, maxMs: 8 });
});
