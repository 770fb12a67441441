/** When two values are the same to the engine, and where two differ. */

import type { Path } from "./path.ts";
import { isMap } from "./python.ts";
import { Float, Timestamp, type Value } from "./value.ts";

/** True if both are the same to the last item; the order of keys means nothing. */
export function sameValue(a: Value, b: Value): boolean {
  return differences(a, b).next().done === true;
}

/** The paths at which two values differ, none inside another one. */
export function* differences(a: Value, b: Value, path: Path = []): Generator<Path> {
  if (a === b) {
    return;
  }
  if (isMap(a) && isMap(b)) {
    for (const [key, value] of a) {
      const other = b.get(key);
      if (other === undefined) {
        yield [...path, key];
      } else if (value !== other) {
        yield* differences(value, other, [...path, key]);
      }
    }
    for (const key of b.keys()) {
      if (!a.has(key)) {
        yield [...path, key];
      }
    }
  } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries()) {
      if (item !== b[index]) {
        yield* differences(item, b[index]!, [...path, index]);
      }
    }
  } else if (!sameScalar(a, b)) {
    yield path;
  }
}

function sameScalar(a: Value, b: Value): boolean {
  if (a instanceof Float && b instanceof Float) {
    return Object.is(a.value, b.value);
  }
  return a instanceof Timestamp && b instanceof Timestamp && a.text === b.text;
}
