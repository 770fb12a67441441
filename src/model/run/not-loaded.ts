import { LoadError } from "../../base/load-error.ts";
import { ClientError } from "./client-error.ts";

/** Why something was not sent, of what was thrown: code that could not be fetched is no fault of ours, as anything else is. */
export function notLoaded(cause: unknown): unknown {
  return cause instanceof LoadError ? new ClientError("bridge-missing", cause.message, { cause }) : cause;
}
