/** Steps in a list: items that come, go or move. What an item holds is the affair of patch-tree.ts. */

import { type Arrival, type NewItem, orderAfter, type StepTree } from "../../model/steps.ts";
import type { Value } from "../../model/value.ts";
import type { YamlSeq } from "../yaml/yaml.ts";
import { commentsWithin } from "./comments.ts";
import { FlowParts } from "./flow-parts.ts";
import { Unwritable } from "./line-printer.ts";
import type { Slot } from "./node-places.ts";
import type { TreePatcher } from "./patch-tree.ts";

/** Carries out steps in lists. */
export class SeqPatcher {
  private readonly patcher: TreePatcher;

  constructor(patcher: TreePatcher) {
    this.patcher = patcher;
  }

  patch(seq: YamlSeq, slot: Slot, value: readonly Value[], tree: StepTree): void {
    const order = orderAfter(tree, seq.items.length);
    const takesComment = (index: number) => tree.children.get(index)?.comments === "taken";
    const left = (index: number) => this.commentsLeft(seq, index, tree.children.get(index));
    const isEmptied = order.length === 0;
    if (isEmptied && !(seq.flow && this.patcher.places.text.slice(seq.from, seq.to).includes("#"))) {
      this.patcher.empty(seq, slot, [], left, (index) => this.goneLines(seq, index, takesComment(index)));
      return;
    }
    const moved = new Map<number, string>();
    for (const arrival of tree.arrivals) {
      if ("from" in arrival) {
        moved.set(arrival.from, this.movedText(seq, value, arrival.from, tree.children.get(arrival.from)));
      }
    }
    const isGone = (index: number) => moved.has(index) || tree.children.get(index)?.isGone === true;
    for (const [step, child] of tree.children) {
      const item = seq.items[step as number];
      if (item && !isGone(step as number)) {
        this.patcher.patchNode(item.value, { kind: "item", seq, item }, value[step as number], child);
      }
    }
    if (!isEmptied && seq.items.every((_, index) => isGone(index))) {
      this.rewriteSeq(seq, slot, order, moved);
    } else if (seq.flow) {
      const parts = seq.items.map((item, index) => ({
        from: this.patcher.places.pairStart(item.value) ?? item.value.start,
        to: item.value.to,
        isGone: isGone(index),
        takesComment: takesComment(index),
        ...(tree.children.get(index)?.comments === "kept" && {
          left: commentsWithin(this.patcher.places.text, item.from, item.value),
        }),
      }));
      const flow = new FlowParts(this.patcher.places, this.patcher.changes);
      flow.remove(parts);
      for (const arrival of tree.arrivals) {
        const text = "from" in arrival ? moved.get(arrival.from)! : this.patcher.printer.flowItem(arrival);
        flow.insert(seq.from, parts, arrival.before, text);
      }
    } else {
      this.patchBlockSeq(seq, tree, moved, isGone);
    }
  }

  /** A list of which no item stays in its place. */
  private rewriteSeq(
    seq: YamlSeq,
    slot: Slot,
    order: readonly (number | NewItem)[],
    moved: ReadonlyMap<number, string>,
  ): void {
    if (seq.flow && seq.items.length === 0 && this.isBlockList(seq, slot, order)) {
      const column = this.patcher.places.columnOf(slot) + this.patcher.places.indentation().list;
      const lines = order.flatMap((one) => this.patcher.printer.linesOfItem(one, column, 2));
      this.patcher.writeBelow(seq, slot, lines);
      return;
    }
    if (seq.flow) {
      const texts = order.map((one) =>
        typeof one === "number" ? moved.get(one)! : this.patcher.printer.flowItem(one),
      );
      const inner = seq.items.length > 0 ? seq.to - 1 : this.patcher.places.insideTo(seq);
      this.patcher.changes.replace(seq.from + 1, inner, texts.join(", "));
      return;
    }
    const column = this.patcher.places.lines.column(seq.from);
    const lines = order.flatMap((one) =>
      typeof one === "number"
        ? [moved.get(one)!]
        : this.patcher.printer.linesOfItem(one, column, this.patcher.places.gapOf(seq)),
    );
    this.patcher.changes.replace(
      seq.from,
      this.patcher.places.contentEnd(seq),
      this.patcher.joinLines(lines, seq.from).trimStart(),
    );
  }

  /** An empty list in brackets gets mappings: in block style they read better on lines of their own. */
  private isBlockList(
    seq: YamlSeq,
    slot: Slot,
    order: readonly (number | NewItem)[],
  ): order is readonly NewItem[] {
    return (
      this.patcher.places.canGoBelow(seq, slot) &&
      order.every((one) => typeof one === "object" && one.value instanceof Map && one.value.size > 0)
    );
  }

