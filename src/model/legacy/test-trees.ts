/** Values of files, for tests: written as plain objects. */
import type { Value, ValueMap } from "../value.ts";

type Plain = null | boolean | number | string | readonly Plain[] | PlainMap;

/** An entry that is undefined is not there. */
export interface PlainMap {
  readonly [key: string]: Plain | undefined;
}

/** A plain JSON value as a value of a file. */
export function treeOf(plain: Plain): Value {
  if (Array.isArray(plain)) {
    return plain.map(treeOf);
  }
  if (plain === null || typeof plain !== "object") {
    return plain;
  }
  const entries = Object.entries(plain as PlainMap);
  return new Map(entries.flatMap(([key, item]) => (item === undefined ? [] : [[key, treeOf(item)]])));
}

/** A value of a file as a plain JSON value. */
export function plainOf(value: Value): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...(value as ValueMap)].map(([key, item]) => [key, plainOf(item)]));
  }
  return Array.isArray(value) ? value.map(plainOf) : value;
}

/** The values of a file whose first key is `jtype: Flow`, unless `file` says another. */
export function flowOf(file: PlainMap): ValueMap {
  return treeOf({ jtype: "Flow", ...file }) as ValueMap;
}
