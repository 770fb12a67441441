/** What arguments have where the file gives them elsewhere, as the engine hands them on. */
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Value, ValueMap } from "../model/value.ts";
import type { Inherited } from "./argument-field.tsx";

const FROM_FLOW = "from the Flow";

function from(where: string, values: Iterable<readonly [string, Value]>): Map<string, Inherited> {
  return new Map([...values].map(([key, value]) => [key, { value, where }]));
}

/** What an executor gets of `with`. A Deployment that is read by itself gets nothing. */
export function inheritedByExecutor({ settings }: BuiltFlow): ReadonlyMap<string, Inherited> {
  return from(FROM_FLOW, [
    ...settings.forExecutors,
    ...(settings.workspace === null ? [] : [["workspace", settings.workspace] as const]),
    ...(settings.logConfig === "default" ? [] : [["log_config", settings.logConfig] as const]),
  ]);
}

/** What the gateway gets of `with`. */
export function inheritedByGateway({ settings }: BuiltFlow): ReadonlyMap<string, Inherited> {
  return from(FROM_FLOW, [
    ...settings.forGateway,
    ...(settings.env === null ? [] : [["env", settings.env] as const]),
    ...(settings.logConfig === "default" ? [] : [["log_config", settings.logConfig] as const]),
  ]);
}

/** What `with` says nothing of because the gateway's own section does. */
export function saidByGateway(section: ValueMap): ReadonlyMap<string, Inherited> {
  return from(`in the section ${GATEWAY}`, section);
}
