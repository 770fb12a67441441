/** Where a page's canvas stands: a point of the drawing is at `x + zoom * point` of the canvas, in the window's pixels. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** What pages beside ours offer as `globalThis.pilot`. */
export interface Pilot {
  view(): View;
  go(view: View): void;
}
