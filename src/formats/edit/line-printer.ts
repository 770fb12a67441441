/** What steps put into a text, as lines in the file's own indentation. */

import type { Path } from "../../model/path.ts";
import { isMap } from "../../model/python.ts";
import { applyTree, type NewItem, type StepTree } from "../../model/steps.ts";
import type { Value } from "../../model/value.ts";
import { type Printed, type PrintStyle, printKey, printPair, printValue } from "../yaml/print-value.ts";
import type { NodePlaces } from "./node-places.ts";

/** Why no text can say what a step asks for. */
export class Unwritable extends Error {}

/** The lines of an entry that goes elsewhere, under another key, without their indentation. @throws {Unwritable} */
type Transferred = (path: Path, key: string) => readonly string[];

/** The lines of an item much like those that are given; null if there are none. */
type Kept = (text: string, value: Value) => readonly string[] | null;

/** Prints values as lines of this file. */
export class LinePrinter {
  readonly style: PrintStyle;
  private readonly places: NodePlaces;
  private readonly transferred: Transferred;
  private readonly kept: Kept;

  constructor(places: NodePlaces, transferred: Transferred, kept: Kept) {
    this.places = places;
    this.style = places.isJson() ? "json" : "yaml";
    this.transferred = transferred;
    this.kept = kept;
  }

  /** On one line. @throws {Unwritable} */
  print(value: Value): string {
    return written(printValue(value, this.style));
  }

  /** A key with its value, on one line. @throws {Unwritable} */
  pair(key: string, value: Value): string {
    return written(printPair(key, value, this.style));
  }

  /** The same, the value as it is written at a path already, if it can stand here so. `isFlow`: in braces. */
  private pairAs(key: string, value: Value, writtenAt: Path | undefined, isFlow: boolean): string {
    const text = writtenAt && this.places.writtenAt(writtenAt, isFlow);
    return text ? `${this.key(key)}: ${text}` : this.pair(key, value);
  }

  /** A key; `isTight`: the colon follows without a blank behind it. @throws {Unwritable} */
  key(key: string, isTight = false): string {
    return written(printKey(key, isTight ? "json" : this.style));
  }

  /** A key with what steps put there, for a mapping in braces. @throws {Unwritable} */
  flowPair(key: string, tree: StepTree): string {
    if (tree.comesFrom) {
      const lines = this.transferred(tree.comesFrom, key);
      if (lines.length > 1) {
        throw new Unwritable(
          "Lines cannot be put into a mapping in braces: write what has to move in braces first.",
        );
      }
      return lines.join("");
    }
    if (tree.value !== undefined || tree.arrivals.length > 0) {
      return this.pairAs(key, applyTree(undefined, tree), tree.writtenAt, true);
    }
    const pairs = [...tree.children].map(([inner, child]) => this.flowPair(String(inner), child));
    return `${this.key(key)}: {${pairs.join(", ")}}`;
  }

  /** A collection that steps make. */
  linesOf(tree: StepTree, column: number): string[] {
    return tree.arrivals.length > 0
      ? tree.arrivals.flatMap((arrival) => ("value" in arrival ? this.linesOfItem(arrival, column, 2) : []))
      : [...tree.children].flatMap(([key, child]) => this.linesOfPair(String(key), child, column));
  }

  /** A key with its value, which steps may make. */
  linesOfPair(key: string, tree: StepTree, column: number): string[] {
    const pad = " ".repeat(column);
    if (tree.comesFrom) {
      return this.transferred(tree.comesFrom, key).map((line) => (line === "" ? "" : pad + line));
    }
    if (tree.value !== undefined) {
      return [pad + this.pairAs(key, tree.value, tree.writtenAt, false)];
    }
    const isList = tree.arrivals.length > 0;
    const indentation = this.places.indentation();
    return [
      `${pad}${this.key(key)}:`,
      ...this.linesOf(tree, column + (isList ? indentation.list : indentation.map)),
    ];
  }

  /** An item of a list; `gap`: characters from the dash to what stands behind it. */
  linesOfItem({ value, writtenAt, text }: NewItem, column: number, gap: number): string[] {
    const pad = " ".repeat(column);
    const kept = text === undefined ? null : this.kept(text, value);
    if (kept) {
      return kept.map((line) => (line === "" ? "" : pad + line));
    }
    if (!isMap(value) || value.size === 0) {
      return [`${pad}-${" ".repeat(gap - 1)}${this.print(value)}`];
    }
    return [...value].map(([key, item], index) => {
      const pair = this.pairAs(key, item, writtenAt?.get(key), false);
      return `${pad}${(index === 0 ? "-" : "").padEnd(gap)}${pair}`;
    });
  }

  /** An item of a list in brackets. @throws {Unwritable} */
  flowItem({ value, writtenAt }: NewItem): string {
    if (!isMap(value) || !writtenAt) {
      return this.print(value);
    }
    const pairs = [...value].map(([key, item]) => this.pairAs(key, item, writtenAt.get(key), true));
    return `{${pairs.join(", ")}}`;
  }
}

function written(printed: Printed): string {
  if ("refused" in printed) {
    throw new Unwritable(printed.refused);
  }
  return printed.text;
}
