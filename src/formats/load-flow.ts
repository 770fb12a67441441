/**
 * The values of a file → the calls that the engine makes of them, as its loader does it: version, `with`, the list of
 * executors with the Deployments of other files, the gateway's section. Faults come in the engine's order and words.
 * What the calls do is the model's affair (build.ts).
 */
import { cut, quoted } from "../base/words.ts";
import { valueShown } from "../model/argument-sentences.ts";
import { type Entry, Float, type Flow, type ListKey, type Value, type ValueMap } from "../model/flow.ts";
import { type EngineFault, type Path, type Problem, placeOf } from "../model/problem.ts";
import { isTrue, pythonStr, typeName } from "../model/python.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { readValues } from "./read-values.ts";
import { Allowance, type Environment, expandOnce, sentenceOf, substitute } from "./substitute.ts";

/** The text of a file beside the Flow's, or null if there is none. */
export type ReadFile = (path: string) => string | null;

export interface LoadContext {
  readonly environment: Environment;
  /** Both null where nobody can look: then what depends on a file is a warning. */
  readonly readFile: ReadFile | null;
  readonly hasFile: ((path: string) => boolean) | null;
}

export interface LoadedFlow {
  readonly flow: Flow;
  readonly problems: readonly Problem[];
}

const NO_MAP: ValueMap = new Map();

export function loadFlow(root: ValueMap, context: LoadContext): LoadedFlow {
  return new Loader(root, context).load();
}

export function emptyFlow(): Flow {
  return { with: NO_MAP, gateway: NO_MAP, entries: [], listKey: "executors" };
}

class Loader {
  private root: ValueMap;
  private readonly context: LoadContext;
  private readonly problems: Problem[] = [];
  private readonly allowance = new Allowance();
  private isOverLimit = false;

  constructor(root: ValueMap, context: LoadContext) {
    this.root = root;
    this.context = context;
  }

  load(): LoadedFlow {
    this.checkModules(this.root, []);
    this.root = this.withoutNestedFlows(this.root, []) as ValueMap;
    const given = this.mapAt("with", "get");
    this.checkVersion(this.root.get("version"));
    const flow: Flow = {
      with: this.settings(given),
      listKey: this.listKey(),
      entries: this.entries(this.listKey()),
      gateway: this.expanded(this.mapAt("gateway", "items"), ["gateway"]),
    };
    return { flow, problems: this.problems };
  }

  private fail(path: Path, type: string, words: string, message: string): void {
    const engine: EngineFault = { phase: "load", type, message: words };
    this.problems.push({ code: "structure", severity: "error", path, engine, message });
  }

  private expanded(map: ValueMap, path: Path): ValueMap {
    if (![...map.values()].some((value) => typeof value === "string")) {
      return map;
    }
    return new Map([...map].map(([key, value]) => [key, this.expandedOnce(value, [...path, key])]));
  }

  private expandedOnce(value: Value, path: Path): Value {
    try {
      return expandOnce(value, this.context.environment, this.allowance);
    } catch (error) {
      this.exceed(path, sentenceOf(error));
      return value;
    }
  }

  /** The first place only: behind it each text is too much. */
  private exceed(path: Path, message: string): void {
    if (!this.isOverLimit) {
      this.problems.push({ code: "limit", severity: "error", path, message });
    }
    this.isOverLimit = true;
  }

  // --- the frame

  /** `verb`: the method that the engine asks of the value, by whose absence it fails. */
  private mapAt(key: "with" | "gateway", verb: "get" | "items"): ValueMap {
    const value = this.root.get(key) ?? null;
    if (value instanceof Map) {
      return value as ValueMap;
    }
    if (value !== null && !(verb === "items" && !isTrue(value))) {
      this.fail(
        [key],
        "AttributeError",
        `'${typeName(value)}' object has no attribute '${verb}'`,
        `${key} at the top of the file must be a mapping, not ${valueShown(value)}.`,
      );
    }
    return NO_MAP;
  }

  /** `py_modules` anywhere in mappings, not through lists, are imported at load; a file that is not there ends it. */
  private checkModules(map: ValueMap, path: Path): void {
    const { hasFile } = this.context;
    const modules = map.get("py_modules");
    const files =
      typeof modules === "string" ? [modules] : Array.isArray(modules) ? (modules as Value[]) : [];
    for (const [index, file] of files.entries()) {
      if (typeof file === "string" && !hasFile?.(file)) {
        const at = typeof modules === "string" ? [] : [index];
        const what = `The Python module ${cut(file)}, which Jina imports when it loads the Flow,`;
        this.missing(file, [...path, "py_modules", ...at], what, hasFile !== null);
      }
    }
    for (const [key, value] of map) {
      if (value instanceof Map) {
        this.checkModules(value as ValueMap, [...path, key]);
      }
    }
  }

