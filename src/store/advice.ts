/**
 * The checks beyond the engine's own. The first picture does not need them, so their code comes once it stands there;
 * what was read until then is read again.
 */
import type { Advise } from "../formats/read/read-document.ts";
import { loadLate } from "./late.ts";

let loaded: Advise | null = null;

/** Loads the checks. Rejects with a LoadError if they could not be fetched. */
export async function loadAdvice(): Promise<void> {
  loaded ??= (await loadLate("The code that looks for mistakes", () => import("../formats/read/advise.ts")))
    .advise;
}

/** The checks; null until they are loaded. */
export function loadedAdvice(): Advise | null {
  return loaded;
}
