/** One list of a file into another, by steps that leave as much as they can in its place. */
import type { Path } from "../path.ts";
import type { Step } from "../steps.ts";
import type { Value } from "../value.ts";

/**
 * From one list to another: items taken out and added at the end, or replaced one by one, or all at once. Only the
 * items at `indices` take part; the others stay.
 */
export function listSteps(
  path: Path,
  old: readonly Value[],
  indices: readonly number[],
  next: readonly Value[],
): readonly Step[] {
  const staying = new Set(next);
  const stays = (index: number) => {
    const item = old[index];
    return item !== undefined && staying.has(item);
  };
  const kept = indices.filter(stays);
  const same = indices.filter((index, at) => old[index] === next[at]);
  // What is replaced in its place keeps the comment on its line.
  if (indices.length === next.length && same.length === kept.length) {
    return replacingSteps(path, old, indices, next);
  }
  const isExtended =
    kept.every((index, at) => old[index] === next[at]) &&
    (kept.length > 0 || (indices.length < old.length && indices.length !== next.length));
  if (isExtended) {
    const gone = indices.filter((index) => !stays(index));
    const added = next.slice(kept.length);
    return [
      ...gone.map((index): Step => ({ kind: "unset", path: [...path, index] })),
      ...added.map((value): Step => ({ kind: "insert", path: [...path, old.length], value })),
    ];
  }
  return indices.length === next.length
    ? replacingSteps(path, old, indices, next)
    : [{ kind: "set", path, value: [...next] }];
}

function replacingSteps(
  path: Path,
  old: readonly Value[],
  indices: readonly number[],
  next: readonly Value[],
): Step[] {
  return indices.flatMap((index, at): Step[] => {
    const value = next[at];
    return value === undefined || old[index] === value
      ? []
      : [{ kind: "set", path: [...path, index], value }];
  });
}
