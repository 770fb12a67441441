/** Text changes as whole lines: which lines of the text before change, go or come, and what stands there after. */
import { applyChanges, type TextChange } from "../../model/text-change.ts";

/** One run of lines that changes touch. */
export interface ChangedLines {
  /** Of the first line in `before`, from 1; where lines only come, of the line before which they come. */
  readonly line: number;
  /** Lines without their breaks, as they stood there. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * The lines that changes touch, in the order of the text; lines that come out the same are left out at both ends. As in
 * `placeOf`, any of \n, \r\n, \r ends a line.
 */
export function changedLines(text: string, changes: readonly TextChange[]): ChangedLines[] {
  const out: ChangedLines[] = [];
  let line = 1;
  let counted = 0;
  for (const { from, to, own } of regionsOf(text, changes)) {
    line += splitLines(text.slice(counted, from)).length;
    counted = from;
    const region = text.slice(from, to);
    const shifted = own.map((change) => ({ ...change, from: change.from - from, to: change.to - from }));
    const { skipped, before, after } = withoutCommonEnds(
      splitLines(region).map(withoutBreak),
      splitLines(applyChanges(region, shifted)).map(withoutBreak),
    );
    if (before.length > 0 || after.length > 0) {
      out.push({ line: line + skipped, before, after });
    }
  }
  return out;
}

interface Region {
  readonly from: number;
  to: number;
  readonly own: TextChange[];
}

/** Whole lines around the changes, with the break behind the last one; those that meet are one. */
function regionsOf(text: string, changes: readonly TextChange[]): Region[] {
  const regions: Region[] = [];
  for (const change of changes) {
    const to = nextLine(text, change.to);
    const last = regions.at(-1);
    if (last && change.from < last.to) {
      last.to = Math.max(last.to, to);
      last.own.push(change);
    } else {
      regions.push({ from: lineStart(text, change.from), to, own: [change] });
    }
  }
  return regions;
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !/[\n\r]/.test(text[start - 1]!)) {
    start--;
  }
  return start;
}

function nextLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && !/[\n\r]/.test(text[end]!)) {
    end++;
  }
  return end + (text.startsWith("\r\n", end) ? 2 : end < text.length ? 1 : 0);
}

/** Each line with its break. */
function splitLines(text: string): string[] {
  return text.match(/[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$/g) ?? [];
}

function withoutBreak(line: string): string {
  return line.replace(/[\n\r]+$/, "");
}

function withoutCommonEnds(
  before: readonly string[],
  after: readonly string[],
): { skipped: number; before: string[]; after: string[] } {
  const shorter = Math.min(before.length, after.length);
  // From the end first: lines that are cut are then those that were cut, not the same ones further down.
  let end = 0;
  while (end < shorter && before.at(-1 - end) === after.at(-1 - end)) {
    end++;
  }
  let skipped = 0;
  while (skipped < shorter - end && before[skipped] === after[skipped]) {
    skipped++;
  }
  return {
    skipped,
    before: before.slice(skipped, before.length - end),
    after: after.slice(skipped, after.length - end),
  };
}
