import type { Latency } from "../model/run/simulation.ts";
import { SIMULATION_LIMITS } from "../model/run/simulation-limits.ts";

/** A latency of another kind that takes as long in the mean, within the limits of its numbers. */
export function latencyLike(kind: Latency["kind"], given: Latency): Latency {
  const meanMs = meanOf(given);
  switch (kind) {
    case "fixed":
      return { kind, ms: meanMs };
    case "uniform": {
      const spreadMs = Math.min(meanMs / 2, SIMULATION_LIMITS.ms[1] - meanMs);
      return { kind, fromMs: meanMs - spreadMs, toMs: meanMs + spreadMs };
    }
    case "normal":
      return { kind, meanMs, deviationMs: meanMs / 4 };
    case "exponential":
      return { kind, meanMs };
  }
}

function meanOf(latency: Latency): number {
  switch (latency.kind) {
    case "fixed":
      return latency.ms;
    case "uniform":
      return (latency.fromMs + latency.toMs) / 2;
    default:
      return latency.meanMs;
  }
}
