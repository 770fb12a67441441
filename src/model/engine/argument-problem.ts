/** What is wrong with one argument. Whoever knows the file adds where it stands. */
import type { EngineFault } from "../engine-fault.ts";
import type { Severity } from "../problem.ts";

type ArgumentProblemCode =
  /** No argument of this name: the key has no effect. */
  | "argument-unknown"
  /** An argument of another part of a Flow, or of another command, without effect here. */
  | "argument-elsewhere"
  /** A name of former versions. */
  | "argument-renamed"
  /** The beginning of a name. */
  | "argument-prefix"
  /** A text or number where only true and false have a meaning. */
  | "argument-flag"
  /** A value that the engine refuses, or of which it takes a part only. */
  | "argument-value"
  /** More than we are ready to work through. */
  | "limit";

/** What is wrong with an argument, before its place in the file is known. */
export interface ArgumentProblem {
  readonly code: ArgumentProblemCode;
  readonly severity: Severity;
  /** In plain words, as a problem's. */
  readonly message: string;
  /** As written; absent where no key is to blame. */
  readonly key?: string;
  /** The item in that key's list. */
  readonly item?: number;
  /** About the key, not about its value. */
  readonly isKey?: boolean;
  /** The key stands in `with`, not with the executor or gateway that this was found at. */
  readonly inherited?: boolean;
  /** The name to write instead: the whole one of an `argument-prefix`, or the one that was meant. */
  readonly better?: string;
  /** Two or three names of which one was meant. */
  readonly choices?: readonly string[];
  /** The value to write instead, at `key` and `item`. */
  readonly betterValue?: string;
  readonly engine?: EngineFault;
}

/** An error in plain words, with what the engine says. */
export function errorOf(
  message: string,
  engine: Omit<EngineFault, "phase">,
  phase: EngineFault["phase"] = "load",
): ArgumentProblem {
  return { code: "argument-value", severity: "error", message, engine: { phase, ...engine } };
}

/** Whether the engine refuses the file for it. */
export function isError({ severity }: Pick<ArgumentProblem, "severity">): boolean {
  return severity === "error";
}

/** The same without the engine's words, where the engine does not come to it any more. */
export function untold({ engine: _, ...problem }: ArgumentProblem): ArgumentProblem {
  return problem;
}
