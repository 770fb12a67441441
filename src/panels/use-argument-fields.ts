import { useState } from "react";
import { type ArgumentFields, argumentFields, type FieldOwner } from "../model/engine/argument-fields.ts";

/**
 * The fields of what the file gives, and of all else. A field that a person fills in or empties stays where it is until
 * another thing is selected; `stay` is told of it.
 */
export function useArgumentFields(
  owner: FieldOwner,
  given: { has(key: string): boolean; keys(): Iterable<string> },
  isExternal = false,
): { readonly fields: ArgumentFields; readonly stay: (key: string) => void } {
  /** Of the keys that were changed here, whether the file gave them before. */
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const keys = new Set(given.keys());
  for (const [key, wasGiven] of changed) {
    if (wasGiven) {
      keys.add(key);
    } else {
      keys.delete(key);
    }
  }
  return {
    fields: argumentFields(owner, keys, isExternal),
    stay: (key) =>
      setChanged((before) => (before.has(key) ? before : new Map([...before, [key, given.has(key)]]))),
  };
}
