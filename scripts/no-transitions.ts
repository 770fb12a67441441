/**
 * What stands in for d3-transition and d3-interpolate (`vite.config.ts`), a tenth of the first load. React Flow's view
 * moves at once here: no call gives a duration, and zooming by double click is off, so d3-zoom only asks whether
 * something is to be stopped, and nothing ever is.
 */
import { selection } from "d3-selection";

selection.prototype.interrupt = function (this: unknown) {
  return this;
};

/** Nothing moves by and by, so there is nothing to stop. */
export function interrupt(): void {}

/** Called by transitions alone. */
export function interpolate(): never {
  throw new Error("The view moves at once: give no duration.");
}

export { interpolate as interpolateZoom };
