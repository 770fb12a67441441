/** Asks one of the engine's scripts that answer each line with a line, all questions at once. */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import type { Generation } from "./engine.ts";

const ENGINE = resolve(import.meta.dirname, "..", "engine");

/** One answer for each question, both as JSON. Throws the set-up's sentence if the environment is missing. */
export function askScript(
  script: string,
  args: readonly string[],
  questions: readonly unknown[],
  generation: Generation = "v2",
): unknown[] {
  const missing = readSetup().missing[`docarray-${generation}`];
  if (missing) {
    throw new Error(missing);
  }
  const answers = execFileSync(environmentPython(generation), [join(ENGINE, script), ...args], {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return answers
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}
