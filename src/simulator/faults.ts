/** How a call to the simulator fails: in the gateway's own words where it is the gateway that fails. */
import { chained } from "../base/chained.ts";
import { counted, grouped, listed } from "../base/words.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Pod, podName } from "../model/run/simulation.ts";
import type { Loss } from "./tries.ts";

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
    `${waiting} waits for ${listed(missing, "and")}, from which no request ever comes, so the Flow has no answer.`,
  );
}

/** A stream of a Flow without executors. */
export function nobodyStreams(): ClientError {
  return gatewayError(
    "IndexError",
    "list index out of range",
    "There is no executor that could stream anything.",
  );
}

/** A stream that is asked of a head, which takes none. */
export function headStreams(executor: string): ClientError {
  return gatewayError(
    "grpc.aio._call.AioRpcError",
    '<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNIMPLEMENTED\n\tdetails = "Method not found!"\n>',
    `${executor} has shards, and the head before them takes no streams.`,
  );
}

/** A stream whose executor is not there, or does not end in time. */
export function lostStream(executor: string, { why, said }: Loss): ClientError {
  return gatewayError(
    "jina.excepts.InternalNetworkError",
    said,
    why === "unreachable"
      ? `Every process of ${executor} that could take the request is set to be down, as far as it was tried.`
      : `${executor} takes longer for all of its stream than timeout_send says.`,
  );
}

/** A request that runs into a cycle. */
export function endlessCycle(names: readonly string[]): ClientError {
  const trail = names.length > 8 ? [...names.slice(0, 7), `… ${grouped(names.length - 7)} more`] : names;
  return gatewayError(
    "RecursionError",
    "maximum recursion depth exceeded",
    `These executors need each other in a cycle: ${chained(...trail, ...names.slice(0, 1))}.`,
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

/** What gRPC says where nobody listens. */
export const REFUSED =
  "failed to connect to all addresses; last error: UNKNOWN: Failed to connect to remote host: connect: Connection refused (111)";

/** What a head says to the gateway where its call has come to nothing. */
export function saidByHead({ why, tried }: Loss): string {
  const addresses = addressesOf(tried);
  return why === "unreachable"
    ? `|Head: Failed to connect to worker (Executor) pod at address ${addresses}. It may be down.`
    : `|Head: Connection to worker (Executor) pod at address ${addresses} could be established, but timed out.`;
}

/** An executor whose call has come to nothing. */
export function lostCall(executor: string, { why, said, tried }: Loss): ClientError {
  const addresses = addressesOf(tried);
  return why === "unreachable"
    ? new ClientError(
        "gateway",
        `${said} |Gateway: Communication error with deployment ${executor} at address(es) ${addresses}. Head or worker(s) may be down.`,
        {
          tried: LABEL,
          executor,
          advice: `Every process of ${executor} that could take the request is set to be down, as far as it was tried.`,
        },
      )
    : new ClientError(
        "timeout",
        `${said}|Gateway: Connection with deployment ${executor} at address(es) ${addresses} could be established, but timed out. You can increase the allowed time by setting \`timeout_send\` in your Flow YAML \`with\` block or Flow \`__init__()\` method.`,
        {
          tried: LABEL,
          executor,
          advice: `${executor} takes longer than timeout_send says. It was tried ${counted(tried.length, "time")}.`,
        },
      );
}

/** As Python writes a set of them. */
function addressesOf(tried: readonly Pod[]): string {
  return `{${[...new Set(tried.map(podName))].map((name) => `'${name}'`).join(", ")}}`;
}
