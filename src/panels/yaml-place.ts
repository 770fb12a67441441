/**
 * Where in a file of YAML the cursor stands: in which key of which mapping. It looks at lines and brackets alone, from
 * the cursor upwards, so that it also answers for the half-written text that a person has while typing. Columns are
 * counted from 0.
 */

/** The text that a place is looked for in. */
export interface Lines {
  /** A line by its number, from 1; null before the first and behind the last. */
  line(number: number): string | null;
}

/** An item of a list, in a path. */
export const ITEM = "-";

/** What stands at the cursor, or could. */
export interface YamlPlace {
  /**
   * `key`: the name of a key in the mapping at `path`. `value`: the value of the key, or the item, that `path` ends with.
   * `item`: an item of the list at `path`, which may be a value or begin a mapping.
   */
  readonly kind: "key" | "value" | "item";
  /** Keys, and `-` for items of lists, from the outside in. */
  readonly path: readonly string[];
  /** What stands of it before the cursor. */
  readonly word: string;
  /** The keys that the mapping has already; of a value that is a list, its other items. */
  readonly given: ReadonlySet<string>;
  /** Between brackets or braces. */
  readonly isFlow: boolean;
}

/** Lines that are looked at for an opening bracket, and for further keys of a mapping. */
const MAX_NEAR = 2000;

