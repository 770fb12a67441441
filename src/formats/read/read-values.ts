/**
 * YAML nodes → values as the engine's reader makes them, with anchors, aliases and merge keys undone, and back from a
 * place among the values to the node it came from. It knows nothing of Flows.
 */

import type { Path } from "../../model/path.ts";
import type { TextRange } from "../../model/problem.ts";
import { isMap, pythonStr } from "../../model/python.ts";
import { Float, OddMap, Timestamp, type Value, type ValueMap } from "../../model/value.ts";
import { isTimestamp, resolvePlain, timestampText, valueOfScalar } from "../yaml/scalar.ts";
import { unfoldingFault } from "../yaml/unfold.ts";
import type { YamlAlias, YamlDocument, YamlEntry, YamlMap, YamlNode, YamlScalar } from "../yaml/yaml.ts";

/** How texts are read: `declared` re-typed as the engine does, variables kept; `yaml` as YAML alone has them. */
type Reading = "declared" | "yaml";

/** What a file holds. */
export interface FileValues {
  /** Null if its aliases go beyond the limits. */
  readonly value: Value;
  /** The limit that the file exceeds, in a sentence, and where. */
  readonly limit: { readonly message: string; readonly range: TextRange } | null;
  /** Mappings with a key that is no text, which the engine cannot hand on as arguments. */
  readonly oddKeys: readonly Path[];
}

/** The values of a file, as its reader makes them. */
export function readValues(yaml: YamlDocument, reading: Reading = "declared"): FileValues {
  if (yaml.root === null) {
    return { value: null, limit: null, oddKeys: [] };
  }
  const fault = anchorsOf(yaml).size > 0 ? unfoldingFault(yaml.root) : null;
  if (fault) {
    const { message, from, to } = fault;
    return { value: null, limit: { message, range: { from, to } }, oddKeys: [] };
  }
  return new ValueReader(yaml, yaml.root, reading).read();
}

const targetsOf = new WeakMap<YamlNode, ReadonlyMap<YamlAlias, YamlNode>>();

/**
 * What each alias of a file stands for: the last node before it with an anchor of that name. Most files have no star
 * that could begin an alias, and their nodes are not walked.
 */
export function anchorsOf({ text, root }: YamlDocument): ReadonlyMap<YamlAlias, YamlNode> {
  if (!root) {
    return new Map();
  }
  let targets = targetsOf.get(root);
  if (!targets) {
    targets = mayHaveAlias(text) ? findTargets(root) : new Map();
    targetsOf.set(root, targets);
  }
  return targets;
}

