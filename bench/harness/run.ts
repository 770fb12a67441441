import type { Benchmark, Figures } from "./benchmark.ts";
import { type Judged, judge, type Rounds, type Summary, summarise } from "./statistics.ts";

/** What the rounds of one benchmark have given. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Summary[];
  readonly ratios: readonly Judged[];
}

/** Runs all that a benchmark compares, in turn, so many rounds; `onRun` is told before each run. */
export async function runBenchmark(
  name: string,
  benchmark: Benchmark,
  roundCount: number,
  onRun: (round: number, run: string) => void,
  isQuick = false,
): Promise<Result> {
  const { runs, ratios, close } = await benchmark.prepare(isQuick);
  try {
    const rounds = await inTurn(runs, roundCount, onRun);
    return {
      name,
      title: benchmark.title,
      figures: summarise(rounds),
      ratios: ratios.map((ratio) => judge(rounds, ratio)),
    };
  } finally {
    await close?.();
  }
}

/** A B F A B F …, one at a time. */
export async function inTurn(
  runs: ReadonlyMap<string, () => Promise<Figures>>,
  roundCount: number,
  onRun: (round: number, run: string) => void,
): Promise<Rounds> {
  const rounds = new Map([...runs.keys()].map((name): [string, Figures[]] => [name, []]));
  for (let round = 1; round <= roundCount; round++) {
    for (const [name, run] of runs) {
      onRun(round, name);
      rounds.get(name)!.push(await run());
    }
  }
  return rounds;
}
