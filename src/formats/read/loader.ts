/**
 * What the engine's loader does to any file that it makes an object of, a Flow's or a Deployment's: modules that it
 * imports, tags that it puts back, versions. Faults come in the engine's order and words.
 */
import { cut, quoted } from "../../base/words.ts";
import { valueShown } from "../../model/engine/argument-sentences.ts";
import type { EngineFault } from "../../model/engine-fault.ts";
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { bareTypeName, isList, isMap, isTrue, pythonRepr, pythonStr, typeName } from "../../model/python.ts";
import { Float, type Value, type ValueMap, withValues } from "../../model/value.ts";
import { isWrittenPlain } from "./engine-dump.ts";
import type { Allowance, Environment } from "./substitute.ts";

/** The text of a file beside the Flow's, or null if there is none. */
export type ReadFile = (path: string) => string | null;

export interface LoadContext {
  readonly environment: Environment;
  /** Both null where nobody can look: then what depends on a file is a warning. */
  readonly readFile: ReadFile | null;
  readonly hasFile: ((path: string) => boolean) | null;
}

export const NO_MAP: ValueMap = new Map();

/** The class whose objects a file's tags make, and the version of its files. */
type Kind = "Flow" | "Deployment";

const VERSION: Readonly<Record<Kind, string>> = { Flow: "1", Deployment: "legacy" };
const OBJECT: Readonly<Record<Kind, string>> = { Flow: NESTED_FLOW, Deployment: NESTED_DEPLOYMENT };

export abstract class Loader {
  protected readonly context: LoadContext;
  protected problems: Problem[] = [];
  /** What may still be put into the Flow's file, with all that it holds or names. */
  protected readonly allowance: Allowance;
  private readonly kind: Kind;

  constructor(kind: Kind, context: LoadContext, allowance: Allowance) {
    this.kind = kind;
    this.context = context;
    this.allowance = allowance;
  }

  /** Where in the Flow's file something is that stands at a path of the file that is loaded. */
  protected abstract placeOf(path: Path): Path;

