/** Entries of a mapping in braces that come and go. */

import { commentsWithin } from "./comments.ts";
import { FlowParts } from "./flow-parts.ts";
import { KeyWriter } from "./key-writer.ts";
import type { Addition, KeyChanges } from "./patch-map.ts";

/** Adds and removes entries of mappings in braces. */
export class FlowKeys extends KeyWriter {
  write(changes: KeyChanges): void {
    const { map, removed, first, last } = changes;
    const { places } = this.patcher;
    if (map.entries.some((entry) => !removed.has(entry))) {
      this.writeAmong(changes);
    } else if (removed.size > 0) {
      this.rewrite(changes);
    } else if (this.isForLines(changes)) {
      this.writeLines(changes);
    } else {
      this.patcher.changes.replace(
        map.from + 1,
        places.insideTo(map),
        this.textsOf([...first, ...last]).join(", "),
      );
    }
  }

  private textsOf(additions: readonly Addition[]): string[] {
    return additions.map(({ key, tree, text }) => text ?? this.patcher.printer.flowPair(key, tree));
  }

  /** No entry stays; comments may. */
  private rewrite({ map, removed, first, last }: KeyChanges): void {
    const { places, changes } = this.patcher;
    const left = [...removed.values()].some((left) => left !== null)
      ? commentsWithin(places.text, map.from + 1, map)
      : [];
    const lines = left.map((comment) => ` ${comment}${this.patcher.joinLines(["", ""], map.from)}`).join("");
    const texts = this.textsOf([...first, ...last]);
    changes.replace(places.pairStart(map) ?? map.from, map.to, `{${texts.join(", ")}${lines}}`);
  }

  /** Lines that stood elsewhere come into an empty mapping, which is one of block style then. */
  private isForLines({ map, slot, last }: KeyChanges): boolean {
    const { places } = this.patcher;
    return places.canGoBelow(map, slot) && last.some(({ tree }) => tree.comesFrom !== undefined);
  }

  private writeLines({ map, slot, last }: KeyChanges): void {
    const { places, printer } = this.patcher;
    const column = places.columnOf(slot) + places.indentation().map;
    const lines = last.flatMap(({ key, tree }) => printer.linesOfPair(key, tree, column));
    this.patcher.writeBelow(map, slot, lines);
  }

  private writeAmong(changes: KeyChanges): void {
    const { map, removed, first, last, firstBehind } = changes;
    const { places } = this.patcher;
    if (places.text[map.from] !== "{") {
      // `[a: b]` is a mapping without braces, which holds no second key.
      this.patcher.changes.insert(places.pairStart(map) ?? map.from, "{");
      this.patcher.changes.insert(map.to, `, ${this.textsOf([...first, ...last]).join(", ")}}`);
      return;
    }
    const parts = map.entries.map((entry, index) => {
      const left = removed.get(entry);
      const from = places.entryStart(map, index);
      return { from, to: entry.value.to, isGone: left !== undefined, ...(left && { left }) };
    });
    const flow = new FlowParts(places, this.patcher.changes);
    if (firstBehind === null) {
      flow.insertFirst(parts, this.textsOf(first));
    } else {
      for (const text of this.textsOf(first)) {
        flow.insert(map.from, parts, 1, text);
      }
    }
    flow.remove(parts);
    for (const addition of last) {
      const before = this.successor(changes, addition.key);
      const at = before ? map.entries.indexOf(before) : parts.length;
      flow.insert(map.from, parts, at, this.textsOf([addition])[0]!);
    }
  }
}
