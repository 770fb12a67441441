import type { Problem, Severity } from "../model/problem.ts";
import { groupProblems, type ProblemGroup } from "../model/problem-groups.ts";

const groups = new WeakMap<readonly Problem[], readonly ProblemGroup[]>();

const SEVERITIES: readonly Severity[] = ["error", "warning", "hint"];

/** The rows of the Problems panel: problems that say the same are one, worst first. */
export function problemRows(problems: readonly Problem[]): readonly ProblemGroup[] {
  let rows = groups.get(problems);
  if (!rows) {
    const rankOf = ([first]: ProblemGroup) => SEVERITIES.indexOf(first.severity);
    rows = groupProblems(problems).toSorted((a, b) => rankOf(a) - rankOf(b));
    groups.set(problems, rows);
  }
  return rows;
}
