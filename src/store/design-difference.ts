import { compareDesign, type DesignDifference, NO_DIFFERENCE } from "../model/edit/compare-design.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { isActive, type Run } from "../model/run/run.ts";
import { type Shown, shownOrigin, shownRun } from "./derived.ts";
import { whatChanged } from "./kept-runs.ts";
import type { DesignerState } from "./state.ts";

const differences = new WeakMap<Run, { readonly flow: BuiltFlow; readonly difference: DesignDifference }>();

/** How the shown answers differ from what is drawn, cached; nothing where the file has changed since it was sent. */
export function designDifference(state: Shown & Pick<DesignerState, "file">): DesignDifference {
  const run = shownRun(state);
  const origin = shownOrigin(state);
  if (!run || !origin || isActive(run) || whatChanged(origin, state.file) !== null) {
    return NO_DIFFERENCE;
  }
  const flow = state.file.shown.built;
  let known = differences.get(run);
  if (known?.flow !== flow) {
    known = { flow, difference: compareDesign(flow, run) };
    differences.set(run, known);
  }
  return known.difference;
}
