/** Steps in a mapping: keys that come, go or get another name. What a key holds is the affair of patch-tree.ts. */

import { applyTree, type StepTree, treeOfValue } from "../../model/steps.ts";
import type { ValueMap } from "../../model/value.ts";
import type { YamlEntry, YamlMap } from "../yaml/yaml.ts";
import { BlockKeys } from "./block-keys.ts";
import { commentsOf, commentsWithin } from "./comments.ts";
import { entriesOf, isWord, nameOfKey } from "./entries.ts";
import { FlowKeys } from "./flow-keys.ts";
import { Unwritable } from "./line-printer.ts";
import type { Slot } from "./node-places.ts";
import type { TreePatcher } from "./patch-tree.ts";
import type { PatchOptions } from "./patch-value.ts";

/** A key that a mapping does not have yet, with what is to stand there. */
export interface Addition {
  readonly key: string;
  readonly tree: StepTree;
  /** The key with its value as they are written, where that is not as usual. */
  readonly text?: string;
}

/** What happens to the keys of one mapping. */
export interface KeyChanges {
  readonly map: YamlMap;
  readonly slot: Slot;
  readonly value: ValueMap;
  readonly tree: StepTree;
  /** Entries that go, and the comments in them, and on the line that they end on, that stay; null if all go. */
  readonly removed: Map<YamlEntry, readonly string[] | null>;
  /** What comes before all other keys. */
  readonly first: Addition[];
  readonly last: Addition[];
  /** Behind which line the first keys come, if not at the beginning. */
  firstBehind: number | null;
  /** A line that belongs to the mapping stands before it: then nothing has to stay of it. */
  readonly isHeaded: boolean;
}

type Leaving = Pick<StepTree, "comments" | "goesTo">;

const KEPT: Leaving = { comments: "kept" };

/** Carries out steps in mappings. */
export class MapPatcher {
  private readonly patcher: TreePatcher;
  private readonly options: PatchOptions;
  private readonly blocks: BlockKeys;
  private readonly flows: FlowKeys;

  constructor(patcher: TreePatcher, options: PatchOptions) {
    this.patcher = patcher;
    this.options = options;
    const successor = (changes: KeyChanges, key: string) => this.successor(changes, key);
    this.blocks = new BlockKeys(patcher, successor);
    this.flows = new FlowKeys(patcher, successor);
  }

  /** `first`: a key that is written before all others besides; `isHeaded`: on a line that stands there already. */
  patch(
    map: YamlMap,
    slot: Slot,
    value: ValueMap,
    tree: StepTree,
    first: Addition | null = null,
    isHeaded = false,
  ): void {
    const changes: KeyChanges = {
      map,
      slot,
      value,
      tree,
      removed: new Map(),
      first: first ? [first] : [],
      last: [],
      firstBehind: null,
      isHeaded,
    };
    for (const [step, child] of tree.children) {
      const key = String(step);
      const own = entriesOf(this.patcher.places.text, map, key);
      if (child.isFirst) {
        this.putFirst(changes, own, { key, tree: child, ...this.textOf(slot, key, child) });
      } else if (own.length === 0) {
        this.add(changes, key, child);
      } else {
        this.change(changes, own, key, child);
      }
    }
    if (changes.removed.size + changes.first.length + changes.last.length > 0) {
      (map.flow ? this.flows : this.blocks).write(changes);
    }
  }

  private add({ slot, value, last }: KeyChanges, key: string, child: StepTree): void {
    if (child.isGone || child.to !== undefined) {
      throw new Unwritable(
        value.has(key)
          ? `${key} comes from a merge key (<<): change it where it is defined.`
          : `There is no ${key} here.`,
      );
    }
    const isMerged = value.has(key) && child.value === undefined;
    const tree = isMerged ? treeOfValue(applyTree(value.get(key), child)) : child;
    last.push({ key, tree, ...this.textOf(slot, key, child) });
  }

  private change(
    { map, value, tree, removed }: KeyChanges,
    own: readonly YamlEntry[],
    key: string,
    child: StepTree,
  ): void {
    const last = own.at(-1)!;
    this.refuseWord(last);
    if (child.isGone) {
      if (this.patcher.places.isMerged(map, key)) {
        throw new Unwritable(
          `${key} also comes from a merge key (<<): without the one here, that one would count.`,
        );
      }
      for (const entry of own) {
        removed.set(entry, this.commentsLeft(map, entry, child));
      }
      return;
    }
    if (child.to !== undefined) {
      const beside = tree.children.get(child.to);
      const isTaken = value.has(child.to) && !beside?.isGone && beside?.to === undefined;
      this.renameKeys(own, child.to, isTaken);
    }
    this.patcher.patchNode(last.value, { kind: "entry", map, entry: last }, value.get(key), child);
  }

