/** How the times of many answers are spread: of the round trip with its parts, and of each executor. */
import { profileOf } from "./profile.ts";
import type { Run } from "./run.ts";

/** Percentiles by nearest rank: a time that was seen, never one between two. */
export interface Spread {
  /** How many times there are. */
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** The spreads over all answers of a run, by name. */
interface RunSpreads {
  /** The round trip and its parts, under the names that Jina's `client.profiling()` prints, in its order. */
  readonly parts: ReadonlyMap<string, Spread>;
  /** Executors, in the order of the routes. */
  readonly executors: ReadonlyMap<string, Spread>;
}

/** The percentile of a sorted list by nearest rank; undefined of an empty one. `share`: above 0, up to 1. */
export function nearestRank(sorted: ArrayLike<number>, share: number): number | undefined {
  return sorted[Math.ceil(share * sorted.length) - 1];
}

/** The spread of a list of times in milliseconds; null of an empty one. */
function spreadOf(timesMs: readonly number[]): Spread | null {
  // Sorts by number, and many of them fast.
  const sorted = Float64Array.from(timesMs).sort();
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) {
    return null;
  }
  const at = (share: number) => nearestRank(sorted, share) ?? max;
  return {
    count: sorted.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    minMs: min,
    maxMs: max,
  };
}

const known = new WeakMap<Run, RunSpreads>();

/**
 * Works out the spreads of a run's answers, in steps, so that whoever asks can pause; cached. A part that no answer tells
 * is left out, as is an executor without an end.
 */
export function* spreadsOfRun(run: Run): Generator<void, RunSpreads> {
  let spreads = known.get(run);
  if (!spreads) {
    const parts = new Map<string, number[]>();
    const executors = new Map<string, number[]>();
    for (const { reply, roundtripMs } of run.exchanges) {
      if (reply && roundtripMs !== null) {
        add(parts, "Roundtrip", roundtripMs);
        const profile = profileOf(reply, roundtripMs);
        add(parts, "Client-server network", profile?.clientServerNetworkMs);
        add(parts, "Server", profile?.serverMs);
        add(parts, "Gateway-executors network", profile?.gatewayExecutorsNetworkMs);
        for (const { executor, durationMs } of profile?.executors ?? []) {
          add(executors, executor, durationMs);
        }
        yield;
      }
    }
    spreads = { parts: yield* spreadEach(parts), executors: yield* spreadEach(executors) };
    known.set(run, spreads);
  }
  return spreads;
}

function add(times: Map<string, number[]>, name: string, ms: number | null | undefined): void {
  if (ms != null) {
    const list = times.get(name);
    if (list) {
      list.push(ms);
    } else {
      times.set(name, [ms]);
    }
  }
}

function* spreadEach(
  times: ReadonlyMap<string, readonly number[]>,
): Generator<void, ReadonlyMap<string, Spread>> {
  const spreads = new Map<string, Spread>();
  for (const [name, list] of times) {
    const spread = spreadOf(list);
    if (spread) {
      spreads.set(name, spread);
    }
    yield;
  }
  return spreads;
}
