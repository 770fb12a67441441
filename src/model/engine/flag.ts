/** Arguments that are true or false. */
import type { Value } from "../value.ts";

/** A flag is set by true and by any text or number, `no` and 0 included; false and null do not set it. */
export function isSet(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}
