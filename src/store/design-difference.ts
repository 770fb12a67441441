import { compareDesign, type DesignDifference, NO_DIFFERENCE } from "../model/edit/compare-design.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { type Exchange, isActive, type Run } from "../model/run/run.ts";
import { chosenExchange, type Shown, shownOrigin, shownRun } from "./derived.ts";
import { whatChanged } from "./kept-runs.ts";
import type { DesignerState } from "./state.ts";

const withLost = new WeakMap<
  Exchange,
  { readonly of: DesignDifference; readonly difference: DesignDifference }
>();
const differences = new WeakMap<Run, { readonly flow: BuiltFlow; readonly difference: DesignDifference }>();

/**
 * The difference as the cards show it: the executor that the gateway could not reach for the chosen request did not
 * answer either.
 */
export function differenceOnCards(
  state: Shown & Pick<DesignerState, "file" | "chosenRequest">,
): DesignDifference {
  const difference = designDifference(state);
  const exchange = chosenExchange(state);
  const lost = exchange?.error?.executor;
  if (!exchange || lost == null || shownOrigin(state)?.fileId !== state.file.id) {
    return difference;
  }
  let known = withLost.get(exchange);
  if (known?.of !== difference) {
    known = {
      of: difference,
      difference: { ...difference, notAnswered: [...difference.notAnswered, lost] },
    };
    withLost.set(exchange, known);
  }
  return known.difference;
}

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
