/** From one value to another with as few steps as may be. */
import type { Path } from "../path.ts";
import { isMap } from "../python.ts";
import { sameValue } from "../same-value.ts";
import type { Step } from "../steps.ts";
import { OddMap, type Value, type ValueMap } from "../value.ts";

/**
 * The steps that make one value of another, at its place: in mappings key by key, so that what stays keeps its text.
 * `before` undefined: there is none.
 */
export function stepsTo(path: Path, before: Value | undefined, value: Value): Step[] {
  if (!hasTextKeys(value) || (before !== undefined && !hasTextKeys(before))) {
    return [{ kind: "set", path, value }];
  }
  const gone = [...(before?.keys() ?? [])].filter((key) => !value.has(key));
  return [
    ...gone.map((key): Step => ({ kind: "unset", path: [...path, key] })),
    ...[...value].flatMap(([key, item]) => {
      const old = before?.get(key);
      return old !== undefined && sameValue(old, item) ? [] : stepsTo([...path, key], old, item);
    }),
  ];
}

/** A mapping of one key or more, each a text. */
function hasTextKeys(value: Value): value is ValueMap {
  return isMap(value) && value.size > 0 && !(value instanceof OddMap);
}
