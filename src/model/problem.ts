/**
 * What is wrong with a person's Flow, as a value. Severity is a promise: `error`, the engine refuses the file;
 * `warning`, it takes it but something fails later or is silently changed; `hint`, style.
 */
export interface Problem {
  /** Stable, from the closed list below. */
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  /** Where in the model: the executor's name in the graph, if it is about one. */
  readonly executor?: string;
  /** Where in the text: offsets in UTF-16 code units. Absent for the file as a whole. */
  readonly range?: TextRange;
}

export type Severity = "error" | "warning" | "hint";

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

export type ProblemCode =
  | "limit"
  | "empty"
  | "yaml"
  | "no-flow"
  | "structure"
  | "name-invalid"
  | "name-duplicate"
  | "name-collision"
  | "needs-self"
  | "needs-unknown"
  | "needs-cycle"
  | "needs-form"
  | "needs-arity"
  | "hanging"
  | "method-unknown"
  | "argument-value"
  | "legacy";

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
