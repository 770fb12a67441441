/**
 * What is wrong with a person's Flow, as a value. Severity is a promise: `error`, the engine refuses the file at load
 * or build, and every refusal has one; `warning`, it takes the file, but something fails later, is ignored or is
 * changed without a word, or depends on what is not known here; `hint`, style. What the engine takes is never an error,
 * save for our own caps, whose code is `limit`.
 */
import type { Edit } from "./edit.ts";
import type { TextChange } from "./text-change.ts";

/**
 * A place in the file: keys and positions from the root on, as `["executors", 2, "needs", 0]`. Keys are as written in
 * the file.
 */
export type Path = readonly (string | number)[];

export interface Problem {
  /** Stable, from the closed list below. */
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** For the person: what is wrong, in the engine's words where it has some, and what to do. */
  readonly message: string;
  /** The executor's name in the graph, if it is about one. */
  readonly executor?: string;
  /** Where in the file; absent for the file as a whole, and for a text that is not YAML. */
  readonly path?: Path;
  /** About the key at the end of `path`, not about its value. */
  readonly isKey?: boolean;
  /** Where in the text: offsets in UTF-16 code units. Absent for the file as a whole. */
  readonly range?: TextRange;
  /** What the engine itself says. An error without it is one that the engine does not reach any more. */
  readonly engine?: EngineFault;
  /** A change that mends it and means nothing else. */
  readonly fix?: Fix;
  /** Two or three such changes, where it is for a person to say which is meant. */
  readonly choices?: readonly Fix[];
}

/** An exception or a warning of the engine, in its own words. */
export interface EngineFault {
  readonly phase: "load" | "build";
  /** Python's class, as `ValueError`, `SystemExit`, `UserWarning`; `log` for a line of the engine's log. */
  readonly type: string;
  readonly message: string;
}

/** A change that a person can have made for them with one click. */
export type Fix = { readonly label: string } & (
  | { readonly edit: Edit }
  /** Of the text itself, where it holds no Flow that could be edited. */
  | { readonly changes: readonly TextChange[] }
  /** Of the whole file, worked out when it is asked for. */
  | { readonly rewrite: "convert" | "wrap" }
);

export type Severity = "error" | "warning" | "hint";

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** All codes, as docs/problems.md explains them. */
export const PROBLEM_CODES = [
  "limit",
  "empty",
  "yaml",
  "no-flow",
  "structure",
  "jtype-first",
  "flow-nested",
  "version",
  "file-missing",
  "file-unknown",
  "variable-unset",
  "variable-reference",
  "text-changed",
  "key-unused",
  "key-twice",
  "gateway-entry",
  "method-other",
  "polling-ignored",
  "polling-value",
  "uses-ignored",
  "replicas-zero",
  "external-address",
  "port-ignored",
  "port-clash",
  "secret",
  "default-written",
  "tag-form",
  "name-invalid",
  "name-duplicate",
  "name-collision",
  "needs-self",
  "needs-unknown",
  "needs-cycle",
  "needs-form",
  "needs-arity",
  "hanging",
  "method-unknown",
  "argument-unknown",
  "argument-elsewhere",
  "argument-renamed",
  "argument-prefix",
  "argument-flag",
  "argument-value",
  "legacy",
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Line and column of an offset, both counted from 1, columns in UTF-16 code units. Any of \n, \r\n, \r ends a line. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = 0; i < offset; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) {
      line++;
      start = i + 1;
    }
  }
  return { line, column: offset - start + 1 };
}