function mayHaveAlias(text: string): boolean {
  for (let at = text.indexOf("*"); at >= 0; at = text.indexOf("*", at + 1)) {
    if (/[\w-]/.test(text[at + 1] ?? "") && /[\s\x85,[{:?-]/.test(text[at - 1] ?? " ")) {
      return true;
    }
  }
  return false;
}

function findTargets(root: YamlNode): ReadonlyMap<YamlAlias, YamlNode> {
  const targets = new Map<YamlAlias, YamlNode>();
  const anchors = new Map<string, YamlNode>();
  const visit = (node: YamlNode): void => {
    if (node.anchor !== null) {
      anchors.set(node.anchor, node);
    }
    switch (node.kind) {
      case "alias": {
        const target = anchors.get(node.name);
        if (target) {
          targets.set(node, target);
        }
        return;
      }
      case "map":
        for (const { key, value } of node.entries) {
          visit(key);
          visit(value);
        }
        return;
      case "seq":
        for (const { value } of node.items) {
          visit(value);
        }
        return;
      case "scalar":
        return;
    }
  };
  visit(root);
  return targets;
}

/** The entry of a mapping whose key reads as `key`; the last one, as the engine takes it. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.length < WIDE
    ? map.entries.findLast((entry) => keyOf(entry) === key)
    : indexOf(map).byKey.get(key);
}

/** Entries from which on a mapping is looked through once for all, so that asking for each key takes linear time. */
const WIDE = 32;

interface MapIndex {
  readonly byKey: ReadonlyMap<string | null, YamlEntry>;
  /** Its merge keys, the last first. */
  readonly merges: readonly YamlEntry[];
}

const indices = new WeakMap<YamlMap, MapIndex>();

function indexOf(map: YamlMap): MapIndex {
  let index = indices.get(map);
  if (!index) {
    index = { byKey: new Map(map.entries.map((entry) => [keyOf(entry), entry])), merges: mergesIn(map) };
    indices.set(map, index);
  }
  return index;
}

function mergesIn({ entries }: YamlMap): YamlEntry[] {
  return entries.filter(({ key }) => isMergeKey(key)).reverse();
}

/** A key as the engine has it once it is text: 1, true and null as JSON writes them. */
export function keyOf({ key }: YamlEntry): string | null {
  if (key.kind !== "scalar") {
    return null;
  }
  if ((key.style !== "plain" && key.style !== "empty") || PLAIN_KEY.test(key.value)) {
    return key.value;
  }
  const value = resolvePlain(key.value);
  return typeof value === "string" ? value : keyText(value);
}

/** Keys that are seen to be texts at once: no boolean or null begins so. */
const PLAIN_KEY = /^[a-eg-mo-su-xz_]/;

/** A key that is no text as Python's json.dumps() writes it. */
function keyText(value: Value): string {
  return value === null || typeof value === "boolean" ? String(value) : pythonStr(value);
}

/** A node found by its path. */
interface Located {
  readonly node: YamlNode;
  /** The entry of a mapping that the node is the value of. */
  readonly entry: YamlEntry | null;
  /** The aliases and merge keys that the way led through, outermost first: what lies behind them is shared. */
  readonly through: readonly YamlNode[];
}

/** The node at a path, behind aliases and merge keys too; undefined if the path leads nowhere. */
export function locate(yaml: YamlDocument, path: Path): Located | undefined {
  if (!yaml.root) {
    return undefined;
  }
  const targets = anchorsOf(yaml);
  const through: YamlNode[] = [];
  let at: { node: YamlNode; entry: YamlEntry | null } = { node: yaml.root, entry: null };
  for (const step of path) {
    const node = followed(at.node, targets, through);
    const next = node && stepInto(node, step, targets, through);
    if (!next) {
      return undefined;
    }
    at = next;
  }
  return { ...at, through };
}

/** Where the value at a path stands in the text; of its key if `isKey`. */
export function rangeOf(yaml: YamlDocument, path: Path, isKey = false): TextRange | undefined {
  const located = locate(yaml, path);
  if (!located) {
    return undefined;
  }
  const { node, entry } = located;
  // A value that is not written has no characters: its key has.
  const target = entry && (isKey || node.from === node.to) ? entry.key : node;
  return { from: target.from, to: target.to };
}

function followed(
  node: YamlNode,
  targets: ReadonlyMap<YamlAlias, YamlNode>,
  through: YamlNode[],
): YamlNode | undefined {
  if (node.kind !== "alias") {
    return node;
  }
  through.push(node);
  return targets.get(node);
}

function stepInto(
  node: YamlNode,
  step: string | number,
  targets: ReadonlyMap<YamlAlias, YamlNode>,
  through: YamlNode[],
): { node: YamlNode; entry: YamlEntry | null } | undefined {
  if (node.kind === "seq") {
    const item = typeof step === "number" ? node.items[step] : undefined;
    return item && { node: item.value, entry: null };
  }
  if (node.kind !== "map") {
    return undefined;
  }
  const own = entryOf(node, String(step));
  if (own) {
    return { node: own.value, entry: own };
  }
  const merges = node.entries.length < WIDE ? mergesIn(node) : indexOf(node).merges;
  for (const { key, value } of merges) {
    const source = value.kind === "alias" ? targets.get(value) : value;
    for (const one of source?.kind === "seq" ? source.items.map((item) => item.value) : [source]) {
      const merged = one?.kind === "alias" ? targets.get(one) : one;
      const found = merged?.kind === "map" ? stepInto(merged, step, targets, through) : undefined;
      if (found) {
        through.push(key);
        return found;
      }
    }
  }
  return undefined;
}

/** Whether a key is `<<`, which merges mappings. */
export function isMergeKey(key: YamlNode): boolean {
  return key.kind === "scalar" && key.style === "plain" && key.value === "<<";
}

class ValueReader {
  private readonly yaml: YamlDocument;
  private readonly root: YamlNode;
  private readonly valueOf: (scalar: YamlScalar) => Value;
  private readonly targets: ReadonlyMap<YamlAlias, YamlNode>;
  private readonly oddKeys: Path[] = [];
  private readonly path: (string | number)[] = [];

  constructor(yaml: YamlDocument, root: YamlNode, reading: Reading) {
    this.yaml = yaml;
    this.root = root;
    this.valueOf = reading === "declared" ? declaredScalar : yamlScalar;
    this.targets = anchorsOf(yaml);
  }

  read(): FileValues {
    return { value: this.value(this.root), limit: null, oddKeys: this.oddKeys };
  }

  private value(node: YamlNode): Value {
    switch (node.kind) {
      case "scalar":
        return this.valueOf(node);
      case "seq":
        return this.items(node.items.map(({ value }) => value));
      case "map":
        return this.map(node);
      case "alias":
        return this.value(this.targets.get(node)!);
    }
  }

  private items(nodes: readonly YamlNode[]): Value[] {
    const out: Value[] = [];
    for (const [index, node] of nodes.entries()) {
      this.path.push(index);
      out.push(this.value(node));
      this.path.pop();
    }
    return out;
  }

  /** As the engine's reader: what is merged comes first, and the mapping's own keys replace it where they are the same. */
  private map(node: YamlMap): ValueMap {
    const out = new Map<string, Value>();
    const pythonKeys = new Map<string, Value>();
    if (node.entries.some(({ key }) => isMergeKey(key))) {
      for (const { key, value } of node.entries) {
        if (isMergeKey(key)) {
          this.merge(out, value, pythonKeys);
        }
      }
    }
    let isOdd = false;
    const numbers = new Map<number, string>();
    for (const entry of node.entries) {
      if (isMergeKey(entry.key)) {
        continue;
      }
      const { key } = entry;
      let name = keyOf(entry) ?? this.yaml.text.slice(key.from, key.to);
      if (!isTextKey(key)) {
        isOdd = true;
        // To Python 1, 1.0 and true are one key, whose first spelling stays.
        const number = numberOfKey(key);
        name = (number === null ? undefined : numbers.get(number)) ?? name;
        if (number !== null) {
          numbers.set(number, name);
        }
      }
      if (!isTextKey(key) && !pythonKeys.has(name)) {
        pythonKeys.set(name, this.pythonKeyOf(key));
      }
      this.path.push(name);
      this.forget(out, name);
      out.set(name, this.value(entry.value));
      this.path.pop();
    }
    if (isOdd) {
      this.oddKeys.push([...this.path]);
    }
    return pythonKeys.size === 0 ? out : new OddMap(out, pythonKeys);
  }

  /** The value of a key that is no text. */
  private pythonKeyOf(key: YamlNode): Value {
    return key.kind === "scalar" ? yamlScalar(key) : this.value(key);
  }

  /** What stood at a key before is nothing any more. */
  private forget(out: ReadonlyMap<string, Value>, name: string): void {
    if (out.has(name) && this.oddKeys.length > 0) {
      const { path } = this;
      const kept = this.oddKeys.filter((odd) => !path.every((step, index) => odd[index] === step));
      this.oddKeys.splice(0, this.oddKeys.length, ...kept);
    }
  }

  private merge(out: Map<string, Value>, source: YamlNode, pythonKeys: Map<string, Value>): void {
    const node = source.kind === "alias" ? this.targets.get(source) : source;
    if (node?.kind === "seq") {
      // The first of a list wins.
      for (const { value } of node.items.toReversed()) {
        this.mergeOne(out, value, pythonKeys);
      }
    } else if (node) {
      this.mergeOne(out, source, pythonKeys);
    }
  }

  private mergeOne(out: Map<string, Value>, source: YamlNode, pythonKeys: Map<string, Value>): void {
    const value = this.value(source);
    if (isMap(value)) {
      for (const [key, item] of value) {
        out.set(key, item);
        if (value instanceof OddMap && value.pythonKeys.has(key)) {
          pythonKeys.set(key, value.pythonKeys.get(key)!);
        }
      }
    }
  }
}

function numberOfKey(key: YamlNode): number | null {
  const value = key.kind === "scalar" ? resolvePlain(key.value) : null;
  return value instanceof Float ? value.value : value === null ? null : Number(value);
}

function isTextKey(key: YamlNode): boolean {
  return (
    key.kind === "scalar" &&
    (PLAIN_KEY.test(key.value) ||
      (key.style !== "plain" && key.style !== "empty") ||
      (typeof resolvePlain(key.value) === "string" && !isTimestamp(key.value)))
  );
}

function declaredScalar(scalar: YamlScalar): Value {
  return scalar.style === "plain" && isTimestamp(scalar.value)
    ? new Timestamp(timestampText(scalar.value))
    : valueOfScalar(scalar);
}

function yamlScalar(scalar: YamlScalar): Value {
  if (scalar.style !== "plain" && scalar.style !== "empty") {
    return scalar.value;
  }
  return isTimestamp(scalar.value) ? new Timestamp(timestampText(scalar.value)) : resolvePlain(scalar.value);
}
