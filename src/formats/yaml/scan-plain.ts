/** Reads a plain scalar. Begins at its first character and leaves the cursor where the next token may begin. */
import { type Cursor, END, folded, HASH, isBlank } from "./cursor.ts";
import { createToken, type Token } from "./token.ts";

const COLON = 58;
const QUESTION = 63;

/** , [ ] { } */
function isFlowIndicator(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

/** A scalar without quotes. `indent`: the least column at which a further line belongs to the scalar, outside flow collections. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): Token {
  const { text } = cursor;
  const from = cursor.pos;
  let value = "";
  let between = "";
  let to = from;
  while (cursor.code() !== HASH) {
    const begin = cursor.pos;
    cursor.pos = endOfPlainPart(cursor, inFlow);
    if (cursor.pos === begin) {
      break;
    }
    to = cursor.pos;
    value += between + text.slice(begin, to);
    between = plainSpaces(cursor);
    if (between === "" || (!inFlow && cursor.column < indent)) {
      break;
    }
  }
  return createToken("<scalar>", from, to, value, "plain");
}

function endOfPlainPart({ text, pos }: Cursor, inFlow: boolean): number {
  let at = pos;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isOrdinary(code)) {
      continue;
    }
    if (isBlank(code) || (inFlow && (code === QUESTION || isFlowIndicator(code)))) {
      break;
    }
    if (code === COLON) {
      const after = at + 1 < text.length ? text.charCodeAt(at + 1) : END;
      if (isBlank(after) || (inFlow && isFlowIndicator(after))) {
        break;
      }
    }
  }
  return at;
}

/** Letters, digits and what stands between them, which end no plain scalar: most characters, told at a glance. */
function isOrdinary(code: number): boolean {
  // From @ to z without the brackets, and from - to 9.
  return (code >= 64 && code <= 122 && code !== 91 && code !== 93) || (code >= 45 && code <= 57);
}

/** What stands between two parts of a plain scalar: blanks as they are, line breaks folded; empty if it ends here. */
function plainSpaces(cursor: Cursor): string {
  const from = cursor.pos;
  cursor.skipSpaces();
  const blanks = cursor.text.slice(from, cursor.pos);
  let breaks = cursor.takeBreak();
  if (breaks === "") {
    return blanks;
  }
  for (;;) {
    if (cursor.atDocumentMark()) {
      return "";
    }
    cursor.skipSpaces();
    const next = cursor.takeBreak();
    if (next === "") {
      return folded(breaks);
    }
    breaks += next;
  }
}
