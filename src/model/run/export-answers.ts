/**
 * A run's answers as text for other programs, piece by piece, so that whoever writes them never holds all of it. It is
 * what has come until then where the run goes on. Headers and addresses are in none of it, and what others say of faults is
 * without the secrets that are known here.
 *
 * In all forms of answers: integers of 64 bits are texts, since a double does not hold them; so are NaN and infinite
 * numbers, as `"NaN"` and `"-Infinity"`; bytes are `{"base64": …}`; arrays `{"dtype": …, "shape": […], "values": […]}`,
 * with `base64` in place of `values` for types without a number; of a value that is not held whole,
 * `{"shown": …, "note": …}`. What was sent is written as Send reads it: integers with all their digits, arrays as lists.
 */
import { base64Of } from "../../base/base64.ts";
import { numberText } from "../../base/words.ts";
import { type Doc, type DocumentList, type DocValue, Excerpt, isFields, Tensor } from "./document.ts";
import type { Route, Status } from "./reply.ts";
import type { Exchange, Run } from "./run.ts";
import { spellBytes } from "./spelled-bytes.ts";
import { numbersOf, shortNumber } from "./tensor-numbers.ts";

/** `ndjson`: a document a line. `json`: whole responses. `failed`: what was sent in requests that failed or were not sent. */
export type AnswersKind = "ndjson" | "json" | "csv" | "failed";

/** Which of a run's requests certainly were not answered as they should have been. */
type IsOpen = (exchange: Exchange) => boolean;

/**
 * The pieces of an export, each of one document or response. `columns` are those of CSV; `hide` takes what is secret out of
 * a text.
 */
export function* exportAnswers(
  { exchanges }: Run,
  kind: AnswersKind,
  columns: readonly string[],
  isOpen: IsOpen,
  hide: (text: string) => string,
): Generator<string> {
  switch (kind) {
    case "ndjson":
      for (const document of documentsOf(exchanges)) {
        yield `${jsonOf(document)}\n`;
      }
      return;
    case "failed":
      for (const { request } of exchanges.filter(isOpen)) {
        for (const document of itemsOf(request.documents)) {
          yield `${jsonOf(document, "sent")}\n`;
        }
      }
      return;
    case "csv":
      yield rowOf(columns.map(guarded));
      for (const document of documentsOf(exchanges)) {
        yield rowOf(columns.map((column) => cellOf(valueAt(document, column))));
      }
      return;
    case "json":
      yield "[";
      for (const [index, exchange] of exchanges.entries()) {
        yield index === 0 ? "\n" : ",\n";
        yield* responseOf(exchange, hide);
      }
      yield "\n]\n";
  }
}

/** Documents in which columns are looked for. */
const LOOKED_AT = 200;
/** Columns that are offered. */
export const MAX_COLUMNS = 200;

/** The columns that CSV can have: fields of the first documents, of tags and other mappings each key. */
export function exportColumns({ exchanges }: Run): string[] {
  const columns = new Set<string>();
  let left = LOOKED_AT;
  for (const document of documentsOf(exchanges)) {
    for (const [field, value] of Object.entries(shownOf(document) ?? {})) {
      const inner = isFields(value) ? Object.keys(value).map((key) => `${field}.${key}`) : [];
      for (const column of inner.length > 0 ? inner : [field]) {
        if (columns.size < MAX_COLUMNS) {
          columns.add(column);
        }
      }
    }
    left -= 1;
    if (left === 0 || columns.size >= MAX_COLUMNS) {
      break;
    }
  }
  return [...columns];
}

function* documentsOf(exchanges: readonly Exchange[]): Generator<Doc | Excerpt> {
  for (const { reply } of exchanges) {
    yield* itemsOf(reply?.documents ?? []);
  }
}

function* itemsOf(documents: DocumentList): Generator<Doc | Excerpt> {
  for (let index = 0; index < documents.length; index += 1) {
    yield documents.at(index) ?? {};
  }
}

