import type { Path } from "./path.ts";
import { isList, isMap } from "./python.ts";
import type { Value } from "./value.ts";

/** The value at a path, if there is one. */
export function valueAt(root: Value, path: Path): Value | undefined {
  let at: Value | undefined = root;
  for (const key of path) {
    at = isList(at) ? at[Number(key)] : isMap(at) ? at.get(String(key)) : undefined;
  }
  return at;
}
