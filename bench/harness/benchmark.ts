/**
 * What a benchmark is. One file of `bench/` each, which exports it as `benchmark`; its name is the file's. What is
 * compared runs in turn (A B F A B F …), so that a machine that slows down slows all of it down, and only ratios of
 * medians are judged.
 */
export interface Benchmark {
  readonly title: string;
  /**
   * Makes ready what all rounds share. It is not measured. `isQuick`: less of it, to see that it runs. What no ratio
   * needs whose title `isWanted` is not run; a benchmark that asks can leave out parts of its runs as well.
   */
  prepare(isQuick: boolean, isWanted: (title: string) => boolean): Promise<Prepared>;
}

interface Prepared {
  /** What is compared, by name, in the order in which it runs in each round. */
  readonly runs: ReadonlyMap<string, () => Promise<Figures>>;
  readonly ratios: readonly Ratio[];
  /** Puts away what was made ready. */
  close?(): Promise<void>;
}

/** What one run measured, by name with the unit at the end: `edit ms`, `elements`. The same names in each round. */
export type Figures = Readonly<Record<string, number>>;

/** The median of one figure divided by the median of another. */
export interface Ratio {
  readonly title: string;
  readonly of: FigureOf;
  readonly to: FigureOf;
  /** What is to be reached; without either the ratio is shown and not judged. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Of figures that are the same on every machine, as counts are: the target has no slack. */
  readonly isExact?: true;
}

/** One figure of one run, by their names. */
export interface FigureOf {
  readonly run: string;
  readonly figure: string;
}
