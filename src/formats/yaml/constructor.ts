/**
 * Nodes that are YAML and that the engine refuses all the same, when it makes values of them: tags it does not know,
 * keys it cannot hash, merges of what is no mapping, numbers and dates that are none, and nodes that hold themselves.
 * It makes no values. It goes through the nodes in the order of PyYAML's constructor, so that of several faults it
 * finds the one that the engine speaks of.
 *
 * That order: a mapping is made with all that lies in it, at once; the items of a list are made one after another, but
 * what lies in them waits until the list is done, unless the list itself lies in a mapping. Time is linear: what
 * several aliases stand for is looked at once.
 */

import { cut, quoted } from "../../base/words.ts";
import { MAX_DIGITS } from "../../model/python.ts";
import { isDoubtful, refusalOf, type ScalarTag } from "./construct-scalar.ts";
import { constructorFault, Fault, limitFault, recursionFault, recursionSentence } from "./fault.ts";
import type { ParsedYaml } from "./parser.ts";
import { reprOf } from "./repr.ts";
import { type Maker, MERGE, Tags, type Target, VALUE } from "./tags.ts";
import type { YamlAlias, YamlMap, YamlNode } from "./yaml.ts";

/** @throws {Fault} if the engine's constructor refuses the nodes. */
export function checkConstruction(parsed: ParsedYaml): void {
  if (parsed.root !== null) {
    new Construction(parsed).run(parsed.root);
  }
}

/** What the engine's messages call the kinds of nodes. */
const KINDS = { scalar: "scalar", seq: "sequence", map: "mapping", alias: "alias" } as const;

/** Aliases followed inside one another to nodes that nobody looked at yet: a chain of them is no Flow. */
const MAX_CHAIN = 64;
/** Mappings that come in by merge keys of lists, each as often as its list does. */
const MAX_MERGED = 1_000_000;

/** Of a node whose tag wants something else. */
function tagSentence({ tag }: Target, wanted: string): string {
  return `What stands behind the tag ${cut(tag ?? "")} must be ${wanted}.`;
}

const RECURSION = "maximum recursion depth exceeded";

class Construction {
  private readonly parsed: ParsedYaml;
  private readonly tags: Tags;
  /** Shared nodes that are made, and those that are being made. */
  private readonly made = new Set<YamlNode>();
  private readonly begun = new Set<YamlNode>();
  /** Collections whose items are still to be made, in the order of their turns, and all that are not done yet. */
  private waiting: Target[] = [];
  private readonly unfilled = new Set<Target>();
  /** Whether collections are made with all that lies in them. */
  private isDeep = false;
  /** Aliases that are being followed inside one another. */
  private chain = 0;

  /** Mappings whose merge keys have been gone through, and what those merge, in the engine's order. */
  private readonly flattened = new Set<YamlMap>();
  private readonly sources = new Map<YamlMap, YamlMap[]>();
  /** Mappings whose entries are made, and those for which what they merge is being made. */
  private readonly entered = new Set<YamlMap>();
  private readonly entering = new Set<YamlMap>();
  private readonly returning = new Set<YamlMap>();
  /** Lists that can be keys. */
  private readonly hashable = new Set<YamlNode>();
  private readonly hashing = new Set<YamlNode>();

  /** An alias by which a value holds itself, although the constructor takes it. */
  private endless: YamlAlias | null = null;
  private merged = 0;

  constructor(parsed: ParsedYaml) {
    this.parsed = parsed;
    this.tags = new Tags(parsed.tags);
  }

  run(root: YamlNode): void {
    this.make(root);
    while (this.waiting.length > 0) {
      const nodes = this.waiting;
      this.waiting = [];
      for (const node of nodes) {
        this.fill(node);
      }
    }
    if (this.endless) {
      // The engine walks through the value next, and does not come to an end.
      const sentence = recursionSentence(this.endless);
      throw new Fault("RecursionError", RECURSION, sentence, this.endless);
    }
    for (const alias of this.parsed.recursive) {
      throw limitFault(`The mapping &${alias.name} merges itself here.`, alias);
    }
  }

  // --- values

  private make(node: YamlNode): void {
    if (node.kind === "alias") {
      this.makeBehind(node);
    } else if (!this.isShared(node)) {
      this.makeNode(node);
    } else if (this.begun.has(node)) {
      throw recursionFault(node);
    } else if (!this.made.has(node)) {
      this.begun.add(node);
      this.makeNode(node);
      this.begun.delete(node);
      this.made.add(node);
    }
  }

  private makeBehind(alias: YamlAlias): void {
    const target = this.targetOf(alias);
    if (this.begun.has(target)) {
      throw recursionFault(alias);
    }
    if (this.parsed.recursive.has(alias)) {
      this.endless ??= alias;
    }
    if (!this.made.has(target)) {
      this.follow(alias, () => this.make(target));
    }
  }