const KEY = String.raw`(?<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},&*!|>%@\x60][^#:]*?)`;
const PAIR = new RegExp(`^${KEY}\\s*:(?:\\s+(?<value>.*))?$`);
const WORD = /^[^\s#"'[\]{},&*!|>%@`][^#:[\]{},]*$/;
/** What may stand before a value that goes on in the lines below. */
const OPEN = /^(?:[&!]\S*\s*)*(?:#.*)?$/;
const BLOCK_TEXT = /^(?:[&!]\S*\s+)*[|>][-+0-9]*\s*(?:#.*)?$/;

/** What stands before `column` in line `number`; null in comments, quotes, text blocks and what YAML has no place for. */
export function placeAt(lines: Lines, number: number, column: number): YamlPlace | null {
  const before = (lines.line(number) ?? "").slice(0, column);
  const flow = openBrackets(lines, number, before);
  if (flow === null) {
    return null;
  }
  if (flow.length > 0) {
    return placeInFlow(lines, flow);
  }
  const { dashes, start, rest } = partsOf(before);
  if (/^#|\s#/.test(rest)) {
    return null;
  }
  const pair = PAIR.exec(rest);
  const outer = outerOf(lines, number, start, dashes);
  if (outer === null) {
    return null;
  }
  addKeysBelow(lines, number, start, outer.given);
  const common = { isFlow: false, given: outer.given };
  if (pair) {
    const value = pair.groups?.value;
    const isWord = value !== undefined && (value === "" || WORD.test(value));
    return isWord
      ? { ...common, kind: "value", path: [...outer.path, unquoted(pair.groups!.key!)], word: value }
      : null;
  }
  if (rest !== "" && !WORD.test(rest)) {
    return null;
  }
  return dashes.length > 0
    ? { ...common, kind: "item", path: outer.path.slice(0, -1), word: rest }
    : { ...common, kind: "key", path: outer.path, word: rest };
}

interface Parts {
  /** Columns of the leading dashes. */
  readonly dashes: readonly number[];
  /** The column of what stands behind them. */
  readonly start: number;
  /** That. */
  readonly rest: string;
}

function partsOf(text: string): Parts {
  const dashes: number[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === " ") {
      at++;
    }
    if (text[at] !== "-" || (text[at + 1] !== " " && at + 1 < text.length)) {
      return { dashes, start: at, rest: text.slice(at) };
    }
    dashes.push(at++);
  }
}

function indentOf(text: string): number {
  let at = 0;
  while (text.charCodeAt(at) === 32) {
    at++;
  }
  return at;
}

/**
 * The way from the outside to what begins at `column` of a line, with the dashes that stand before it there. `given`: the
 * keys that stand above it in its mapping. Null in a text block, and below a value that takes no lines of this kind.
 */
function outerOf(
  lines: Lines,
  number: number,
  column: number,
  dashes: readonly number[],
): { readonly path: string[]; readonly given: Set<string> } | null {
  const path: string[] = dashes.map(() => ITEM);
  const given = new Set<string>();
  /** What the next line outwards has to be left of; of a dash, a key in its own column holds the list. */
  let least = dashes[0] ?? column;
  let isDash = dashes.length > 0;
  let isInnermost = !isDash;
  for (let above = number - 1; above >= 1 && (least > 0 || isDash || isInnermost); above--) {
    const text = lines.line(above)!;
    const indent = indentOf(text);
    if (indent > least || indent === text.length || text[indent] === "#") {
      continue;
    }
    const { dashes: its, start, rest } = partsOf(text);
    if (isDash ? its[0] === least : start > least) {
      continue;
    }
    const pair = PAIR.exec(rest);
    const value = pair?.groups?.value ?? "";
    if (!isDash && start === least) {
      // Another key of the same mapping, and its first one behind a dash.
      if (isInnermost && pair) {
        given.add(unquoted(pair.groups!.key!));
      }
      if (its.length > 0) {
        path.unshift(...its.map(() => ITEM));
        [least, isDash, isInnermost] = [its[0]!, true, false];
      }
      continue;
    }
    if (!pair || BLOCK_TEXT.test(value) || !OPEN.test(value)) {
      return null;
    }
    path.unshift(...its.map(() => ITEM), unquoted(pair.groups!.key!));
    [least, isDash, isInnermost] = [its[0] ?? start, its.length > 0, false];
  }
  return { path, given };
}

/** Adds the keys in a column of the lines below, as far as their mapping goes. */
function addKeysBelow(lines: Lines, number: number, column: number, given: Set<string>): void {
  for (let below = number + 1; below < number + MAX_NEAR; below++) {
    const text = lines.line(below);
    if (text === null) {
      return;
    }
    const indent = indentOf(text);
    if (indent === text.length || text[indent] === "#" || indent > column) {
      continue;
    }
    const pair = indent === column ? PAIR.exec(text.slice(indent)) : null;
    if (!pair) {
      return;
    }
    given.add(unquoted(pair.groups!.key!));
  }
}

interface Bracket {
  readonly kind: "[" | "{";
  /** Where it stands. */
  readonly line: number;
  readonly column: number;
  /** The keys, or items, before the last comma. */
  readonly given: Set<string>;
  /** What stands behind the last comma or the bracket. */
  text: string;
}

/** The brackets that are open before the cursor, from the outside in; null in a quote or a comment. */
function openBrackets(lines: Lines, number: number, before: string): Bracket[] | null {
  const open: Bracket[] = [];
  let isInText = false;
  let textIndent = 0;
  for (let at = Math.max(1, number - MAX_NEAR); at <= number; at++) {
    const text = at === number ? before : lines.line(at)!;
    const indent = indentOf(text);
    if (isInText && (indent > textIndent || indent === text.length)) {
      continue;
    }
    isInText = false;
    let column = indent;
    if (open.length === 0) {
      // Brackets count where a value begins; all else is read by the line.
      const { dashes, start, rest } = partsOf(text);
      const pair = PAIR.exec(rest);
      const value = pair ? (pair.groups?.value ?? "") : rest;
      if (BLOCK_TEXT.test(value)) {
        isInText = true;
        textIndent = dashes[0] ?? start;
        continue;
      }
      const [head = ""] = /^(?:[&!]\S*\s+)*/.exec(value) ?? [];
      if (value[head.length] !== "[" && value[head.length] !== "{") {
        if (at === number && isQuoteOpen(value)) {
          return null;
        }
        continue;
      }
      column = text.length - value.length + head.length;
    } else {
      open.at(-1)!.text += " ";
    }
    if (scanFlow(text, at, column, open) && at === number) {
      return null;
    }
  }
  return open;
}

function isQuoteOpen(value: string): boolean {
  const quote = value[0];
  return (quote === '"' || quote === "'") && !new RegExp(`^${quote}[^${quote}]*${quote}`).test(value);
}

/** Reads a line, or a part of it, between brackets. True if it ends in a quote or a comment. */
function scanFlow(text: string, line: number, from: number, open: Bracket[]): boolean {
  for (let column = from; column < text.length; column++) {
    const char = text[column]!;
    const inner = open.at(-1);
    if (char === "[" || char === "{") {
      open.push({ kind: char, line, column, given: new Set(), text: "" });
    } else if (char === "]" || char === "}") {
      open.pop();
      const outer = open.at(-1);
      if (!outer) {
        return false;
      }
      outer.text += "…";
    } else if (char === "," && inner) {
      inner.given.add(keyIn(inner.text) ?? inner.text.trim());
      inner.text = "";
    } else if (char === "#" && (column === 0 || text[column - 1] === " ")) {
      return true;
    } else if ((char === '"' || char === "'") && inner?.text.match(/(?:^|:)\s*$/)) {
      const end = text.indexOf(char, column + 1);
      if (end < 0) {
        return true;
      }
      inner.text += text.slice(column, end + 1);
      column = end;
    } else if (inner) {
      inner.text += char;
    }
  }
  return false;
}

/** The key that a text between commas begins with. */
function keyIn(text: string): string | null {
  const match = /^\s*(?:"([^"]*)"|'([^']*)'|([^:]*?))\s*:(?:\s|$)/.exec(text);
  return match ? (match[1] ?? match[2] ?? match[3] ?? "") : null;
}

function placeInFlow(lines: Lines, open: readonly Bracket[]): YamlPlace | null {
  const [first] = open;
  const { dashes, start, rest } = partsOf(lines.line(first!.line)!.slice(0, first!.column));
  const outer = outerOf(lines, first!.line, start, dashes);
  if (outer === null) {
    return null;
  }
  const pair = PAIR.exec(rest.trimEnd());
  const path = pair ? [...outer.path, unquoted(pair.groups!.key!)] : outer.path;
  for (const { kind, text } of open.slice(0, -1)) {
    path.push(kind === "[" ? ITEM : (keyIn(text) ?? ""));
  }
  const { kind, text, given } = open.at(-1)!;
  const common = { isFlow: true, given };
  const key = keyIn(text);
  if (kind === "[") {
    const word = text.trimStart();
    return key === null && isWord(word) ? { ...common, kind: "item", path, word } : null;
  }
  if (key === null) {
    const word = text.trimStart();
    return isWord(word) ? { ...common, kind: "key", path, word } : null;
  }
  const word = text.slice(text.indexOf(":") + 1).trimStart();
  return isWord(word) ? { ...common, kind: "value", path: [...path, key], word } : null;
}

function isWord(text: string): boolean {
  return text === "" || WORD.test(text);
}

function unquoted(key: string): string {
  return /^(["']).*\1$/.test(key) ? key.slice(1, -1) : key;
}
