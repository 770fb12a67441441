/** How the file is simulated: kept with it, no step of undo, and never in its text. */
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { PLAIN_EXECUTOR, type SimulationSettings } from "../model/run/simulation.ts";
import type { EditActions } from "./edit-actions.ts";
import type { FileSimulation, SetSettings } from "./kept-simulation.ts";
import type { FileRecord } from "./open-file.ts";
import type { DesignerState } from "./state.ts";
import type { Tools } from "./tools.ts";
import { type ExecutorTrial, NO_TRIAL, type Trial } from "./trial.ts";

/** What sets it. */
export interface SimulationActions {
  /** Sets how an executor is simulated, or all that have no settings of their own for null; of `unset` nothing is said any more. */
  simulate(executor: string | null, change: SetSettings, unset?: readonly (keyof SetSettings)[]): void;
  /** Sets what holds for the simulation as a whole. */
  setSimulation(change: Partial<Pick<FileSimulation, "seed" | "hopMs" | "docarray">>): void;
  /** Sets a seed that nobody has chosen, so that chance falls out in another way. */
  drawSeed(): void;
  /** Tries other numbers of an executor; of `unset` none is tried any more. */
  tryExecutor(name: string, change: ExecutorTrial, unset?: readonly (keyof ExecutorTrial)[]): void;
  /** Tries another window or rate. */
  tryLoad(change: Partial<Pick<Trial, "window" | "perS">>): void;
  /** Nothing is tried any more. */
  resetTrial(): void;
  /** Writes the replicas, shards and polling that are tried into the file, in one step. Gives what `edit` gives. */
  writeTrial(): string | null;
}

/** The actions. */
export function createSimulationActions(
  { get, setFile, say, ports }: Tools,
  edit: Pick<EditActions, "setScales">,
): SimulationActions {
  return {
    simulate(executor, change, unset = []) {
      const { simulation } = get().file;
      if (executor === null) {
        setFile({ simulation: { ...simulation, common: changed(simulation.common, change, unset) } });
        return;
      }
      const executors = new Map(simulation.executors);
      putPart(executors, executor, change, unset);
      setFile({ simulation: { ...simulation, executors } });
    },

    tryExecutor(name, change, unset = []) {
      const { trial } = get().file;
      const executors = new Map(trial.executors);
      putPart(executors, name, change, unset);
      setFile({ trial: { ...trial, executors } });
    },

    tryLoad: (change) => setFile({ trial: { ...get().file.trial, ...change } }),

    resetTrial: () => setFile({ trial: NO_TRIAL }),

    writeTrial() {
      const { trial, shown } = get().file;
      const { executors } = presentTrial(trial, shown.built);
      const refused = edit.setScales(executors);
      if (refused === null) {
        const rest = new Map(trial.executors);
        for (const [name, { latency }] of executors) {
          rest.delete(name);
          if (latency) {
            rest.set(name, { latency });
          }
        }
        setFile({ trial: { ...trial, executors: rest } });
      }
      return refused;
    },

    setSimulation: (change) => setFile({ simulation: { ...get().file.simulation, ...change } }),

    drawSeed() {
      const seed = ports.random(4).reduce((number, byte) => number * 256 + byte, 0);
      setFile({ simulation: { ...get().file.simulation, seed } });
      say(`The seed is ${seed} now.`);
    },
  };
}

/** The object with other parts, and without some. */
function changed<Whole extends object>(
  whole: Whole,
  change: NoInfer<Whole>,
  unset: readonly (keyof NoInfer<Whole>)[],
): Whole {
  const next = { ...whole, ...change };
  for (const key of unset) {
    delete next[key];
  }
  return next;
}

/** The same of an entry; one with no parts goes. */
function putPart<Whole extends object>(
  entries: Map<string, Whole>,
  name: string,
  change: Whole,
  unset: readonly (keyof Whole)[],
): void {
  const next = changed(entries.get(name) ?? change, change, unset);
  if (Object.keys(next).length === 0) {
    entries.delete(name);
  } else {
    entries.set(name, next);
  }
}

/** What is tried of the executors that the Flow has now: of one that is gone nothing is, until an undo brings it back. */
export function presentTrial(trial: Trial, { byName }: Pick<BuiltFlow, "byName">): Trial {
  const present = [...trial.executors].filter(([name]) => byName.has(name));
  return present.length === trial.executors.size ? trial : { ...trial, executors: new Map(present) };
}

/** How the open file is simulated, with what holds where nothing is set. */
export function simulationSettings({
  file,
  delayMs,
}: Pick<DesignerState, "delayMs"> & { readonly file: Pick<FileRecord, "simulation"> }): SimulationSettings {
  const { common, ...simulation } = file.simulation;
  const latency = { kind: "fixed", ms: delayMs } as const;
  return { ...simulation, common: { ...PLAIN_EXECUTOR, latency, ...common } };
}
