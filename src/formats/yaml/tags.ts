/**
 * Tags in full, and what the engine's constructor makes of a node that has one: what it is made of by its tag, and if
 * it has none, by its form.
 */

import { cut } from "../../base/words.ts";
import { pythonRepr } from "../../model/python.ts";
import { plainTagOf, type ScalarTag } from "./construct-scalar.ts";
import { constructorFault, type Place } from "./fault.ts";
import type { YamlAlias, YamlNode } from "./yaml.ts";

/** A node that stands for itself. */
export type Target = Exclude<YamlNode, YamlAlias>;

/** What becomes of a node: a value of a text, or a collection. */
type Maker = ScalarTag | "map" | "omap" | "pairs" | "seq" | "set" | "tuple";

/** What the engine's messages call the kinds of nodes. */
export const KINDS = { scalar: "scalar", seq: "sequence", map: "mapping", alias: "alias" } as const;

const PREFIX = "tag:yaml.org,2002:";
/** The tags of `<<` and `=` where they stand plain: of keys, and unknown to the constructor elsewhere. */
export const MERGE = `${PREFIX}merge`;
/** The tag of a plain `=`. */
export const VALUE = `${PREFIX}value`;
const TEXT = `${PREFIX}str`;

/** By tag, without its prefix. */
const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ["binary", "binary"],
  ["bool", "bool"],
  ["float", "float"],
  ["int", "int"],
  ["map", "map"],
  ["null", "null"],
  ["omap", "omap"],
  ["pairs", "pairs"],
  ["seq", "seq"],
  ["set", "set"],
  ["str", "str"],
  ["timestamp", "timestamp"],
  ["python/bool", "bool"],
  ["python/bytes", "binary"],
  ["python/complex", "complex"],
  ["python/dict", "map"],
  ["python/float", "float"],
  ["python/int", "int"],
  ["python/list", "seq"],
  ["python/long", "int"],
  ["python/none", "null"],
  ["python/str", "str"],
  ["python/tuple", "tuple"],
  ["python/unicode", "str"],
]);

/** With this in front, a tag names something of Python's; whether that is there cannot be known here. */
const NAME_PREFIX = "python/name:";

/** The tags of one file. */
export class Tags {
  /** By how they are written. */
  private readonly tags: ReadonlyMap<string, string>;
  /** Keys `=`. */
  private readonly texts = new Set<Target>();

  constructor(tags: ReadonlyMap<string, string>) {
    this.tags = tags;
  }

  /** From now on a key `=` is a text, wherever an alias takes it. */
  takeAsText(key: Target): void {
    this.texts.add(key);
  }

  /** The tag of a node in full; a single `!` leaves it to the text, in quotes or not. */
  tagOf(node: Target): string {
    if (node.tag !== null && node.tag !== "!") {
      // The parser resolved each tag that it met.
      const tag = this.tags.get(node.tag)!;
      return tag === VALUE && this.texts.has(node) ? TEXT : tag;
    }
    if (node.kind !== "scalar") {
      return PREFIX + node.kind;
    }
    const isPlain = node.style === "plain" || node.style === "empty" || node.tag === "!";
    return !isPlain || this.texts.has(node) ? TEXT : PREFIX + plainTagOf(node.value);
  }

  /** @throws {Fault} if the engine knows no constructor for the tag of a node. */
  makerOf(node: Target): Maker {
    if (node.tag === null && node.kind !== "scalar") {
      return node.kind;
    }
    const tag = this.tagOf(node);
    const name = tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : "";
    const maker = name.startsWith(NAME_PREFIX) ? "str" : MAKERS.get(name);
    if (maker === undefined) {
      const words = `could not determine a constructor for the tag ${pythonRepr(tag)}`;
      throw constructorFault(words, sentenceFor(tag, node), placeOfTag(node));
    }
    return maker;
  }
}

function sentenceFor(tag: string, node: Target): string {
  return tag === VALUE
    ? "As a text, = must stand in quotes."
    : tag === MERGE
      ? "As a text, << must stand in quotes."
      : `Jina knows no tag ${cut(node.tag ?? tag)}; a text that begins with ! must stand in quotes.`;
}

function placeOfTag({ start, from, to, tag, anchor }: Target): Place {
  return tag === null ? { from, to } : { from: start, to: anchor === null ? start + tag.length : from };
}
