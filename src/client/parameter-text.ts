/**
 * The text of Send's Parameters as a list of its keys, and changes to one of them that leave the rest of the text as it
 * is typed.
 */
import { ClientError } from "../model/run/client-error.ts";
import { parseParameters } from "./documents.ts";
import { createJsonReader, JsonFault } from "./json-reader.ts";

/** One key of the object. */
interface Entry {
  readonly key: string;
  /** Where it begins and where its value does and ends, in characters of the text. */
  readonly from: number;
  readonly valueFrom: number;
  readonly to: number;
}

/** The values of a text that holds parameters, as they are typed, by their keys; or why it holds none. */
export function parameterTexts(text: string): ReadonlyMap<string, string> | ClientError {
  const entries = entriesOf(text);
  return entries instanceof ClientError
    ? entries
    : new Map(entries.map(({ key, valueFrom, to }) => [key, text.slice(valueFrom, to)]));
}

/**
 * The text with a value for a key: JSON as it is typed, or a text in plain words; null takes the key away. Gives a
 * ClientError of code `input` where the text holds no parameters, or the value begins like JSON and is none.
 */
export function withParameter(text: string, key: string, typed: string | null): string | ClientError {
  const entries = entriesOf(text);
  if (entries instanceof ClientError) {
    return entries;
  }
  const at = entries.findIndex((entry) => entry.key === key);
  const entry = entries[at];
  if (typed === null) {
    return entry ? without(text, entries, at) : text;
  }
  const value = valueText(typed.trim());
  if (value instanceof ClientError) {
    return value;
  }
  if (entry) {
    return text.slice(0, entry.valueFrom) + value + text.slice(entry.to);
  }
  const added = `${JSON.stringify(key)}: ${value}`;
  const last = entries.at(-1);
  if (last) {
    return `${text.slice(0, last.to)}, ${added}${text.slice(last.to)}`;
  }
  return text.trim() === "" ? `{${added}}` : text.replace(/\{\s*\}/, () => `{${added}}`);
}

function without(text: string, entries: readonly Entry[], at: number): string {
  if (entries.length === 1) {
    return "";
  }
  const next = entries[at + 1];
  return next
    ? text.slice(0, entries[at]!.from) + text.slice(next.from)
    : text.slice(0, entries[at - 1]!.to) + text.slice(entries[at]!.to);
}

/** What begins like JSON is JSON or a fault; anything else is a text, unless it is one of JSON's words. */
function valueText(typed: string): string | ClientError {
  const reader = createJsonReader(typed);
  try {
    reader.value();
    if (reader.next() < typed.length) {
      throw reader.fault("the end");
    }
    return typed;
  } catch (cause) {
    if (!(cause instanceof JsonFault)) {
      throw cause;
    }
    return /^[[{"]|^-?\d+(?:[.eE]|$)/.test(typed)
      ? new ClientError("input", `Column ${cause.offset + 1}: ${cause.message}.`, {
          advice: 'A value is JSON, as 5 or {"limit": 10}, or words.',
          cause,
        })
      : JSON.stringify(typed);
  }
}

function entriesOf(text: string): readonly Entry[] | ClientError {
  const read = parseParameters(text);
  if (read instanceof ClientError) {
    return read;
  }
  const entries: Entry[] = [];
  if (text.trim() === "") {
    return entries;
  }
  const body = text.trimEnd();
  const reader = createJsonReader(body, body.length - body.trimStart().length);
  reader.take("{");
  while (!reader.take("}")) {
    reader.take(",");
    const from = reader.next();
    const key = String(reader.value());
    reader.take(":");
    const valueFrom = reader.next();
    reader.value();
    entries.push({ key, from, valueFrom, to: reader.offset() });
  }
  return entries;
}
