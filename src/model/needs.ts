/** What the value of a key `needs` means to the engine. */
import type { Value } from "./flow.ts";
import { pythonStr } from "./python.ts";

/** The names of a `needs` value: null where the engine supplies them, undefined where it refuses the value. */
export function needsOf(value: Value | undefined): string[] | null | undefined {
  if (value === undefined || value === null || value === "" || value === false || value === 0) {
    return null;
  }
  if (typeof value === "string") {
    return [value];
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? null : value.map(pythonStr);
  }
  if (value instanceof Map && value.size === 0) {
    return null;
  }
  return undefined;
}
