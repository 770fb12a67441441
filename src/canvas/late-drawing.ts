/** What the first picture of most Flows does not need: it comes after that, in one piece. */
export { findWays, findWaysOfMoved } from "../model/drawing/ways.ts";
export { differenceOnCards } from "../store/design-difference.ts";
export { connectHandlers } from "./connecting.ts";
export { FarView } from "./far-view.tsx";
export { CanvasFocus } from "./focus.tsx";
export { Gestures } from "./gestures.tsx";
export { homeOf, needNear, selectAt } from "./hits.ts";
export { Landings } from "./landing.tsx";
export { NeedsLayer } from "./needs-layer.tsx";
export { Overlay, overDrawing } from "./overlay.tsx";
export { partInView, servesView } from "./part-in-view.ts";
export { SteadyCentre } from "./steady-centre.tsx";
export { StepMarks } from "./step-marks.tsx";
export { wrapsBetter } from "./wraps-better.ts";
