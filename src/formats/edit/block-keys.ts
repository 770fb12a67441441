/** Entries of a mapping in block style that come and go, with their lines and comments. */

import type { YamlMap } from "../yaml/yaml.ts";
import { KeyWriter } from "./key-writer.ts";
import type { Addition, KeyChanges } from "./patch-map.ts";

/** Adds and removes entries of block mappings. */
export class BlockKeys extends KeyWriter {
  write(changes: KeyChanges): void {
    const { map, slot, removed, firstBehind, isHeaded } = changes;
    const column = this.patcher.places.lines.column(map.from);
    const linesOf = (additions: readonly Addition[]) =>
      additions.flatMap(({ key, tree, text }) =>
        text === undefined
          ? this.patcher.printer.linesOfPair(key, tree, column)
          : [" ".repeat(column) + text],
      );
    const isEmptied = map.entries.every((entry) => removed.has(entry));
    let first = linesOf(isEmptied ? [...changes.first, ...changes.last] : changes.first);
    if (firstBehind !== null) {
      this.patcher.insertLines(firstBehind, first);
      first = [];
    }
    if (isEmptied && first.length === 0 && !isHeaded) {
      this.patcher.empty(map, slot, new Map(), (index) => removed.get(map.entries[index]!) ?? []);
      return;
    }
    this.removeEntries(changes, first);
    if (!isEmptied) {
      for (const addition of changes.last) {
        this.addLast(changes, addition.key, linesOf([addition]), column);
      }
    }
  }

  private addLast(changes: KeyChanges, key: string, lines: readonly string[], column: number): void {
    const { map, removed } = changes;
    const { places } = this.patcher;
    const before = this.successor(changes, key);
    const after =
      before === undefined
        ? map.entries.findLast((entry) => !removed.has(entry))
        : map.entries[map.entries.indexOf(before) - 1];
    const end = after && places.afterComments(places.endOfLines(after.value), column);
    if (!after || end === undefined) {
      this.patcher.insertLinesBefore(places.lines.lineStart(map.from), lines);
    } else if (places.isOpenEnd(end)) {
      const at = places.entryStart(map, map.entries.indexOf(after));
      this.patcher.changes.insert(at, this.patcher.joinLines([...lines, " ".repeat(column)], at).trimStart());
    } else {
      this.patcher.insertLines(end, lines);
    }
  }

  /** Takes entries out; `first`: what comes before all of them. */
  private removeEntries({ map, removed }: KeyChanges, first: readonly string[]): void {
    const { places } = this.patcher;
    let begin = 0;
    if (first.length > 0) {
      begin = this.putFirst(map, removed, first);
    } else if (removed.has(map.entries[0]!) && !places.lines.isFirstOnLine(map.from)) {
      begin = this.removeInline(map, removed);
    }
    for (const [index, entry] of map.entries.entries()) {
      if (index >= begin && removed.has(entry)) {
        const start = places.entryStart(map, index);
        this.patcher.cutLines(start, places.endOfLines(entry.value), removed.get(entry) ?? []);
      }
    }
  }

  /**
   * Puts lines before all entries. The first one may stand behind a dash: where it goes, what is new takes its place.
   * The number of entries that are dealt with.
   */
  private putFirst(map: YamlMap, removed: KeyChanges["removed"], lines: readonly string[]): number {
    const { places, changes } = this.patcher;
    const head = map.entries[0]!;
    const start = places.entryStart(map, 0);
    const pad = " ".repeat(places.lines.column(start));
    if (!removed.has(head)) {
      changes.insert(start, this.patcher.joinLines([...lines, pad], start).trimStart());
      return 0;
    }
    const left = removed.get(head) ?? [];
    const end = places.endOfLines(head.value);
    changes.replace(
      start,
      left.length > 0 ? places.endOf(head) : end,
      this.patcher.joinLines(lines, start).trimStart(),
    );
    // What stands behind the last line stays there.
    const inner = left.slice(0, Math.max(0, left.length - places.commentsBehind(head).length));
    this.patcher.insertLines(
      end,
      inner.map((comment) => pad + comment),
    );
    return 1;
  }

  /**
   * The first key stands behind a dash: the next one that stays moves up, unless a comment stands in between. The
   * number of entries that are dealt with.
   */
  private removeInline(map: YamlMap, removed: KeyChanges["removed"]): number {
    const { places, changes } = this.patcher;
    const first = map.entries[0]!;
    const next = map.entries.findIndex((entry) => !removed.has(entry));
    const ends = map.entries.slice(0, next).map(({ value }) => places.contentEnd(value));
    const isTight = ends.every(
      (end, index) =>
        places.lines.isNextLine(end, places.entryStart(map, index + 1)) &&
        !removed.get(map.entries[index]!)?.length,
    );
    if (isTight) {
      changes.replace(map.from, places.entryStart(map, next), "");
      return next;
    }
    const end = places.contentEnd(first.value);
    const lineEnd = places.lines.lineEnd(end);
    const left = removed.get(first) ?? [];
    if (left.length > 0) {
      changes.replace(map.from, lineEnd, this.patcher.joinComments(left, map.from));
      return 1;
    }
    const hasComment = !places.lines.isBlank(end, lineEnd);
    const from = hasComment ? map.from : places.trimmedEnd(map.from);
    changes.replace(from, hasComment ? end : lineEnd, "");
    return 1;
  }
}
