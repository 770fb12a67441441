/** Executors that are called something else after an edit. */
import type { FlowDocument } from "../formats/read/read-document.ts";
import { isSameGraph } from "../model/drawing/same-graph.ts";

/** Names of executors that changed, with what they are now. */
export type Renames = ReadonlyMap<string, string>;

/** Where all are called what they were. */
export const NO_RENAMES: Renames = new Map();

/**
 * Renames, however they were made: names gone and as many come, each at the same place of the list. Several at once, as
 * the value of a variable makes them, are renames only if the graph is the same: else another Flow was written here.
 */
export function findRenames(before: FlowDocument, after: FlowDocument): Renames {
  if (!before.isFlow || !after.isFlow || before.picture.nodes.length !== after.picture.nodes.length) {
    return NO_RENAMES;
  }
  const gone = before.picture.nodes.filter(({ name }) => !after.picture.byName.has(name));
  const come = after.picture.nodes.filter(({ name }) => !before.picture.byName.has(name));
  if (gone.length !== come.length || gone.some(({ entry }, at) => entry !== come[at]?.entry)) {
    return NO_RENAMES;
  }
  const renames = new Map(gone.map(({ name }, at) => [name, come[at]?.name ?? name]));
  return renames.size < 2 || isSameGraph(before.picture, after.picture, (name) => nameNow(name, renames))
    ? renames
    : NO_RENAMES;
}

/** What a name is now. */
export function nameNow(name: string, renames: Renames): string {
  return renames.get(name) ?? name;
}

/** Values by the names that executors have now; the same map if none of them was renamed. */
export function withNamesNow<Value>(
  values: ReadonlyMap<string, Value>,
  renames: Renames,
): ReadonlyMap<string, Value> {
  return [...renames.keys()].some((name) => values.has(name))
    ? new Map([...values].map(([name, value]) => [nameNow(name, renames), value]))
    : values;
}
