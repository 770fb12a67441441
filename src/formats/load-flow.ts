/**
 * The values of a file → the calls that the engine makes of them, as its loader does it: version, `with`, the list of
 * executors with the Deployments of other files, the gateway's section. Faults come in the engine's order and words.
 * What the calls do is the model's affair (build.ts).
 */
import { buildFlow } from "../model/build.ts";
import {
  type Entry,
  type Flow,
  GATEWAY,
  type ListKey,
  NESTED_FLOW,
  pythonKey,
  type Value,
  type ValueMap,
} from "../model/flow.ts";
import type { EngineFault, Path, Problem } from "../model/problem.ts";
import { isTrue, typeName } from "../model/python.ts";
import {
  entryOfDeployment,
  type LoadedDeployment,
  loadInlineDeployment,
  loadNamedDeployment,
} from "./load-deployment.ts";
import { type LoadContext, Loader, NO_MAP } from "./loader.ts";
import { expandOnce } from "./substitute.ts";

export interface LoadedFlow {
  readonly flow: Flow;
  /** What ends the reading, or is said during it, before the engine looks at what any part of the file means. */
  readonly reading: readonly Problem[];
  readonly problems: readonly Problem[];
}

export function loadFlow(root: ValueMap, context: LoadContext): LoadedFlow {
  return new FlowLoader(root, context).load();
}

export function listKeyOf(root: ValueMap): ListKey {
  return !root.has("executors") && root.has("deployments") ? "deployments" : "executors";
}

export function emptyFlow(): Flow {
  return { with: NO_MAP, gateway: NO_MAP, entries: [], listKey: "executors" };
}

class FlowLoader extends Loader {
  private root: ValueMap;
  private readonly base: Path;

  constructor(root: ValueMap, context: LoadContext, base: Path = []) {
    super("Flow", context);
    this.root = root;
    this.base = base;
  }

  protected override placeOf(path: Path): Path {
    return this.base.length === 0 ? path : [...this.base, ...path];
  }

  load(): LoadedFlow {
    this.checkModules(this.root);
    const given = this.mapAt("with", "get");
    this.checkSearchPaths(given);
    this.root = this.withoutNested(this.root, []) as ValueMap;
    const reading = this.problems;
    this.problems = [];
    this.checkVersion(this.root.get("version"));
    const listKey = listKeyOf(this.root);
    const flow: Flow = {
      with: this.settings(this.mapOf("with")),
      listKey,
      entries: this.entries(listKey),
      gateway: this.expanded(this.mapAt("gateway", "items")),
    };
    return { flow, reading, problems: this.problems };
  }

  /** A Flow inside this one is made in full, and nothing comes of it but what the engine says meanwhile. */
  protected override makeNested(map: ValueMap, path: Path): void {
    const { flow, reading, problems } = new FlowLoader(map, this.context, [...this.base, ...path]).load();
    const said = [
      ...reading,
      ...problems,
      ...buildFlow(flow).problems.map((one) => ({ ...one, path: undefined })),
    ];
    for (const { severity, message, engine } of said) {
      if (engine?.phase === "load") {
        this.problems.push({ code: "flow-nested", severity, path: this.placeOf(path), message, engine });
      }
    }
  }

  private expanded(map: ValueMap): ValueMap {
    if (![...map.values()].some((value) => typeof value === "string")) {
      return map;
    }
    return new Map([...map].map(([key, value]) => [key, expandOnce(value, this.context.environment)]));
  }

  // --- the frame

  private mapOf(key: "with"): ValueMap {
    const value = this.root.get(key);
    return value instanceof Map ? (value as ValueMap) : NO_MAP;
  }

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

  /** `with`, without `args` and with what `kwargs` holds. */
  private settings(given: ValueMap): ValueMap {
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
      const first = list instanceof Map ? pythonKey(list as ValueMap, items[0]!) : items[0]!;
      if (typeof first !== "string") {
        const message = `'${Array.isArray(first) ? "tuple" : typeName(first)}' object has no attribute 'items'`;
        this.fail([listKey], "AttributeError", message, `${listKey} is a list of executors.`);
        return [];
      }
      const { problems } = loadNamedDeployment(first, [listKey], this.context);
      const { type, message } = problems.find(({ engine }) => engine)?.engine ?? NO_LIST;
      this.fail([listKey], type, message, `${listKey} is a list of executors, each beginning with '- '.`);
    }
    return [];
  }

  private entry(item: Value, index: number, listKey: ListKey): Entry {
    const path: Path = [listKey, index];
    if (typeof item === "string") {
      const { args, problems } =
        item === NESTED_FLOW ? refusedFlow(path) : loadNamedDeployment(item, path, this.context);
      this.problems.push(...problems);
      return entryOfDeployment(index, args, { kind: "file", file: item });
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
      const { args, problems } = loadInlineDeployment(map, path, this.context);
      this.problems.push(...problems);
      return entryOfDeployment(index, args, { kind: "inline" });
    }
    const expanded = this.expanded(map);
    const source = expanded.get("deployment");
    if (typeof source === "string") {
      // A parameter of Flow.add() itself, for what Python code hands it.
      this.problems.push(...loadNamedDeployment(source, [...path, "deployment"], this.context).problems);
    }
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
    const methodAt = [...expanded.keys()].indexOf("method");
    return { index, method, args, hasMethod: true, methodAt };
  }
}

/** What the engine makes of a text that names a Deployment where a list should be, whatever it comes to. */
const NO_LIST = { type: "KeyError", message: "'with'" } as const;

function refusedFlow(path: Path): LoadedDeployment {
  const message = "'Flow' object has no attribute 'items'";
  const engine: EngineFault = { phase: "load", type: "AttributeError", message };
  const advice = "a Flow cannot stand among the executors.";
  return {
    args: NO_MAP,
    problems: [{ code: "structure", severity: "error", path, engine, message: `${message}: ${advice}` }],
  };
}
