/** From one value to another with as few steps as may be. */
import type { Path } from "../path.ts";
import { isList, isMap } from "../python.ts";
import { sameValue } from "../same-value.ts";
import type { Step } from "../steps.ts";
import { OddMap, type Value, type ValueMap } from "../value.ts";

/**
 * The steps that make one value of another, at its place: in mappings key by key, and in lists item by item between what
 * they begin and end with alike, so that what stays keeps its text. `before` undefined: there is none.
 */
export function stepsTo(path: Path, before: Value | undefined, value: Value): Step[] {
  if (isList(before) && before.length > 0 && isList(value) && value.length > 0) {
    return listStepsTo(path, before, value);
  }
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

function listStepsTo(path: Path, before: readonly Value[], value: readonly Value[]): Step[] {
  const shorter = Math.min(before.length, value.length);
  const isSame = (at: number, other: number) => sameValue(before.at(at) ?? null, value.at(other) ?? null);
  let start = 0;
  while (start < shorter && isSame(start, start)) {
    start++;
  }
  let end = 0;
  while (end < shorter - start && isSame(-1 - end, -1 - end)) {
    end++;
  }
  const paired = shorter - end;
  return [
    ...before.slice(start, paired).flatMap((item, index) => {
      const at = start + index;
      return isSame(at, at) ? [] : stepsTo([...path, at], item, value[at] ?? null);
    }),
    ...before.slice(paired, before.length - end).map((_, index): Step => {
      return { kind: "unset", path: [...path, paired + index] };
    }),
    ...value.slice(paired, value.length - end).map((item): Step => {
      return { kind: "insert", path: [...path, paired], value: item };
    }),
  ];
}

/** A mapping of one key or more, each a text. */
function hasTextKeys(value: Value): value is ValueMap {
  return isMap(value) && value.size > 0 && !(value instanceof OddMap);
}
