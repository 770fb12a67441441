/**
 * The code that makes edits. Showing a Flow does not need it, so it is no part of the first load: the page asks for it
 * once the Flow stands there, and an edit that comes before is made as soon as it has come.
 */
import { loadLate } from "./late.ts";

type Editing = typeof import("../formats/edit/edit-document.ts");

let loaded: Editing | null = null;

export async function loadEditing(): Promise<Editing> {
  loaded ??= await loadLate("The code that makes edits", () => import("../formats/edit/edit-document.ts"));
  return loaded;
}

/** Null while it is on its way. */
export function loadedEditing(): Editing | null {
  return loaded;
}
