/**
 *     npm run bench -- [NAME…] [--only TEXT…] [--rounds N] [--quick] [--json]
 *
 * Runs the benchmarks of this folder, all or those named, and prints figures and ratios with the machine they were
 * measured on. With --only what is needed for the ratios whose title holds a TEXT; with --quick one round, and of what
 * takes minutes a part. Exit code 1 if a ratio misses its target by more than the slack, 2 if the command is wrong.
 */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Benchmark } from "./harness/benchmark.ts";
import { describeMachine } from "./harness/machine.ts";
import { printReport } from "./harness/report.ts";
import { type Result, runBenchmark } from "./harness/run.ts";
import { SLACK } from "./harness/statistics.ts";

const DEFAULT_ROUNDS = 5;

class WrongCommand extends Error {}

/** The benchmarks of this folder by name; other files there hold their parts. */
async function findBenchmarks(): Promise<Map<string, Benchmark>> {
  const files = readdirSync(import.meta.dirname).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "main.ts",
  );
  const found = new Map<string, Benchmark>();
  for (const file of files.sort()) {
    const module: { benchmark?: Benchmark } = await import(new URL(file, import.meta.url).href);
    if (module.benchmark) {
      found.set(file.replace(/\.ts$/, ""), module.benchmark);
    }
  }
  return found;
}

interface Command {
  readonly names: readonly string[];
  readonly only: readonly string[];
  readonly rounds: number;
  readonly isQuick: boolean;
  readonly isJson: boolean;
}

function readCommand(args: readonly string[]): Command {
  const options = {
    json: { type: "boolean" },
    only: { type: "string", multiple: true },
    quick: { type: "boolean" },
    rounds: { type: "string" },
  } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new WrongCommand((error as Error).message);
  }
  const isQuick = parsed.values.quick ?? false;
  const rounds = Number(parsed.values.rounds ?? (isQuick ? 1 : DEFAULT_ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new WrongCommand(`--rounds takes a whole number from 1 on; found ${parsed.values.rounds}.`);
  }
  return {
    names: parsed.positionals,
    only: parsed.values.only ?? [],
    rounds,
    isQuick,
    isJson: parsed.values.json ?? false,
  };
}

async function main(): Promise<number> {
  const { names, only, rounds, isQuick, isJson } = readCommand(process.argv.slice(2));
  const benchmarks = await findBenchmarks();
  const unknown = names.filter((name) => !benchmarks.has(name));
  if (unknown.length > 0) {
    throw new WrongCommand(
      `There is no benchmark ${unknown.join(", ")}; there are: ${[...benchmarks.keys()].join(", ")}.`,
    );
  }
  const results: Result[] = [];
  for (const name of names.length > 0 ? names : benchmarks.keys()) {
    const onRun = (round: number, run: string) => console.error(`${name}, round ${round}: ${run}`);
    results.push(await runBenchmark(name, benchmarks.get(name)!, rounds, onRun, isQuick, only));
  }
  const machine = describeMachine();
  console.log(
    isJson
      ? JSON.stringify({ machine, rounds, slack: SLACK, benchmarks: results }, null, 2)
      : printReport(machine, rounds, results),
  );
  return results.some(({ ratios }) => ratios.some(({ isMet }) => !isMet)) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof WrongCommand)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 2;
}
