/** What Python says of an argument of a Flow's method that it gets twice, or that is none. */
import type { Entry } from "../flow.ts";
import { calledIn, type FlowDraft } from "./flow-draft.ts";

/** A Flow in the place of a value cannot be compared with one. `type`: Python's, that it is compared with. */
export function refuseNestedFlow({ problems }: FlowDraft, entry: Entry, key: string, type: string): void {
  problems.refuse(entry, {
    code: "argument-value",
    fault: { type: "AttributeError", message: `'${type}' object has no attribute '_build_level'` },
    message: "a Flow stands here.",
    key,
  });
}

/** What each method is given before the keys of the entry. True if it is refused. */
export function refusesReserved({ problems }: FlowDraft, entry: Entry): boolean {
  const key = ["copy_flow", "self"].find((one) => entry.args.has(one));
  if (key === undefined) {
    return false;
  }
  const words =
    key === "self"
      ? `Flow.${entry.method}() got multiple values for argument 'self'`
      : twiceGiven(entry.method, "copy_flow");
  problems.refuse(entry, {
    code: "argument-value",
    fault: { type: "TypeError", message: words },
    message: `There is no argument ${key} of ${calledIn(entry)}: leave it out.`,
    key,
  });
  return true;
}

/** Keys that a method gives to Flow.add() by itself: of several the engine names the first. True if it is refused. */
export function refusesOverruled(
  { problems }: FlowDraft,
  entry: Entry,
  keys: readonly ("needs" | "deployment_role")[],
): boolean {
  const key = [...entry.args.keys()].find((one) => keys.some((given) => given === one));
  if (key === undefined) {
    return false;
  }
  const { method } = entry;
  const fault = { type: "TypeError", message: twiceGiven("add", key) };
  if (key === "needs") {
    const reason = method === "inspect" ? "looks at the executor before it" : "finds its needs by itself";
    problems.refuse(entry, {
      code: "needs-form",
      fault,
      message: `The method ${method} of ${calledIn(entry)} ${reason}: take needs away.`,
      key,
      fix: problems.takingAway(entry, "needs", "Take needs away"),
    });
  } else {
    problems.refuse(entry, {
      code: "argument-value",
      fault,
      message: `The deployment_role of ${calledIn(entry)} is set by its method, ${method}: leave it out.`,
      key,
    });
  }
  return true;
}

/** Python's words for a keyword of one of the Flow's methods that is given twice. */
export function twiceGiven(method: string, keyword: string): string {
  return `jina.orchestrate.flow.base.Flow.${method}() got multiple values for keyword argument '${keyword}'`;
}
