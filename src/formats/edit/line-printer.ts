/** What steps put into a text, as lines in the file's own indentation. */

import type { StepTree } from "../../model/edit/steps.ts";
import { isMap } from "../../model/python.ts";
import type { Value } from "../../model/value.ts";
import type { NodePlaces } from "./node-places.ts";
import { type Printed, type PrintStyle, printKey, printPair, printValue } from "./print-value.ts";

/** Why no text can say what a step asks for. */
export class Unwritable extends Error {}

export class LinePrinter {
  private readonly places: NodePlaces;
  private readonly style: PrintStyle;

  constructor(places: NodePlaces) {
    this.places = places;
    this.style = places.isJson() ? "json" : "yaml";
  }

  /** On one line. @throws {Unwritable} */
  print(value: Value): string {
    return written(printValue(value, this.style));
  }

  /** A key with its value, on one line. @throws {Unwritable} */
  pair(key: string, value: Value): string {
    return written(printPair(key, value, this.style));
  }

  /** A key; `isTight`: the colon follows without a blank behind it. @throws {Unwritable} */
  key(key: string, isTight = false): string {
    return written(printKey(key, isTight ? "json" : this.style));
  }

  /** A collection that steps make. */
  linesOf(tree: StepTree, column: number): string[] {
    return tree.arrivals.length > 0
      ? tree.arrivals.flatMap((arrival) =>
          this.linesOfItem((arrival as { readonly value: Value }).value, column, 2),
        )
      : [...tree.children].flatMap(([key, child]) => this.linesOfPair(String(key), child, column));
  }

  /** A key with its value, which steps may make. */
  linesOfPair(key: string, tree: StepTree, column: number): string[] {
    const pad = " ".repeat(column);
    if (tree.value !== undefined) {
      return [pad + this.pair(key, tree.value)];
    }
    const isList = tree.arrivals.length > 0;
    const indentation = this.places.indentation();
    return [
      `${pad}${this.key(key)}:`,
      ...this.linesOf(tree, column + (isList ? indentation.list : indentation.map)),
    ];
  }

  /** An item of a list; `gap`: characters from the dash to what stands behind it. */
  linesOfItem(value: Value, column: number, gap: number): string[] {
    const pad = " ".repeat(column);
    if (!isMap(value) || value.size === 0) {
      return [`${pad}-${" ".repeat(gap - 1)}${this.print(value)}`];
    }
    return [...value].map(
      ([key, item], index) => `${pad}${(index === 0 ? "-" : "").padEnd(gap)}${this.pair(key, item)}`,
    );
  }
}

function written(printed: Printed): string {
  if ("refused" in printed) {
    throw new Unwritable(printed.refused);
  }
  return printed.text;
}
