/**
 * The values of a file → the calls that the engine makes of them, as its loader does it: version, `with`, the list of
 * executors with the Deployments of other files, the gateway's section. Faults come in the engine's order and words.
 * What the calls do is the model's affair (build.ts).
 */
import {
  type Entry,
  Float,
  type Flow,
  GATEWAY,
  type ListKey,
  type Value,
  type ValueMap,
} from "../model/flow.ts";
import type { EngineFault, Path, Problem } from "../model/problem.ts";
import { isTrue, pythonStr, typeName } from "../model/python.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { readValues } from "./read-values.ts";
import { type Environment, expandOnce, substitute } from "./substitute.ts";

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
      gateway: this.expanded(this.mapAt("gateway", "items")),
    };
    return { flow, problems: this.problems };
  }

  private fail(path: Path, type: string, message: string, advice: string): void {
    const engine: EngineFault = { phase: "load", type, message };
    this.problems.push({
      code: "structure",
      severity: "error",
      path,
      engine,
      message: `${message.replace(/[.:]$/, "")}: ${advice}`,
    });
  }

  private expanded(map: ValueMap): ValueMap {
    if (![...map.values()].some((value) => typeof value === "string")) {
      return map;
    }
    return new Map([...map].map(([key, value]) => [key, expandOnce(value, this.context.environment)]));
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
        `${key} must be a mapping.`,
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
    for (const file of files) {
      if (typeof file === "string" && !hasFile?.(file)) {
        const what = "This module is imported when the Flow is loaded.";
        this.missing(file, [...path, "py_modules"], what, hasFile !== null);
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
        message: `${what} Whether ${file} is there cannot be seen from here; the engine refuses the Flow if it is not.`,
      });
      return;
    }
    const message = `can not find ${file}`;
    this.problems.push({
      code: "file-missing",
      severity: "error",
      path,
      engine: { phase: "load", type: "FileNotFoundError", message },
      message: `${message}: ${what}`,
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
          "jtype: Flow must be the first key: the engine turns it into a tag, which can only stand before the others.",
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
        "jtype: Flow begins a Flow, which cannot stand inside another one.",
      );
      return inner;
    }
    this.problems.push({
      code: "flow-nested",
      severity: "warning",
      path: [...path, "jtype"],
      message:
        "The engine makes a Flow of this mapping while it reads the file, and hands that on as the value.",
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
        message: `The engine reads this as ${JSON.stringify(changed)}: it puts !Flow in the place of jtype: Flow, in texts too.`,
      });
    }
    return changed;
  }

  private checkVersion(version: Value | undefined): void {
    if (version === undefined || version === null) {
      return;
    }
    if (!isTrue(version)) {
      const message = `can not find parser for version: ${pythonStr(version)}, fallback to legacy parser. this usually mean you are using a deprecated YAML format.`;
      this.problems.push({
        code: "version",
        severity: "warning",
        path: ["version"],
        engine: { phase: "load", type: "DeprecationWarning", message },
        message: `${message} Write version: '1'.`,
        fix: VERSION_FIX,
      });
      return;
    }
    if (typeof version === "object" && !(version instanceof Float)) {
      this.fail(
        ["version"],
        "AttributeError",
        `'${typeName(version)}' object has no attribute 'split'`,
        "write version: '1'.",
      );
      return;
    }
    // True is a number to Python, and prints as True.
    const text = pythonStr(version);
    if (text === "1") {
      return;
    }
    if (text.split(".")[0] === "1") {
      const message = `can not find parser for version: ${text}, fallback to parser for version: 1`;
      this.problems.push({
        code: "version",
        severity: "warning",
        path: ["version"],
        engine: { phase: "load", type: "UserWarning", message },
        message: `${message}. Write version: '1'.`,
        fix: VERSION_FIX,
      });
      return;
    }
    const message = `${text} is not a valid version number`;
    this.problems.push({
      code: "version",
      severity: "error",
      path: ["version"],
      engine: { phase: "load", type: "BadYAMLVersion", message },
      message: `${message}: the only version of Flow files is '1'.`,
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
      this.fail(["with", "extra_search_paths"], "TypeError", message, "extra_search_paths is a list.");
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
        "kwargs holds arguments of the Flow.",
      );
    }
    const more = kwargs instanceof Map ? (kwargs as ValueMap) : NO_MAP;
    const own = [...given].filter(([key]) => key !== "args" && key !== "kwargs");
    return this.expanded(more.size === 0 && own.length === given.size ? given : new Map([...more, ...own]));
  }

  /** `with.args` becomes Flow(*args): the one parameter that takes is an object no file can hold. */
  private checkPositional(args: Value): void {
    if (!Array.isArray(args) && typeof args !== "string" && !(args instanceof Map)) {
      const message = `'${typeName(args)}' object is not iterable`;
      this.fail(["with", "args"], "TypeError", message, "write the Flow's arguments as keys of with.");
      return;
    }
    const count = args instanceof Map ? args.size : args.length;
    if (count > 0) {
      const message =
        count === 1
          ? "vars() argument must have __dict__ attribute"
          : `Flow.__init__() takes from 1 to 2 positional arguments but ${count + 1} were given`;
      this.fail(["with", "args"], "TypeError", message, "write the Flow's arguments as keys of with.");
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
      const advice = list === null ? `${listKey} needs a list; write [] for none.` : `${listKey} is a list.`;
      this.fail([listKey], "TypeError", `'${typeName(list)}' object is not iterable`, advice);
    } else if (items.length > 0) {
      // The engine takes keys, or letters, for files that hold a Deployment.
      const fault = deploymentFault(items[0]!);
      this.fail(
        [listKey],
        fault.type,
        fault.message,
        `${listKey} is a list of executors, each beginning with '- '.`,
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
        "an executor is a mapping.",
      );
      return { index, method: "add", args: NO_MAP };
    }
    const map = item as ValueMap;
    if (map.get("jtype") === "Deployment") {
      const args = this.deploymentArgs(map, path);
      return { index, method: "add", args, deployment: { kind: "inline" } };
    }
    const expanded = this.expanded(map);
    const method = expanded.get("method");
    if (method === undefined) {
      return { index, method: "add", args: expanded };
    }
    const args = new Map(expanded);
    args.delete("method");
    if (typeof method !== "string" && expanded.get("name") === GATEWAY) {
      // The engine passes over it before it looks for its method.
      return { index, method: "add", args };
    }
    if (typeof method !== "string") {
      this.fail(
        [...path, "method"],
        "TypeError",
        `attribute name must be string, not '${typeName(method)}'`,
        "method is add, needs, needs_all, inspect or gather_inspect.",
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
        "an entry that is a text names a YAML file with a Deployment in it.",
      );
      return entry;
    }
    const { readFile } = this.context;
    const text = readFile?.(file.trim()) ?? null;
    if (text === null) {
      this.missing(file, path, "This entry is a Deployment in a file of its own.", readFile !== null);
      return entry;
    }
    const yaml = parseEngineYaml(text);
    if (yaml.fault) {
      this.fail(path, yaml.fault.type ?? "ScannerError", yaml.fault.message, `${file} is no YAML.`);
      return entry;
    }
    const { value } = readValues(yaml, "yaml");
    const substituted = substitute(value, this.context.environment);
    if (substituted.fault) {
      this.fail(path, substituted.fault.engine.type, substituted.fault.engine.message, `look into ${file}.`);
      return entry;
    }
    if (!(substituted.value instanceof Map) || substituted.value.size === 0) {
      this.fail(
        path,
        "BadConfigSource",
        `can not construct a Deployment from an empty ${file}`,
        "there is nothing in it.",
      );
      return entry;
    }
    const map = substituted.value as ValueMap;
    const args = this.deploymentArgs(map, path);
    if (map.has("with") && map.get("jtype") !== "Deployment") {
      const message = `Can not construct <class 'jina.orchestrate.deployments.Deployment'> object from ${file}. Source might be an invalid configuration.`;
      this.fail(path, "BadConfigSource", message, `${file} has to begin with jtype: Deployment.`);
    }
    return { ...entry, args };
  }

  private deploymentArgs(map: ValueMap, path: Path): ValueMap {
    if (!map.has("with")) {
      this.fail(path, "KeyError", "'with'", "a Deployment has its arguments under with.");
      return NO_MAP;
    }
    const args = map.get("with")!;
    if (!(args instanceof Map)) {
      const message = `'${typeName(args)}' object has no attribute 'get'`;
      this.fail([...path, "with"], "AttributeError", message, "a Deployment has its arguments under with.");
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
