/**
 * The methods of the engine's Flow that stand on top of add(): they gather executors, or look at one.
 *
 * [B6] `needs_all` needs every executor that does not float and that nobody needs at that moment.
 * [B7] `inspect` adds two; from then on a need of the inspected one means the auxiliary one.
 * [B8] `with.inspect`: COLLECT gathers at build, HANG does not, REMOVE takes both out again.
 */
import type { Entry } from "../flow.ts";
import { isList, isTrue, pythonStr, typeName } from "../python.ts";
import type { PythonFault } from "../python-json.ts";
import type { Value } from "../value.ts";
import { addExecutor } from "./add-executor.ts";
import { valueShown } from "./argument-sentences.ts";
import { withoutUses } from "./build-cache.ts";
import { calledIn, type FlowDraft } from "./flow-draft.ts";
import { refusesOverruled, twiceGiven } from "./refuse-argument.ts";

/** What the engine says of a method that has fewer than two executors to wait for. */
const TOO_FEW: PythonFault = {
  type: "FlowTopologyError",
  message: "no need to wait for a single service, need len(needs) > 1",
};

/** The method `needs`. */
export function joinNeeds(draft: FlowDraft, entry: Entry): void {
  const value = entry.args.get("needs");
  const fault = joinFault(value);
  if (!fault) {
    addJoin(draft, entry);
    return;
  }
  const what = value === undefined ? "it has no needs" : `its needs are ${valueShown(value)}`;
  draft.problems.refuse(entry, {
    code: "needs-arity",
    fault,
    message: `The method needs of ${calledIn(entry)} waits for two executors or more: ${what}.`,
    ...(value === undefined ? {} : { key: "needs" }),
  });
}

/** The engine asks for the length of whatever stands there, so a text counts its letters. */
function joinFault(needs: Value | undefined): PythonFault | null {
  if (needs === undefined) {
    return { type: "TypeError", message: "Flow.needs() missing 1 required positional argument: 'needs'" };
  }
  if (needs instanceof Map) {
    return needs.size > 1 ? null : TOO_FEW;
  }
  if (typeof needs === "string" || isList(needs)) {
    return [...needs].length > 1 ? null : TOO_FEW;
  }
  return { type: "TypeError", message: `object of type '${typeName(needs)}' has no len()` };
}

/** The method `needs_all` [B6]. */
export function joinAll(draft: FlowDraft, entry: Entry): void {
  const { problems } = draft;
  const loose = draft.graph.looseNames();
  if (entry.args.has("needs")) {
    problems.refuse(entry, {
      code: "needs-form",
      fault: { type: "TypeError", message: twiceGiven(loose.length === 1 ? "add" : "needs", "needs") },
      message: `The method needs_all of ${calledIn(entry)} finds its needs by itself: take needs away.`,
      key: "needs",
      fix: problems.takingAway(entry, "needs", "Take needs away"),
    });
  } else if (loose.length === 0) {
    problems.refuse(entry, {
      code: "needs-arity",
      fault: TOO_FEW,
      message: `The method needs_all of ${calledIn(entry)} has nothing to wait for: no executor before it is needed by nobody else.`,
    });
  } else if (loose.length === 1) {
    addExecutor(draft, entry, { needs: loose, name: nameOr(entry, "joiner") });
  } else {
    addJoin(draft, entry, loose);
  }
}

/** An executor that waits for others: its role is the method's own affair. */
function addJoin(draft: FlowDraft, entry: Entry, needs?: readonly string[]): void {
  if (!refusesOverruled(draft, entry, ["deployment_role"])) {
    addExecutor(draft, entry, { role: "JOIN", name: nameOr(entry, "joiner"), ...(needs ? { needs } : {}) });
  }
}

/** The method `inspect`: one executor that looks at what the last one gives, and one that stands for that one [B7]. */
export function inspectLast(draft: FlowDraft, entry: Entry): void {
  if (refusesOverruled(draft, entry, ["needs", "deployment_role"])) {
    return;
  }
  const target = draft.graph.last;
  addExecutor(draft, entry, { role: "INSPECT", name: nameOr(entry, "inspect"), needs: [target] });
  const { args } = entry;
  const name = `_aux_${args.has("name") ? pythonStr(args.get("name") ?? null) : "inspect"}`;
  addExecutor(draft, entry, { role: "INSPECT_AUX_PASS", needs: [target], name, args: withoutUses(args) });
  // Where the auxiliary one floats it is not the last, and so nothing stands for the inspected one.
  draft.graph.standInFor(target);
}

/** The method `gather_inspect`: one executor that waits for all that inspect, and for the last one unless told otherwise. */
export function gatherInspect(draft: FlowDraft, entry: Entry): void {
  const needs = draft.graph.inspectingNames();
  if (needs.length === 0) {
    return;
  }
  const { args } = entry;
  if (isTrue(args.get("include_last_deployment") ?? !args.has("include_last_deployment"))) {
    needs.push(draft.graph.last);
  }
  if (!refusesOverruled(draft, entry, ["needs", "deployment_role"])) {
    addExecutor(draft, entry, { role: "JOIN_INSPECT", name: nameOr(entry, "gather_inspect"), needs });
  }
}

/** [B8] With `with.inspect: COLLECT` the engine gathers by itself when it builds. */
export function gatherAtBuild(draft: FlowDraft): void {
  gatherInspect(draft, { index: -1, method: "gather_inspect", args: new Map() });
}

/** A key that is written counts, even if it says nothing: then the name is made up like that of any executor. */
function nameOr({ args }: Entry, fallback: string): Value {
  return args.get("name") ?? (args.has("name") ? "" : fallback);
}
