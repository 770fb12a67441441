import { expect, test } from "vitest";
import { SUCCESS } from "./reply.ts";
import type { Exchange, Run } from "./run.ts";
import { spreadsOfRun } from "./spread.ts";
import { createTestRun } from "./test-run.ts";

/** All steps at once. */
const spreadsOf = (run: Run) => {
  const steps = spreadsOfRun(run);
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  return step.value;
};

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

test("percentiles are times that were seen, by nearest rank", () => {
  const spread = (times: readonly number[]) =>
    spreadsOf(createTestRun(times.map((ms) => exchange(20, ms)))).parts.get("Roundtrip");
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(spread(hundred)).toEqual({ count: 100, p50Ms: 50, p95Ms: 95, p99Ms: 99, minMs: 1, maxMs: 100 });
  expect(spread([7])).toEqual({ count: 1, p50Ms: 7, p95Ms: 7, p99Ms: 7, minMs: 7, maxMs: 7 });
  expect(spread([])).toBeUndefined();
});

test("times of executors are gathered over all answers, without those that have no end", () => {
  const run = createTestRun([exchange(12, 60), exchange(18, 70), exchange(null, 80), exchange(99, null)]);
  const { parts, executors } = spreadsOf(run);
  expect([...executors.keys()]).toEqual(["a"]);
  expect(executors.get("a")).toMatchObject({ count: 2, minMs: 2, maxMs: 8 });
  expect(parts.get("Roundtrip")).toMatchObject({ count: 3, p50Ms: 70 });
  expect(spreadsOf(run)).toBe(spreadsOf(run));
});

test("the round trip's parts stand in Jina's order, as far as answers tell them", () => {
  const run = createTestRun([exchange(12, 60), exchange(18, 70)]);
  expect(
    [...spreadsOf(run).parts].map(([name, { minMs, p50Ms, maxMs }]) => [name, minMs, p50Ms, maxMs]),
  ).toEqual([
    ["Roundtrip", 60, 60, 70],
    ["Client-server network", 10, 10, 20],
    ["Server", 50, 50, 50],
    ["Gateway-executors network", 42, 42, 48],
  ]);
  const without = exchange(12, 60);
  const silent = { ...without, reply: { ...without.reply!, routes: [] } };
  expect([...spreadsOf(createTestRun([silent])).parts.keys()]).toEqual(["Roundtrip"]);
});
