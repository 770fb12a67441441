import type { Latency } from "../model/run/simulation.ts";

/** A latency in a few words: `40 ms`, `1 to 9 ms`, `normal, 40 ± 10 ms`. */
export function describeLatency(latency: Latency): string {
  switch (latency.kind) {
    case "fixed":
      return `${latency.ms} ms`;
    case "uniform":
      return `${latency.fromMs} to ${latency.toMs} ms`;
    case "normal":
      return `normal, ${latency.meanMs} ± ${latency.deviationMs} ms`;
    case "exponential":
      return `exponential, ${latency.meanMs} ms`;
  }
}
