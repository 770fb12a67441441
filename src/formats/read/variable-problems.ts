/** What variables and references that lead nowhere, or that are not set, make of problems. */
import { cut, listed } from "../../base/words.ts";
import type { Problem } from "../../model/problem.ts";
import { isList } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import type { Surroundings } from "./read-document.ts";
import { askedBy, NO_VARIABLES, type ReferenceFault, type Variables } from "./substitute.ts";

/** What ends the reading at a reference, at its place. */
export function referenceProblem(fault: ReferenceFault): Problem {
  return fault.engine
    ? {
        code: "variable-reference",
        severity: "error",
        path: fault.path,
        engine: fault.engine,
        message: fault.sentence,
      }
    : { code: "limit", severity: "error", path: fault.path, message: fault.limit };
}

/**
 * A problem behind which a variable stands that is not set. Where the environment is not known, the variable may be set
 * where the Flow is started: then an error is a warning.
 */
export function asDepending(
  problem: Problem,
  root: ValueMap,
  { environment, given = NO_VARIABLES }: Surroundings,
): Problem {
  const value = problem.severity === "hint" || !problem.path ? undefined : valueAt(root, problem.path);
  const known = environment ?? given.environment;
  const named = value === undefined ? NO_NAMES : namesIn(value, { ...given, environment: known });
  const unset = named.own.filter((name) => !known.has(name));
  const names = [...unset, ...named.callers.filter((name) => !given.callers.has(name))];
  if (names.length === 0) {
    return problem;
  }
  const of = `variable${names.length === 1 ? "" : "s"} ${listed(
    names.map((name) => cut(name, 40)),
    "and",
  )}`;
  if (environment) {
    const why =
      unset.length > 0
        ? `The ${of} ${names.length === 1 ? "is" : "are"} not set.`
        : `Only Python code that loads the file can give the ${of}.`;
    return { ...problem, message: `${problem.message} ${why}`, unset: names };
  }
  if (problem.severity !== "error") {
    return { ...problem, message: `${problem.message} This page does not know the ${of}.`, unset: names };
  }
  return {
    ...problem,
    code: "variable-unset",
    severity: "warning",
    message: `This page does not know the ${of}. Unless ${names.length === 1 ? "it is" : "they are"} set where Jina starts, Jina refuses the Flow: ${lowerFirst(problem.message)}`,
    unset: names,
  };
}

/** Names of variables in a value: the environment's, and those that only a Python caller can give. */
interface Names {
  readonly own: readonly string[];
  readonly callers: readonly string[];
}

const NO_NAMES: Names = { own: [], callers: [] };

function namesIn(value: Value, given: Variables): Names {
  if (typeof value === "string") {
    const { environment, callers } = askedBy(value, given);
    return { own: environment, callers };
  }
  const inside = isList(value) ? value.map((item) => namesIn(item, given)) : [];
  return {
    own: [...new Set(inside.flatMap(({ own }) => own))],
    callers: [...new Set(inside.flatMap(({ callers }) => callers))],
  };
}

/** A sentence behind a colon: those that do not begin with a name begin with an article. */
function lowerFirst(text: string): string {
  return text.replace(/^The /, "the ");
}
