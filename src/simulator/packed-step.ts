/** Steps on their way out of a worker, where an error would lose all but its message. */
import { ClientError } from "../model/run/client-error.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";

type Refused = Extract<SimulationEvent, { readonly kind: "refused" }>;

/** A step as a worker posts it: of an error, what it says. */
export type PackedStep =
  | Exclude<SimulationEvent, Refused>
  | (Omit<Refused, "error"> & {
      readonly error: Pick<ClientError, "code" | "message" | "advice" | "tried">;
    });

/** For a worker to post. */
export function packStep(step: SimulationEvent): PackedStep {
  if (step.kind !== "refused") {
    return step;
  }
  const { code, message, advice, tried } = step.error;
  return { ...step, error: { code, message, advice, tried } };
}

/** The step that was packed. */
export function unpackStep(step: PackedStep): SimulationEvent {
  if (step.kind !== "refused") {
    return step;
  }
  const { code, message, advice, tried } = step.error;
  return { ...step, error: new ClientError(code, message, { advice, tried }) };
}
