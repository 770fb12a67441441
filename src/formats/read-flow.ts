/**
 * Document → declared Flow, with everything that keeps the engine from loading it, and back from a place in the Flow
 * to its characters. Reading never throws and never gives up half-way: what can be drawn is.
 */
import { type BuildProblem, buildFlow } from "../model/build.ts";
import type { BuiltFlow, Entry, Flow, Value, ValueMap } from "../model/flow.ts";
import type { Problem, TextRange } from "../model/problem.ts";
import { valueOfScalar } from "./scalar.ts";
import {
  parseYaml,
  type YamlDocument,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlSeq,
} from "./yaml.ts";

/** A text and everything that follows from it. */
export interface FlowDocument {
  readonly text: string;
  readonly yaml: YamlDocument;
  readonly flow: Flow;
  readonly built: BuiltFlow;
  readonly problems: readonly Problem[];
  /** False if the text is not YAML, or no Flow: then `flow` and `built` are empty and mean nothing. */
  readonly isFlow: boolean;
  /** The list of executors, where the file has one. */
  readonly list: YamlSeq | null;
}

/** Collections that aliases may unfold to, against a small file that means a gigantic one. */
const MAX_UNFOLDED = 100_000;
/** Aliases inside what aliases stand for: with the depth of the text itself this bounds the depth of values. */
const MAX_ALIAS_DEPTH = 16;
/** Executors of one Flow: beyond any that has a purpose, and what a page still draws within seconds. */
const MAX_EXECUTORS = 50_000;

export function readFlow(text: string): FlowDocument {
  const yaml = parseYaml(text);
  if (yaml.fault) {
    const { code, message, from, to } = yaml.fault;
    return noFlow(yaml, [{ code, severity: "error", message, range: { from, to } }]);
  }
  if (yaml.root === null) {
    const message =
      "The file is empty, so the engine has nothing to read. A Flow begins with the line jtype: Flow.";
    return noFlow(yaml, [{ code: "empty", severity: "error", message, range: { from: 0, to: 0 } }]);
  }
  return new Reader(yaml, yaml.root).read();
}

const NO_MAP: ValueMap = new Map();

function noFlow(yaml: YamlDocument, problems: Problem[]): FlowDocument {
  const flow: Flow = { with: NO_MAP, gateway: NO_MAP, entries: [] };
  const { flow: built } = buildFlow(flow);
  return { text: yaml.text, yaml, flow, built, problems, isFlow: false, list: null };
}

/** The entry of a mapping whose key reads as `key`; the last one, as the engine takes it. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.findLast((entry) => entry.key.kind === "scalar" && entry.key.value === key);
}

/** Where an executor stands in the text: its item, from the dash on. */
export function executorRange(document: FlowDocument, index: number): TextRange | undefined {
  const item = document.list?.items[index];
  return item && { from: item.from, to: item.value.to };
}

class Reader {
  private readonly problems: Problem[] = [];
  private readonly anchors = new Map<string, YamlNode>();
  /** Values read behind aliases. */
  private unfolded = 0;
  private aliasDepth = 0;
  private readonly yaml: YamlDocument;
  private readonly root: YamlNode;

  constructor(yaml: YamlDocument, root: YamlNode) {
    this.yaml = yaml;
    this.root = root;
  }

  read(): FlowDocument {
    const root = this.root;
    const top = root.kind === "map" ? root : null;
    const jtype = top ? this.jtypeOf(top) : null;
    if (!top || jtype === null) {
      this.fail("no-flow", this.noFlowMessage(top), root);
      return noFlow(this.yaml, this.problems);
    }
    this.collectAnchors(root);
    const list = this.listOf(top);
    if (list && list.items.length > MAX_EXECUTORS) {
      const count = list.items.length.toLocaleString("en");
      this.fail(
        "limit",
        `This Flow has ${count} executors; up to ${MAX_EXECUTORS.toLocaleString("en")} are drawn.`,
        list,
      );
      return noFlow(this.yaml, this.problems);
    }
    const flow: Flow = {
      with: this.mapAt(top, "with"),
      gateway: this.mapAt(top, "gateway"),
      entries: list ? list.items.map((item, index) => this.entry(item.value, index)) : [],
    };
    if (this.unfolded > MAX_UNFOLDED) {
      this.fail(
        "limit",
        `The aliases of this file unfold to more than ${MAX_UNFOLDED.toLocaleString("en")} values, or stand more than ${MAX_ALIAS_DEPTH} deep inside one another.`,
        root,
      );
      return noFlow(this.yaml, this.problems);
    }
    const { flow: built, problems } = buildFlow(flow);
    const placed = problems.map((problem) => this.place(problem, list));
    return {
      text: this.yaml.text,
      yaml: this.yaml,
      flow,
      built,
      problems: [...this.problems, ...placed],
      isFlow: true,
      list,
    };
  }

