/**
 * Keys and values as the command line that the engine makes of them for its parsers.
 *
 * [A1] true is a flag alone; false and null are nothing; a list is the flag and its items; a map is its JSON; anything
 *      else is its text. Underscores of a key are hyphens.
 */
import { isList, isMap, pythonStr } from "../python.ts";
import { dumpJson, type PythonFault, writingFault } from "../python-json.ts";
import type { ValueMap } from "../value.ts";
import type { Argument } from "./argument-table.ts";

/** In argparse's words an "arg string", with where it comes from. */
export interface Token {
  /** A map waits with its JSON until somebody asks for the text. */
  readonly content: string | ValueMap;
  /** The key that it comes from, as written. */
  readonly key: string;
  /** The flag itself, not a value behind it. */
  readonly isFlag: boolean;
  /** Its position in the key's list; null for a flag, and for a value that is no list. */
  readonly item: number | null;
  /** Its position in the command line. */
  readonly place: number;
}

/** The words that the engine hands its parser. */
export interface CommandLine {
  readonly tokens: readonly Token[];
  /** What keeps the engine from making tokens at all. */
  readonly faults: readonly Fault[];
}

/** What the engine refuses in arguments, in Python's words. */
export interface Fault extends PythonFault {
  readonly key: string;
  /** The item in that key's list. */
  readonly item?: number;
  /** The argument that it is about. */
  readonly argument?: Argument;
  /** The key itself is at fault, whatever its value. */
  readonly isKey?: boolean;
}

/** The command line of some arguments [A1]. */
export function commandLineOf(kwargs: ValueMap): CommandLine {
  const tokens: Token[] = [];
  const faults: Fault[] = [];
  for (const [key, value] of kwargs) {
    if (value === null || value === false) {
      continue;
    }
    const fault = isMap(value) ? writingFault(value) : null;
    if (fault) {
      faults.push({ ...fault, key });
      continue;
    }
    tokens.push({ content: flagOf(key), key, isFlag: true, item: null, place: tokens.length });
    if (isList(value)) {
      for (const [item, one] of value.entries()) {
        tokens.push({ content: pythonStr(one), key, isFlag: false, item, place: tokens.length });
      }
    } else if (value !== true) {
      const content = isMap(value) ? value : pythonStr(value);
      tokens.push({ content, key, isFlag: false, item: null, place: tokens.length });
    }
  }
  return { tokens, faults };
}

/** The text of a token, as argparse sees it. */
export function textOf({ content }: Token): string {
  return typeof content === "string" ? content : dumpJson(content);
}

/** Keys and flags that come again and again; a file of nothing but strange ones must not fill the memory. */
const MAX_REMEMBERED = 4096;

/** Keeps what a text means, if it is worth it. */
export function remember<T>(memory: Map<string, T>, text: string, meaning: T): void {
  if (memory.size < MAX_REMEMBERED && text.length < 100) {
    memory.set(text, meaning);
  }
}

const flags = new Map<string, string>();

/** The flag that a key becomes: `--uses-with` of `uses_with`. */
export function flagOf(key: string): string {
  let flag = flags.get(key);
  if (flag === undefined) {
    flag = `--${key.replaceAll("_", "-")}`;
    remember(flags, key, flag);
  }
  return flag;
}

/** A flag as a key is written. */
export function keyOf(flag: string): string {
  return flag.replace(/^--?/, "").replaceAll("-", "_");
}
