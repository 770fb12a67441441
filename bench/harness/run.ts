import type { Benchmark, Figures } from "./benchmark.ts";
import { type Judged, judge, type Rounds, type Summary, summarise } from "./statistics.ts";

/** What the rounds of one benchmark have given. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Summary[];
  readonly ratios: readonly Judged[];
}

/**
 * Runs all that a benchmark compares, in turn, so many rounds; `onRun` is told before each run. `only`: what is needed for
 * the ratios whose title holds one of these, and no more; all if there are none.
 */
export async function runBenchmark(
  name: string,
  benchmark: Benchmark,
  roundCount: number,
  onRun: (round: number, run: string) => void,
  isQuick = false,
  only: readonly string[] = [],
): Promise<Result> {
  const isWanted = (title: string) => only.length === 0 || only.some((part) => title.includes(part));
  const { runs, ratios, close } = await benchmark.prepare(isQuick, isWanted);
  try {
    const wanted = ratios.filter(({ title }) => isWanted(title));
    if (only.length > 0 && wanted.length === 0) {
      throw new RangeError(`no ratio of ${name} has ${only.join(" or ")} in its title`);
    }
    const needed = new Set(wanted.flatMap(({ of, to }) => [of.run, to.run]));
    const rounds = await inTurn(
      only.length === 0 ? runs : new Map([...runs].filter(([run]) => needed.has(run))),
      roundCount,
      onRun,
    );
    return {
      name,
      title: benchmark.title,
      figures: summarise(rounds),
      ratios: wanted.map((ratio) => judge(rounds, ratio)),
    };
  } finally {
    await close?.();
  }
}

/** A B F F B A A B F …, one at a time: what runs after another is slowed by its end, and takes its turn before it too. */
export async function inTurn(
  runs: ReadonlyMap<string, () => Promise<Figures>>,
  roundCount: number,
  onRun: (round: number, run: string) => void,
): Promise<Rounds> {
  const rounds = new Map([...runs.keys()].map((name): [string, Figures[]] => [name, []]));
  for (let round = 1; round <= roundCount; round++) {
    const order = [...runs];
    for (const [name, run] of round % 2 === 1 ? order : order.toReversed()) {
      onRun(round, name);
      rounds.get(name)!.push(await run());
    }
  }
  return rounds;
}
