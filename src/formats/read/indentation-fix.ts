/**
 * Fixes of a line that stands one column beside those that it belongs to, and of tabs. Which column it was meant for is
 * tried out: a fix is offered for the column of a block that is open there with which all of the text can be read; for
 * both where there are two. Further away it may as well be the lines before that are wrong.
 */
import { type Fix, placeOf } from "../../model/problem.ts";
import { applyChanges, type TextChange } from "../../model/text-change.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import { parseEngineYaml } from "./engine-text.ts";

/** Characters read to try columns out, all tries together: some ten milliseconds. */
const MAX_TRIED = 400_000;
const TAB_WIDTH = 2;

interface Line {
  readonly from: number;
  /** Of its text alone, without its break. */
  readonly text: string;
  /** Blanks that it begins with. */
  readonly indent: number;
  /** Empty, or a comment alone. */
  readonly isBare: boolean;
}

/** A column that lines before have, and the nearest of them. */
interface Column {
  readonly column: number;
  /** From 0. */
  readonly line: number;
}

/** The fix of a fault of indentation, or two to choose from; nothing for any other fault. */
export function indentationFix(yaml: YamlDocument): {
  readonly fix?: Fix;
  readonly choices?: readonly Fix[];
} {
  const { text, fault } = yaml;
  if (fault?.code !== "yaml" || text.length > MAX_TRIED) {
    return {};
  }
  const lines = linesOf(text);
  const at = placeOf(text, fault.from).line - 1;
  const line = lines[at];
  if (!line || line.isBare) {
    return {};
  }
  if (/^ *\t/.test(line.text)) {
    const fix = untabbed(text, lines, at);
    return fix ? { fix } : {};
  }
  const fixes = movesOf(text, lines, at);
  return fixes.length > 1 ? { choices: fixes } : fixes[0] ? { fix: fixes[0] } : {};
}

function linesOf(text: string): readonly Line[] {
  let from = 0;
  return text.split("\n").map((whole) => {
    const line = whole.replace(/\r$/, "");
    const indent = line.length - line.replace(/^ +/, "").length;
    const read = { from, text: line, indent, isBare: /^\s*(?:#|$)/.test(line) };
    from += whole.length + 1;
    return read;
  });
}

function movesOf(text: string, lines: readonly Line[], at: number): readonly Fix[] {
  const { indent } = lines[at]!;
  const columns = openColumns(lines, at);
  const ends = endsOf(lines, at, new Set(columns.map(({ column }) => column)));
  const fixes: Fix[] = [];
  let left = MAX_TRIED;
  for (const { column, line } of columns) {
    if (Math.abs(column - indent) !== 1) {
      continue;
    }
    for (const end of ends) {
      left -= text.length;
      const changes = moved(lines.slice(at, end), column - indent);
      if (left >= 0 && faultLine(applyChanges(text, changes)) === Number.POSITIVE_INFINITY) {
        fixes.push({ label: `Indent as line ${line + 1}`, changes });
        break;
      }
    }
  }
  return fixes;
}

/** Where blocks that are open before a line begin: columns of keys and dashes, innermost first. */
function openColumns(lines: readonly Line[], at: number): readonly Column[] {
  const found: Column[] = [];
  let below = Number.POSITIVE_INFINITY;
  for (let line = at - 1; line >= 0 && below > 0; line--) {
    const { text, indent, isBare } = lines[line]!;
    if (isBare || indent >= below) {
      continue;
    }
    // A dash begins a list, and what follows it a mapping.
    const dashes = /^(?:- +)*/.exec(text.slice(indent))![0];
    const columns = [...dashes.matchAll(/-/g)].map(({ index }) => indent + index);
    if (dashes.length < text.length - indent) {
      columns.push(indent + dashes.length);
    }
    found.push(
      ...columns
        .filter((column) => column < below)
        .reverse()
        .map((column) => ({ column, line })),
    );
    below = indent;
  }
  return found;
}

/**
 * Behind which line what moves may end: with all that is indented as deep, with what is in it alone, or before the next
 * line that is in a column of the lines before.
 */
function endsOf(lines: readonly Line[], at: number, columns: ReadonlySet<number>): readonly number[] {
  const { indent } = lines[at]!;
  const endBefore = (isOther: (line: Line) => boolean) => {
    const end = lines.findIndex((line, index) => index > at && !line.isBare && isOther(line));
    return end < 0 ? lines.length : end;
  };
  return [
    ...new Set([
      endBefore((line) => line.indent < indent),
      endBefore((line) => line.indent <= indent),
      endBefore((line) => columns.has(line.indent)),
    ]),
  ];
}

function moved(lines: readonly Line[], by: number): TextChange[] {
  return lines
    .filter(({ text }) => text.trim() !== "")
    .map(({ from, indent }) =>
      by > 0
        ? { from, to: from, insert: " ".repeat(by) }
        : { from, to: from + Math.min(indent, -by), insert: "" },
    );
}

/** The line, from 0, of what keeps a text from being read; infinite if nothing does. */
function faultLine(text: string): number {
  const { fault } = parseEngineYaml(text);
  return fault ? placeOf(text, fault.from).line - 1 : Number.POSITIVE_INFINITY;
}

/** Blanks for the tabs that lines begin with, in as many of them as the reader stumbles over. */
function untabbed(text: string, lines: readonly Line[], first: number): Fix | null {
  const now = lines.map((line) => line.text);
  const touched = new Set<number>();
  let at = first;
  for (let left = MAX_TRIED; left > 0 && at !== Number.POSITIVE_INFINITY; left -= text.length) {
    const line = now[at]!;
    const tabs = /^( *)(\t+)/.exec(line);
    if (!tabs) {
      return null;
    }
    now[at] = tabs[1]! + " ".repeat(TAB_WIDTH * tabs[2]!.length) + line.slice(tabs[0].length);
    touched.add(at);
    at = faultLine(now.join("\n"));
  }
  const changes = [...touched]
    .sort((one, other) => one - other)
    .map((line) => ({
      from: lines[line]!.from,
      to: lines[line]!.from + lines[line]!.text.length,
      insert: now[line]!,
    }));
  return at === Number.POSITIVE_INFINITY ? { label: "Replace tabs by blanks", changes } : null;
}
