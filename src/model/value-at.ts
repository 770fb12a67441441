import type { Value } from "./flow.ts";
import type { Path } from "./problem.ts";
import { isList, isMap } from "./python.ts";

/** The value at a path, if there is one. */
export function valueAt(root: Value, path: Path): Value | undefined {
  let at: Value | undefined = root;
  for (const key of path) {
    at = isList(at) ? at[Number(key)] : isMap(at) ? at.get(String(key)) : undefined;
  }
  return at;
}
