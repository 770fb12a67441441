/**
 * What a reading holds beyond the first picture: checks that the engine does not make, fixes, old files. Its code comes
 * once that picture stands there; what was read until then is read again.
 */
import type { LateReading } from "../formats/read/read-document.ts";
import { loadLate } from "./late.ts";

let loaded: LateReading | null = null;

/** Rejects with a LoadError if the code could not be fetched. */
export async function loadLateReading(): Promise<void> {
  loaded ??= (
    await loadLate("The code that looks for mistakes", () => import("../formats/read/late-reading.ts"))
  ).LATE_READING;
}

/** Null until it is loaded. */
export function loadedLateReading(): LateReading | null {
  return loaded;
}
