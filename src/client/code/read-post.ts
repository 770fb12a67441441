/** What is posted, put together from the parts that code names, each of which may be wrong by itself. Pure. */
import { cut, grouped } from "../../base/words.ts";
import type { DocValue, Fields } from "../../model/run/document.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import type { CodePart, ReadCode } from "./code-request.ts";
import { documentsText, parametersText } from "./form-texts.ts";

/** Headers that a program sends by itself: they say nothing about the request, and a page may not set them. */
const OF_THE_PROGRAM =
  /^(?:content-(?:type|length)|accept(?:-.*)?|connection|keep-alive|host|origin|referer|user-agent|sec-.*|dnt|te|pragma|cache-control|priority|upgrade-insecure-requests)$/i;

/** Notes that are told, and characters of one: there may be one for each letter of the code. */
const MAX_NOTES = 200;
const MAX_NOTE = 400;

type FormTexts = { -readonly [Part in CodePart]?: string };

/** Collects the form's texts and what could not be read. */
export interface ReadPost {
  /** Reads one part; a CodeFault becomes a note, and the part, if it is one of the form, stays as it was. */
  part(line: number, read: () => void, of?: CodePart): void;
  /** The code says something of these that is not known, so they stay as they were. */
  leave(parts: readonly CodePart[]): void;
  note(line: number, sentence: string): void;
  address(text: string): void;
  endpoint(line: number, value: DocValue): void;
  documents(line: number, value: DocValue): void;
  parameters(line: number, value: DocValue): void;
  targetExecutor(line: number, value: DocValue): void;
  /** A whole number. */
  count(part: "requestSize" | "window" | "maxAttempts", line: number, value: DocValue): void;
  /** True or False. */
  flag(part: "continueOnError" | "returnResponses" | "resultsInOrder", line: number, value: DocValue): void;
  /** Seconds, as a number or a text of one. */
  timeout(line: number, value: DocValue): void;
  /** As Python's Client names them. */
  compression(line: number, value: DocValue): void;
  returnType(name: string): void;
  /** Answers are streams, a document each. */
  stream(): void;
  /** A header; its value is never taken over. One that programs send by themselves is passed over. */
  header(line: number, name: string): void;
  /** What is posted to `/graphql`: a query and its variables. */
  graphql(line: number, body: Fields): void;
  /** A posted body, as HTTP gateways of either generation take it, to this path. */
  body(line: number, body: Fields, path: string): void;
  /** Documents of several requests, in their order. */
  done(): ReadCode;
}

