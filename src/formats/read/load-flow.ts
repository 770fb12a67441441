/**
 * The values of a file → the calls that the engine makes of them, as its loader does it: version, `with`, the list of
 * executors with the Deployments of other files, the gateway's section. Faults come in the engine's order and words.
 * What the calls do is the model's affair (build.ts).
 */
import { grouped } from "../../base/words.ts";
import { valueShown } from "../../model/engine/argument-sentences.ts";
import { buildFlow } from "../../model/engine/build.ts";
import { type Excess, findExcessParts } from "../../model/engine/limits.ts";
import type { EngineFault } from "../../model/engine-fault.ts";
import { type Entry, type Flow, GATEWAY, type ListKey, NESTED_FLOW } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { isList, isMap, isTrue, typeName } from "../../model/python.ts";
import { pythonKey, type Value, type ValueMap } from "../../model/value.ts";
import {
  entryOfDeployment,
  type LoadedDeployment,
  loadInlineDeployment,
  loadNamedDeployment,
} from "./load-deployment.ts";
import { type LoadContext, Loader, NO_MAP } from "./loader.ts";
import { restoreRoot } from "./restore-tags.ts";
import { Allowance, expandOnce, sentenceOf } from "./substitute.ts";

/** The calls that the engine makes of a file, and what it says while it reads it. */
export interface LoadedFlow {
  readonly flow: Flow;
  /** What ends the reading, or is said during it, before the engine looks at what any part of the file means. */
  readonly reading: readonly Problem[];
  readonly problems: readonly Problem[];
}

/** Loads a Flow's file. Never throws: what the engine refuses is among the problems. */
export function loadFlow(root: ValueMap, context: LoadContext): LoadedFlow {
  return new FlowLoader(root, context).load();
}

/** The key that a file has its list under. */
export function listKeyOf(root: ValueMap): ListKey {
  return !root.has("executors") && root.has("deployments") ? "deployments" : "executors";
}

/** A Flow of which a file declares nothing. */
export function emptyFlow(): Flow {
  return { with: NO_MAP, gateway: NO_MAP, entries: [], listKey: "executors" };
}

const MAX_NESTED_FLOWS = 10_000;

class FlowLoader extends Loader {
  private root: ValueMap;
  private readonly base: Path;

  constructor(root: ValueMap, context: LoadContext, allowance = new Allowance(), base: Path = []) {
    super("Flow", context, allowance);
    this.root = root;
    this.base = base;
  }

  override placeOf(path: Path): Path {
    return this.base.length === 0 ? path : [...this.base, ...path];
  }

  load(): LoadedFlow {
    this.checkModules(this.root);
    const given = this.mapAt("with", "get");
    this.checkSearchPaths(given);
    this.root = restoreRoot(this, this.root);
    const reading = this.problems;
    this.problems = [];
    this.checkVersion(this.root.get("version"));
    const listKey = listKeyOf(this.root);
    const flow: Flow = {
      with: this.settings(this.settingsGiven()),
      listKey,
      entries: this.entries(listKey),
      gateway: this.expanded(this.mapAt("gateway", "items"), ["gateway"]),
    };
    return { flow, reading, problems: this.problems };
  }

  /** A Flow inside this one is made in full, and nothing comes of it but what the engine says meanwhile. */
  override makeNested(map: ValueMap, path: Path): void {
    this.allowance.nestedFlows += 1;
    if (this.allowance.nestedFlows > MAX_NESTED_FLOWS) {
      if (this.allowance.nestedFlows === MAX_NESTED_FLOWS + 1) {
        const message = `More than ${grouped(MAX_NESTED_FLOWS)} Flows stand inside this one; up to so many are made.`;
        this.tellExcess({ path: [], message }, path);
      }
      return;
    }
    const tooMany = findExcessParts(map);
    if (tooMany) {
      this.tellExcess(tooMany, path);
      return;
    }
    const base = [...this.base, ...path];
    const { flow, reading, problems } = new FlowLoader(map, this.context, this.allowance, base).load();
    const { problems: found, excess } = buildFlow(flow);
    this.tellNested([...reading, ...problems, ...found], path);
    this.problems.push(...problems.filter(({ code }) => code === "limit"));
    if (excess) {
      this.tellExcess(excess, path);
    }
  }

