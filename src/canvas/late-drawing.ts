/** What the first picture of most Flows does not need: it comes after that, in one piece. */
export { findWays } from "../model/drawing/ways.ts";
export { connectHandlers, withRefusals } from "./connecting.ts";
export { FarView } from "./far-view.tsx";
export { Gestures } from "./gestures.tsx";
export { Overlay } from "./overlay.tsx";
