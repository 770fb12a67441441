/**
 * Documents of a file of comma-separated values (RFC 4180): the first line names the columns, each further row is a
 * document. The separator is the one that the first line has most of: comma, semicolon or tab.
 */
import { listed } from "../../base/words.ts";
import { ClientError } from "../../model/run/client-error.ts";
import type { Doc, DocValue } from "../../model/run/document.ts";
import type { InputFile } from "../../model/run/request-input.ts";
import { shorten } from "../../model/shorten.ts";
import { readLines } from "./read-lines.ts";

/** Characters of a column's name. */
const MAX_NAME = 60;

/**
 * Where columns go, Jina's `field_resolver`: by the column's name that of the field, `tags.price` for one within a field,
 * "" to leave the column out. What "*" is given is so for all columns that are not named, whose names stand for a star
 * there, as `{"*": "tags.*"}`; without it they go to the fields of their own names.
 */
export type FieldResolver = Readonly<Record<string, string>>;

interface Row {
  readonly cells: readonly string[];
  /** The line that it begins on. */
  readonly line: number;
}

/** Empty lines are left out, and so are empty cells. Throws ClientError of code `input`, with the line. */
export async function* readCsv(file: InputFile, resolver: FieldResolver): AsyncGenerator<Doc> {
  let fields: readonly (readonly string[])[] | null = null;
  for await (const { cells, line } of readRows(file)) {
    if (!fields) {
      fields = fieldsOf(cells, resolver, file.name);
      continue;
    }
    if (cells.length !== fields.length) {
      const which = `${cells.length} cells, and the first line names ${fields.length} columns`;
      throw new ClientError("input", `${file.name}, line ${line}: the row has ${which}.`);
    }
    yield documentOf(fields, cells);
  }
}

/** The path of each column's field; an empty one for a column that is left out. */
function fieldsOf(columns: readonly string[], resolver: FieldResolver, name: string): string[][] {
  const fault = (message: string) => new ClientError("input", `${name}, line 1: ${message}.`);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) {
    throw fault(`the column “${twice}” stands there twice`);
  }
  const isNamed = (column: string) => Object.hasOwn(resolver, column);
  const missing = Object.keys(resolver).find((column) => column !== "*" && !columns.includes(column));
  if (missing !== undefined) {
    const named = listed(
      columns.map((column) => `“${shorten(column, MAX_NAME)}”`),
      "and",
    );
    throw fault(
      `there is no column “${shorten(missing, MAX_NAME)}”, which the field resolver names, but ${named}`,
    );
  }
  const others = isNamed("*") ? resolver["*"] : undefined;
  return columns.map((column) => {
    const field = (isNamed(column) ? resolver[column] : others) ?? column;
    if (field === "") {
      return [];
    }
    const isOther = others !== undefined && !isNamed(column);
    // A dot in the name of such a column leads nowhere.
    const path = field.split(".").map((name) => (isOther ? name.replace("*", () => column) : name));
    if (path.includes("")) {
      throw fault(`the column “${column}” would go to “${field}”, which names no field`);
    }
    return path;
  });
}

function documentOf(fields: readonly (readonly string[])[], cells: readonly string[]): Doc {
  const entries = fields.flatMap((path, index): [readonly string[], string][] => {
    const cell = cells[index] ?? "";
    return path.length === 0 || cell === "" ? [] : [[path, cell]];
  });
  return nested(entries);
}

/** Values by their paths. A field that is a value and has others within it is the latter. */
function nested(entries: readonly (readonly [readonly string[], string])[]): { [field: string]: DocValue } {
  const names = [...new Set(entries.map(([[name = ""]]) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const own = entries.filter(([[first]]) => first === name);
      const within = own.filter(([path]) => path.length > 1);
      return [
        name,
        within.length > 0
          ? nested(within.map(([path, value]) => [path.slice(1), value] as const))
          : (own.at(-1)?.[1] ?? ""),
      ];
    }),
  );
}

async function* readRows(file: InputFile): AsyncGenerator<Row> {
  let separator = ",";
  let cells: string[] = [];
  /** What of a cell in quotes has come, and the line that it began on; null outside of quotes. */
  let open: { text: string; readonly line: number } | null = null;
  let start = 1;
  for await (const { text, number } of readLines(file)) {
    if (number === 1) {
      separator = separatorOf(text);
    }
    if (!open) {
      if (text === "") {
        continue;
      }
      cells = [];
      start = number;
    }
    let at = 0;
    for (let more = true; more; ) {
      if (open) {
        const end = closingQuote(text, at);
        open.text += (at === 0 && open.line < number ? "\n" : "") + text.slice(at, end).replaceAll('""', '"');
        if (end === text.length) {
          break;
        }
        cells.push(open.text);
        open = null;
        at = end + 1;
        if (at < text.length && text[at] !== separator) {
          throw misplaced(file.name, number, at);
        }
      } else if (text[at] === '"') {
        open = { text: "", line: number };
        at += 1;
        // The quote may be the last of its line.
        if (at === text.length) {
          break;
        }
        continue;
      } else {
        const next = text.indexOf(separator, at);
        const end = next < 0 ? text.length : next;
        const cell = text.slice(at, end);
        const quote = cell.indexOf('"');
        if (quote >= 0) {
          throw misplaced(file.name, number, at + quote);
        }
        cells.push(cell);
        at = end;
      }
      more = at < text.length;
      at += 1;
      if (more && at === text.length) {
        // A separator at the end of the line has an empty cell behind it.
        cells.push("");
        more = false;
      }
    }
    if (!open) {
      yield { cells, line: start };
    }
  }
  if (open) {
    throw new ClientError("input", `${file.name}, line ${open.line}: a quotation mark is not closed.`);
  }
}

/** The quotation mark that ends a cell, doubled ones passed over; the end of the text if there is none. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') {
      return at;
    }
  }
  return text.length;
}

function separatorOf(head: string): string {
  const plain = head.replaceAll(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((sign) => [sign, plain.split(sign).length] as const);
  return counts.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

function misplaced(name: string, line: number, at: number): ClientError {
  return new ClientError(
    "input",
    `${name}, line ${line}, column ${at + 1}: a quotation mark may only stand around a whole cell.`,
    { advice: "Within a cell in quotation marks it is written twice." },
  );
}
