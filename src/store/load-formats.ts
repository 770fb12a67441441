import { loadLate } from "./late.ts";

/** The code that prints other formats, converts files and fixes what several problems say: loaded on first use. */
export function loadFormats(): Promise<typeof import("./exports.ts")> {
  return loadLate("The code that converts and prints files", () => import("./exports.ts"));
}