  // --- the frame of the file

  /** `Flow` if the root says so by its first key or by a tag; null otherwise. */
  private jtypeOf(top: YamlMap): "Flow" | null {
    if (top.tag === "!Flow") {
      return "Flow";
    }
    const entry = entryOf(top, "jtype");
    if (entry?.value.kind !== "scalar" || entry.value.value !== "Flow") {
      return null;
    }
    if (entry !== top.entries[0]) {
      this.fail(
        "structure",
        "jtype: Flow must be the first key: the engine turns it into a tag, which can only stand before the others.",
        entry.key,
      );
    }
    return "Flow";
  }

  private noFlowMessage(top: YamlMap | null): string {
    if (!top) {
      const what = this.root.kind === "seq" ? "a list" : "a single text";
      return `The file holds ${what}; a Flow is a mapping that begins with jtype: Flow.`;
    }
    const jtype = entryOf(top, "jtype")?.value;
    const named = jtype?.kind === "scalar" ? jtype.value : top.tag?.slice(1);
    return named
      ? `This file describes a ${named}, not a Flow: a Flow begins with jtype: Flow.`
      : "Nothing says that this is a Flow: the first line of one is jtype: Flow.";
  }

  private listOf(top: YamlMap): YamlSeq | null {
    const entry = entryOf(top, "executors") ?? entryOf(top, "deployments");
    if (!entry) {
      if (entryOf(top, "pods")) {
        this.warn(
          "legacy",
          "pods is a key of Jina 1.x: Jina 3 passes over it, so to the engine this Flow is empty.",
          entryOf(top, "pods")!.key,
        );
      }
      return null;
    }
    const node = this.resolve(entry.value);
    if (node.kind === "seq") {
      return node;
    }
    const name = entry.key.kind === "scalar" ? entry.key.value : "";
    const message =
      node.kind === "scalar" && valueOfScalar(node) === null
        ? `'NoneType' object is not iterable: ${name} needs a list; write [] for none.`
        : `${name} must be a list of executors, each beginning with '- '.`;
    this.fail("structure", message, node.from === node.to ? entry.key : node);
    return null;
  }

  private mapAt(top: YamlMap, key: string): ValueMap {
    const entry = entryOf(top, key);
    const node = entry && this.resolve(entry.value);
    if (!node || (node.kind === "scalar" && valueOfScalar(node) === null)) {
      return NO_MAP;
    }
    if (node.kind !== "map") {
      this.fail("structure", `${key} must be a mapping.`, node);
      return NO_MAP;
    }
    return this.map(node);
  }

  private entry(item: YamlNode, index: number): Entry {
    const node = this.resolve(item);
    if (node.kind !== "map") {
      const isEmpty = node.kind === "scalar" && valueOfScalar(node) === null;
      if (node.kind === "scalar" && !isEmpty) {
        this.warn(
          "structure",
          `This entry names a Deployment in another file, ${node.value}; it is drawn as a plain executor.`,
          item,
        );
      } else {
        const type = isEmpty ? "NoneType" : "list";
        this.fail("structure", `'${type}' object has no attribute 'items': an executor is a mapping.`, item);
      }
      return { index, method: "add", args: NO_MAP };
    }
    const args = item.kind === "alias" ? this.unfold(() => this.map(node)) : this.map(node);
    const method = args.get("method") ?? "add";
    args.delete("method");
    return { index, method: typeof method === "string" ? method : String(method), args };
  }

  // --- values

