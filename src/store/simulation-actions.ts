/** How the file is simulated: kept with it, no step of undo, and never in its text. */
import { PLAIN_EXECUTOR, type SimulationSettings } from "../model/run/simulation.ts";
import type { FileSimulation, SetSettings } from "./kept-simulation.ts";
import type { FileRecord } from "./open-file.ts";
import type { DesignerState } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What sets it. */
export interface SimulationActions {
  /** Sets how an executor is simulated, or all that have no settings of their own for null; of `unset` nothing is said any more. */
  simulate(executor: string | null, change: SetSettings, unset?: readonly (keyof SetSettings)[]): void;
  /** Sets what holds for the simulation as a whole. */
  setSimulation(change: Partial<Pick<FileSimulation, "seed" | "hopMs" | "docarray">>): void;
}

/** The actions. */
export function createSimulationActions({ get, setFile }: Tools): SimulationActions {
  return {
    simulate(executor, change, unset = []) {
      const { simulation } = get().file;
      const before = executor === null ? simulation.common : (simulation.executors.get(executor) ?? {});
      const after = { ...before, ...change };
      for (const key of unset) {
        delete after[key];
      }
      if (executor === null) {
        setFile({ simulation: { ...simulation, common: after } });
        return;
      }
      const executors = new Map(simulation.executors);
      executors.set(executor, after);
      if (Object.keys(after).length === 0) {
        executors.delete(executor);
      }
      setFile({ simulation: { ...simulation, executors } });
    },

    setSimulation: (change) => setFile({ simulation: { ...get().file.simulation, ...change } }),
  };
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
