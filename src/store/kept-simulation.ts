/** How a file is simulated, as the browser keeps it with the file. What is read is checked, part by part. Pure. */
import type { Behaviour, ExecutorSettings, Latency, SimulationSettings } from "../model/run/simulation.ts";
import { isSimulationNumber as isNumber } from "../model/run/simulation-limits.ts";
import { partsOf } from "./kept.ts";

/** What is set of one executor, or for all; what is not set is as for all, or as nothing is said. */
export type SetSettings = Partial<ExecutorSettings>;

/** What a file says of its simulation: nothing of it stands in its text. */
export interface FileSimulation extends Omit<SimulationSettings, "common"> {
  /** For the executors that have no settings of their own. */
  readonly common: SetSettings;
}

/** Of a file of which nothing was set. */
export const NO_SIMULATION: FileSimulation = {
  seed: 1,
  common: {},
  executors: new Map(),
  hopMs: 0,
  docarray: "v2",
};

/** It as it is written: executors in pairs of name and settings. */
export function packSimulation({ common, executors, ...more }: FileSimulation): unknown {
  return {
    ...more,
    common: packSettings(common),
    executors: [...executors].map(([name, settings]) => [name, packSettings(settings)]),
  };
}

/** JSON, in which some of it is kept, has no infinite numbers. */
const ALL = "all";

function packSettings(settings: SetSettings): unknown {
  return settings.concurrency === Number.POSITIVE_INFINITY ? { ...settings, concurrency: ALL } : settings;
}

/** What was kept; `delays` are pairs of name and milliseconds, which older versions kept instead. */
export function readSimulation(kept: unknown, delays: unknown): FileSimulation {
  const { seed, common, executors, hopMs, docarray } = partsOf<FileSimulation>(kept);
  return {
    seed: isNumber("seed", seed) ? seed : NO_SIMULATION.seed,
    common: readSettings(common),
    executors: new Map(
      [
        ...pairsOf(delays).map(
          ([name, ms]) => [name, readSettings({ latency: { kind: "fixed", ms } })] as const,
        ),
        ...pairsOf(executors).map(([name, settings]) => [name, readSettings(settings)] as const),
      ].filter(([, settings]) => Object.keys(settings).length > 0),
    ),
    hopMs: isNumber("ms", hopMs) ? hopMs : NO_SIMULATION.hopMs,
    docarray: docarray === "v1" ? "v1" : "v2",
  };
}

function pairsOf(kept: unknown): (readonly [string, unknown])[] {
  return listOf(kept).flatMap((pair) => {
    const [name, value] = listOf(pair);
    return typeof name === "string" ? [[name, value] as const] : [];
  });
}

function listOf(kept: unknown): readonly unknown[] {
  return Array.isArray(kept) ? kept : [];
}

function readSettings(kept: unknown): SetSettings {
  const { concurrency, endpoints, down, ...more } = partsOf<ExecutorSettings>(kept);
  const behaviour = readBehaviour(more.behaviour);
  const latency = readLatency(more.latency);
  const replicas = listOf(down).filter((one) => isNumber("replica", one));
  const bound = listOf(endpoints).filter((one) => typeof one === "string");
  return {
    ...(behaviour && { behaviour }),
    ...(latency && { latency }),
    ...(concurrency === ALL && { concurrency: Number.POSITIVE_INFINITY }),
    ...(isNumber("concurrency", concurrency) && { concurrency }),
    ...(bound.length > 0 && { endpoints: bound }),
    ...(replicas.length > 0 && { down: replicas }),
  };
}

/** What a behaviour of this kind is a number of, under the name that its limits have too. */
const NUMBERS = {
  split: "size",
  embed: "dimension",
  match: "count",
  generate: "count",
  fail: "share",
  drop: "share",
} as const;

function readBehaviour(kept: unknown): Behaviour | null {
  const parts = partsOf<Record<string, unknown>>(kept);
  const { kind, template } = parts;
  if (kind === "pass" || kind === "report") {
    return { kind };
  }
  if (kind === "text") {
    return typeof template === "string" ? { kind, template } : null;
  }
  for (const [one, name] of Object.entries(NUMBERS)) {
    if (kind === one && isNumber(name, parts[name])) {
      return { kind, [name]: parts[name] } as Behaviour;
    }
  }
  return null;
}

function readLatency(kept: unknown): Latency | null {
  const { kind, ms, fromMs, toMs, meanMs, deviationMs } =
    partsOf<Record<"kind" | "ms" | "fromMs" | "toMs" | "meanMs" | "deviationMs", unknown>>(kept);
  switch (kind) {
    case "fixed":
      return isNumber("ms", ms) ? { kind, ms } : null;
    case "uniform":
      return isNumber("ms", fromMs) && isNumber("ms", toMs) ? { kind, fromMs, toMs } : null;
    case "normal":
      return isNumber("ms", meanMs) && isNumber("ms", deviationMs) ? { kind, meanMs, deviationMs } : null;
    case "exponential":
      return isNumber("ms", meanMs) ? { kind, meanMs } : null;
    default:
      return null;
  }
}