  /** A file that is not there, or that nobody can look for. */
  private missing(file: string, path: Path, what: string, isKnown: boolean): void {
    if (!isKnown) {
      this.problems.push({
        code: "file-unknown",
        severity: "warning",
        path,
        message: `${what} cannot be looked for from here: if it is not there, Jina refuses the Flow.`,
      });
      return;
    }
    this.problems.push({
      code: "file-missing",
      severity: "error",
      path,
      engine: { phase: "load", type: "FileNotFoundError", message: `can not find ${file}` },
      message: `${what} is not there: it is looked for beside this file.`,
    });
  }

  /**
   * The engine writes every `jtype: Flow` back as a tag, which can only stand before all other keys of its mapping, and
   * makes a Flow of the mapping: inside another one that is an object, of which the rest of the engine sees the text.
   */
  private withoutNestedFlows(value: Value, path: Path): Value {
    if (typeof value === "string") {
      return this.withoutTags(value, path);
    }
    if (Array.isArray(value)) {
      return mapped(value as readonly Value[], (item, index) =>
        this.withoutNestedFlows(item, [...path, index]),
      );
    }
    if (!(value instanceof Map)) {
      return value;
    }
    const map = value as ValueMap;
    const inner = mappedMap(map, (item, key) => this.withoutNestedFlows(item, [...path, key]));
    if (map.get("jtype") !== "Flow") {
      return inner;
    }
    const isFirst = map.keys().next().value === "jtype";
    if (!isFirst) {
      this.problems.push({
        code: "jtype-first",
        severity: "error",
        path: [...path, "jtype"],
        isKey: true,
        engine: {
          phase: "load",
          type: "ScannerError",
          message: "could not find expected ':'",
        },
        message:
          path.length === 0
            ? "jtype: Flow must be the first line of the file, before all other keys."
            : "jtype: Flow must be the first key of its mapping: Jina makes a Flow of any mapping that has it.",
      });
      return inner;
    }
    if (path.length === 0) {
      return inner;
    }
    if (map.size === 1) {
      const message = "expected a mapping node, but found scalar";
      this.fail(
        path,
        "ConstructorError",
        message,
        "jtype: Flow begins a Flow, and no Flow can stand inside another one: take it away.",
      );
      return inner;
    }
    this.problems.push({
      code: "flow-nested",
      severity: "warning",
      path: [...path, "jtype"],
      message:
        "jtype: Flow inside another Flow: Jina makes a second Flow of this mapping while it reads the file, and takes that for the value.",
    });
    return "<jina.orchestrate.flow.base.Flow object>";
  }

  /** The tag is put back wherever the words stand, in a text too. */
  private withoutTags(text: string, path: Path): string {
    if (!text.includes("jtype: Flow") || path.at(-1) === "jtype") {
      return text;
    }
    const changed = text.replaceAll(/jtype: Flow(?![\p{L}\p{N}_])/gu, "!Flow");
    if (changed !== text) {
      this.problems.push({
        code: "text-changed",
        severity: "warning",
        path,
        message: `Jina reads this text as ${JSON.stringify(cut(changed))}: it puts !Flow in the place of jtype: Flow everywhere.`,
      });
    }
    return changed;
  }