  /** Whether a node can be come upon more than once: by an alias, or by one of a node around it. */
  private isShared(node: YamlNode): boolean {
    return node.anchor !== null || this.parsed.recursive.size > 0;
  }

  private follow(alias: YamlAlias, look: () => void): void {
    this.chain++;
    if (this.chain > MAX_CHAIN) {
      throw limitFault(`More than ${MAX_CHAIN} aliases stand inside what others stand for.`, alias);
    }
    look();
    this.chain--;
  }

  private targetOf(node: YamlNode): Target {
    // The composer has seen to it that each alias has an anchor; only an alias has none of its own.
    return node.kind === "alias" ? (this.parsed.anchors.get(node.name) as Target) : node;
  }

  private makeNode(node: Target): void {
    if (node.kind === "scalar" && node.tag === null) {
      if (node.style === "plain" && isDoubtful(node.value)) {
        this.makeScalar(node, this.tags.makerOf(node));
      }
      return;
    }
    const maker = this.tags.makerOf(node);
    switch (maker) {
      case "map":
      case "set":
      case "seq":
      case "omap":
      case "pairs":
        if (this.isDeep) {
          this.fill(node);
        } else {
          this.wait(node);
        }
        return;
      case "tuple":
        this.makeItems(node);
        return;
      default:
        this.makeScalar(node, maker);
    }
  }

  private wait(node: Target): void {
    this.waiting.push(node);
    // Without an anchor in the file, nobody can come upon it before its turn.
    if (this.parsed.anchors.size > 0) {
      this.unfilled.add(node);
    }
  }

  private fill(node: Target): void {
    switch (this.tags.makerOf(node)) {
      case "seq":
        this.makeItems(node);
        break;
      case "omap":
        this.makePairs(node, "an ordered map");
        break;
      case "pairs":
        this.makePairs(node, "pairs");
        break;
      default:
        this.makeEntriesDeep(node);
    }
    this.unfilled.delete(node);
  }

  private makeScalar(node: Target, maker: Maker): void {
    const text = this.textOf(node);
    const refusal = refusalOf(maker as ScalarTag, text);
    if (refusal) {
      const { type, words } = refusal;
      const shown = quoted(text);
      const sentence =
        node.tag === null
          ? `${shown} looks like a number or a date, and is none: put it in quotes if it is a text.`
          : `${shown} is nothing that the tag ${cut(node.tag)} can stand for.`;
      throw new Fault(type, words, sentence, node);
    }
    if (maker === "int" && text.length > MAX_DIGITS) {
      throw limitFault(`This number has more than ${MAX_DIGITS.toLocaleString("en")} characters.`, node);
    }
  }

  /** The text of a scalar; a mapping stands for the value of its key `=`. */
  private textOf(node: Target): string {
    let at = node;
    for (let steps = 0; at.kind !== "scalar"; steps++) {
      const entry =
        at.kind === "map"
          ? at.entries.find(({ key }) => this.tags.tagOf(this.targetOf(key)) === VALUE)
          : undefined;
      if (!entry) {
        throw constructorFault(
          `expected a scalar node, but found ${KINDS[at.kind]}`,
          tagSentence(node, "a text"),
          node,
        );
      }
      if (steps > MAX_CHAIN) {
        throw new Fault("RecursionError", RECURSION, recursionSentence(node), node);
      }
      at = this.targetOf(entry.value);
    }
    return at.value;
  }

  private makeItems(node: Target): void {
    if (node.kind !== "seq") {
      throw constructorFault(
        `expected a sequence node, but found ${KINDS[node.kind]}`,
        tagSentence(node, "a list"),
        node,
      );
    }
    for (const { value } of node.items) {
      this.make(value);
    }
  }

  private makePairs(node: Target, what: "an ordered map" | "pairs"): void {
    if (node.kind !== "seq") {
      throw constructorFault(
        `expected a sequence, but found ${KINDS[node.kind]}`,
        tagSentence(node, "a list"),
        node,
      );
    }
    for (const { value: item } of node.items) {
      const pair = this.targetOf(item);
      if (pair.kind !== "map") {
        const words = `expected a mapping of length 1, but found ${KINDS[pair.kind]}`;
        throw constructorFault(words, `Each item of ${what} must be a mapping of one key.`, item);
      }
      const [entry] = pair.entries;
      if (!entry || pair.entries.length > 1) {
        const words = `expected a single mapping item, but found ${pair.entries.length} items`;
        throw constructorFault(words, `Each item of ${what} must be a mapping of one key.`, item);
      }
      this.make(entry.key);
      this.make(entry.value);
    }
  }

  // --- mappings

  private makeEntriesDeep(node: Target): void {
    if (node.kind !== "map") {
      throw constructorFault(
        `expected a mapping node, but found ${KINDS[node.kind]}`,
        tagSentence(node, "a mapping"),
        node,
      );
    }
    const wasDeep = this.isDeep;
    this.isDeep = true;
    this.flatten(node);
    this.makeEntries(node);
    this.isDeep = wasDeep;
  }

