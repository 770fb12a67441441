/** What a person gives to be sent beside documents that are typed: files, and documents made of a template. */
import type { Clock } from "../../base/clock.ts";
import { type RandomBytes, randomHex } from "../../base/random.ts";
import { byteCount, counted, grouped, listed } from "../../base/words.ts";
import { ClientError } from "../../model/run/client-error.ts";
import type { Doc } from "../../model/run/document.ts";
import {
  type FileForm,
  fileFormOf,
  type InputFile,
  type InputForm,
  type RequestInput,
} from "../../model/run/request-input.ts";
import { parseParameters, readDocuments } from "../documents.ts";
import { type FieldResolver, readCsv } from "./read-csv.ts";
import { readJson } from "./read-json.ts";
import { readNdjson } from "./read-ndjson.ts";
import { readNpy } from "./read-npy.ts";
import { readWholeFile } from "./read-whole-file.ts";

interface InputPorts {
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** What the form asks for: files, or a template; or why that cannot be. */
export function createInput(
  form: InputForm,
  files: readonly InputFile[],
  ports: InputPorts,
): RequestInput | ClientError {
  return form.input === "files" ? createFileInput(files, form, ports) : createTemplateInput(form, ports);
}

/** The documents of files, one file after another; or why there are none. */
function createFileInput(
  files: readonly InputFile[],
  form: InputForm,
  { random }: Pick<InputPorts, "random">,
): RequestInput | ClientError {
  if (files.length === 0) {
    return new ClientError("input", "No file is chosen.", {
      advice: "Choose files, or drop them on the Send panel.",
    });
  }
  const resolver = readFieldResolver(form.fieldResolver);
  if (resolver instanceof ClientError) {
    return resolver;
  }
  const fields: Fields = {
    tensor: form.tensorField.trim() || "tensor",
    file: form.fileField.trim(),
    name: form.nameField.trim(),
  };
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const names =
    files.length > 3
      ? counted(files.length, "file")
      : listed(
          files.map(({ name }) => name),
          "and",
        );
  const forms = files.map(({ name }) => fileFormOf(name, form.fileForm));
  const isTwice = forms.some(
    (one) => (one === "blob" || one === "uri") && (fields.file || one) === fields.name,
  );
  if (isTwice) {
    return new ClientError("input", `Content and name of a file cannot both go to ${fields.name}.`);
  }
  return {
    label: `${names}, ${byteCount(bytes)}`,
    count: forms.every((one) => one === "blob" || one === "uri") ? files.length : null,
    async *read() {
      for (const [index, file] of files.entries()) {
        for await (const document of documentsOf(file, forms[index] ?? "blob", resolver, fields)) {
          yield withId(document, random);
        }
      }
    },
  };
}

/** Where what is read goes. */
interface Fields {
  readonly tensor: string;
  /** "" where it goes by the form. */
  readonly file: string;
  /** "" for nowhere. */
  readonly name: string;
}

async function* documentsOf(
  file: InputFile,
  form: FileForm,
  resolver: FieldResolver,
  fields: Fields,
): AsyncIterable<Doc> {
  switch (form) {
    case "json":
      yield* readJson(file);
      return;
    case "ndjson":
      yield* readNdjson(file);
      return;
    case "csv":
      yield* readCsv(file, resolver);
      return;
    case "npy":
      yield* readNpy(file, fields.tensor);
      return;
    case "blob":
    case "uri":
      yield await readWholeFile(file, form, fields.file, fields.name);
  }
}

/** One object of JSON whose values are names of fields; nothing for none. */
function readFieldResolver(text: string): FieldResolver | ClientError {
  const read = parseParameters(text);
  const refused = (why: string) =>
    new ClientError("input", `Field resolver: ${why}`, {
      advice:
        'It is one object of JSON, a field for each column, as {"question": "text", "price": "tags.price"}.',
    });
  if (read instanceof ClientError) {
    return refused(read.message);
  }
  const entries: [string, string][] = [];
  for (const [column, field] of Object.entries(read.parameters)) {
    if (typeof field !== "string") {
      return refused(`the field of the column “${column}” is no text.`);
    }
    entries.push([column, field]);
  }
  return Object.fromEntries(entries);
}

/** More would be no trial of a gateway any more. */
const MAX_COUNT = 100_000_000;
const MAX_INTERVAL_MS = 3_600_000;

/** Documents made of a text in which `{i}` stands for 0, 1, 2 and so on, one each `intervalMs`; or why there are none. */
function createTemplateInput(
  { template, count: countText, intervalMs: intervalText }: InputForm,
  { clock, random }: InputPorts,
): RequestInput | ClientError {
  const count = Number(countText.trim() || "10");
  const intervalMs = Number(intervalText.trim() || "0");
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    const most = grouped(MAX_COUNT);
    return new ClientError(
      "input",
      `The count must be a whole number from 1 to ${most}, not "${countText}".`,
    );
  }
  if (!(intervalMs >= 0 && intervalMs <= MAX_INTERVAL_MS)) {
    const most = grouped(MAX_INTERVAL_MS);
    return new ClientError(
      "input",
      `The interval must be a number of milliseconds from 0 to ${most}, not "${intervalText}".`,
    );
  }
  const first = documentOf(template, 0);
  if (first instanceof ClientError) {
    return first;
  }
  return {
    label: `${counted(count, "document")} of a template`,
    count,
    async *read(signal) {
      for (let index = 0; index < count; index += 1) {
        if (index > 0 && intervalMs > 0) {
          await clock.sleep(intervalMs, signal);
        }
        const document = documentOf(template, index);
        if (document instanceof ClientError) {
          throw document;
        }
        yield withId(document, random);
      }
    },
  };
}

function documentOf(template: string, index: number): Doc | ClientError {
  const read = readDocuments(template.replaceAll("{i}", String(index)));
  if (read instanceof ClientError) {
    return new ClientError("input", `Template: ${read.message}`, { advice: read.advice });
  }
  const [document, another] = read.documents;
  return document && !another
    ? document
    : new ClientError("input", `The template makes ${counted(read.documents.length, "document")}, not one.`, {
        advice: 'It is a line of text, or one object of JSON, as {"text": "document {i}"}.',
      });
}

function withId(document: Doc, random: RandomBytes): Doc {
  return document.id === undefined || document.id === null
    ? { ...document, id: randomHex(random) }
    : document;
}
