import type { Variables } from "./substitute.ts";

/** Values for variables of the environment, and for those of Python code. */
export function createVariables(
  environment: Readonly<Record<string, string>>,
  callers: Readonly<Record<string, string>> = {},
): Variables {
  return { environment: new Map(Object.entries(environment)), callers: new Map(Object.entries(callers)) };
}
