/**
 * The code that makes edits. Showing a Flow does not need it, so it is no part of the first load: the page asks for it
 * once the Flow stands there, and an edit that comes before is made as soon as it has come.
 */
import { loadLate } from "./late.ts";

/** The functions that make edits. */
export type Editing = typeof import("./edits.ts");

let loaded: Editing | null = null;

/** Loads the code. Rejects with a LoadError if it could not be fetched. */
export async function loadEditing(): Promise<Editing> {
  loaded ??= await loadLate("The code that makes edits", () => import("./edits.ts"));
  return loaded;
}

/** The code; null until it is loaded. */
export function loadedEditing(): Editing | null {
  return loaded;
}
