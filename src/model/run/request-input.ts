/** Documents of a request that are read as they are sent, because they are many, large, or take time to come. */
import { ClientError } from "./client-error.ts";
import type { Doc } from "./document.ts";
import type { Exchange } from "./run.ts";

/** Where documents come from. They may be read again, which a run that is sent again does. */
export interface RequestInput {
  /** For people, as `data.csv, 12 MB`. */
  readonly label: string;
  /** How many documents there are; null where only reading all of it tells. */
  readonly count: number | null;
  /** The documents in their order. Throws ClientError of code `input`, with the place, for what is none. */
  read(signal: AbortSignal): AsyncIterable<Doc>;
}

/** Whether documents come one by one, instead of being there. */
export function isInput(documents: readonly Doc[] | RequestInput): documents is RequestInput {
  return "read" in documents;
}

/** A file whose bytes are read piece by piece; a browser's `File` is one. */
export interface InputFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Its media type, as `image/png`; "" where that is not known. */
  readonly type: string;
  stream(): ReadableStream<Uint8Array>;
}

/** How a file is read: as documents in a list or one after another, one a line, one a row; or as one document. */
export type FileForm = "json" | "ndjson" | "csv" | "npy" | "blob" | "uri";

const FORMS_BY_END: ReadonlyMap<string, FileForm> = new Map([
  ["json", "json"],
  ["ndjson", "ndjson"],
  ["jsonl", "ndjson"],
  ["csv", "csv"],
  ["tsv", "csv"],
  ["npy", "npy"],
]);

const FORMS: ReadonlySet<string> = new Set([...FORMS_BY_END.values(), "blob", "uri"] satisfies FileForm[]);

/** How a file of this name is read: as is wanted, or as the end of its name tells where that is no form. */
export function fileFormOf(name: string, wanted: string): FileForm {
  return FORMS.has(wanted)
    ? (wanted as FileForm)
    : (FORMS_BY_END.get(name.toLowerCase().replace(/^.*\./, "")) ?? "blob");
}

/** The texts of a form that tell what is sent beside documents that are typed. */
export interface InputForm {
  /** `files`, `template` or `none`; anything else means that documents are typed. */
  readonly input: string;
  /** How files are read: a FileForm, or else by the ends of their names. */
  readonly fileForm: string;
  /** Jina's `field_resolver`, for files of comma-separated values. */
  readonly fieldResolver: string;
  /** Where the rows of an array go; `tensor` without. */
  readonly tensorField: string;
  /** Where the content of a file goes that is a document: `blob` or `uri` without. */
  readonly fileField: string;
  /** Where the name of such a file goes; nowhere without. */
  readonly nameField: string;
  readonly template: string;
  readonly count: string;
  readonly intervalMs: string;
}

/**
 * These documents, and then what an input gives after its first `skipped`. Reading throws a ClientError where that is none
 * at all: it cannot be known before.
 */
export function inputAfter(input: RequestInput, first: readonly Doc[], skipped: number): RequestInput {
  return {
    label: input.label,
    count: input.count === null ? null : Math.max(0, input.count - skipped) + first.length,
    async *read(signal) {
      yield* first;
      let left = skipped;
      let isEmpty = first.length === 0;
      for await (const document of input.read(signal)) {
        if (left > 0) {
          left -= 1;
        } else {
          isEmpty = false;
          yield document;
        }
      }
      if (isEmpty) {
        throw new ClientError("input", "No document is left: all of them had been sent.");
      }
    },
  };
}

/** The same input with something made of each document. */
export function mapInput(input: RequestInput, made: (document: Doc) => Doc): RequestInput {
  return {
    ...input,
    async *read(signal) {
      for await (const document of input.read(signal)) {
        yield made(document);
      }
    },
  };
}

/** How many documents the requests of a run hold: of an input, those that were read. */
export function documentsRead(exchanges: readonly Pick<Exchange, "request">[]): number {
  return exchanges.reduce((sum, { request }) => sum + request.documents.length, 0);
}
