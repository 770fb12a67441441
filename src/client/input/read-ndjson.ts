/** Documents of a file with one value of JSON a line: an object, or a text. */
import { ClientError } from "../../model/run/client-error.ts";
import { type Doc, isFields } from "../../model/run/document.ts";
import type { InputFile } from "../../model/run/request-input.ts";
import { createJsonReader, JsonFault } from "../json-reader.ts";
import { readLines } from "./read-lines.ts";

/** Empty lines are left out. */
export async function* readNdjson(file: InputFile): AsyncGenerator<Doc> {
  for await (const { text, number } of readLines(file)) {
    if (text.trim() !== "") {
      yield documentOf(text, file.name, number);
    }
  }
}

function documentOf(text: string, name: string, line: number): Doc {
  const reader = createJsonReader(text);
  try {
    const start = reader.next();
    const value = reader.value();
    if (reader.next() < text.length) {
      throw reader.fault("the end of the line");
    }
    if (typeof value === "string") {
      return { text: value };
    }
    if (!isFields(value)) {
      throw new JsonFault(start, "a document is an object or a text");
    }
    return value;
  } catch (cause) {
    if (!(cause instanceof JsonFault)) {
      throw cause;
    }
    throw new ClientError("input", `${name}, line ${line}, column ${cause.offset + 1}: ${cause.message}.`, {
      advice: "The file has one document a line, as JSON.",
      cause,
    });
  }
}
