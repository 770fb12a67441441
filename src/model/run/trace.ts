import type { DataRequest } from "./request.ts";
import type { SimulationEvent } from "./simulation.ts";

/** One request on its way through a simulated Flow, from its beginning to its end. */
export interface Trace {
  readonly request: DataRequest;
  /** In the order of time. */
  readonly steps: readonly SimulationEvent[];
  /** There were more steps than are kept. */
  readonly isCut: boolean;
}
