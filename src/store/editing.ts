/**
 * The code that makes edits. Showing a Flow does not need it, so it is no part of the first load: the page asks for it
 * once the Flow stands there, and an edit that comes before is made as soon as it has come.
 */
import { loadLate } from "./late.ts";

export type Editing = typeof import("./edits.ts");

let loaded: Editing | null = null;

export async function loadEditing(): Promise<Editing> {
  loaded ??= await loadLate("The code that makes edits", () => import("./edits.ts"));
  return loaded;
}

/** Null while it is on its way. */
export function loadedEditing(): Editing | null {
  return loaded;
}
