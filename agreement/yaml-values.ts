/**
 * What the engine's reader makes of YAML nodes, in the words of engine/read_yaml.py: an own reckoning for the tests,
 * with Python's idea of which keys are the same. It takes nodes that the engine takes.
 */

import { plainTagOf } from "../src/formats/yaml/construct-scalar.ts";
import { resolvePlain } from "../src/formats/yaml/scalar.ts";
import type { YamlAlias, YamlMap, YamlNode, YamlScalar } from "../src/formats/yaml/yaml.ts";
import { parseFloatText, parseInteger } from "../src/model/python.ts";
import { Float, type Value } from "../src/model/value.ts";

type Target = Exclude<YamlNode, YamlAlias>;

const PREFIX = "tag:yaml.org,2002:";

/** `tags`: what tags mean in full, where that is not what they say. */
export function valueAsEngine(
  root: YamlNode | null,
  anchors: ReadonlyMap<string, YamlNode>,
  tags: ReadonlyMap<string, string> = new Map(),
): unknown {
  const reader = new ValueReader(anchors, tags);
  return root === null ? null : reader.value(root);
}

/** The nodes that aliases stand for, by name. */
export function anchorsIn(root: YamlNode | null): Map<string, YamlNode> {
  const anchors = new Map<string, YamlNode>();
  const visit = (node: YamlNode): void => {
    if (node.anchor !== null) {
      anchors.set(node.anchor, node);
    }
    if (node.kind === "seq") {
      node.items.forEach(({ value }) => {
        visit(value);
      });
    } else if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
    }
  };
  if (root) {
    visit(root);
  }
  return anchors;
}

/** A number, text, truth value or null as the engine's answers have it; floats are numbers on both sides. */
export function plainAsEngine(value: Value): unknown {
  if (typeof value === "number" || typeof value === "bigint") {
    return { int: String(value) };
  }
  return value instanceof Float ? { float: value.value } : value;
}

const WORD_FLOATS: Record<string, number> = {
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
};

/** An answer of the engine with its floats as numbers, and its sets in one order. */
export function comparable(answer: unknown): unknown {
  if (Array.isArray(answer)) {
    return answer.map(comparable);
  }
  if (typeof answer !== "object" || answer === null) {
    return answer;
  }
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => {
      if (key === "float") {
        return [key, WORD_FLOATS[value] ?? Number(value)];
      }
      return [key, key === "set" ? sorted(value.map(comparable)) : comparable(value)];
    }),
  );
}

