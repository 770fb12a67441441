/**
 * How far a new line of YAML goes in, where the lines themselves say so: below a key or a dash with nothing behind it,
 * in and below the head of a text block, under a comment. It looks at lines alone, so that it also answers for the
 * half-written text that a person has while typing. Columns are counted from 0.
 */

interface Break {
  /** The part of the broken line that stays in it. */
  readonly before: string;
  /** Its number, from 1. */
  readonly number: number;
  /** A line by its number; null before the first and behind the last. */
  line(number: number): string | null;
}

const UNIT = 2;
/** Keys of a Flow that hold lists; other keys hold mappings or texts, whose lines always go in. */
const LISTS: ReadonlySet<string> = new Set([
  "executors",
  "deployments",
  "pods",
  "needs",
  "py_modules",
  "volumes",
]);
/** Lines that are looked at for the style of the file. */
const MAX_LINES = 2000;

/** What stands before the value of a key or item: nothing, or anchor and tag. */
const PROPERTIES = String.raw`(?:\s+[&!]\S*)*`;
const KEY = String.raw`(?<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:[^\s#"'[\]{},&*!|>%@\`-]|-\S)(?:(?!:\s).)*?)\s*:`;
const OPEN_KEY = new RegExp(`^${KEY}${PROPERTIES}$`);
const BLOCK = new RegExp(
  String.raw`^(?:${KEY}(?=\s))?${PROPERTIES}\s*[|>](?:[-+]?(?<digit>[1-9])?|[1-9][-+])$`,
);
/** A value that ends with its line: no bracket, quote or sign of something that may go on. */
const PLAIN_PAIR = new RegExp(`^${KEY}\\s+[^\\s[{"'|>&!*]`);

/** The column of the line after the break; undefined where its line does not say. */
export function indentAfter(at: Break): number | undefined {
  const { before } = at;
  if (before.trim() === "") {
    return undefined;
  }
  const { indent, dash, column, rest } = partsOf(before);
  if (blockAround(at) !== null) {
    return indent;
  }
  const block = BLOCK.exec(rest);
  if (block) {
    const outer = block.groups?.key === undefined ? (dash ?? indent) : column;
    const digit = block.groups?.digit;
    return digit ? outer + Number(digit) : (deeperThan(at, outer) ?? outer + UNIT);
  }
  if (rest === "") {
    return dash === null ? indent : (deeperThan(at, dash) ?? dash + UNIT);
  }
  const open = OPEN_KEY.exec(rest);
  if (open) {
    return childColumn(at, open.groups!.key!, column);
  }
  return dash !== null && PLAIN_PAIR.test(rest) ? column : undefined;
}

interface Parts {
  /** Column of the first character. */
  readonly indent: number;
  /** Of the last of the line's leading dashes. */
  readonly dash: number | null;
  /** Of what stands behind them. */
  readonly column: number;
  /** That, without a comment. */
  readonly rest: string;
}

function partsOf(text: string): Parts {
  const [, spaces = "", dashes = "", rest = ""] = /^( *)((?:-(?: +|$))*)(.*)$/.exec(text) ?? [];
  const head = spaces + dashes;
  return {
    indent: spaces.length,
    dash: dashes === "" ? null : head.lastIndexOf("-"),
    column: head.length,
    rest: rest.replace(/(?:^|\s)#.*$/, "").trimEnd(),
  };
}

/** Where the lines of a key's value go. */
function childColumn(at: Break, key: string, column: number): number {
  const next = nextLine(at, at.number);
  if (next && next.indent > column) {
    return next.indent;
  }
  if (next?.dash != null && next.indent === column) {
    return column;
  }
  return column + (LISTS.has(key) ? listStep(at) : UNIT);
}

/** How far the file's lists go in under their keys: as the nearest one above or else below does. */
function listStep(at: Break): number {
  for (const way of [-1, 1]) {
    for (let number = at.number + way, seen = 0; seen < MAX_LINES; number += way, seen++) {
      const text = at.line(number);
      if (text === null) {
        break;
      }
      const { rest, column } = partsOf(text);
      const item = OPEN_KEY.test(rest) ? nextLine(at, number) : null;
      if (item?.dash != null && item.indent >= column) {
        return item.indent - column;
      }
    }
  }
  return UNIT;
}

function deeperThan(at: Break, column: number): number | null {
  const next = nextLine(at, at.number);
  return next && next.indent > column ? next.indent : null;
}

/** The next line with more than a comment in it. */
function nextLine(at: Break, number: number): Parts | null {
  for (let next = number + 1; next <= number + MAX_LINES; next++) {
    const text = at.line(next);
    if (text === null) {
      return null;
    }
    const parts = partsOf(text);
    if (parts.rest !== "" || parts.dash !== null) {
      return parts;
    }
  }
  return null;
}

/**
 * In the lines of a text block, where everything is text, the column that they are to the right of: the head stands above
 * and further left. Null elsewhere.
 */
export function blockAround({ before, number, line }: Break): number | null {
  let least = partsOf(before).indent;
  for (let above = number - 1; above > number - MAX_LINES && least > 0; above--) {
    const text = line(above);
    if (text === null) {
      return null;
    }
    const { indent, dash, column, rest } = partsOf(text);
    if (text.trim() === "" || indent >= least) {
      continue;
    }
    const block = BLOCK.exec(rest);
    const outer = block?.groups?.key === undefined ? (dash ?? -1) : column;
    if (block && least > outer) {
      return outer;
    }
    least = indent;
  }
  return null;
}
