/** Asks one of the engine's scripts that answer each line with a line: all questions at once, or one list after another. */
import { execFileSync, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import type { Generation } from "./engine.ts";

const ENGINE = resolve(import.meta.dirname, "..", "engine");

/** What runs this script. Throws the set-up's sentence if the environment is missing. */
function commandOf(script: string, generation: Generation): [python: string, file: string] {
  const missing = readSetup().missing[`docarray-${generation}`];
  if (missing) {
    throw new Error(missing);
  }
  return [environmentPython(generation), join(ENGINE, script)];
}

const linesOf = (questions: readonly unknown[]) =>
  questions.map((question) => `${JSON.stringify(question)}\n`).join("");

/** One answer for each question, both as JSON. Throws the set-up's sentence if the environment is missing. */
export function askScript(
  script: string,
  args: readonly string[],
  questions: readonly unknown[],
  generation: Generation = "v2",
): unknown[] {
  const [python, file] = commandOf(script, generation);
  const answers = execFileSync(python, [file, ...args], {
    input: linesOf(questions),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return answers
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/** A script that stays: importing Jina takes longer than most questions. */
export interface StayingScript {
  /** One answer for each question; the next list is asked once they are there. */
  ask(questions: readonly unknown[]): Promise<unknown[]>;
  stop(): void;
}

/** Starts one that answers each line as soon as it comes. Throws the set-up's sentence if the environment is missing. */
export function startScript(script: string, generation: Generation): StayingScript {
  const [python, file] = commandOf(script, generation);
  const child = spawn(python, [file], { stdio: ["pipe", "pipe", "ignore"] });
  // Of one that has ended it is its answer that is missing.
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(questions) {
      child.stdin.write(linesOf(questions));
      const answers: unknown[] = [];
      while (answers.length < questions.length) {
        const { done, value } = await lines.next();
        if (done) {
          throw new Error(`${script} ended without an answer`);
        }
        answers.push(JSON.parse(value));
      }
      return answers;
    },
    stop: () => child.kill("SIGKILL"),
  };
}