  private map(node: YamlMap): Map<string, Value> {
    const out = new Map<string, Value>();
    if (this.unfolded > MAX_UNFOLDED) {
      return out;
    }
    for (const { key, value } of node.entries) {
      if (key.kind === "scalar" && key.value === "<<" && key.style === "plain") {
        this.merge(out, node, value);
        continue;
      }
      out.set(key.kind === "scalar" ? key.value : this.yaml.text.slice(key.from, key.to), this.value(value));
    }
    return out;
  }

  /** Keys of a merge come in where the mapping itself has none. */
  private merge(out: Map<string, Value>, node: YamlMap, source: YamlNode): void {
    const own = new Set(node.entries.flatMap(({ key }) => (key.kind === "scalar" ? [key.value] : [])));
    const resolved = this.resolve(source);
    const sources =
      resolved.kind === "seq" ? resolved.items.map(({ value }) => this.resolve(value)) : [resolved];
    for (const one of sources) {
      if (one.kind !== "map") {
        this.fail("structure", "expected a mapping or list of mappings for merging.", source);
        continue;
      }
      this.count();
      for (const [key, value] of this.unfold(() => this.map(one))) {
        if (!own.has(key) && !out.has(key)) {
          out.set(key, value);
        }
      }
    }
  }

  private value(node: YamlNode): Value {
    if (node.kind === "alias") {
      return this.unfold(() => this.valueOf(this.resolve(node)));
    }
    return this.valueOf(node);
  }

  private valueOf(node: YamlNode): Value {
    this.count();
    if (this.unfolded > MAX_UNFOLDED) {
      return null;
    }
    switch (node.kind) {
      case "scalar":
        return valueOfScalar(node);
      case "seq":
        return node.items.map(({ value }) => this.value(value));
      case "map":
        return this.map(node);
      case "alias":
        return null;
    }
  }

  private count(): void {
    if (this.aliasDepth > 0) {
      this.unfolded++;
    }
  }

  /** Reads what stands behind an alias; what it comes to is counted against the limit. */
  private unfold<Result>(read: () => Result): Result {
    this.aliasDepth++;
    if (this.aliasDepth > MAX_ALIAS_DEPTH) {
      this.unfolded = Number.POSITIVE_INFINITY;
    }
    const result = read();
    this.aliasDepth--;
    return result;
  }

  private resolve(node: YamlNode): YamlNode {
    return node.kind === "alias" ? (this.anchors.get(node.name) ?? node) : node;
  }

  private collectAnchors(node: YamlNode): void {
    if (node.anchor !== null) {
      this.anchors.set(node.anchor, node);
    }
    if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        this.collectAnchors(key);
        this.collectAnchors(value);
      }
    } else if (node.kind === "seq") {
      for (const { value } of node.items) {
        this.collectAnchors(value);
      }
    }
  }

  // --- problems

  private fail(code: Problem["code"], message: string, node: YamlNode): void {
    this.problems.push({ code, severity: "error", message, range: { from: node.from, to: node.to } });
  }

  private warn(code: Problem["code"], message: string, node: YamlNode): void {
    this.problems.push({ code, severity: "warning", message, range: { from: node.from, to: node.to } });
  }

  private place(problem: BuildProblem, list: YamlSeq | null): Problem {
    const { entry, key, item, ...rest } = problem;
    const listed = list?.items[entry];
    if (!listed) {
      return rest;
    }
    const node = this.resolve(listed.value);
    if (key && node.kind === "map") {
      const at = entryOf(node, key);
      if (at) {
        const value = item !== undefined && at.value.kind === "seq" ? at.value.items[item]?.value : undefined;
        const target = value ?? (at.value.from === at.value.to ? at.key : at.value);
        return { ...rest, range: { from: target.from, to: target.to } };
      }
    }
    const name = node.kind === "map" ? entryOf(node, "name")?.value : undefined;
    const target = name && name.to > name.from ? name : listed.value;
    // A whole entry may be long: its first line is enough to point at.
    const lineEnd = this.yaml.text.indexOf("\n", target.from);
    const to = lineEnd < 0 ? target.to : Math.min(target.to, lineEnd);
    return { ...rest, range: { from: target.from, to: Math.max(target.from, to) } };
  }
}
