/**
 * What is wrong with a person's Flow, as a value. Severity is a promise: `error`, the engine refuses the file at load
 * or build, and every refusal has one; `warning`, it takes the file, but something fails later, is ignored or is
 * changed without a word, or depends on what is not known here; `hint`, style. What the engine takes is never an error,
 * save for our own caps, whose code is `limit`, and our own faults, whose code is `fault`.
 */
import { cut } from "../base/words.ts";
import { type EngineFault, engineWords } from "./engine-fault.ts";
import type { Edit } from "./flow-edit.ts";
import type { Path } from "./path.ts";
import type { TextChange } from "./text-change.ts";

/** Something that is wrong with the file, or may be. */
export interface Problem {
  /** Stable, from the closed list below. */
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** For the person, in plain words: what is wrong, where and in which executor, and what to do. No word of the engine's. */
  readonly message: string;
  /** The executor's name in the graph, if it is about one. */
  readonly executor?: string;
  /** Where in the file; absent for the file as a whole, and for a text that is not YAML. */
  readonly path?: Path;
  /** About the key at the end of `path`, not about its value. */
  readonly isKey?: boolean;
  /** Where in the text: offsets in UTF-16 code units. Absent for the file as a whole. */
  readonly range?: TextRange;
  /**
   * What the engine itself says, which `fullMessage` adds to the message wherever it is shown. An error without it is
   * one that the engine does not reach any more.
   */
  readonly engine?: EngineFault;
  /** Names of variables that are not set, of the environment or Python code's, without which it might be none. */
  readonly unset?: readonly string[];
  /** A change that mends it and means nothing else. */
  readonly fix?: Fix;
  /** Two or three such changes, where it is for a person to say which is meant. */
  readonly choices?: readonly Fix[];
}

/** So long a message is read to its end; what goes beyond it is cut out of the middle of the engine's words. */
export const MAX_MESSAGE = 300;

/** A problem as people read it everywhere: the plain words, then the engine's own. */
export function fullMessage({ message, engine }: Pick<Problem, "message" | "engine">): string {
  const plain = cut(message, MAX_MESSAGE);
  if (!engine) {
    return plain;
  }
  const left = Math.max(MAX_MESSAGE - plain.length - 1, MIN_ENGINE_WORDS);
  return `${plain} ${cut(engineWords(engine), left)}`;
}

/** Of the engine's words at least so much is shown, however long the plain ones are. */
const MIN_ENGINE_WORDS = 80;

/** What a person can have done for them with one click: a change of the file, or another file made of a part of it. */
export type Fix =
  | FileFix
  /** The part is in another form than YAML, and a Flow is made of it. The file stays as it is. */
  | { readonly label: string; readonly imports: TextRange };

/** A change of the file. */
export type FileFix = { readonly label: string } & (
  | { readonly edit: Edit }
  /** Of the text itself, where it holds no Flow that could be edited. */
  | { readonly changes: readonly TextChange[] }
  /** Of the whole file, worked out when it is asked for. */
  | { readonly rewrite: "convert" | "wrap" }
);

/** `error`: the engine refuses the file. `warning`: it may fail, or does something else. `hint`: it can be better. */
export type Severity = "error" | "warning" | "hint";

/** A range of characters: the first one, and the one past the last. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** All codes, as docs/problems.md explains them. */
export const PROBLEM_CODES = [
  "limit",
  "fault",
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
  "port-value",
  "protocol-twice",
  "host-elsewhere",
  "metadata-value",
  "uses-value",
  "container-ignored",
  "timeout-short",
  "cors-ignored",
  "variable-form",
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

/** One of the codes. */
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

/** Places of many offsets, in their order, in one walk over the text: a large file may have thousands. */
export function placesOf(
  text: string,
  offsets: readonly number[],
): readonly { readonly line: number; readonly column: number }[] {
  const places = offsets.map(() => ({ line: 1, column: 1 }));
  let from = 0;
  let base = { line: 1, column: 1 };
  for (const { at, index } of offsets.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at)) {
    const { line, column } = placeOf(text.slice(from, at), at - from);
    base = { line: base.line + line - 1, column: line === 1 ? base.column + column - 1 : column };
    from = at;
    places[index] = base;
  }
  return places;
}
