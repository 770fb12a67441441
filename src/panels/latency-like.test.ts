import { expect, test } from "vitest";
import { readSimulation } from "../store/kept-simulation.ts";
import { latencyLike } from "./latency-like.ts";

const KINDS = ["fixed", "uniform", "normal", "exponential"] as const;

test.each([0, 40, 45_000, 50_000, 60_000])(
  "%d ms become another kind that is kept, as long in the mean",
  (ms) => {
    for (const kind of KINDS) {
      const latency = latencyLike(kind, { kind: "fixed", ms });
      expect(readSimulation({ common: { latency } }, undefined).common).toEqual({ latency });
      expect(latencyLike("fixed", latency)).toEqual({ kind: "fixed", ms });
    }
  },
);

test("a uniform one is half of the mean to either side, or as much as the limit leaves", () => {
  expect(latencyLike("uniform", { kind: "fixed", ms: 40 })).toEqual({
    kind: "uniform",
    fromMs: 20,
    toMs: 60,
  });
  expect(latencyLike("uniform", { kind: "exponential", meanMs: 50_000 })).toEqual({
    kind: "uniform",
    fromMs: 40_000,
    toMs: 60_000,
  });
});
