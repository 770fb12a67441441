/** What writes the keys of mappings shares: the text, and where a new key has to stand. */

import type { YamlEntry } from "../yaml/yaml.ts";
import type { KeyChanges } from "./patch-map.ts";
import type { TreePatcher } from "./patch-tree.ts";

/** Writes the changes of one mapping's keys, in the style that the mapping has. */
export abstract class KeyWriter {
  protected readonly patcher: TreePatcher;
  protected readonly successor: (changes: KeyChanges, key: string) => YamlEntry | undefined;

  /** `successor`: the entry that a new key has to stand before, if there is one. */
  constructor(patcher: TreePatcher, successor: (changes: KeyChanges, key: string) => YamlEntry | undefined) {
    this.patcher = patcher;
    this.successor = successor;
  }

  abstract write(changes: KeyChanges): void;
}
