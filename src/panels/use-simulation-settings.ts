import type { SimulationSettings } from "../model/run/simulation.ts";
import { useDesignerState, useOpenFile } from "../store/react.ts";
import { simulationSettings } from "../store/simulation-actions.ts";

/** How the open file is simulated, with the delay of older settings where it says none. */
export function useSimulationSettings(): SimulationSettings {
  const simulation = useOpenFile((file) => file.simulation);
  const delayMs = useDesignerState((state) => state.delayMs);
  return simulationSettings({ file: { simulation }, delayMs });
}
