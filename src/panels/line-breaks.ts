/** The text editor keeps lines apart with \n alone; the document's own line breaks are kept beside it. */
import type { TextChange } from "../model/text-change.ts";

/** A text as the document has it and as the editor has it. */
export interface LineBreaks {
  /** The document's own text. */
  readonly text: string;
  /** The document's text as the editor has it. */
  readonly shown: string;
  /** Offsets, in the document's text, of the characters that the editor does not have. */
  readonly hidden: readonly number[];
}

/** Carriage returns and a byte order mark are not shown; offsets are translated around them. */
export function hideBreaks(text: string): LineBreaks {
  const hidden: number[] = [];
  let shown = "";
  let at = 0;
  for (const match of text.matchAll(/^\ufeff|\r(?=\n)/g)) {
    hidden.push(match.index);
    shown += text.slice(at, match.index);
    at = match.index + 1;
  }
  // A lone \r is a line break too; it stays one character.
  return { text, shown: (shown + text.slice(at)).replaceAll("\r", "\n"), hidden };
}

/** From an offset in the editor to one in the document: behind a byte order mark, before a hidden \r. */
export function toDocument({ hidden }: LineBreaks, offset: number): number {
  let low = 0;
  let high = hidden.length;
  // The number of hidden characters that stand before: the largest n with hidden[n - 1] - (n - 1) < offset, and a
  // byte order mark always.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hidden[middle]! - middle < offset || hidden[middle] === 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return offset + low;
}

/** From an offset in the document to one in the editor. */
export function toEditor({ hidden }: LineBreaks, offset: number): number {
  let low = 0;
  let high = hidden.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hidden[middle]! < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return offset - low;
}

/** The changes of the editor's text as changes of the document's. */
export function documentChanges(breaks: LineBreaks, changes: readonly TextChange[]): TextChange[] {
  const eol = breaks.text.includes("\r\n") ? "\r\n" : "\n";
  return changes.map(({ from, to, insert }) => ({
    from: toDocument(breaks, from),
    to: toDocument(breaks, to),
    insert: insert.replaceAll("\n", eol),
  }));
}