  /** The comments that stay of an entry that goes; null if none would. */
  private commentsLeft(map: YamlMap, entry: YamlEntry, tree: Leaving): readonly string[] | null {
    const { places } = this.patcher;
    const { key, value, colon } = entry;
    if (tree.goesTo && places.goesWithLines(map, entry)) {
      return commentsOf(places.text.slice(key.to, colon ?? key.to));
    }
    if (tree.comments !== "kept" && !tree.goesTo) {
      return null;
    }
    const inner = tree.goesTo
      ? commentsOf(places.text.slice(key.to, value.start))
      : commentsWithin(places.text, key.to, value);
    return map.flow ? inner : [...inner, ...places.commentsBehind(entry)];
  }

  /** The engine makes an entry of a word such as !Flow: there is no key to be changed. */
  private refuseWord(entry: YamlEntry): void {
    const { text } = this.patcher.places;
    if (isWord(text, entry)) {
      throw new Unwritable(
        `${text.slice(entry.key.from, entry.key.to)} says what this is: it can be changed in the text alone.`,
      );
    }
  }

  private renameKeys(own: readonly YamlEntry[], to: string, isTaken: boolean): void {
    if (own.length > 1 && !this.options.renamesAll) {
      throw new Unwritable("The key stands here twice: take one of the two away first.");
    }
    if (isTaken) {
      throw new Unwritable(`There is a ${to} beside it already.`);
    }
    for (const { key, colon } of own) {
      if (key.kind !== "scalar") {
        throw new Unwritable("This key is no text: it can be changed in the text alone.");
      }
      // `{"a":1}`: without quotes the colon would be part of the key.
      const isTight = colon !== null && !/^:(?:\s|$)/.test(this.patcher.places.text.slice(colon, colon + 2));
      const printed = this.patcher.inItsQuotes(key, to) ?? this.patcher.printer.key(to, isTight);
      this.patcher.changes.replace(key.tag === null ? key.from : key.start, key.to, printed);
    }
  }

  // --- the first keys

  /** A key that has to be the first: where it is already, it gets its value there. */
  private putFirst(changes: KeyChanges, own: readonly YamlEntry[], addition: Addition): void {
    const { map, slot, removed, first } = changes;
    const { places } = this.patcher;
    const { key, tree } = addition;
    const [head] = map.entries;
    const word = own.find((entry) => isWord(places.text, entry));
    const hasTag = slot.kind === "root" && map.tag !== null && key === this.options.wordKey;
    if (word) {
      changes.firstBehind = this.writeWord(map, word.key.from, places.endOf(word), addition);
    } else if (hasTag && map.flow) {
      this.patcher.changes.replace(places.tagOf(map).from, map.from, "");
      first.push(addition);
    } else if (hasTag) {
      const { from, to } = places.tagOf(map);
      changes.firstBehind = this.writeWord(map, from, to, addition);
    } else if (head && own.length === 1 && own[0] === head) {
      this.patcher.patchNode(head.value, { kind: "entry", map, entry: head }, undefined, tree);
      changes.firstBehind = places.endOfLines(head.value);
    } else {
      for (const entry of own) {
        removed.set(entry, this.commentsLeft(map, entry, KEPT));
      }
      first.push(addition);
    }
  }

  /** Writes a key in the place of a tag or word; the end of its line. */
  private writeWord(map: YamlMap, from: number, to: number, { key, tree, text }: Addition): number {
    const { lines } = this.patcher.places;
    const column = lines.column(map.from);
    const before = lines.isFirstOnLine(from)
      ? " ".repeat(Math.max(0, column - lines.column(from)))
      : lines.breakFor(from) + " ".repeat(column);
    this.patcher.changes.replace(from, to, before + (text ?? this.patcher.printer.flowPair(key, tree)));
    return lines.lineEnd(to);
  }

  /** How a key at the top is written, if not as usual. */
  private textOf(slot: Slot, key: string, { value }: StepTree): { text?: string } {
    const { printer } = this.patcher;
    if (slot.kind !== "root" || value === undefined) {
      return {};
    }
    const quoted = this.patcher.quotedAt(slot, key, value);
    return quoted !== null || key === this.options.wordKey
      ? { text: `${printer.key(key)}: ${quoted ?? printer.print(value)}` }
      : {};
  }

  /** The entry that a new key at the top has to stand before. */
  private successor({ map, slot }: KeyChanges, key: string): YamlEntry | undefined {
    const { order = [] } = this.options;
    const rank = slot.kind === "root" ? order.indexOf(key) : -1;
    if (rank < 0) {
      return undefined;
    }
    const ranks = map.entries.map((entry) => order.indexOf(nameOfKey(this.patcher.places.text, entry)));
    const later = ranks.findIndex((other) => other > rank);
    if (later >= 0) {
      return map.entries[later];
    }
    return map.entries[ranks.findLastIndex((other) => other >= 0) + 1];
  }
}
