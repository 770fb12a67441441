import { expect, test } from "vitest";
import { paceOf } from "./pace.ts";
import { SUCCESS } from "./reply.ts";
import type { Exchange, Run } from "./run.ts";
import { createTestRun } from "./test-run.ts";

const waiting: Exchange = {
  request: { requestId: "r", endpoint: "/", documents: [], parameters: {}, targetExecutor: "" },
  state: "waiting",
  roundtripMs: null,
  reply: null,
  error: null,
};

/** An answer with three documents. */
const answered = (roundtripMs: number): Exchange => ({
  ...waiting,
  state: "answered",
  roundtripMs,
  endedAs: 0,
  reply: { ...waiting.request, status: SUCCESS, routes: [], documents: [{}, {}, {}] },
});

const runOf = (exchanges: readonly Exchange[], more: Partial<Run> = {}): Run =>
  createTestRun(exchanges, { state: "running", ...more });

test("nothing is known before the first answer", () => {
  const unknown = { documentsPerS: null, roundtrips: null, leftMs: null };
  expect(paceOf(runOf([]))).toEqual({ sent: 0, ...unknown });
  expect(paceOf(runOf([{ ...waiting, state: "sent" }, waiting]))).toEqual({ sent: 1, ...unknown });
});

test("documents a second, round trips and the time left follow from what has ended", () => {
  const exchanges = [answered(100), answered(300), { ...waiting, state: "sent" } as const, waiting, waiting];
  expect(paceOf(runOf(exchanges, { spentMs: 400 }))).toEqual({
    sent: 3,
    documentsPerS: 15,
    roundtrips: { p50Ms: 100, p95Ms: 300 },
    leftMs: 600,
  });
});

test("percentiles are times that were seen, by nearest rank", () => {
  const times = Array.from({ length: 100 }, (_, index) => answered(100 - index));
  expect(paceOf(runOf(times, { spentMs: 1 })).roundtrips).toEqual({ p50Ms: 50, p95Ms: 95 });
  expect(paceOf(runOf([answered(7)], { spentMs: 7 })).roundtrips).toBeNull();
});

test("a request that failed has ended too, and has no round trip", () => {
  const failed: Exchange = { ...waiting, state: "failed", endedAs: 0 };
  expect(paceOf(runOf([failed, waiting], { spentMs: 10 }))).toMatchObject({
    sent: 1,
    documentsPerS: null,
    leftMs: 10,
  });
});

test.each<[string, Partial<Run>]>([
  ["documents are still read", { isReading: true }],
  ["the run sends no more", { state: "draining" }],
  ["the run has ended", { state: "stopped" }],
])("no time left is told where %s", (_name, more) => {
  expect(paceOf(runOf([answered(5), waiting], { spentMs: 5, ...more })).leftMs).toBeNull();
});