  private patchBlockSeq(
    seq: YamlSeq,
    tree: StepTree,
    moved: ReadonlyMap<number, string>,
    isGone: (index: number) => boolean,
  ): void {
    const { places } = this.patcher;
    const column = places.lines.column(seq.from);
    const gone = seq.items.flatMap((_, index) => (isGone(index) && !moved.has(index) ? [index] : []));
    const isInline = gone[0] === 0 && !places.lines.isFirstOnLine(seq.from);
    // The first dash stands behind another one, or a key's: the next item moves up.
    const next = isInline ? seq.items.findIndex((_, index) => !isGone(index)) : 0;
    const left = (index: number) => this.commentsLeft(seq, index, tree.children.get(index));
    if (isInline) {
      const passed = gone.filter((index) => index < next).flatMap(left);
      const text = passed.length === 0 ? "" : this.patcher.joinComments([...passed, ""], seq.from);
      this.patcher.changes.replace(seq.from, seq.items[next]!.from, text);
    }
    for (const index of gone) {
      if (index >= next) {
        const { from, to } = this.goneLines(seq, index, tree.children.get(index)?.comments === "taken");
        this.patcher.cutLines(left(index).length > 0 ? seq.items[index]!.from : from, to, left(index));
      }
    }
    for (const arrival of tree.arrivals) {
      this.arrive(seq, arrival, column, moved, isGone);
    }
  }

  /** The comments on the lines of an item that goes, if they are to stay. */
  private commentsLeft(seq: YamlSeq, index: number, tree: StepTree | undefined): readonly string[] {
    const { from, value } = seq.items[index]!;
    return tree?.comments === "kept" ? this.patcher.places.commentsIn(from, value) : [];
  }

  /** The lines of an item that goes: as a move takes them, or no more than it stands on. */
  private goneLines(seq: YamlSeq, index: number, takesComment: boolean): { from: number; to: number } {
    const { from, value } = seq.items[index]!;
    return takesComment
      ? this.patcher.places.blockOf(seq, index)
      : { from: this.patcher.places.lines.lineStart(from), to: this.patcher.places.endOfLines(value) };
  }

  private arrive(
    seq: YamlSeq,
    arrival: Arrival,
    column: number,
    moved: ReadonlyMap<number, string>,
    isGone: (index: number) => boolean,
  ): void {
    const before = Math.min(arrival.before, seq.items.length);
    let previous = before - 1;
    while (previous >= 0 && isGone(previous)) {
      previous--;
    }
    const gap = "from" in arrival ? this.cutMoved(seq, arrival.from, arrival.from < before) : 0;
    const lines =
      "from" in arrival
        ? [moved.get(arrival.from)!]
        : this.patcher.printer.linesOfItem(arrival, column, this.patcher.places.gapOf(seq));
    const blank = Array.from({ length: gap }, () => "");
    const isMovedUp = "from" in arrival && arrival.from >= before;
    if (previous >= 0 && !(isMovedUp && gap > 0 && before < seq.items.length)) {
      this.patcher.insertLines(this.patcher.places.blockOf(seq, previous).to, [...blank, ...lines]);
      return;
    }
    const first = seq.items.findIndex((_, index) => index >= before && !isGone(index));
    const { from } = this.patcher.places.blockOf(seq, first);
    if (this.patcher.places.lines.isFirstOnLine(seq.items[first]!.from)) {
      this.patcher.insertLinesBefore(from, [...lines, ...blank]);
    } else {
      const text = [...lines, " ".repeat(column)].join(this.patcher.places.lines.breakFor(from)).trimStart();
      this.patcher.changes.insert(seq.items[first]!.from, text);
    }
  }

  /** Cuts an item that is moved, with the blank lines that set it off; how many those are. */
  private cutMoved(seq: YamlSeq, index: number, isDown: boolean): number {
    const { from, to } = this.patcher.places.blockOf(seq, index);
    if (!this.patcher.places.lines.isFirstOnLine(seq.items[index]!.from)) {
      throw new Unwritable("The first item of this list stands on the line of its key: it cannot be moved.");
    }
    const neighbour = isDown ? seq.items[index + 1] : seq.items[index - 1];
    if (!neighbour) {
      this.patcher.changes.cut(from, to);
      return 0;
    }
    const gapFrom = isDown
      ? this.patcher.places.lines.nextLine(to)
      : this.patcher.places.lines.nextLine(this.patcher.places.blockOf(seq, index - 1).to);
    const gapTo = isDown ? this.patcher.places.blockOf(seq, index + 1).from : from;
    if (!this.patcher.places.lines.isBlank(gapFrom, gapTo) || gapFrom >= gapTo) {
      this.patcher.changes.cut(from, to);
      return 0;
    }
    let count = 0;
    for (let at = gapFrom; at < gapTo; at = this.patcher.places.lines.nextLine(at)) {
      count++;
    }
    if (isDown) {
      this.patcher.changes.cut(from, gapTo - this.patcher.places.lines.breakLengthBefore(gapTo));
    } else {
      this.patcher.changes.cut(gapFrom, to);
    }
    return count;
  }

  /** The text of an item that is moved, with what the steps change in it. */
  private movedText(
    seq: YamlSeq,
    value: readonly Value[],
    index: number,
    tree: StepTree | undefined,
  ): string {
    const item = seq.items[index]!;
    const block = seq.flow
      ? { from: this.patcher.places.pairStart(item.value) ?? item.value.start, to: item.value.to }
      : this.patcher.places.blockOf(seq, index);
    // A last line that is cut takes the break behind it along, which is not of the block.
    const after = seq.flow ? 0 : this.patcher.places.lines.breakLength(block.to);
    const text = this.patcher.textAfter(block.from, block.to + after, () => {
      if (tree) {
        this.patcher.patchNode(item.value, { kind: "item", seq, item }, value[index], tree);
      }
    });
    return seq.flow ? text : text.replace(/(?:\r\n|[\n\r\x85\u2028\u2029])$/, after > 0 ? "" : "$&");
  }
}
