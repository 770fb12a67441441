/**
 * The lines of a text as YAML breaks them, and changes of it that are gathered one by one: replacements of characters
 * and cuts of whole lines.
 */
import type { TextChange } from "../../model/text-change.ts";
import { isBreak } from "../yaml/cursor.ts";

const BOM = "\ufeff";

/** Where lines begin and end. Offsets are UTF-16 code units; a line's end stands before its break. */
export class TextLines {
  readonly text: string;
  private start = 0;
  private end = -1;
  private firstEnd: number | null = null;

  constructor(text: string) {
    this.text = text;
  }

  lineStart(at: number): number {
    this.find(at);
    return this.start;
  }

  lineEnd(at: number): number {
    this.find(at);
    return this.end;
  }

  /** Looks for the line that an offset stands on; a file may be one line of megabytes, so what is known is kept. */
  private find(at: number): void {
    if (at >= this.start && at <= this.end) {
      return;
    }
    this.firstEnd ??= endOfLine(this.text, 0);
    if (at <= this.firstEnd) {
      this.start = 0;
      this.end = this.firstEnd;
      return;
    }
    this.start = at;
    while (!isBreak(this.text.charCodeAt(this.start - 1))) {
      this.start--;
    }
    this.end = endOfLine(this.text, at);
  }

  /** Length of the break that begins at an offset; 0 at the text's end. */
  breakLength(at: number): number {
    return this.text.startsWith("\r\n", at) ? 2 : at < this.text.length ? 1 : 0;
  }

  /** Length of the break that ends at an offset, which is a line's start. */
  breakLengthBefore(at: number): number {
    return at >= 2 && this.text.startsWith("\r\n", at - 2) ? 2 : Math.min(at, 1);
  }

  /** The start of the line after the one that an offset stands on; the text's end after the last. */
  nextLine(at: number): number {
    const end = this.lineEnd(at);
    return end + this.breakLength(end);
  }

  /** The break for a new line beside the one at an offset: that one's own, or its predecessor's. */
  breakFor(at: number): string {
    const end = this.lineEnd(at);
    const length = this.breakLength(end);
    const start = this.lineStart(at);
    const found =
      length > 0
        ? this.text.slice(end, end + length)
        : this.text.slice(start - this.breakLengthBefore(start), start);
    return found === "\r\n" || found === "\r" ? found : "\n";
  }

  /** Counted from the line's start, without a byte order mark. */
  column(at: number): number {
    const start = this.lineStart(at);
    return at - start - (start === 0 && this.text.startsWith(BOM) ? 1 : 0);
  }

  isBlank(from: number, to: number): boolean {
    return /^[\s\x85]*$/.test(this.text.slice(from, to));
  }

  /** True if nothing but white space stands between two places, which are on the same line or on two that follow. */
  isNextLine(from: number, to: number): boolean {
    const breaks = this.text.slice(from, to).match(/\r\n|[\n\r\x85\u2028\u2029]/g) ?? [];
    return breaks.length <= 1 && this.isBlank(from, to);
  }

  /** True if nothing stands before an offset on its line. */
  isFirstOnLine(at: number): boolean {
    return this.isBlank(this.lineStart(at), at);
  }
}

const BREAK = /[\n\r\x85\u2028\u2029]/g;

function endOfLine(text: string, from: number): number {
  BREAK.lastIndex = from;
  return BREAK.exec(text)?.index ?? text.length;
}

/** Changes of one text, in any order; insertions at one place come in the order in which they were made. */
export class ChangeList {
  private readonly lines: TextLines;
  private readonly changes: TextChange[] = [];
  private readonly cuts: Cut[] = [];
  private readonly needsBreakAfter: (at: number) => boolean;

  /** `needsBreakAfter`: what ends at that offset would mean something else without a line break behind it. */
  constructor(lines: TextLines, needsBreakAfter: (at: number) => boolean) {
    this.lines = lines;
    this.needsBreakAfter = needsBreakAfter;
  }

  replace(from: number, to: number, insert: string): void {
    this.changes.push({ from, to, insert });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** Takes whole lines out, from a line's start to a line's end, each with its break. */
  cut(from: number, to: number): void {
    this.cuts.push({ from, to });
  }

  /** The changes in the order of the text, those that touch as one. RangeError if two of them overlap. */
  done(): TextChange[] {
    const cuts = this.joinedCuts();
    const all = [...this.outsideOf(cuts), ...cuts.map((cut) => this.cutChange(cut))];
    const out: TextChange[] = [];
    for (const change of all.sort((a, b) => a.from - b.from || a.to - b.to)) {
      const last = out.at(-1);
      if (last && change.from < last.to) {
        throw new RangeError(`changes overlap at ${change.from}`);
      }
      if (last?.to === change.from) {
        out[out.length - 1] = { from: last.from, to: change.to, insert: last.insert + change.insert };
      } else {
        out.push(change);
      }
    }
    return out;
  }

  private joinedCuts(): Cut[] {
    const joined: { from: number; to: number }[] = [];
    for (const cut of this.cuts.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
      const last = joined.at(-1);
      if (last && cut.from <= last.to + this.lines.breakLength(last.to)) {
        last.to = Math.max(last.to, cut.to);
      } else {
        joined.push({ ...cut });
      }
    }
    return joined;
  }

  /** New lines behind a line that is cut come behind the one before it. */
  private outsideOf(cuts: readonly Cut[]): TextChange[] {
    return this.changes.map((change) => {
      const cut =
        change.from === change.to && cuts.find(({ from, to }) => from < change.from && change.from <= to);
      if (!cut) {
        return change;
      }
      const at = cut.from - this.lines.breakLengthBefore(cut.from);
      return { ...change, from: at, to: at };
    });
  }

  private cutChange({ from, to }: Cut): TextChange {
    const after = this.lines.breakLength(to);
    // The last line of a text that ends without a break takes the one before it along.
    const before = after > 0 || this.needsBreakAfter(from) ? 0 : this.lines.breakLengthBefore(from);
    return { from: from - before, to: to + after, insert: "" };
  }
}

/** From a line's start to a line's end. */
interface Cut {
  readonly from: number;
  readonly to: number;
}
