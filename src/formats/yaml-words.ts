/** Texts as Python writes them in its messages: what the engine says of a fault quotes the file like this. */

/** Python's repr() of a text. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\'"]|\p{C}|[^\P{Z} ]/gu, (char) => {
    if (char === "'" || char === '"') {
      return char === quote ? `\\${char}` : char;
    }
    return SHORT_ESCAPES[char] ?? longEscape(char.codePointAt(0)!);
  });
  return quote + inner + quote;
}

const SHORT_ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function longEscape(point: number): string {
  const hex = point.toString(16);
  return point < 0x100
    ? `\\x${hex.padStart(2, "0")}`
    : point < 0x10000
      ? `\\u${hex.padStart(4, "0")}`
      : `\\U${hex.padStart(8, "0")}`;
}

/** Python reads no longer decimal number as an integer. */
export const MAX_DIGITS = 4300;

export function tooManyDigits(count: number): string {
  return `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion: value has ${count} digits; use sys.set_int_max_str_digits() to increase the limit`;
}
