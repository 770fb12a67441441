/** Keys that Python cannot put into a dict, because they hold what can change. */
import type { AliasWalk } from "./alias-walk.ts";
import { constructorFault, RECURSION, recursionSentence } from "./fault.ts";
import { reprOf } from "./repr.ts";
import type { Tags, Target } from "./tags.ts";
import type { YamlNode } from "./yaml.ts";

/** Looks at the keys of one file, each node once. */
export class KeyCheck {
  private readonly walk: AliasWalk;
  private readonly tags: Tags;
  private readonly anchors: Parameters<typeof reprOf>[1];
  /** Whether a collection is made, but nothing is in it yet. */
  private readonly isUnfilled: (node: Target) => boolean;
  /** Lists that can be keys, and those that are being looked at. */
  private readonly hashable = new Set<YamlNode>();
  private readonly hashing = new Set<YamlNode>();

  constructor(
    walk: AliasWalk,
    tags: Tags,
    anchors: Parameters<typeof reprOf>[1],
    isUnfilled: (node: Target) => boolean,
  ) {
    this.walk = walk;
    this.tags = tags;
    this.anchors = anchors;
    this.isUnfilled = isUnfilled;
  }

  /** A list as a key becomes a tuple, with the lists in it; mappings and sets cannot be hashed. */
  check(key: YamlNode): void {
    const target = this.walk.targetOf(key);
    if ((target.kind === "scalar" && target.tag === null) || this.hashable.has(target)) {
      return;
    }
    if (key.kind === "alias") {
      this.walk.follow(key, () => this.checkHash(target, key));
    } else {
      this.checkHash(target, key);
    }
  }

  private checkHash(node: Target, key: YamlNode): void {
    const maker = this.tags.makerOf(node);
    if (maker === "map" || maker === "set") {
      const shown = reprOf(node, this.anchors);
      const advice = "A mapping cannot be a key: a text that begins with { must stand in quotes.";
      throw constructorFault(`found unacceptable key (unhashable key: ${shown})`, advice, key);
    }
    if (this.isUnfilled(node)) {
      // Still empty.
      return;
    }
    if (node.kind === "seq" && (maker === "seq" || maker === "tuple")) {
      if (this.hashing.has(node)) {
        throw constructorFault(`found unacceptable key (${RECURSION})`, recursionSentence(key), key);
      }
      this.hashing.add(node);
      for (const { value } of node.items) {
        this.check(value);
      }
      this.hashing.delete(node);
    }
    this.hashable.add(node);
  }
}
