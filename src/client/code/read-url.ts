/** The address of a request in code, and the JSON that it carries. Pure. */
import { isSecretVariable } from "../../model/engine/check-secrets.ts";
import { type DocValue, type Fields, isFields } from "../../model/run/document.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import { createJsonReader, JsonFault, type JsonReader } from "../json-reader.ts";
import type { ReadPost } from "./read-post.ts";

/** Takes a URL's scheme, host and port as the gateway's address, and gives its path. Throws CodeFault. */
export function readUrl(post: ReadPost, line: number, url: string): string {
  const [, address, path] = /^(\w+:\/\/[^/?#]+)([^?#]*)/.exec(url) ?? [];
  if (address === undefined || path === undefined) {
    throw new CodeFault(line, `${JSON.stringify(url.slice(0, 60))} is no address of a gateway`);
  }
  post.address(address);
  return path;
}

/** The address of what stands at `url` beside or below `base`, as clients join them; `url` alone where it is whole. */
export function joinUrl(base: string, url: string): string {
  return base === "" || /^\w+:\/\//.test(url)
    ? url
    : `${base.replace(/\/+$/, "")}/${url.replace(/^\/+/, "")}`.replace(/\/$/, "");
}

/** The address with a query of these fields. Throws CodeFault for a value that is none of a query's. */
export function withQuery(url: string, line: number, fields: DocValue): string {
  if (!isFields(fields)) {
    throw new CodeFault(line, "what stands in a query is an object");
  }
  const query = Object.entries(fields).map(([name, value]) => {
    if (value === null || typeof value === "object") {
      throw new CodeFault(line, `the value of ${JSON.stringify(name)} is none of a query`);
    }
    return `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`;
  });
  return query.length === 0 ? url : `${url}${url.includes("?") ? "&" : "?"}${query.join("&")}`;
}

/** Takes what is asked for by an address alone: the document of an endpoint that generates stands in its query. */
export function readStream(post: ReadPost, line: number, address: string): void {
  const path = readUrl(post, line, address);
  post.stream();
  post.endpoint(line, path);
  post.documents(line, readQuery(post, line, address));
}

/** Whether it is no part of a document, but lets somebody in. */
function isSecret([name, value]: readonly [string, string]): boolean {
  return isSecretVariable(name, value) || /(?:^|[_-])auth$/i.test(name);
}

/** The fields of a document that a URL's query holds, all of them texts. */
export function readQuery(post: ReadPost, line: number, url: string): Fields {
  const given = [...new URLSearchParams(url.split("#")[0]!.split("?").slice(1).join("?"))];
  const [secret, ...more] = given.filter(isSecret);
  if (secret) {
    const names = [secret, ...more].map(([name]) => name).join(", ");
    post.note(line, `the value of ${names} in the address is not taken over.`);
  }
  return Object.fromEntries(given.filter((one) => !isSecret(one)));
}

/** One value of JSON. Throws CodeFault with the line, counted from the one that the text begins on. */
export function readJsonText(text: string, line: number): DocValue {
  return readJson(text, line, (reader) => {
    const value = reader.value();
    if (reader.next() < text.length) {
      throw reader.fault("the end");
    }
    return value;
  });
}

/** Values of JSON that stand one behind another, each as its text. Throws CodeFault as `readJsonText` does. */
export function readJsonTexts(text: string, line: number): string[] {
  return readJson(text, line, (reader) => {
    const texts: string[] = [];
    do {
      const from = reader.next();
      reader.value();
      texts.push(text.slice(from, reader.offset()));
    } while (reader.next() < text.length);
    return texts;
  });
}

function readJson<Read>(text: string, line: number, read: (reader: JsonReader) => Read): Read {
  try {
    return read(createJsonReader(text));
  } catch (cause) {
    if (!(cause instanceof JsonFault)) {
      throw cause;
    }
    throw new CodeFault(line + text.slice(0, cause.offset).split("\n").length - 1, cause.message);
  }
}
