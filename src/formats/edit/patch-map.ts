/** Steps in a mapping: keys that come, go or get another name. What a key holds is the affair of patch-tree.ts. */

import { applyTree, type StepTree } from "../../model/edit/steps.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { YamlEntry, YamlMap } from "../yaml/yaml.ts";
import { commentsWithin } from "./comments.ts";
import { FlowParts } from "./flow-parts.ts";
import { Unwritable } from "./line-printer.ts";
import { entriesOf, nameOfKey, type Slot } from "./node-places.ts";
import type { TreePatcher } from "./patch-tree.ts";

/** A key that a mapping does not have yet, with what is to stand there. */
interface Addition {
  readonly key: string;
  readonly tree: StepTree;
}

/** Entries that go, and whether their comments stay. */
type Removed = Map<YamlEntry, boolean>;

const valueTree = (value: Value): StepTree => ({ value, isGone: false, children: new Map(), arrivals: [] });

export class MapPatcher {
  private readonly tree: TreePatcher;
  private readonly order: readonly string[];

  /** `order`: keys at the top in the order in which new ones are to stand. */
  constructor(tree: TreePatcher, order: readonly string[]) {
    this.tree = tree;
    this.order = order;
  }

  patch(map: YamlMap, slot: Slot, value: ValueMap, tree: StepTree): void {
    const removed: Removed = new Map();
    const additions: Addition[] = [];
    for (const [step, child] of tree.children) {
      const key = String(step);
      const own = entriesOf(this.tree.places.text, map, key);
      const last = own.at(-1);
      if (!last) {
        if (child.isGone || child.to !== undefined) {
          throw new Unwritable(
            value.has(key)
              ? `${key} comes from a merge key (<<): change it where it is defined.`
              : `There is no ${key} here.`,
          );
        }
        additions.push(
          value.has(key) ? { key, tree: valueTree(applyTree(value.get(key), child)) } : { key, tree: child },
        );
        continue;
      }
      this.refuseWord(last);
      if (child.isGone) {
        if (this.tree.places.isMerged(map, key)) {
          throw new Unwritable(
            `${key} also comes from a merge key (<<): without the one here, that one would count.`,
          );
        }
        for (const entry of own) {
          removed.set(entry, child.comments === "kept");
        }
        continue;
      }
      if (child.to !== undefined) {
        this.renameKey(own, child.to, value);
      }
      this.tree.patchNode(last.value, { kind: "entry", map, entry: last }, value.get(key), child);
    }
    this.changeKeys(map, slot, removed, additions);
  }

  /** The engine makes an entry of a word such as !Flow: there is no key to be changed. */
  private refuseWord({ key }: YamlEntry): void {
    if (key.tag === null && this.tree.places.text[key.from] === "!") {
      throw new Unwritable(
        `${this.tree.places.text.slice(key.from, key.to)} says what this is: it can be changed in the text alone.`,
      );
    }
  }

  private renameKey(own: readonly YamlEntry[], to: string, value: ValueMap): void {
    const entry = own.at(-1)!;
    const { key, colon } = entry;
    if (key.kind !== "scalar") {
      throw new Unwritable("This key is no text: it can be changed in the text alone.");
    }
    if (own.length > 1) {
      throw new Unwritable("The key stands here twice: take one of the two away first.");
    }
    if (value.has(to)) {
      throw new Unwritable(`There is a ${to} beside it already.`);
    }
    // `{"a":1}`: without quotes the colon would be part of the key.
    const isTight = colon !== null && !/^:(?:\s|$)/.test(this.tree.places.text.slice(colon, colon + 2));
    const printed = this.tree.printer.key(to, isTight);
    this.tree.changes.replace(key.tag === null ? key.from : key.start, key.to, printed);
  }

  /** Takes entries out of a mapping and puts new ones in. */
  private changeKeys(map: YamlMap, slot: Slot, removed: Removed, additions: readonly Addition[]): void {
    if (removed.size === 0 && additions.length === 0) {
      return;
    }
    if (map.flow) {
      this.changeFlowKeys(map, slot, removed, additions);
      return;
    }
    const kept = map.entries.filter((entry) => !removed.has(entry));
    const column = this.tree.places.lines.column(map.from);
    if (kept.length === 0) {
      if (additions.length === 0) {
        this.tree.empty(map, slot, new Map(), (index) => this.commentsLeft(map.entries[index]!, removed));
      } else {
        const lines = additions.flatMap(({ key, tree }) => this.tree.printer.linesOfPair(key, tree, column));
        this.tree.changes.replace(
          map.from,
          this.tree.places.contentEnd(map),
          this.tree.joinLines(lines, map.from).trimStart(),
        );
      }
      return;
    }
    if (removed.size > 0) {
      this.removeBlockEntries(map, removed);
    }
    for (const { key, tree } of additions) {
      const lines = this.tree.printer.linesOfPair(key, tree, column);
      const before = slot.kind === "root" ? this.successor(map, key) : undefined;
      const after = before === undefined ? kept.at(-1)! : map.entries[map.entries.indexOf(before) - 1];
      const end = after && this.tree.places.afterComments(this.tree.places.endOfLines(after.value), column);
      if (end === undefined) {
        this.tree.insertLinesBefore(this.tree.places.lines.lineStart(map.from), lines);
      } else if (this.tree.places.isOpenEnd(end)) {
        const at = this.tree.places.entryStart(map, map.entries.indexOf(after!));
        this.tree.changes.insert(at, this.tree.joinLines([...lines, " ".repeat(column)], at).trimStart());
      } else {
        this.tree.insertLines(end, lines);
      }
    }
  }

