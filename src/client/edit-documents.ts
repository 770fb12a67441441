/**
 * Changes single fields in what is typed as documents, in each of its forms. All characters beside those of the field
 * stay as they are, so that nothing is lost that whoever changes a field does not know of.
 */
import { type DocValue, isFields } from "../model/run/document.ts";
import type { DocumentEdit } from "../model/run/document-edit.ts";
import { readDocuments } from "./documents.ts";
import { createJsonReader } from "./json-reader.ts";

/** From a character up to another. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The text after an edit; null where the text cannot be read, or has no such document. */
export function editDocuments(text: string, edit: DocumentEdit): string | null {
  const read = readDocuments(text);
  if (!("documents" in read)) {
    return null;
  }
  const { documents } = read;
  if (edit.kind === "add") {
    return added(asJson(text, documents));
  }
  const document = documents[edit.document];
  if (document === undefined) {
    return null;
  }
  const json = asJson(text, documents);
  const ranges = rangesOf(json);
  const range = ranges[edit.document]!;
  if (edit.kind === "remove") {
    return cut(json, ranges, edit.document);
  }
  const { from, to } = range;
  const source = json.slice(from, to);
  // In a list a document may be a text alone.
  const changed = setField(source.startsWith("{") ? source : printJson(document), edit.field, edit.value);
  return json.slice(0, from) + changed + json.slice(to);
}

/** Plain lines as objects, one a line; JSON as it is. */
function asJson(text: string, documents: readonly DocValue[]): string {
  return /^\s*[[{]/.test(text) ? text : documents.map(printJson).join("\n");
}

/** Where each document stands in a text of JSON that can be read. */
function rangesOf(text: string): Range[] {
  const reader = createJsonReader(text);
  const ranges: Range[] = [];
  const isList = reader.take("[");
  const end = text.trimEnd().length;
  while (reader.next() < end && text[reader.next()] !== "]") {
    const from = reader.next();
    reader.value();
    ranges.push({ from, to: reader.offset() });
    if (isList) {
      reader.take(",");
    }
  }
  return ranges;
}

function added(json: string): string {
  const body = json.trimEnd();
  if (!body.trimStart().startsWith("[")) {
    return body === "" ? "{}" : `${body}\n{}`;
  }
  const inner = body.slice(0, -1).trimEnd();
  return `${inner}${inner.trimStart() === "[" ? "" : ", "}{}]`;
}

/** Takes a document away, with what parts it from the one before it, or else from the next. */
function cut(json: string, ranges: readonly Range[], index: number): string {
  const { from, to } = ranges[index]!;
  const [before, next] = [ranges[index - 1], ranges[index + 1]];
  return before
    ? json.slice(0, before.to) + json.slice(to)
    : json.slice(0, from) + json.slice(next ? next.from : to);
}

/** An object's text with one of its members changed. */
function setField(source: string, field: string, value: DocValue | undefined): string {
  const reader = createJsonReader(source);
  reader.take("{");
  const members: (Range & { readonly key: DocValue; readonly valueFrom: number })[] = [];
  while (source[reader.next()] !== "}") {
    const from = reader.next();
    const key = reader.value();
    reader.take(":");
    const valueFrom = reader.next();
    reader.value();
    members.push({ key, from, valueFrom, to: reader.offset() });
    reader.take(",");
  }
  const index = members.findIndex(({ key }) => key === field);
  const member = members[index];
  if (value === undefined) {
    return member ? cut(source, members, index) : source;
  }
  if (member) {
    return source.slice(0, member.valueFrom) + printJson(value) + source.slice(member.to);
  }
  const last = members.at(-1);
  const made = `${JSON.stringify(field)}: ${printJson(value)}`;
  return last
    ? `${source.slice(0, last.to)}, ${made}${source.slice(last.to)}`
    : source.replace("{", () => `{${made}`);
}

/** A value that was typed, as JSON on one line; whole numbers beyond a double's as they are. */
function printJson(value: DocValue): string {
  if (typeof value === "bigint") {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(printJson).join(", ")}]`;
  }
  if (isFields(value)) {
    const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${printJson(item)}`);
    return `{${members.join(", ")}}`;
  }
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