  /** Entries that come in by merge keys are made first. */
  private makeEntries(map: YamlMap): void {
    if (this.entered.has(map)) {
      return;
    }
    const sources = this.sources.get(map);
    if (sources) {
      this.makeSources(map, sources);
    }
    for (const { key, value } of map.entries) {
      if (!(sources && this.isMerge(key))) {
        this.make(key);
        this.checkKey(key);
        this.make(value);
      }
    }
    if (this.isShared(map)) {
      this.entered.add(map);
    }
  }

  private makeSources(map: YamlMap, sources: readonly YamlMap[]): void {
    // What a mapping merges may lead back to it, once.
    const walk = this.entering.has(map) ? this.returning : this.entering;
    if (!walk.has(map)) {
      walk.add(map);
      for (const source of sources) {
        this.makeEntries(source);
      }
      walk.delete(map);
    }
  }

  /** Notes what a mapping merges. A mapping without a merge key and without an alias costs no memory. */
  private flatten(map: YamlMap): void {
    if (this.flattened.has(map)) {
      return;
    }
    if (this.isShared(map)) {
      this.flattened.add(map);
    }
    let sources: YamlMap[] | null = null;
    for (const { key, value } of map.entries) {
      const tag = isSign(key) ? this.tags.tagOf(this.targetOf(key)) : null;
      if (tag === MERGE) {
        sources ??= this.beginMerge(map);
        for (const source of this.sourcesOf(value)) {
          sources.push(source);
        }
      } else if (tag === VALUE) {
        this.tags.takeAsText(this.targetOf(key));
      }
    }
  }

  private beginMerge(map: YamlMap): YamlMap[] {
    const sources: YamlMap[] = [];
    this.flattened.add(map);
    this.sources.set(map, sources);
    return sources;
  }

  /** The mappings that stand behind a merge key; of a list, the last one's entries come first. */
  private sourcesOf(value: YamlNode): YamlMap[] {
    const target = this.targetOf(value);
    if (target.kind === "scalar") {
      const words = "expected a mapping or list of mappings for merging, but found scalar";
      throw constructorFault(words, "What is merged by << must be a mapping, or a list of mappings.", value);
    }
    if (target.kind === "map") {
      this.flattenSource(value, target);
      return [target];
    }
    this.merged += target.items.length;
    if (this.merged > MAX_MERGED) {
      const most = MAX_MERGED.toLocaleString("en");
      throw limitFault(`The merge keys of this file name more than ${most} mappings in all.`, value);
    }
    const sources: YamlMap[] = [];
    for (const { value: item } of target.items) {
      const source = this.targetOf(item);
      if (source.kind !== "map") {
        const words = `expected a mapping for merging, but found ${KINDS[source.kind]}`;
        throw constructorFault(words, "What is merged by << must be a mapping, or a list of mappings.", item);
      }
      this.flattenSource(item, source);
      sources.push(source);
    }
    return sources.reverse();
  }

  private flattenSource(written: YamlNode, source: YamlMap): void {
    if (written.kind !== "alias") {
      this.flatten(source);
    } else if (!this.flattened.has(source)) {
      this.follow(written, () => this.flatten(source));
    }
  }

  private isMerge(key: YamlNode): boolean {
    return isSign(key) && this.tags.tagOf(this.targetOf(key)) === MERGE;
  }

  // --- keys

  /** A list as a key becomes a tuple, with the lists in it; mappings and sets cannot be hashed. */
  private checkKey(key: YamlNode): void {
    const target = this.targetOf(key);
    if ((target.kind === "scalar" && target.tag === null) || this.hashable.has(target)) {
      return;
    }
    if (key.kind === "alias") {
      this.follow(key, () => this.checkHash(target, key));
    } else {
      this.checkHash(target, key);
    }
  }

  private checkHash(node: Target, key: YamlNode): void {
    const maker = this.tags.makerOf(node);
    if (maker === "map" || maker === "set") {
      const shown = reprOf(node, this.parsed.anchors);
      const advice = "A mapping cannot be a key: a text that begins with { must stand in quotes.";
      throw constructorFault(`found unacceptable key (unhashable key: ${shown})`, advice, key);
    }
    if (this.unfilled.has(node)) {
      // Still empty.
      return;
    }
    if (node.kind === "seq" && (maker === "seq" || maker === "tuple")) {
      if (this.hashing.has(node)) {
        throw constructorFault(`found unacceptable key (${RECURSION})`, recursionSentence(key), key);
      }
      this.hashing.add(node);
      for (const { value } of node.items) {
        this.checkKey(value);
      }
      this.hashing.delete(node);
    }
    this.hashable.add(node);
  }
}

/** Whether a key may be one of the two that are no texts to the engine: an alias, one with a tag, `<<` or `=`. */
function isSign(key: YamlNode): boolean {
  return key.tag !== null || key.kind === "alias" || (key.kind === "scalar" && isDoubtful(key.value));
}
