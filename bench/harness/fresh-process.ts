import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Figures } from "./benchmark.ts";

/**
 * Figures that a script measures in a Node of its own, where no earlier run has warmed anything up. The script prints
 * them with `printFigures` as its last line.
 */
export async function measureInProcess(script: URL, ...args: readonly string[]): Promise<Figures> {
  const child = spawn(process.execPath, ["--expose-gc", script.pathname, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) {
    throw new Error(`${script.pathname} ${args.join(" ")} ended with ${code}`);
  }
  return JSON.parse(output.trimEnd().split("\n").at(-1)!);
}

/** Hands the figures to the process that started this one. */
export function printFigures(figures: Figures): void {
  console.log(JSON.stringify(figures));
}