function* responseOf(
  { request, state, roundtripMs, reply, error }: Exchange,
  hide: (text: string) => string,
): Generator<string> {
  const { documents, ...around } = reply ?? { documents: [] };
  const routeWithout = (route: Route) => ({ ...route, status: route.status && hidden(route.status, hide) });
  const head = {
    requestId: request.requestId,
    state,
    roundtripMs,
    ...(error && { error: { code: error.code, message: hide(error.message) } }),
    ...around,
    ...(reply && { status: hidden(reply.status, hide), routes: reply.routes.map(routeWithout) }),
  };
  yield `${jsonOf(head).slice(0, -1)},"documents":[`;
  let isFirst = true;
  for (const document of itemsOf(documents)) {
    yield `${isFirst ? "" : ","}${jsonOf(document)}`;
    isFirst = false;
  }
  yield "]}";
}

/** Without what is secret in what the gateway, or an executor, has said. */
function hidden({ code, description, exception }: Status, hide: (text: string) => string): Status {
  return {
    code,
    description: hide(description),
    exception: exception && {
      ...exception,
      args: exception.args.map(hide),
      stacks: exception.stacks.map(hide),
    },
  };
}

/** JSON.stringify has no way to write an integer with more digits than a double, and writes -0 as 0. */
function jsonOf(value: unknown, as: "answer" | "sent" = "answer"): string {
  if (typeof value === "number") {
    return Number.isFinite(value) ? numberText(value) : `"${value}"`;
  }
  if (typeof value === "bigint") {
    return as === "sent" ? String(value) : `"${value}"`;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value ?? null);
  }
  if (value instanceof Uint8Array) {
    return JSON.stringify(spellBytes(value));
  }
  if (value instanceof Tensor) {
    const { shape, dtype, buffer } = value;
    const values = numbersOf(value)?.map((number) => shortNumber(number, dtype));
    if (values && as === "sent") {
      return listsOf(value, values);
    }
    return jsonOf({ dtype, shape, ...(values ? { values } : { base64: base64Of(buffer) }) });
  }
  if (value instanceof Excerpt) {
    return jsonOf({ shown: value.shown, note: value.note });
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => jsonOf(item, as)).join()}]`;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonOf(member, as)}`).join()}}`;
}

/** An array as lists within lists; truths are spelt as such. */
function listsOf({ shape, dtype }: Tensor, numbers: readonly (number | bigint)[]): string {
  const items = numbers.map((number) =>
    dtype.endsWith("b1") ? String(number !== 0) : jsonOf(number, "sent"),
  );
  let at = 0;
  const nest = ([length, ...inner]: readonly number[]): string => {
    if (length === undefined) {
      return items[at++] ?? "0";
    }
    return `[${Array.from({ length }, () => nest(inner)).join()}]`;
  };
  return nest(shape);
}

function shownOf(document: Doc | Excerpt): Doc | null {
  const shown = document instanceof Excerpt ? document.shown : document;
  return isFields(shown) ? shown : null;
}

/** The value of a column: a field, or a key of one. */
function valueAt(document: Doc | Excerpt, column: string): DocValue | undefined {
  const fields = shownOf(document);
  if (fields === null) {
    return undefined;
  }
  if (Object.hasOwn(fields, column)) {
    return fields[column];
  }
  for (let dot = column.indexOf("."); dot >= 0; dot = column.indexOf(".", dot + 1)) {
    const inner = own(fields, column.slice(0, dot));
    const key = column.slice(dot + 1);
    if (isFields(inner) && Object.hasOwn(inner, key)) {
      return inner[key];
    }
  }
  return undefined;
}

function own(fields: Doc, key: string): DocValue | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function cellOf(value: DocValue | undefined): string {
  if (value === undefined || value === null) {
    return "";
  }
  if (typeof value === "object") {
    return guarded(jsonOf(value));
  }
  return typeof value === "string"
    ? guarded(value)
    : typeof value === "number"
      ? numberText(value)
      : String(value);
}

/** A text that programs for tables would take for a formula begins with an apostrophe, which they do not show. */
function guarded(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

/** A line as RFC 4180 has it. One empty cell is in quotes, as readers pass over an empty line. */
function rowOf(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === "") {
    return '""\r\n';
  }
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\r\n`;
}