  private tellExcess({ path: inside, message }: Excess, path: Path): void {
    const at = this.placeOf([...path, ...inside]);
    this.problems.push({ code: "limit", severity: "error", path: at, isKey: true, message });
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

  // --- the frame

  private settingsGiven(): ValueMap {
    const value = this.root.get("with");
    if (value === NESTED_FLOW) {
      this.refuseObject("'Flow' object is not a mapping");
    }
    return isMap(value) ? value : NO_MAP;
  }

  /** `verb`: the method that the engine asks of the value, by whose absence it fails. */
  private mapAt(key: "with" | "gateway", verb: "get" | "items"): ValueMap {
    const value = this.root.get(key) ?? null;
    if (isMap(value)) {
      return value;
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

  /** `with`, without `args` and with what `kwargs` holds. */
  private settings(given: ValueMap): ValueMap {
    const args = given.get("args");
    if (args !== undefined && !(Array.isArray(args) && args.length === 0)) {
      this.checkPositional(args);
    }
    const kwargs = given.get("kwargs");
    if (kwargs !== undefined && !isMap(kwargs)) {
      this.fail(
        ["with", "kwargs"],
        "TypeError",
        `'${typeName(kwargs)}' object is not a mapping`,
        `The kwargs under with must be a mapping, not ${valueShown(kwargs)}: write its keys under with itself.`,
      );
    }
    const more = isMap(kwargs) ? kwargs : NO_MAP;
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

  // --- the list

  private entries(listKey: ListKey): Entry[] {
    const list = this.root.get(listKey);
    if (list === undefined) {
      return [];
    }
    if (isList(list)) {
      return list.map((item, index) => this.entry(item, index, listKey));
    }
    const items = isMap(list) ? [...list.keys()] : typeof list === "string" ? [...list] : null;
    if (items === null) {
      const advice = list === null ? "write [] for none" : "each item begins with '- '";
      const sentence = `${listKey} must be a list of executors, not ${valueShown(list)}: ${advice}.`;
      this.fail([listKey], "TypeError", `'${typeName(list)}' object is not iterable`, sentence);
    } else if (items.length > 0) {
      // The engine takes keys, or letters, for files that hold a Deployment.
      const first = isMap(list) ? pythonKey(list, items[0]!) : items[0]!;
      if (typeof first !== "string") {
        const message = `'${Array.isArray(first) ? "tuple" : typeName(first)}' object has no attribute 'items'`;
        const sentence = `${listKey} must be a list of executors, not ${valueShown(list)}: each item begins with '- '.`;
        this.fail([listKey], "AttributeError", message, sentence);
        return [];
      }
      const { problems } = loadNamedDeployment(first, [listKey], this.context, this.allowance);
      const { type, message } = problems.find(({ engine }) => engine)?.engine ?? NO_LIST;
      const sentence = `${listKey} must be a list of executors, not ${valueShown(list)}: each item begins with '- '.`;
      this.fail([listKey], type, message, sentence);
    }
    return [];
  }

  private entry(item: Value, index: number, listKey: ListKey): Entry {
    const path: Path = [listKey, index];
    if (typeof item === "string") {
      const { args, problems } =
        item === NESTED_FLOW
          ? refusedFlow(path)
          : loadNamedDeployment(item, path, this.context, this.allowance);
      this.problems.push(...problems);
      return entryOfDeployment(index, args, { kind: "file", file: item });
    }
    if (!isMap(item)) {
      this.fail(
        path,
        "AttributeError",
        `'${typeName(item)}' object has no attribute 'items'`,
        `Item ${index + 1} of ${listKey} must be a mapping, such as name: encoder, not ${valueShown(item)}.`,
      );
      return { index, method: "add", args: NO_MAP };
    }
    const map = item;
    if (map.get("jtype") === "Deployment") {
      const { args, problems } = loadInlineDeployment(map, path, this.context, this.allowance);
      this.problems.push(...problems);
      return entryOfDeployment(index, args, { kind: "inline" });
    }
    const expanded = this.expanded(map, path);
    const source = expanded.get("deployment");
    if (typeof source === "string") {
      // A parameter of Flow.add() itself, for what Python code hands it.
      const at = [...path, "deployment"];
      this.problems.push(...loadNamedDeployment(source, at, this.context, this.allowance).problems);
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
        `The method of item ${index + 1} of ${listKey} must be add, needs, needs_all, inspect or gather_inspect, not ${valueShown(method)}.`,
      );
      return { index, method: "add", args };
    }
    const methodAt = [...expanded.keys()].indexOf("method");
    return { index, method, args, hasMethod: true, methodAt };
  }
}

const NO_ARGS = "The args under with cannot be used in a file: write the arguments as keys of with itself.";

/** What the engine makes of a text that names a Deployment where a list should be, whatever it comes to. */
const NO_LIST = { type: "KeyError", message: "'with'" } as const;

function refusedFlow(path: Path): LoadedDeployment {
  const engine: EngineFault = {
    phase: "load",
    type: "AttributeError",
    message: "'Flow' object has no attribute 'items'",
  };
  const message = `Item ${Number(path[1]) + 1} of ${path[0]} is a Flow, which cannot stand among the executors.`;
  return { args: NO_MAP, problems: [{ code: "structure", severity: "error", path, engine, message }] };
}
