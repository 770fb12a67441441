/**
 * What the engine's loader does to any file that it makes an object of, a Flow's or a Deployment's: modules that it
 * imports, tags that it puts back, versions. Faults come in the engine's order and words.
 */
import { cut } from "../../base/words.ts";
import { valueShown } from "../../model/engine/argument-sentences.ts";
import type { EngineFault } from "../../model/engine-fault.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { bareTypeName, isList, isMap, isTrue, typeName } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { Kind } from "./restore-tags.ts";
import type { Allowance, Variables } from "./substitute.ts";
import { versionProblem } from "./version-problem.ts";

/** The text of a file beside the Flow's, or null if there is none. */
export type ReadFile = (path: string) => string | null;

/** What stands around a file that is loaded. */
export interface LoadContext extends Variables {
  /** Both null where nobody can look: then what depends on a file is a warning. */
  readonly readFile: ReadFile | null;
  readonly hasFile: ((path: string) => boolean) | null;
}

/** What stands for a mapping that is not there. */
export const NO_MAP: ValueMap = new Map();

/** Loads one file, or one mapping that is read as a file; how is the affair of its kind. */
export abstract class Loader {
  protected readonly context: LoadContext;
  protected problems: Problem[] = [];
  /** What may still be put into the Flow's file, with all that it holds or names. */
  protected readonly allowance: Allowance;
  readonly kind: Kind;

  constructor(kind: Kind, context: LoadContext, allowance: Allowance) {
    this.kind = kind;
    this.context = context;
    this.allowance = allowance;
  }

  /** Where in the Flow's file something is that stands at a path of the file that is loaded. */
  abstract placeOf(path: Path): Path;

  push(problem: Problem): void {
    this.problems.push(problem);
  }

  /** An error: what the engine says, and the sentence for people. */
  fail(path: Path, type: string, words: string, message: string): void {
    const engine: EngineFault = { phase: "load", type, message: words };
    this.problems.push({ code: "structure", severity: "error", path: this.placeOf(path), engine, message });
  }

  /** The first place only: behind it each text is too much. */
  protected exceed(path: Path, message: string): void {
    if (!this.allowance.isTold) {
      this.problems.push({ code: "limit", severity: "error", path: this.placeOf(path), message });
    }
    this.allowance.isTold = true;
  }

  /** `py_modules` anywhere in mappings, not through lists, are imported at load; a file that is not there ends it. */
  protected checkModules(map: ValueMap): void {
    const modules = modulesIn(map, []);
    const odd = modules.find(({ file }) => typeof file !== "string");
    if (odd) {
      const words = `join() argument must be str, bytes, or os.PathLike object, not '${bareTypeName(odd.file)}'`;
      const message = `The py_modules must be a list of files or modules, but it holds ${valueShown(odd.file)}.`;
      this.fail(odd.path, "TypeError", words, message);
    }
    const { hasFile } = this.context;
    for (const { file, path } of modules) {
      if (typeof file === "string" && !hasFile?.(file)) {
        const what = `The Python module ${cut(file)}, which Jina imports when it loads the Flow,`;
        this.missing(file, path, what, hasFile !== null);
      }
    }
  }

  /** A file that is not there, or that nobody can look for. */
  protected missing(file: string, path: Path, what: string, isKnown: boolean): void {
    if (!isKnown) {
      this.problems.push({
        code: "file-unknown",
        severity: "warning",
        path: this.placeOf(path),
        message: `${what} cannot be looked for from here: if it is not there, Jina refuses the Flow.`,
      });
      return;
    }
    this.problems.push({
      code: "file-missing",
      severity: "error",
      path: this.placeOf(path),
      engine: { phase: "load", type: "FileNotFoundError", message: `can not find ${file}` },
      message: `${what} is not there: it is looked for beside this file.`,
    });
  }

  /** What making an object inside another one says, and fails at. */
  abstract makeNested(map: ValueMap, path: Path): void;

  protected tellNested(said: readonly Pick<Problem, "severity" | "message" | "engine">[], path: Path): void {
    for (const { severity, message: inner, engine } of said) {
      if (engine?.phase === "load") {
        const message = `jtype: ${this.kind} inside another ${this.kind}: ${inner}`;
        this.problems.push({ code: "flow-nested", severity, path: this.placeOf(path), message, engine });
      }
    }
  }

  /** The file's `with` is one of the objects that restore-tags.ts makes; `words` are those of the call that takes it. */
  protected refuseObject(words: string): void {
    const { kind } = this;
    const message = `The with of a ${kind} holds its arguments, but jtype: ${kind} makes another ${kind} of it: take that away.`;
    this.fail(["with"], "TypeError", words, message);
  }

  protected checkVersion(version: Value | undefined): void {
    const problem = versionProblem(this.kind, version, this.placeOf(["version"]));
    if (problem) {
      this.push(problem);
    }
  }

  protected checkSearchPaths(given: ValueMap): void {
    const paths = given.get("extra_search_paths") ?? null;
    if (isTrue(paths) && !Array.isArray(paths)) {
      const type = typeName(paths);
      const message =
        type === "str"
          ? 'can only concatenate str (not "list") to str'
          : `unsupported operand type(s) for +: '${type}' and 'list'`;
      const sentence = `The extra_search_paths under with must be a list of folders, not ${valueShown(paths)}.`;
      this.fail(["with", "extra_search_paths"], "TypeError", message, sentence);
    }
  }
}

function modulesIn(map: ValueMap, path: Path): { file: Value; path: Path }[] {
  const modules = map.get("py_modules");
  const files = typeof modules === "string" ? [modules] : isList(modules) ? modules : [];
  return [
    ...files.map((file, index) => ({
      file,
      path: [...path, "py_modules", ...(typeof modules === "string" ? [] : [index])],
    })),
    ...[...map].flatMap(([key, value]) => (isMap(value) ? modulesIn(value, [...path, key]) : [])),
  ];
}
