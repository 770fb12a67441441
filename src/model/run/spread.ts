/** How the times of many answers are spread: of the round trip, and of each executor. */
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

/** What the round trip is called in a profile. */
const ROUNDTRIP = "Roundtrip";

/** The spread of a list of times in milliseconds; null of an empty one. */
function spreadOf(timesMs: readonly number[]): Spread | null {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) {
    return null;
  }
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? max;
  return {
    count: sorted.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    minMs: min,
    maxMs: max,
  };
}

const known = new WeakMap<Run, ReadonlyMap<string, Spread>>();

/** The spreads over all answers of a run, by name: the round trip first, then executors in the order of the routes. */
export function executorTimes(run: Run): ReadonlyMap<string, Spread> {
  let spreads = known.get(run);
  if (!spreads) {
    const times = new Map<string, number[]>([[ROUNDTRIP, []]]);
    const add = (name: string, ms: number) => {
      const list = times.get(name);
      if (list) {
        list.push(ms);
      } else {
        times.set(name, [ms]);
      }
    };
    for (const { reply, roundtripMs } of run.exchanges) {
      if (reply && roundtripMs !== null) {
        add(ROUNDTRIP, roundtripMs);
        for (const { executor, durationMs } of profileOf(reply, roundtripMs)?.executors ?? []) {
          if (durationMs !== null) {
            add(executor, durationMs);
          }
        }
      }
    }
    spreads = new Map(
      [...times].flatMap(([name, list]) => {
        const spread = spreadOf(list);
        return spread ? [[name, spread] as const] : [];
      }),
    );
    known.set(run, spreads);
  }
  return spreads;
}