  /** An error: what the engine says, and the sentence for people. */
  protected fail(path: Path, type: string, words: string, message: string): void {
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

  /**
   * The engine writes every `jtype: Flow` (of a Deployment every `jtype: Deployment`) back as a tag, which can only stand
   * before all other keys of its mapping, and makes a Flow of the mapping: inside another one that is an object, of which
   * the rest of the engine sees the text.
   */
  protected withoutNested(value: Value, path: Path): Value {
    if (typeof value === "string") {
      return this.withoutTags(value, path);
    }
    if (isList(value)) {
      return mapped(value, (item, index) => this.withoutNested(item, [...path, index]));
    }
    if (!isMap(value)) {
      return value;
    }
    const map = value;
    const inner = mappedMap(map, (item, key) => this.withoutNested(item, [...path, key]));
    const { kind } = this;
    // The engine has put something of its own into the file's `with` by then.
    const isAlone = map.size === 1 && !(path.length === 1 && path[0] === "with");
    const behind = keyBeforeTag(map, kind);
    if (behind !== null) {
      return this.withTagBehind(behind, map, inner, path, isAlone);
    }
    const jtype = map.get("jtype");
    if (typeof jtype === "string" && isTagged(jtype, kind) && /\s/.test(jtype) && !isAlone) {
      const message = /\s["']/.test(jtype)
        ? "could not find expected ':'"
        : "mapping values are not allowed here";
      this.fail([...path, "jtype"], "ScannerError", message, jtypeSentence(jtype, kind));
      return inner;
    }
    if (typeof jtype === "string" && isTagged(jtype, kind)) {
      const odd = [...jtype].find((char) => !/[\w\-;/?:@&=+$,.!~*'()[\]%]/.test(char));
      const [type, message] =
        odd === undefined
          ? ["ConstructorError", `could not determine a constructor for the tag '!${jtype}'`]
          : ["ScannerError", `expected ' ', but found ${pythonRepr(odd)}`];
      this.fail([...path, "jtype"], type!, message!, jtypeSentence(jtype, kind));
      return inner;
    }
    if (jtype !== kind) {
      return inner;
    }
    const isFirst = map.keys().next().value === "jtype";
    if (!isFirst) {
      this.problems.push({
        code: "jtype-first",
        severity: "error",
        path: this.placeOf([...path, "jtype"]),
        isKey: true,
        engine: {
          phase: "load",
          type: "ScannerError",
          message: "could not find expected ':'",
        },
        message:
          this.placeOf(path).length === 0
            ? `jtype: ${kind} must be the first line of the file, before all other keys.`
            : `jtype: ${kind} must be the first key of its mapping: Jina makes a ${kind} of any mapping that has it.`,
      });
      return inner;
    }
    if (path.length === 0) {
      return inner;
    }
    if (isAlone) {
      const message = "expected a mapping node, but found scalar";
      this.fail(
        path,
        "ConstructorError",
        message,
        `jtype: ${kind} begins a ${kind}, and no ${kind} can stand inside another one: take it away.`,
      );
      return inner;
    }
    this.problems.push({
      code: "flow-nested",
      severity: "warning",
      path: this.placeOf([...path, "jtype"]),
      message: `jtype: ${kind} inside another ${kind}: Jina makes a second ${kind} of this mapping while it reads the file, and takes that for the value.`,
    });
    this.makeNested(inner, path);
    return OBJECT[kind];
  }

  /** The tag is put back behind a key that only ends in `jtype` too: what is left there is no entry of a mapping. */
  private withTagBehind(key: string, map: ValueMap, inner: ValueMap, path: Path, isAlone: boolean): Value {
    const { kind } = this;
    const value = String(map.get(key));
    const written = `${key.slice(0, -"jtype".length)}!${value}`;
    const because = `Jina reads ${quoted(`${key}: ${value}`)} as ${quoted(written)}: it puts !${kind} in the place of jtype: ${kind} everywhere.`;
    if (isAlone) {
      this.problems.push({
        code: "text-changed",
        severity: "warning",
        path: this.placeOf(path),
        message: because,
      });
      return written;
    }
    const isFirst = map.keys().next().value === key;
    const words = isFirst ? "mapping values are not allowed here" : "could not find expected ':'";
    this.fail([...path, key], "ScannerError", words, because);
    return inner;
  }

  /** What making an object inside another one says, and fails at. */
  protected abstract makeNested(map: ValueMap, path: Path): void;

  protected tellNested(said: readonly Pick<Problem, "severity" | "message" | "engine">[], path: Path): void {
    for (const { severity, message: inner, engine } of said) {
      if (engine?.phase === "load") {
        const message = `jtype: ${this.kind} inside another ${this.kind}: ${inner}`;
        this.problems.push({ code: "flow-nested", severity, path: this.placeOf(path), message, engine });
      }
    }
  }

  /** The tag is put back wherever the words stand, in a text too. */
  protected withoutTags(text: string, path: Path): string {
    const { kind } = this;
    if (!text.includes(`jtype: ${kind}`) || path.at(-1) === "jtype") {
      return text;
    }
    const changed = text.replaceAll(TAG_IN_TEXT[kind], `!${kind}`);
    if (changed !== text) {
      this.problems.push({
        code: "text-changed",
        severity: "warning",
        path: this.placeOf(path),
        message: `Jina reads this text as ${JSON.stringify(cut(changed))}: it puts !${kind} in the place of jtype: ${kind} everywhere.`,
      });
    }
    return changed;
  }

  /** The file's `with` is one of the objects that `withoutNested` makes; `words` are those of the call that takes it. */
  protected refuseObject(words: string): void {
    const { kind } = this;
    const message = `The with of a ${kind} holds its arguments, but jtype: ${kind} makes another ${kind} of it: take that away.`;
    this.fail(["with"], "TypeError", words, message);
  }

  protected checkVersion(version: Value | undefined): void {
    if (version === undefined || version === null) {
      return;
    }
    if (!isTrue(version)) {
      const words = `can not find parser for version: ${pythonStr(version)}, fallback to legacy parser. this usually mean you are using a deprecated YAML format.`;
      this.problems.push({
        code: "version",
        severity: "warning",
        path: this.placeOf(["version"]),
        engine: { phase: "load", type: "DeprecationWarning", message: words },
        message: this.versionSentence(
          version,
          "Jina takes the file for one of an old version and reads it all the same.",
        ),
        ...this.versionFix(),
      });
      return;
    }
    if (typeof version === "object" && !(version instanceof Float)) {
      this.fail(
        ["version"],
        "AttributeError",
        `'${typeName(version)}' object has no attribute 'split'`,
        this.versionSentence(version, null),
      );
      return;
    }
    const parser = VERSION[this.kind];
    // True is a number to Python, and prints as True.
    const text = pythonStr(version);
    if (text === parser) {
      return;
    }
    if (text.split(".")[0] === parser) {
      const words = `can not find parser for version: ${text}, fallback to parser for version: ${parser}`;
      this.problems.push({
        code: "version",
        severity: "warning",
        path: this.placeOf(["version"]),
        engine: { phase: "load", type: "UserWarning", message: words },
        message: this.versionSentence(version, `Jina reads it as ${parser}.`),
        ...this.versionFix(),
      });
      return;
    }
    const words = `${text} is not a valid version number`;
    this.problems.push({
      code: "version",
      severity: "error",
      path: this.placeOf(["version"]),
      engine: { phase: "load", type: "BadYAMLVersion", message: words },
      message: this.versionSentence(
        version,
        this.kind === "Flow" ? "there is no other version of Flow files." : null,
      ),
      ...this.versionFix(),
    });
  }

  private versionSentence(version: Value, what: string | null): string {
    const end = what === null ? "." : `: ${what}`;
    return this.kind === "Flow"
      ? `The version must be '1', not ${valueShown(version)}${end}`
      : `This Deployment must have no version, but it has ${valueShown(version)}${end}`;
  }

  private versionFix(): Pick<Problem, "fix"> {
    return this.kind === "Flow" ? { fix: VERSION_FIX } : {};
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

const TAG_IN_TEXT: Readonly<Record<Kind, RegExp>> = {
  Flow: /jtype: Flow(?![\p{L}\p{N}_])/gu,
  Deployment: /jtype: Deployment(?![\p{L}\p{N}_])/gu,
};

/** Whether a text behind `jtype: ` begins with the word that the engine makes a tag of, and goes on. */
function isTagged(text: string, word: string): boolean {
  return text.startsWith(word) && isWrittenPlain(text) && /^[^\p{L}\p{N}_]/u.test(text.slice(word.length));
}

/** The key that ends in `jtype` behind something else, before the word that the engine makes a tag of; null if none. */
function keyBeforeTag(map: ValueMap, word: string): string | null {
  for (const [key, value] of map) {
    if (
      key.length > "jtype".length &&
      key.endsWith("jtype") &&
      typeof value === "string" &&
      (value === word || isTagged(value, word)) &&
      isWrittenPlain(key)
    ) {
      return key;
    }
  }
  return null;
}

function jtypeSentence(jtype: string, kind: Kind): string {
  return `The jtype must be ${kind}, or the name of another class, not ${quoted(jtype)}.`;
}

/** The list itself if no item changes. */
function mapped(list: readonly Value[], change: (item: Value, index: number) => Value): readonly Value[] {
  const items = list.map(change);
  return items.every((item, index) => item === list[index]) ? list : items;
}

/** The mapping itself if no value changes. */
function mappedMap(map: ValueMap, change: (item: Value, key: string) => Value): ValueMap {
  let out: Map<string, Value> | null = null;
  for (const [key, item] of map) {
    const changed = change(item, key);
    if (changed !== item) {
      out ??= new Map(map);
      out.set(key, changed);
    }
  }
  return out ? withValues(map, out) : map;
}

const VERSION_FIX = {
  label: "Write version: 1",
  edit: { kind: "set-path", path: ["version"], value: 1 },
} as const;

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