  private checkVersion(version: Value | undefined): void {
    if (version === undefined || version === null) {
      return;
    }
    if (!isTrue(version)) {
      const words = `can not find parser for version: ${pythonStr(version)}, fallback to legacy parser. this usually mean you are using a deprecated YAML format.`;
      this.problems.push({
        code: "version",
        severity: "warning",
        path: ["version"],
        engine: { phase: "load", type: "DeprecationWarning", message: words },
        message: `The version must be '1', not ${valueShown(version)}: Jina takes the file for one of an old version and reads it all the same.`,
        fix: VERSION_FIX,
      });
      return;
    }
    if (typeof version === "object" && !(version instanceof Float)) {
      this.fail(
        ["version"],
        "AttributeError",
        `'${typeName(version)}' object has no attribute 'split'`,
        `The version must be '1', not ${valueShown(version)}.`,
      );
      return;
    }
    // True is a number to Python, and prints as True.
    const text = pythonStr(version);
    if (text === "1") {
      return;
    }
    if (text.split(".")[0] === "1") {
      const words = `can not find parser for version: ${text}, fallback to parser for version: 1`;
      this.problems.push({
        code: "version",
        severity: "warning",
        path: ["version"],
        engine: { phase: "load", type: "UserWarning", message: words },
        message: `The version must be '1', not ${cut(text)}: Jina reads it as 1.`,
        fix: VERSION_FIX,
      });
      return;
    }
    const words = `${text} is not a valid version number`;
    this.problems.push({
      code: "version",
      severity: "error",
      path: ["version"],
      engine: { phase: "load", type: "BadYAMLVersion", message: words },
      message: `The version must be '1', not ${valueShown(version)}: there is no other version of Flow files.`,
      fix: VERSION_FIX,
    });
  }

  /** `with`, without `args` and with what `kwargs` holds. */
  private settings(given: ValueMap): ValueMap {
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
    const args = given.get("args");
    if (args !== undefined && !(Array.isArray(args) && args.length === 0)) {
      this.checkPositional(args);
    }
    const kwargs = given.get("kwargs");
    if (kwargs !== undefined && !(kwargs instanceof Map)) {
      this.fail(
        ["with", "kwargs"],
        "TypeError",
        `'${typeName(kwargs)}' object is not a mapping`,
        `The kwargs under with must be a mapping, not ${valueShown(kwargs)}: write its keys under with itself.`,
      );
    }
    const more = kwargs instanceof Map ? (kwargs as ValueMap) : NO_MAP;
    const own = [...given].filter(([key]) => key !== "args" && key !== "kwargs");
    const settings = more.size === 0 && own.length === given.size ? given : new Map([...more, ...own]);
    return this.expanded(settings, ["with"]);
  }

  /** `with.args` becomes Flow(*args): the one parameter that takes is an object no file can hold. */
  private checkPositional(args: Value): void {
    if (!Array.isArray(args) && typeof args !== "string" && !(args instanceof Map)) {
      const message = `'${typeName(args)}' object is not iterable`;
      this.fail(["with", "args"], "TypeError", message, NO_ARGS);
      return;
    }
    const count = args instanceof Map ? args.size : args.length;
    if (count > 0) {
      const message =
        count === 1
          ? "vars() argument must have __dict__ attribute"
          : `Flow.__init__() takes from 1 to 2 positional arguments but ${count + 1} were given`;
      this.fail(["with", "args"], "TypeError", message, NO_ARGS);
    }
  }

  private listKey(): ListKey {
    return !this.root.has("executors") && this.root.has("deployments") ? "deployments" : "executors";
  }

  // --- the list

  private entries(listKey: ListKey): Entry[] {
    const list = this.root.get(listKey);
    if (list === undefined) {
      return [];
    }
    if (Array.isArray(list)) {
      return (list as readonly Value[]).map((item, index) => this.entry(item, index, listKey));
    }
    const items = list instanceof Map ? [...list.keys()] : typeof list === "string" ? [...list] : null;
    if (items === null) {
      const advice = list === null ? "write [] for none" : "each item begins with '- '";
      const sentence = `${listKey} must be a list of executors, not ${valueShown(list)}: ${advice}.`;
      this.fail([listKey], "TypeError", `'${typeName(list)}' object is not iterable`, sentence);
    } else if (items.length > 0) {
      // The engine takes keys, or letters, for files that hold a Deployment.
      const fault = deploymentFault(items[0]!);
      this.fail(
        [listKey],
        fault.type,
        fault.message,
        `${listKey} must be a list of executors, not ${valueShown(list)}: each item begins with '- '.`,
      );
    }
    return [];
  }