  /** The entry that a new key at the top has to stand before. */
  private successor(map: YamlMap, key: string): YamlEntry | undefined {
    const rank = this.order.indexOf(key);
    if (rank < 0) {
      return undefined;
    }
    const ranks = map.entries.map((entry) => this.order.indexOf(nameOfKey(this.tree.places.text, entry)));
    const later = ranks.findIndex((other) => other > rank);
    if (later >= 0) {
      return map.entries[later];
    }
    return map.entries[ranks.findLastIndex((other) => other >= 0) + 1];
  }

  private removeBlockEntries(map: YamlMap, removed: Removed): void {
    let begin = 0;
    const first = map.entries[0]!;
    if (removed.has(first) && !this.tree.places.lines.isFirstOnLine(map.from)) {
      begin = this.removeInline(map, removed);
    }
    for (const [index, entry] of map.entries.entries()) {
      if (index >= begin && removed.has(entry)) {
        const start = this.tree.places.entryStart(map, index);
        this.tree.cutLines(
          start,
          this.tree.places.endOfLines(entry.value),
          this.commentsLeft(entry, removed),
        );
      }
    }
  }

  /** The comments on an entry's lines, if they are to stay. */
  private commentsLeft(entry: YamlEntry, removed: Removed): string[] {
    return removed.get(entry) ? this.tree.places.commentsIn(entry.key.to, entry.value) : [];
  }

  /**
   * The first key stands behind a dash: the next one that stays moves up, unless a comment stands in between. The
   * number of entries that are dealt with.
   */
  private removeInline(map: YamlMap, removed: Removed): number {
    const first = map.entries[0]!;
    const next = map.entries.findIndex((entry) => !removed.has(entry));
    const ends = map.entries.slice(0, next).map(({ value }) => this.tree.places.contentEnd(value));
    const isTight = ends.every(
      (end, index) =>
        this.tree.places.lines.isBlank(end, this.tree.places.entryStart(map, index + 1)) &&
        this.commentsLeft(map.entries[index]!, removed).length === 0,
    );
    if (isTight) {
      this.tree.changes.replace(map.from, this.tree.places.entryStart(map, next), "");
      return next;
    }
    const end = ends[0]!;
    const lineEnd = this.tree.places.lines.lineEnd(end);
    const left = this.commentsLeft(first, removed);
    if (left.length > 0) {
      this.tree.changes.replace(map.from, lineEnd, this.tree.joinComments(left, map.from));
      return 1;
    }
    const hasComment = !this.tree.places.lines.isBlank(end, lineEnd);
    const from = hasComment ? map.from : this.tree.places.trimmedEnd(map.from);
    this.tree.changes.replace(from, hasComment ? end : lineEnd, "");
    return 1;
  }

  private changeFlowKeys(map: YamlMap, slot: Slot, removed: Removed, additions: readonly Addition[]): void {
    const texts = additions.map(({ key, tree }) => this.tree.printer.pair(key, applyTree(undefined, tree)));
    const kept = map.entries.filter((entry) => !removed.has(entry));
    const isBraced = this.tree.places.text[map.from] === "{";
    if (kept.length === 0 && removed.size > 0) {
      const left = [...removed.values()].some(Boolean)
        ? commentsWithin(this.tree.places.text, map.from + 1, map)
        : [];
      const lines = left.map((comment) => ` ${comment}${this.tree.joinLines(["", ""], map.from)}`).join("");
      this.tree.changes.replace(
        this.tree.places.pairStart(map) ?? map.from,
        map.to,
        `{${texts.join(", ")}${lines}}`,
      );
      return;
    }
    if (kept.length === 0) {
      const inner = this.tree.places.lines.isBlank(map.from + 1, map.to - 1) ? map.to - 1 : map.from + 1;
      this.tree.changes.replace(map.from + 1, inner, texts.join(", "));
      return;
    }
    if (!isBraced) {
      // `[a: b]` is a mapping without braces, which holds no second key.
      this.tree.changes.insert(this.tree.places.pairStart(map) ?? map.from, "{");
      this.tree.changes.insert(map.to, `, ${texts.join(", ")}}`);
      return;
    }
    const parts = map.entries.map((entry, index) => ({
      from: this.tree.places.entryStart(map, index),
      to: entry.value.to,
      isGone: removed.has(entry),
      ...(removed.get(entry)
        ? { left: commentsWithin(this.tree.places.text, entry.key.to, entry.value) }
        : {}),
    }));
    const flow = new FlowParts(this.tree.places, this.tree.changes);
    flow.remove(parts);
    for (const [index, { key }] of additions.entries()) {
      const before = slot.kind === "root" ? this.successor(map, key) : undefined;
      flow.insert(map.from, parts, before ? map.entries.indexOf(before) : parts.length, texts[index]!);
    }
  }
}
