import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { readSetup } from "../../scripts/setup.mjs";

/** What the figures were measured on: without it they say little. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
  /** Null if none is set up. */
  readonly chromium: string | null;
}

/** The machine that measures, for the head of a report. */
export function describeMachine(): Machine {
  const { chromium } = readSetup();
  return {
    cpu: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    chromium: chromium ? versionOf(chromium) : null,
  };
}

function versionOf(program: string): string | null {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return /\d+(\.\d+)+/.exec(stdout ?? "")?.[0] ?? null;
}
