/** Changes of one text, as whole lines or by characters, with line breaks and indentation as they are around them. */

import { applyChanges } from "../../model/text-change.ts";
import type { YamlNode } from "../yaml/yaml.ts";
import { type LinePrinter, Unwritable } from "./line-printer.ts";
import type { NodePlaces } from "./node-places.ts";
import { ChangeList } from "./text-lines.ts";

/** Collects the changes of one text. */
export class TextWriter {
  readonly places: NodePlaces;
  readonly printer: LinePrinter;
  private list: ChangeList;

  constructor(places: NodePlaces, printer: LinePrinter) {
    this.places = places;
    this.printer = printer;
    this.list = this.newChanges();
  }

  get changes(): ChangeList {
    return this.list;
  }

  private newChanges(): ChangeList {
    return new ChangeList(this.places.lines, (at) => this.places.lastBlockText(at) !== null);
  }

  /** Characters of the text with the changes in them that `make` makes, which are not among the others then. */
  textAfter(from: number, to: number, make: () => void): string {
    const outer = this.list;
    this.list = this.newChanges();
    make();
    const inner = this.list
      .done()
      .map((change) => ({ ...change, from: change.from - from, to: change.to - from }));
    this.list = outer;
    return applyChanges(this.places.text.slice(from, to), inner);
  }

  textOf(node: YamlNode): string {
    return this.places.text.slice(node.from, node.to);
  }

  /** Takes the lines of a part out that begins at `from`; comments that stay come on lines of their own. */
  cutLines(from: number, to: number, comments: readonly string[]): void {
    if (comments.length === 0) {
      this.changes.cut(this.places.lines.lineStart(from), to);
    } else {
      this.changes.replace(from, to, this.joinComments(comments, from));
    }
  }

  /** Comments on lines of their own, in the column of a place. */
  joinComments(comments: readonly string[], at: number): string {
    const pad = " ".repeat(this.places.lines.column(at));
    return comments.join(this.places.lines.breakFor(at) + pad);
  }

  insertLines(at: number, lines: readonly string[]): void {
    if (at === this.places.text.length && lines.length > 0 && this.places.isOpenEnd(at)) {
      throw new Unwritable(
        "The block text at the end of the file has no line break behind it, and would get one: end the file with a line break first.",
      );
    }
    const eol = this.places.lines.breakFor(at);
    this.changes.insert(at, lines.map((line) => eol + line).join(""));
  }

  insertLinesBefore(at: number, lines: readonly string[]): void {
    const eol = this.places.lines.breakFor(at);
    this.changes.insert(at, lines.map((line) => line + eol).join(""));
  }

  joinLines(lines: readonly string[], at: number): string {
    return lines.join(this.places.lines.breakFor(at));
  }
}
