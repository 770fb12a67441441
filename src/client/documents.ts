/**
 * What is typed into Send's Documents and Parameters fields, as values. Text that starts like JSON is JSON or a fault,
 * never silently plain text.
 */
import { type RandomBytes, randomHex } from "../base/random.ts";
import { describeLoneSurrogate, findLoneSurrogate } from "../model/lone-surrogate.ts";
import { placeOf } from "../model/problem.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, type DocValue, type Fields, isFields } from "../model/run/document.ts";
import { createJsonReader, JsonFault, type JsonReader } from "./json-reader.ts";

/**
 * Reads documents in one of four forms: plain lines, one document with that `text` each, blank ones left out; one JSON
 * object; a JSON array of objects and texts; or JSON objects one after another on lines of their own (NDJSON).
 * A document without `id` gets 32 random hexadecimal digits. Nothing typed means no documents, which Jina permits.
 * A fault is a ClientError of code `input` whose message starts with line and column.
 */
export function parseDocuments(text: string, random: RandomBytes): { documents: Doc[] } | ClientError {
  const read = readDocuments(text);
  return read instanceof ClientError
    ? read
    : {
        documents: read.documents.map((fields) =>
          fields.id === undefined || fields.id === null ? { ...fields, id: randomHex(random) } : fields,
        ),
      };
}

/** The same with no ids but those that were typed. */
export function readDocuments(text: string): { documents: Doc[] } | ClientError {
  if (!/^\s*[[{]/.test(text)) {
    const half = findLoneSurrogate(text);
    if (half >= 0) {
      const { line, column } = placeOf(text, half);
      return new ClientError(
        "input",
        `Line ${line}, column ${column}: ${describeLoneSurrogate(text, half)}, which cannot be sent.`,
      );
    }
    const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
    return { documents: lines.map((line) => ({ text: line })) };
  }
  const advice = 'To send such a line as plain text, write it as a text in a JSON array: ["[like this]"].';
  return readJson(text, advice, (reader, body) => ({
    documents: reader.take("[") ? arrayItems(reader, body) : objectLines(reader, body),
  }));
}

/**
 * Reads parameters: one JSON object, or nothing at all for none. A fault is a ClientError of code `input` whose
 * message starts with line and column.
 */
export function parseParameters(text: string): { parameters: Fields } | ClientError {
  if (text.trim() === "") {
    return { parameters: {} };
  }
  return readJson(text, 'Parameters are one JSON object, as {"limit": 10}.', (reader, body) => {
    const parameters = objectAt(reader, "parameters are one object");
    mustEnd(reader, body);
    return { parameters };
  });
}

/** Reads one value of JSON. A fault is a ClientError of code `input` whose message starts with line and column. */
export function readValue(text: string): { value: DocValue } | ClientError {
  return readJson(text, "", (reader, body) => {
    const value = reader.value();
    mustEnd(reader, body);
    return { value };
  });
}

/** The items of an array whose opening bracket has been read. */
function arrayItems(reader: JsonReader, body: string): Doc[] {
  const documents: Doc[] = [];
  if (!reader.take("]")) {
    do {
      const offset = reader.next();
      const item = reader.value();
      if (typeof item === "string") {
        documents.push({ text: item });
      } else if (isFields(item)) {
        documents.push(item);
      } else {
        throw new JsonFault(offset, "a document is an object or a text");
      }
    } while (reader.take(","));
    if (!reader.take("]")) {
      throw reader.fault("a comma or ]");
    }
  }
  mustEnd(reader, body);
  return documents;
}

/** One object, or several with a line break between each two. */
function objectLines(reader: JsonReader, body: string): Doc[] {
  const documents: Doc[] = [];
  while (reader.next() < body.length) {
    documents.push(objectAt(reader, "every line is an object here"));
    const end = reader.offset();
    const next = reader.next();
    if (next < body.length && !/[\r\n]/.test(body.slice(end, next))) {
      throw reader.fault("the end of the line after an object");
    }
  }
  return documents;
}

function objectAt(reader: JsonReader, rule: string): Fields {
  const offset = reader.next();
  const value = reader.value();
  if (!isFields(value)) {
    throw new JsonFault(offset, rule);
  }
  return value;
}

function mustEnd(reader: JsonReader, body: string): void {
  if (reader.next() < body.length) {
    throw reader.fault("the end");
  }
}

/** Runs `read` over the text without the space around it, and makes a fault of it a ClientError that tells the place. */
function readJson<Value>(
  text: string,
  advice: string,
  read: (reader: JsonReader, body: string) => Value,
): Value | ClientError {
  // JSON knows four kinds of space; trimming also takes what copying brings along, as a byte order mark.
  const body = text.trimEnd();
  try {
    return read(createJsonReader(body, body.length - body.trimStart().length), body);
  } catch (cause) {
    if (!(cause instanceof JsonFault)) {
      throw cause;
    }
    const { line, column } = placeOf(body, cause.offset);
    return new ClientError("input", `Line ${line}, column ${column}: ${cause.message}.`, { advice, cause });
  }
}
