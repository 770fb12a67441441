/**
 * The simulator in a worker, in steps a second: one executor's, or shard's, work on one request. Beside it the floor, as
 * many callbacks through nothing but the queue, and the engine's own routing of the same graph in Python, whose executors
 * answer at once in its own process.
 */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import type { Benchmark, Figures } from "./harness/benchmark.ts";
import { measureInProcess } from "./harness/fresh-process.ts";

const REQUESTS = 50_000;
const FEW_REQUESTS = 5_000;
const PROMISED = 100_000;
/** The engine routes some hundred requests a second. */
const ENGINE_REQUESTS = 200;

const SCRIPT = resolve(import.meta.dirname, "..", "engine", "time_routes.py");

function askEngine(): Figures {
  const missing = readSetup().missing["docarray-v2"];
  if (missing) {
    throw new Error(missing);
  }
  const answer = execFileSync(environmentPython("v2"), [SCRIPT, String(ENGINE_REQUESTS)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return { "steps/s": JSON.parse(answer).stepsPerSecond };
}

export const benchmark: Benchmark = {
  title: "simulator: a Flow of two diamonds with shards, replicas and a condition, in a worker",
  async prepare(isQuick) {
    const measure = (run: string) =>
      measureInProcess(
        new URL("simulator/measure.ts", import.meta.url),
        run,
        String(isQuick ? FEW_REQUESTS : REQUESTS),
      );
    const ours = { run: "ours", figure: "steps/s" };
    return {
      runs: new Map([
        ["ours", async () => ({ ...(await measure("ours")), "promised steps/s": PROMISED })],
        ["the bare queue", () => measure("floor")],
        ["the engine's routing", async () => askEngine()],
      ]),
      ratios: [
        {
          title: "steps a second, to 100,000",
          of: ours,
          to: { run: "ours", figure: "promised steps/s" },
          // Half of a short run is warming up.
          ...(isQuick ? {} : { atLeast: 1 }),
        },
        {
          title: "steps a second, to the bare queue's",
          of: ours,
          to: { run: "the bare queue", figure: "steps/s" },
        },
        {
          title: "steps a second, to the engine's own routing",
          of: ours,
          to: { run: "the engine's routing", figure: "steps/s" },
        },
      ],
    };
  },
};
