/** How a call to the simulator fails: in the gateway's own words where it is the gateway that fails. */
import { ClientError } from "../model/run/client-error.ts";

/** What the simulator is called in what it says. */
export const LABEL = "simulator:";

/** A fault inside the gateway, as its gRPC status words it. */
export function gatewayError(type: string, message: string, advice: string): ClientError {
  return new ClientError("gateway", `Unexpected <class '${type}'>: ${message}`, { tried: LABEL, advice });
}

/** An end that waits for what never comes: `waiting` is the executor that keeps it. */
export function stuck(waiting: string, missing: readonly string[]): ClientError {
  return gatewayError(
    "IndexError",
    "list index out of range",
    `${waiting} waits for ${missing.join(", ")}, from which no request ever comes, so the Flow has no answer.`,
  );
}

/** A request that runs into a cycle. */
export function endlessCycle(names: readonly string[]): ClientError {
  const trail = names.length > 8 ? [...names.slice(0, 7), `… ${names.length - 7} more`] : names;
  return gatewayError(
    "RecursionError",
    "maximum recursion depth exceeded",
    `These executors need each other in a cycle: ${[...trail, names[0]].join(" → ")}.`,
  );
}

/** A pattern that we cannot follow. */
export function unsupported(construct: string, where = "target_executor"): ClientError {
  return new ClientError("input", `The simulator cannot follow ${construct} in a pattern for ${where}.`, {
    tried: LABEL,
    advice: "Python may know it: send the request to a running Flow, or write the pattern in another way.",
  });
}

/** A call that the person stopped. */
export function stopped(): ClientError {
  return new ClientError("canceled", "Stopped.", { tried: LABEL });
}

/** A pattern that takes too long to try. */
export function tooSlow(what = "What target_executor hits"): ClientError {
  return new ClientError("input", `${what} takes too long to find out.`, {
    tried: LABEL,
    advice:
      "A gateway that got this pattern would stand still over it too: write it without a repetition in a repetition.",
  });
}

/** An executor none of whose processes answers; `tried` are the names of those that were asked. */
export function unreachable(executor: string, tried: readonly string[]): ClientError {
  const addresses = [...new Set(tried)].map((name) => `'${name}'`).join(", ");
  return new ClientError(
    "gateway",
    `failed to connect to all addresses; last error: UNKNOWN: Failed to connect to remote host: connect: Connection refused (111) |Gateway: Communication error with deployment ${executor} at address(es) {${addresses}}. Head or worker(s) may be down.`,
    { tried: LABEL, advice: `Every process of ${executor} that could take the request is set to be down.` },
  );
}
