/** Taking parts out of a collection in flow style, and putting some in, with their commas, comments and lines. */
import { commentsOf } from "./comments.ts";
import type { NodePlaces } from "./node-places.ts";
import type { ChangeList } from "./text-lines.ts";

/** A part of a collection in flow style, from its first to past its last character. */
interface FlowPart {
  readonly from: number;
  readonly to: number;
  readonly isGone: boolean;
  /** The comments inside, if they are to stay where it goes, and with them all on its line. */
  readonly left?: readonly string[];
  /** The comment directly above it goes too. */
  readonly takesComment?: boolean;
}

/** Adds and removes parts of a collection in braces or brackets. */
export class FlowParts {
  private readonly places: NodePlaces;
  private readonly changes: ChangeList;

  constructor(places: NodePlaces, changes: ChangeList) {
    this.places = places;
    this.changes = changes;
  }

  /** Takes parts out together with one comma each, and with their lines where they have some of their own. */
  remove(parts: readonly FlowPart[]): void {
    const lastKept = parts.findLastIndex(({ isGone }) => !isGone);
    const last = parts.at(-1)!;
    const tail = lastKept >= 0 && lastKept < parts.length - 1 && this.places.commaAfter(last.to) === null;
    const isTailPlain = tail && !this.places.text.slice(parts[lastKept]!.to, last.to).includes("#");
    if (tail && isTailPlain) {
      this.changes.replace(parts[lastKept]!.to, last.to, "");
    } else if (tail) {
      const comma = this.places.commaAfter(parts[lastKept]!.to)!;
      this.changes.replace(comma, comma + 1, "");
    }
    for (const [index, part] of parts.entries()) {
      if (part.isGone && !(isTailPlain && index > lastKept)) {
        this.removePart(part);
      }
    }
  }

  private removePart({ from, to, left, takesComment }: FlowPart): void {
    const { lines } = this.places;
    const comma = this.places.commaAfter(to);
    let end = comma === null ? to : comma + 1;
    const lineEnd = lines.lineEnd(end);
    const rest = this.places.text.slice(end, lineEnd);
    const staying = left ? [...left, ...commentsOf(this.places.text.slice(to, end))] : [];
    if (staying.length > 0) {
      this.leaveComments(from, end, staying);
      return;
    }
    const isLeft = left !== undefined && rest.includes("#");
    if (lines.isFirstOnLine(from) && /^\s*(?:#.*)?$/.test(rest) && !isLeft) {
      const start = lines.lineStart(from);
      this.changes.cut(takesComment ? this.places.aboveComments(start, lines.column(from)) : start, lineEnd);
      return;
    }
    let start = from;
    if (/^\s*$/.test(rest)) {
      start = this.places.trimmedEnd(from);
    } else if (!/^\s*#/.test(rest)) {
      end += rest.search(/\S/);
    }
    this.changes.replace(start, end, "");
  }

  /** Comments in the place of a part, each up to a line's end. */
  private leaveComments(from: number, end: number, comments: readonly string[]): void {
    const rest = this.places.text.slice(end, this.places.lines.lineEnd(end));
    const blank = rest.length - rest.trimStart().length;
    const before = /[\s\x85]/.test(this.places.text[from - 1] ?? " ") ? "" : " ";
    const behind = rest.trim() === "" ? "" : this.newLine(from);
    this.changes.replace(from, end + blank, before + comments.join(this.newLine(from)) + behind);
  }

  /** Puts parts before all others, on the line of the first one that stays there, be it by its comment alone. */
  insertFirst(parts: readonly FlowPart[], texts: readonly string[]): void {
    const place = parts.find((part) => !part.isGone || this.leavesComment(part));
    if (place && texts.length > 0) {
      this.changes.insert(place.from, texts.map((text) => `${text}, `).join(""));
    }
  }

  private leavesComment({ to, left }: FlowPart): boolean {
    return left !== undefined && (left.length > 0 || /^\s*,?[ \t]*#/.test(this.places.text.slice(to)));
  }

  /** Puts a part before another one that stays, on a line of its own if that has one, or at the end. */
  insert(open: number, parts: readonly FlowPart[], before: number, text: string): void {
    const next = parts.find(({ isGone }, index) => index >= before && !isGone);
    if (next) {
      const separator = this.places.lines.isFirstOnLine(next.from) ? this.newLine(next.from) : " ";
      this.changes.insert(next.from, `${text},${separator}`);
      return;
    }
    const last = parts.findLast(({ isGone }) => !isGone)!;
    const comma = parts.at(-1) === last ? this.places.commaAfter(last.to) : null;
    const end = comma === null ? last.to : comma + 1;
    const lineEnd = this.places.lines.lineEnd(end);
    const hasOwnLine =
      parts.at(-1) === last &&
      this.places.lines.lineStart(open) !== this.places.lines.lineStart(last.from) &&
      this.places.lines.isFirstOnLine(last.from) &&
      /^\s*(?:#.*)?$/.test(this.places.text.slice(end, lineEnd));
    if (!hasOwnLine) {
      this.changes.insert(last.to, `, ${text}`);
      return;
    }
    if (comma === null) {
      this.changes.insert(last.to, ",");
    }
    this.changes.insert(lineEnd, `${this.newLine(last.from)}${text}${comma === null ? "" : ","}`);
  }

  /** A line break and the indentation of a place. */
  private newLine(at: number): string {
    return this.places.lines.breakFor(at) + " ".repeat(this.places.lines.column(at));
  }
}
