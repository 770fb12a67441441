/** What the mappings of a file merge, in the order in which the engine's constructor makes it. */

import { grouped } from "../../base/words.ts";
import type { AliasWalk } from "./alias-walk.ts";
import { isDoubtful } from "./construct-scalar.ts";
import { constructorFault, limitFault } from "./fault.ts";
import { KINDS, MERGE, type Tags, VALUE } from "./tags.ts";
import type { YamlMap, YamlNode } from "./yaml.ts";

/** Mappings that come in by merge keys of lists, each as often as its list does. */
const MAX_MERGED = 1_000_000;

/** The merge keys of one file. */
export class Merges {
  private readonly walk: AliasWalk;
  private readonly tags: Tags;
  /** Mappings whose merge keys have been gone through, and what those merge. */
  private readonly flattened = new Set<YamlMap>();
  private readonly sources = new Map<YamlMap, YamlMap[]>();
  private merged = 0;

  constructor(walk: AliasWalk, tags: Tags) {
    this.walk = walk;
    this.tags = tags;
  }

  /** What a flattened mapping merges, in the engine's order; undefined if it has no merge key. */
  sourcesOf(map: YamlMap): readonly YamlMap[] | undefined {
    return this.sources.get(map);
  }

  /** Notes what a mapping merges. A mapping without a merge key and without an alias costs no memory. */
  flatten(map: YamlMap): void {
    if (this.flattened.has(map)) {
      return;
    }
    if (this.walk.isShared(map)) {
      this.flattened.add(map);
    }
    let sources: YamlMap[] | null = null;
    for (const { key, value } of map.entries) {
      const tag = isSign(key) ? this.tags.tagOf(this.walk.targetOf(key)) : null;
      if (tag === MERGE) {
        sources ??= this.beginMerge(map);
        for (const source of this.readSources(value)) {
          sources.push(source);
        }
      } else if (tag === VALUE) {
        this.tags.takeAsText(this.walk.targetOf(key));
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
  private readSources(value: YamlNode): YamlMap[] {
    const target = this.walk.targetOf(value);
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
      const most = grouped(MAX_MERGED);
      throw limitFault(`The merge keys of this file name more than ${most} mappings in all.`, value);
    }
    const sources: YamlMap[] = [];
    for (const { value: item } of target.items) {
      const source = this.walk.targetOf(item);
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
      this.walk.follow(written, () => this.flatten(source));
    }
  }

  /** Whether a key is `<<`, or an alias of one. */
  isMerge(key: YamlNode): boolean {
    return isSign(key) && this.tags.tagOf(this.walk.targetOf(key)) === MERGE;
  }
}

/** Whether a key may be one of the two that are no texts to the engine: an alias, one with a tag, `<<` or `=`. */
function isSign(key: YamlNode): boolean {
  return key.tag !== null || key.kind === "alias" || (key.kind === "scalar" && isDoubtful(key.value));
}
