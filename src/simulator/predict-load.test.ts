import { expect, test } from "vitest";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { PLAIN_EXECUTOR, type SimulationSettings, type Workload } from "../model/run/simulation.ts";
import { predictLoad } from "./predict-load.ts";
import { flowOf, topologyOf } from "./test-flow.ts";

const SETTINGS: SimulationSettings = {
  seed: 1,
  common: { ...PLAIN_EXECUTOR, latency: { kind: "fixed", ms: 50 } },
  executors: new Map(),
  hopMs: 0,
  docarray: "v2",
};
const WORKLOAD: Workload = {
  requests: 40,
  window: 1,
  perS: null,
  endpoint: "/",
  documents: [{ id: "a" }, { id: "b" }],
  parameters: {},
  targetExecutor: "",
};

const predict = (replicas: number, window: number, more: Partial<Workload> = {}) =>
  predictLoad({
    topology: topologyOf(flowOf({ name: "a" }), new Map([["a", { replicas }]])),
    settings: SETTINGS,
    workload: { ...WORKLOAD, window, ...more },
    hits: null,
  });

test("one request after another takes as long as its work, however many replicas there are", () => {
  for (const replicas of [1, 2, 4]) {
    expect(predict(replicas, 1)).toMatchObject({
      answered: 40,
      failed: 0,
      spentMs: 2000,
      requestsPerS: 20,
      documentsPerS: 40,
      messages: 40,
      roundtrips: { p50Ms: 50, p95Ms: 50 },
    });
  }
});

test("replicas share what a window lets through, and the rest waits", () => {
  expect([1, 2, 4].map((replicas) => predict(replicas, 8).requestsPerS)).toEqual([20, 40, 80]);
  expect(predict(1, 8).executors.get("a")).toEqual({
    messages: 40,
    steps: 40,
    busy: 1,
    waitMs: 315,
    longestQueue: 7,
  });
});

test("requests that come slower than they are answered do not wait", () => {
  const { requestsPerS, roundtrips, executors } = predict(1, 8, { perS: 10 });
  expect([requestsPerS, roundtrips.p95Ms, executors.get("a")?.waitMs]).toEqual([
    expect.closeTo(40 / 3.95),
    50,
    0,
  ]);
});

test("shards that are all asked make as many messages, and one more for their head", () => {
  const scales = new Map([["a", { shards: 3, polling: "ALL" }]]);
  const topology = topologyOf(flowOf({ name: "a" }), scales);
  expect(predictLoad({ topology, settings: SETTINGS, workload: WORKLOAD, hits: null })).toMatchObject({
    messages: 160,
    requestsPerS: 20,
  });
});

test("a Flow that never answers says why, as one whose executors fail", () => {
  const whyOf = (flow: BuiltFlow, settings: SimulationSettings = SETTINGS) =>
    predictLoad({ topology: topologyOf(flow), settings, workload: WORKLOAD, hits: null });
  expect(whyOf(flowOf({ name: "a", needs: "b" }, { name: "b", needs: ["a", "gateway"] }))).toMatchObject({
    answered: 0,
    failed: 40,
    whyFailed: "These executors need each other in a cycle: a → b → a.",
  });
  expect(whyOf(flowOf({ name: "a" }, { name: "b", needs: ["a", "ghost"] })).whyFailed).toBe(
    "b waits for ghost, from which no request ever comes, so the Flow has no answer.",
  );
  const failing = {
    ...SETTINGS,
    common: { ...SETTINGS.common, behaviour: { kind: "fail", share: 1 } },
  } as const;
  expect(whyOf(flowOf({ name: "a" }), failing).whyFailed).toBe(
    "RuntimeError('the simulated Executor fails for this request')",
  );
  expect(whyOf(flowOf({ name: "a" })).whyFailed).toBeNull();
});

test("requests go with their target executor and their parameters", () => {
  const topology = topologyOf(flowOf({ name: "a" }, { name: "b" }));
  const stepsWith = (more: Partial<Workload>, hits: readonly string[] | null = null) => {
    const workload = { ...WORKLOAD, ...more };
    const { executors } = predictLoad({ topology, settings: SETTINGS, workload, hits });
    return ["a", "b"].map((name) => executors.get(name)?.steps);
  };
  expect(stepsWith({})).toEqual([40, 40]);
  expect(stepsWith({ targetExecutor: "b" })).toEqual([0, 40]);
  // Where the pattern was tried before, that holds.
  expect(stepsWith({ targetExecutor: "b" }, ["a"])).toEqual([40, 0]);
  // Streams go to the first one alone.
  expect(stepsWith({ stream: true })).toEqual([40, 0]);
  // The gateway fails on these parameters before it calls b.
  expect(stepsWith({ parameters: { b: 1 } })).toEqual([40, 0]);
});
