/** The arithmetic of the benchmarks: medians of rounds, ratios of medians, and whether a ratio is what it is to be. */
import type { FigureOf, Figures, Ratio } from "./benchmark.ts";

/** A target is missed when it is missed by more than this part of it: machines are not that quiet. */
export const SLACK = 0.25;

/** Of any number of values but none; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) {
    throw new RangeError("no values have no median");
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Figures of all rounds, by run: one for each round, in their order. */
export type Rounds = ReadonlyMap<string, readonly Figures[]>;

/** What many measurements of one figure come to. */
export interface Summary extends FigureOf {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** All figures of all runs, in the order in which they came. */
export function summarise(rounds: Rounds): Summary[] {
  return [...rounds].flatMap(([run, figures]) =>
    Object.keys(figures[0] ?? {}).map((figure) => {
      const values = valuesOf(rounds, { run, figure });
      return { run, figure, median: median(values), least: Math.min(...values), most: Math.max(...values) };
    }),
  );
}

/** A ratio, and which of its targets it meets. */
export interface Judged {
  readonly title: string;
  readonly value: number;
  /** As `≤ 2.5`; null if the ratio is only shown. */
  readonly target: string | null;
  /** Within the target itself. */
  readonly isReached: boolean;
  /** Within the target and its slack, if it has one. */
  readonly isMet: boolean;
}

/** The ratio of two medians, held against its targets with some slack. */
export function judge(rounds: Rounds, { title, of, to, atMost, atLeast, isExact }: Ratio): Judged {
  const value = median(valuesOf(rounds, of)) / median(valuesOf(rounds, to));
  const isWithin = (slack: number) =>
    (atMost === undefined || value <= atMost * (1 + slack)) &&
    (atLeast === undefined || value >= atLeast / (1 + slack));
  const targets = [
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
  ];
  return {
    title,
    value,
    target: targets.length > 0 ? targets.join(", ") : null,
    isReached: isWithin(0),
    isMet: isWithin(isExact ? 0 : SLACK),
  };
}

function valuesOf(rounds: Rounds, { run, figure }: FigureOf): number[] {
  return (rounds.get(run) ?? []).map((figures) => {
    const value = figures[figure];
    if (value === undefined) {
      throw new Error(`a round of ${run} did not measure ${figure}`);
    }
    return value;
  });
}