  private entry(item: Value, index: number, listKey: ListKey): Entry {
    const path: Path = [listKey, index];
    if (typeof item === "string") {
      return this.fileEntry(item, index, path);
    }
    if (!(item instanceof Map)) {
      this.fail(
        path,
        "AttributeError",
        `'${typeName(item)}' object has no attribute 'items'`,
        `Item ${index + 1} of ${listKey} must be a mapping, such as name: encoder, not ${valueShown(item)}.`,
      );
      return { index, method: "add", args: NO_MAP };
    }
    const map = item as ValueMap;
    if (map.get("jtype") === "Deployment") {
      const args = this.deploymentArgs(map, path);
      return { index, method: "add", args, deployment: { kind: "inline" } };
    }
    const expanded = this.expanded(map, path);
    const method = expanded.get("method");
    if (method === undefined) {
      return { index, method: "add", args: expanded };
    }
    const args = new Map(expanded);
    args.delete("method");
    if (typeof method !== "string") {
      this.fail(
        [...path, "method"],
        "TypeError",
        `attribute name must be string, not '${typeName(method)}'`,
        `The method of item ${index + 1} of ${listKey} must be add, needs, needs_all, inspect or gather_inspect, not ${valueShown(method)}.`,
      );
      return { index, method: "add", args };
    }
    return { index, method, args, hasMethod: true };
  }

  private fileEntry(file: string, index: number, path: Path): Entry {
    const entry: Entry = { index, method: "add", args: NO_MAP, deployment: { kind: "file", file } };
    if (!/\.ya?ml$/i.test(file.trim())) {
      const fault = deploymentFault(file);
      this.fail(
        path,
        fault.type,
        fault.message,
        `Item ${index + 1} of ${path[0]} is the text ${quoted(file)}: it must be a mapping, such as name: encoder, or the path of a YAML file that holds a Deployment.`,
      );
      return entry;
    }
    const { readFile } = this.context;
    const text = readFile?.(file.trim()) ?? null;
    if (text === null) {
      this.missing(
        file,
        path,
        `The file ${cut(file.trim())}, which holds this Deployment,`,
        readFile !== null,
      );
      return entry;
    }
    const yaml = parseEngineYaml(text);
    if (yaml.fault) {
      const { type, words, message, from } = yaml.fault;
      const { line } = placeOf(text, from);
      this.fail(
        path,
        type ?? "ScannerError",
        words ?? message,
        `The file ${cut(file)} is not YAML, at its line ${line}: ${message}`,
      );
      return entry;
    }
    const { value } = readValues(yaml, "yaml");
    const substituted = substitute(value, this.context.environment, this.allowance);
    if (substituted.fault) {
      const { fault } = substituted;
      if (fault.engine) {
        const { type, message: words } = fault.engine;
        this.fail(path, type, words, `In the file ${cut(file)}: ${fault.sentence}`);
      } else {
        this.exceed(path, fault.limit);
      }
      return entry;
    }
    if (!(substituted.value instanceof Map) || substituted.value.size === 0) {
      this.fail(
        path,
        "BadConfigSource",
        `can not construct a Deployment from an empty ${file}`,
        `The file ${cut(file)} must hold a Deployment, but nothing is in it.`,
      );
      return entry;
    }
    const map = substituted.value as ValueMap;
    const args = this.deploymentArgs(map, path);
    if (map.has("with") && map.get("jtype") !== "Deployment") {
      const message = `Can not construct <class 'jina.orchestrate.deployments.Deployment'> object from ${file}. Source might be an invalid configuration.`;
      this.fail(path, "BadConfigSource", message, `The file ${cut(file)} must begin with jtype: Deployment.`);
    }
    return { ...entry, args };
  }

  private deploymentArgs(map: ValueMap, path: Path): ValueMap {
    if (!map.has("with")) {
      this.fail(path, "KeyError", "'with'", "This Deployment has no with: its arguments must stand there.");
      return NO_MAP;
    }
    const args = map.get("with")!;
    if (!(args instanceof Map)) {
      const message = `'${typeName(args)}' object has no attribute 'get'`;
      const sentence = `The with of this Deployment must be a mapping, not ${valueShown(args)}.`;
      this.fail([...path, "with"], "AttributeError", message, sentence);
      return NO_MAP;
    }
    return args as ValueMap;
  }
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
  return out ?? map;
}

const NO_ARGS = "The args under with cannot be used in a file: write the arguments as keys of with itself.";

const VERSION_FIX = {
  label: "Write version: 1",
  edit: { kind: "set-path", path: ["version"], value: 1 },
} as const;

/** What the engine says of a text that is to name a Deployment and names no YAML file. */
function deploymentFault(text: string): { type: string; message: string } {
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) {
    return { type: "KeyError", message: "'with'" };
  }
  return text === ""
    ? { type: "BadConfigSource", message: "" }
    : { type: "BadConfigSource", message: `${text} can not be resolved` };
}
