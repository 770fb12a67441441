/**
 * A change of a text is a list of replacements given in offsets of the text before the change: UTF-16 code units,
 * sorted, not overlapping. Undo is the inverse list.
 */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The text after the changes. RangeError if they are out of order or out of the text. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let out = "";
  let at = 0;
  for (const { from, to, insert } of changes) {
    if (from < at || to < from || to > text.length) {
      throw new RangeError(`change ${from}-${to} does not fit (at ${at} of ${text.length})`);
    }
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

/** The changes that lead from the text after `changes` back to `text`. */
export function invertChanges(text: string, changes: readonly TextChange[]): TextChange[] {
  let shift = 0;
  return changes.map(({ from, to, insert }) => {
    const start = from + shift;
    shift += insert.length - (to - from);
    return { from: start, to: start + insert.length, insert: text.slice(from, to) };
  });
}

/** The smallest single change between two texts: what stands between their common start and common end. */
export function diffChange(before: string, after: string): TextChange[] {
  if (before === after) {
    return [];
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) {
    start++;
  }
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return [{ from: start, to: before.length - end, insert: after.slice(start, after.length - end) }];
}
