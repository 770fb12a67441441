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

import { cut, grouped, quoted } from "../../base/words.ts";
import { MAX_DIGITS } from "../../model/python.ts";
import { AliasWalk, MAX_CHAIN } from "./alias-walk.ts";
import { isDoubtful, refusalOf, type ScalarTag } from "./construct-scalar.ts";
import {
  constructorFault,
  Fault,
  limitFault,
  RECURSION,
  recursionFault,
  recursionSentence,
} from "./fault.ts";
import { KeyCheck } from "./key-check.ts";
import { Merges } from "./merges.ts";
import type { ParsedYaml } from "./parser.ts";
import { KINDS, Tags, type Target, VALUE } from "./tags.ts";
import type { YamlAlias, YamlMap, YamlNode } from "./yaml.ts";

/** @throws {Fault} if the engine's constructor refuses the nodes. */
export function checkConstruction(parsed: ParsedYaml): void {
  if (parsed.root !== null) {
    new Construction(parsed).run(parsed.root);
  }
}

/** Of a node whose tag wants something else. */
function tagSentence({ tag }: Target, wanted: string): string {
  return `What stands behind the tag ${cut(tag ?? "")} must be ${wanted}.`;
}

class Construction {
  private readonly parsed: ParsedYaml;
  private readonly tags: Tags;
  private readonly walk: AliasWalk;
  private readonly merges: Merges;
  private readonly keys: KeyCheck;
  /** Shared nodes that are made, and those that are being made. */
  private readonly made = new Set<YamlNode>();
  private readonly begun = new Set<YamlNode>();
  /** Collections whose items are still to be made, in the order of their turns, and all that are not done yet. */
  private waiting: Target[] = [];
  private readonly unfilled = new Set<Target>();
  /** Whether collections are made with all that lies in them. */
  private isDeep = false;

  /** Mappings whose entries are made, and those for which what they merge is being made. */
  private readonly entered = new Set<YamlMap>();
  private readonly entering = new Set<YamlMap>();
  private readonly returning = new Set<YamlMap>();
  /** An alias by which a value holds itself, although the constructor takes it. */
  private endless: YamlAlias | null = null;

  constructor(parsed: ParsedYaml) {
    this.parsed = parsed;
    this.tags = new Tags(parsed.tags);
    this.walk = new AliasWalk(parsed);
    this.merges = new Merges(this.walk, this.tags);
    this.keys = new KeyCheck(this.walk, this.tags, parsed.anchors, (node) => this.unfilled.has(node));
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
    } else if (!this.walk.isShared(node)) {
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
    const target = this.walk.targetOf(alias);
    if (this.begun.has(target)) {
      throw recursionFault(alias);
    }
    if (this.walk.isRecursive(alias)) {
      this.endless ??= alias;
    }
    if (!this.made.has(target)) {
      this.walk.follow(alias, () => this.make(target));
    }
  }

  private makeNode(node: Target): void {
    // What is not written plain, or plainly a text, is one.
    if (node.kind === "scalar" && node.tag === null && !(node.style === "plain" && isDoubtful(node.value))) {
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

  private makeScalar(node: Target, maker: ScalarTag): void {
    const text = this.textOf(node);
    const refusal = refusalOf(maker, text);
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
      throw limitFault(`This number has more than ${grouped(MAX_DIGITS)} characters.`, node);
    }
  }

  /** The text of a scalar; a mapping stands for the value of its key `=`. */
  private textOf(node: Target): string {
    let at = node;
    for (let steps = 0; at.kind !== "scalar"; steps++) {
      const entry =
        at.kind === "map"
          ? at.entries.find(({ key }) => this.tags.tagOf(this.walk.targetOf(key)) === VALUE)
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
      at = this.walk.targetOf(entry.value);
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
      const pair = this.walk.targetOf(item);
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
    this.merges.flatten(node);
    this.makeEntries(node);
    this.isDeep = wasDeep;
  }

  /** Entries that come in by merge keys are made first. */
  private makeEntries(map: YamlMap): void {
    if (this.entered.has(map)) {
      return;
    }
    const sources = this.merges.sourcesOf(map);
    if (sources) {
      this.makeSources(map, sources);
    }
    for (const { key, value } of map.entries) {
      if (!(sources && this.merges.isMerge(key))) {
        this.make(key);
        this.keys.check(key);
        this.make(value);
      }
    }
    if (this.walk.isShared(map)) {
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
}
