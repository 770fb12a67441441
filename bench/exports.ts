/** What is made of a Flow for somewhere else, beside the engine's own time for the same file. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import { imageFlowText } from "./exports/flow-text.ts";
import type { Benchmark, Figures } from "./harness/benchmark.ts";
import { measureInProcess } from "./harness/fresh-process.ts";

const EXECUTORS = 10_000;
/** The engine's time for Kubernetes grows with the square of these. */
const FEW_EXECUTORS = 500;
const MAX_RATIO = 0.1;
/** The engine, which takes many minutes, is stopped after so many times our own: the ratio would be smaller yet. */
const STOPPED_AFTER = 15;

const SCRIPT = resolve(import.meta.dirname, "..", "engine", "time_exports.py");

function askEngine(text: string, ours: Figures): Figures {
  const missing = readSetup().missing["docarray-v2"];
  if (missing) {
    throw new Error(missing);
  }
  const seconds = Math.ceil(((ours["kubernetes ms"] ?? 0) * STOPPED_AFTER) / 1000);
  const answer = execFileSync(environmentPython("v2"), [SCRIPT, String(seconds)], {
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
  const { mermaid, kubernetes } = JSON.parse(answer);
  return { "mermaid ms": mermaid, "kubernetes ms": kubernetes };
}

export const benchmark: Benchmark = {
  title: `exports of 10,000 executors; the engine is stopped at ${STOPPED_AFTER} times our time`,
  async prepare(isQuick) {
    const executors = isQuick ? FEW_EXECUTORS : EXECUTORS;
    const text = imageFlowText(executors);
    const ratio = (what: string) => ({
      title: `${what}, ours to the engine's`,
      of: { run: "ours", figure: `${what} ms` },
      to: { run: "the engine", figure: `${what} ms` },
      // What is promised is about the large Flow: in a small one our first drawing is not yet compiled.
      ...(isQuick ? {} : { atMost: MAX_RATIO }),
    });
    let ours: Figures = {};
    const measure = async () => {
      ours = await measureInProcess(new URL("exports/measure.ts", import.meta.url), String(executors));
      return ours;
    };
    return {
      runs: new Map([
        ["ours", measure],
        ["the engine", async () => askEngine(text, ours)],
      ]),
      ratios: [ratio("mermaid"), ratio("kubernetes")],
    };
  },
};
