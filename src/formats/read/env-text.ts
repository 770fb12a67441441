/**
 * The text of a `.env` file: a variable a line, as `NAME=value`, with or without `export`. Values in single quotes stand
 * as they are, also over several lines; in double quotes `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are read. Outside of
 * quotes a value ends with its line, or at a comment behind a blank.
 */
import { cut } from "../../base/words.ts";

/** What such a text says. */
export interface EnvText {
  /** The last one counts of those with one name. */
  readonly values: ReadonlyMap<string, string>;
  /** Lines that say nothing, counted from 1, as they stand, with what is wrong. */
  readonly refused: readonly { readonly line: number; readonly text: string; readonly why: string }[];
}

const ASSIGNMENT = /^\s*(?:export\s+)?([^\s=]+)\s*=[ \t]*(.*)$/s;
const NAME = /^[A-Za-z_]\w*$/;
const ESCAPED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Reads all lines that can be read. */
export function parseEnvText(text: string): EnvText {
  const values = new Map<string, string>();
  const refused: { line: number; text: string; why: string }[] = [];
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const first = at;
    if (/^\s*(?:#|$)/.test(line)) {
      continue;
    }
    const refuse = (why: string) => refused.push({ line: first + 1, text: line, why });
    const [, name, given = ""] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined) {
      refuse("it must be NAME=value");
    } else if (!NAME.test(name)) {
      refuse(`${cut(name, 40)} is no name: letters, digits and _ make one`);
    } else if (/^["']/.test(given)) {
      const quoted = readQuoted(lines, at, given);
      if (quoted === null) {
        refuse(`the quote ${given.slice(0, 1)} is never closed`);
      } else if (quoted.rest !== "" && !/^\s*(?:#|$)/.test(quoted.rest)) {
        refuse("something stands behind the closing quote");
        at = quoted.last;
      } else {
        values.set(name, quoted.value);
        at = quoted.last;
      }
    } else {
      values.set(name, given.replace(/(?:^|\s)#.*$/, "").trimEnd());
    }
  }
  return { values, refused };
}

interface Quoted {
  readonly value: string;
  /** What stands behind the closing quote. */
  readonly rest: string;
  /** The line of the closing quote. */
  readonly last: number;
}

/** A value in quotes that begins in a line; null if they are never closed. */
function readQuoted(lines: readonly string[], first: number, given: string): Quoted | null {
  const quote = given.slice(0, 1);
  let value = "";
  let text = given.slice(1);
  for (let last = first; ; ) {
    for (let at = 0; at < text.length; at++) {
      const letter = text[at] ?? "";
      if (letter === quote) {
        return { value, rest: text.slice(at + 1), last };
      }
      const next = quote === '"' && letter === "\\" ? text[at + 1] : undefined;
      if (next !== undefined && /[nrt"\\$]/.test(next)) {
        value += ESCAPED[next] ?? next;
        at += 1;
      } else {
        value += letter;
      }
    }
    last += 1;
    const line = lines[last];
    if (line === undefined) {
      return null;
    }
    value += "\n";
    text = line;
  }
}
