/** Where cards stand after an edit: its code comes with that of edits, and before that nothing is edited. */
import type { placesAfter } from "./places-after.ts";

type PlacesAfter = typeof placesAfter;

let code: PlacesAfter | null = null;

/** Takes in the code. */
export function bringPlacesAfter(brought: PlacesAfter): void {
  code = brought;
}

/** As the code says, or where they stood. */
export const latePlacesAfter: PlacesAfter = (places, ...edit) => (code ? code(places, ...edit) : places);
