import type { Value, ValueMap } from "./flow.ts";
import type { Path } from "./problem.ts";

/** The value at a path, if there is one. */
export function valueAt(root: Value, path: Path): Value | undefined {
  let at: Value | undefined = root;
  for (const key of path) {
    at = Array.isArray(at)
      ? (at as readonly Value[])[Number(key)]
      : at instanceof Map
        ? (at as ValueMap).get(String(key))
        : undefined;
  }
  return at;
}
