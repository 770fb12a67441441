/**
 * The one way in which commands print. What comes from a file, its name or a gateway may hold characters that a terminal
 * obeys instead of showing them; they are printed as JSON has them, `\u001b`, so that JSON stays what it is.
 */
import { styleText } from "node:util";

/** Control characters but for tabs and line breaks, other breaks, and what turns the direction of writing. */
const OBEYED = /(?!\t|\r?\n)[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** A text with nothing in it that a terminal obeys. */
export function escaped(text: string): string {
  return text.replaceAll(OBEYED, inJson);
}

/** A name, or another piece of a line: a break in it begins none. */
export function onOneLine(text: string): string {
  return escaped(text).replaceAll("\n", inJson);
}

function inJson(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Prints answers, and JSON, on standard output. */
export function print(text: string): void {
  process.stdout.write(escaped(text));
}

/** Prints what a file will hold on standard output: as it is, but to a terminal. */
export function printContent(content: string | Uint8Array): void {
  process.stdout.write(typeof content === "string" && process.stdout.isTTY ? escaped(content) : content);
}

/** Tells something beside the answer, on standard error. */
export function tell(text: string): void {
  process.stderr.write(escaped(text));
}

/** Tells of a danger: in red where a person reads it, plain in a file. */
export function warn(text: string): void {
  process.stderr.write(process.stderr.isTTY ? styleText("red", escaped(text)) : escaped(text));
}