function sorted(values: readonly unknown[]): unknown[] {
  return values.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

class ValueReader {
  private readonly anchors: ReadonlyMap<string, YamlNode>;
  private readonly tags: ReadonlyMap<string, string>;
  /** Aliases give the very value, which may still change: a list within a list that is a key becomes a tuple. */
  private readonly made = new Map<YamlNode, unknown>();
  private readonly texts = new Set<YamlNode>();

  constructor(anchors: ReadonlyMap<string, YamlNode>, tags: ReadonlyMap<string, string>) {
    this.anchors = anchors;
    this.tags = tags;
  }

  value(node: YamlNode): unknown {
    const target = this.target(node);
    if (!this.made.has(target)) {
      this.made.set(target, this.make(target));
    }
    return this.made.get(target);
  }

  private target(node: YamlNode): Target {
    return node.kind === "alias" ? (this.anchors.get(node.name) as Target) : node;
  }

  private make(node: Target): unknown {
    const tag = this.tagOf(node).replace(PREFIX, "").replace("python/", "");
    if (node.kind === "scalar") {
      return scalarAsEngine(tag, node.value);
    }
    if (node.kind === "map") {
      if (tag !== "map" && tag !== "set") {
        return scalarAsEngine(tag, this.textOf(node));
      }
      const pairs = this.pairs(node);
      return tag === "set" ? { set: sorted(pairs.map(([key]) => key)) } : { map: pairs };
    }
    if (tag === "omap" || tag === "pairs") {
      const pairs = node.items.map(({ value }) => (this.target(value) as YamlMap).entries[0]!);
      return { list: pairs.map(({ key, value }) => ({ tuple: [this.value(key), this.value(value)] })) };
    }
    const items = node.items.map(({ value }) => this.value(value));
    return tag === "tuple" ? { tuple: items } : { list: items };
  }

  /** The text of a scalar; a mapping under a scalar's tag stands for the value of its key `=`. */
  private textOf(node: Target): string {
    if (node.kind !== "map") {
      return (node as YamlScalar).value;
    }
    const entry = node.entries.find(({ key }) => this.tagOf(this.target(key)) === `${PREFIX}value`);
    return this.textOf(this.target(entry!.value));
  }

  private tagOf(node: Target): string {
    if (this.texts.has(node)) {
      return `${PREFIX}str`;
    }
    if (node.tag !== null && node.tag !== "!") {
      return (
        this.tags.get(node.tag) ??
        (node.tag.startsWith("!<")
          ? decodeURIComponent(node.tag.slice(2, -1))
          : node.tag.replace(/^!!/, PREFIX))
      );
    }
    if (node.kind !== "scalar") {
      return PREFIX + node.kind;
    }
    const isPlain = node.style === "plain" || node.style === "empty" || node.tag === "!";
    return PREFIX + (isPlain ? plainTagOf(node.value) : "str");
  }

  /** Entries by key: the last value counts, at the place and in the form of the first key that equals it. */
  private pairs(map: YamlMap): [unknown, unknown][] {
    const pairs = new Map<string, [unknown, unknown]>();
    for (const { key, value } of this.entries(map)) {
      const hashable = asKey(this.value(key));
      const id = identity(hashable);
      const pair = pairs.get(id);
      if (pair) {
        pair[1] = this.value(value);
      } else {
        pairs.set(id, [hashable, this.value(value)]);
      }
    }
    return [...pairs.values()];
  }

  private entries(map: YamlMap): { key: YamlNode; value: YamlNode }[] {
    const merged: { key: YamlNode; value: YamlNode }[] = [];
    const own = map.entries.filter(({ key, value }) => {
      const tag = this.tagOf(this.target(key));
      if (tag === `${PREFIX}value`) {
        this.texts.add(this.target(key));
      }
      if (tag !== `${PREFIX}merge`) {
        return true;
      }
      const source = this.target(value);
      const sources =
        source.kind === "seq" ? source.items.map((item) => this.target(item.value)).reverse() : [source];
      merged.push(...sources.flatMap((one) => this.entries(one as YamlMap)));
      return false;
    });
    return [...merged, ...own];
  }
}

function scalarAsEngine(tag: string, text: string): unknown {
  switch (tag) {
    case "null":
    case "none":
      return null;
    case "bool":
      return ["yes", "true", "on"].includes(text.toLowerCase());
    case "int":
    case "long":
    case "float": {
      const plain = resolvePlain(text);
      const number = typeof plain === "string" ? (parseInteger(text) ?? parseFloatText(text)) : plain;
      return plainAsEngine(tag === "float" && typeof number === "number" ? new Float(number) : number);
    }
    case "timestamp":
      return { date: isoOf(text) };
    case "binary":
    case "bytes":
      return { bytes: Buffer.from(text.replace(/[^A-Za-z0-9+/=]/g, ""), "base64").toString("hex") };
    default:
      return text;
  }
}

function isoOf(text: string): string {
  const match =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?)?$/.exec(
      text.trimEnd(),
    )!;
  const [, year, month, day, hour, minute, second, fraction = "", utc, sign, zoneHour, zoneMinute = "0"] =
    match;
  const two = (digits: string | undefined) => digits!.padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) {
    return date;
  }
  const micros = fraction.slice(0, 6).padEnd(6, "0");
  const isUtc =
    utc !== undefined || (sign !== undefined && Number(zoneHour) === 0 && Number(zoneMinute) === 0);
  const zone = isUtc ? "+00:00" : sign ? `${sign}${two(zoneHour)}:${two(zoneMinute)}` : "";
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${micros === "000000" ? "" : `.${micros}`}${zone}`;
}

/** A list as a key becomes a tuple; the lists in it do so where they stand. */
function asKey(value: unknown): unknown {
  const { list } = (value ?? {}) as { list?: unknown[] };
  if (!list) {
    return value;
  }
  for (const [index, item] of list.entries()) {
    list[index] = asKey(item);
  }
  return { tuple: [...list] };
}

/** Equal for keys that are equal to Python: 1, 1.0 and True are one key. Its reader makes one and the same NaN always. */
function identity(key: unknown): string {
  if (typeof key === "boolean") {
    return `number ${Number(key)}`;
  }
  if (typeof key !== "object" || key === null) {
    return JSON.stringify(key);
  }
  const { int, float, tuple } = key as { int?: string; float?: number; tuple?: unknown[] };
  if (int !== undefined) {
    return `number ${Number.isSafeInteger(Number(int)) ? Number(int) : int}`;
  }
  if (float !== undefined) {
    return `number ${float === 0 ? 0 : float}`;
  }
  return tuple ? `tuple ${tuple.map(identity).join()}` : JSON.stringify(key);
}