/** Starts with nothing read. */
export function createReadPost(): ReadPost {
  const texts: FormTexts = {};
  const notes: { readonly line: number; readonly text: string }[] = [];
  /** The documents of each request. */
  const batches: (readonly DocValue[])[] = [];
  /** Of headers; several calls may have the same. */
  const names = new Set<string>();
  const unread = new Set<CodePart>();

  const note = (line: number, sentence: string) => {
    notes.push({ line, text: `Line ${line}: ${sentence}` });
  };
  const text = (line: number, value: DocValue, name: string): string => {
    if (typeof value !== "string") {
      throw new CodeFault(line, `${name} is a text`);
    }
    return value;
  };
  const post: ReadPost = {
    part(line, read, of) {
      try {
        read();
      } catch (cause) {
        if (!(cause instanceof CodeFault)) {
          throw cause;
        }
        post.leave(of ? [of] : []);
        note(cause.line || line, `${cause.message}.`);
      }
    },
    leave(parts) {
      for (const part of parts) {
        unread.add(part);
      }
    },
    note,
    address(address) {
      texts.address = address;
    },
    endpoint(line, value) {
      texts.endpoint = text(line, value, "an endpoint");
    },
    documents(line, value) {
      if (documentsText(value) === null) {
        throw new CodeFault(line, "a document is an object or a text");
      }
      batches.push(Array.isArray(value) ? value : [value]);
    },
    parameters(line, value) {
      const parameters = parametersText(value);
      if (parameters === null) {
        throw new CodeFault(line, "parameters are an object");
      }
      texts.parameters = parameters;
    },
    targetExecutor(line, value) {
      texts.targetExecutor = value === null ? "" : text(line, value, "a target executor");
    },
    count(part, line, value) {
      if (typeof value !== "number" || !Number.isInteger(value)) {
        throw new CodeFault(line, "a whole number is missing");
      }
      texts[part] = String(value);
    },
    flag(part, line, value) {
      if (typeof value !== "boolean") {
        throw new CodeFault(line, "True or False is missing");
      }
      texts[part] = value ? "on" : "";
    },
    timeout(line, value) {
      if (value === null || value === "" || !Number.isFinite(Number(value))) {
        throw new CodeFault(line, "a number of seconds is missing");
      }
      texts.timeout = String(value);
    },
    compression(line, value) {
      const name = String(value).toLowerCase();
      if (name !== "gzip" && name !== "deflate" && name !== "nocompression") {
        throw new CodeFault(line, "compression is Gzip, Deflate or NoCompression");
      }
      texts.compression = name === "nocompression" ? "" : name;
    },
    returnType(name) {
      texts.returnType = name;
    },
    stream() {
      texts.stream = "on";
    },
    header(line, name) {
      if (OF_THE_PROGRAM.test(name)) {
        return;
      }
      names.add(name.toLowerCase());
      note(line, `the value of the header ${name} is not taken over: type it into Headers.`);
    },
    graphql(line, { query, variables = null }) {
      texts.graphqlQuery = text(line, query ?? null, "a query");
      post.part(line, () => {
        const given = parametersText(variables);
        if (given === null) {
          throw new CodeFault(line, "variables are an object");
        }
        texts.graphqlVariables = given;
      });
    },
    body(line, body, path) {
      if (/^\/graphql\/?$/.test(path)) {
        post.part(line, () => post.graphql(line, body));
        return;
      }
      const {
        data = [],
        parameters = {},
        execEndpoint,
        exec_endpoint = execEndpoint,
        targetExecutor,
        target_executor = targetExecutor,
        header,
        ...others
      } = body;
      const own =
        header !== null && typeof header === "object" && "target_executor" in header
          ? header.target_executor
          : null;
      post.part(line, () => post.documents(line, docsOf(data)), "documents");
      post.part(line, () => post.parameters(line, parameters), "parameters");
      post.part(line, () =>
        post.endpoint(line, exec_endpoint ?? (/^\/(?:post|default)?\/?$/.test(path) ? "/" : path)),
      );
      post.part(line, () => post.targetExecutor(line, target_executor ?? own ?? null), "targetExecutor");
      for (const name of Object.keys(others)) {
        note(line, `${JSON.stringify(name)} is no part of a request.`);
      }
    },
    done() {
      const [first = [], ...more] = batches;
      if (batches.length > 0) {
        texts.documents = documentsText(batches.flat()) ?? "";
      }
      if (names.size > 0) {
        texts.headers = [...names].map((name) => `${name}: `).join("\n");
      }
      if (more.length > 0 && first.length > 0 && texts.stream === undefined) {
        texts.requestSize ??= String(first.length);
      }
      const told = notes
        .sort((a, b) => a.line - b.line)
        .slice(0, MAX_NOTES)
        .map((one) => cut(one.text, MAX_NOTE));
      const left = notes.length - told.length;
      return {
        ...texts,
        ...(unread.size > 0 && { unread: [...unread] }),
        notes: left > 0 ? [...told, `Notes that are left out: ${grouped(left)}.`] : told,
      };
    },
  };
  return post;
}

/** Gateways with docarray 0.21 take a list, or an object around it. */
function docsOf(data: DocValue): DocValue {
  return data !== null && typeof data === "object" && "docs" in data ? (data.docs ?? []) : data;
}
