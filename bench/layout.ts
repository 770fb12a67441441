/**
 * The layout of Flows beside ELK's layered one and dagre, each layout in a process of its own. Graphs are seeded; crossings
 * are counted on the lines as they are drawn. ELK lays out 10,000 executors too, which takes it about a minute each round:
 * not with --quick.
 */
import { SHAPES } from "../src/model/drawing/test-graphs.ts";
import type { Benchmark, Figures, Ratio } from "./harness/benchmark.ts";
import { measureInProcess } from "./harness/fresh-process.ts";
import { median } from "./harness/statistics.ts";

interface Graph {
  readonly shape: (typeof SHAPES)[number];
  readonly executors: number;
  readonly seed: number;
}

const graphsOf = (executors: number, seeds: readonly number[]): Graph[] =>
  SHAPES.flatMap((shape) => seeds.map((seed) => ({ shape, executors, seed })));

const THOUSAND = graphsOf(1000, [1, 2, 3, 4]);
/** One of each shape, where it is to be quick. */
const ONE_EACH = graphsOf(1000, [1]);
const TEN_THOUSAND: Graph = { shape: "mixed", executors: 10_000, seed: 1 };

function layOut(engine: string, { shape, executors, seed }: Graph): Promise<Figures> {
  const script = new URL("layout/measure.ts", import.meta.url);
  return measureInProcess(script, engine, shape, String(executors), String(seed));
}

const MS = "layout ms";
const ONE = "one";

/**
 * Ours and another engine in turn on each graph: medians of times, sums of crossings, and quotients of each graph. For
 * those both counts have one added, so that a graph without crossings has a quotient too.
 */
async function beside(other: string, graphs: readonly Graph[]): Promise<Figures> {
  const measured: { readonly ours: Figures; readonly theirs: Figures }[] = [];
  for (const graph of graphs) {
    measured.push({ ours: await layOut("ours", graph), theirs: await layOut(other, graph) });
  }
  const valuesOf = (engine: "ours" | "theirs", figure: string) =>
    measured.map((figures) => figures[engine][figure] ?? Number.NaN);
  const sumOf = (engine: "ours" | "theirs", figure: string) =>
    valuesOf(engine, figure).reduce((sum, value) => sum + value, 0);
  const quotientsOf = (figure: string, added: number) => {
    const theirs = valuesOf("theirs", figure);
    return valuesOf("ours", figure).map(
      (value, at) => (value + added) / ((theirs[at] ?? Number.NaN) + added),
    );
  };
  return {
    "ours, layout ms": median(valuesOf("ours", MS)),
    "theirs, layout ms": median(valuesOf("theirs", MS)),
    "time quotient, worst": Math.max(...quotientsOf(MS, 0)),
    "ours, crossings": sumOf("ours", "crossings"),
    "theirs, crossings": sumOf("theirs", "crossings"),
    "crossings quotient, median": median(quotientsOf("crossings", 1)),
    "crossings quotient, worst": Math.max(...quotientsOf("crossings", 1)),
    "ours, lines over cards": sumOf("ours", "lines over cards"),
    "theirs, lines over cards": sumOf("theirs", "lines over cards"),
    [ONE]: 1,
  };
}

/** What is judged of a run that `beside` measured. `timeAtMost`: of the other engine's time; not judged if left out. */
function ratiosOf(run: string, other: string, timeAtMost?: number): Ratio[] {
  const ratio = (title: string, of: string, to: string, target: Partial<Ratio> = {}): Ratio => ({
    title: `${run}: ${title}`,
    of: { run, figure: of },
    to: { run, figure: to },
    ...target,
  });
  const exactly = (atMost: number) => ({ atMost, isExact: true }) as const;
  return [
    ratio(
      `time, to ${other}'s`,
      "ours, layout ms",
      "theirs, layout ms",
      timeAtMost === undefined ? {} : { atMost: timeAtMost },
    ),
    ratio("the same, worst graph", "time quotient, worst", ONE),
    ratio(`crossings of all, to ${other}'s`, "ours, crossings", "theirs, crossings", exactly(1)),
    ratio("the same, median graph", "crossings quotient, median", ONE, exactly(1)),
    ratio("the same, worst graph", "crossings quotient, worst", ONE),
    ratio("lines over cards", "ours, lines over cards", ONE, exactly(0)),
  ];
}

const BESIDE_ELK = "1,000 executors, beside ELK";
const BESIDE_DAGRE = "1,000 executors, beside dagre";
const LONG_RUNS = { ours: "10,000 executors, ours", elk: "10,000 executors, ELK" };

export const benchmark: Benchmark = {
  title: `layout: ${THOUSAND.length} graphs of 1,000 executors in ${SHAPES.length} shapes, and one of 10,000`,
  async prepare(isQuick) {
    const longRun = (run: string, engine: string): [string, () => Promise<Figures>] => [
      run,
      () => layOut(engine, TEN_THOUSAND),
    ];
    // It takes up to 20 s for a graph, and what is judged of it are counts, which are the same in each round.
    let dagre: Promise<Figures> | null = null;
    const besideDagre = () => {
      dagre ??= beside("dagre", isQuick ? ONE_EACH : THOUSAND);
      return dagre;
    };
    return {
      runs: new Map([
        [BESIDE_ELK, () => beside("ELK", THOUSAND)],
        [BESIDE_DAGRE, besideDagre],
        longRun(LONG_RUNS.ours, "ours"),
        ...(isQuick ? [] : [longRun(LONG_RUNS.elk, "ELK")]),
      ]),
      ratios: [
        ...ratiosOf(BESIDE_ELK, "ELK", 0.08),
        ...ratiosOf(BESIDE_DAGRE, "dagre"),
        ...(isQuick
          ? []
          : [
              {
                title: "time at 10,000, to ELK's",
                of: { run: LONG_RUNS.ours, figure: MS },
                to: { run: LONG_RUNS.elk, figure: MS },
                atMost: 0.02,
              },
            ]),
      ],
    };
  },
};
