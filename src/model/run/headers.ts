/**
 * Headers that a person sends along, which are metadata in gRPC. Their values may be secrets: they are in memory alone,
 * and no sentence made here quotes one. Pure.
 */

import { grouped } from "../../base/words.ts";
import { ClientError } from "./client-error.ts";

/** One of them; the name is in lower case. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** Characters of all of them together: servers take 8 to 16 thousand for a whole head. */
const MAX_CHARACTERS = 4000;

/** What is about a connection or a message, or says who asks, is made by whoever sends it. */
const NOT_PASSED =
  /^(?:accept(?:-.*)?|access-control-.*|connection|content-.*|cookie2?|date|dnt|expect|forwarded|grpc-.*|host|keep-alive|origin|permissions-policy|proxy-.*|referer|sec-.*|set-cookie2?|te|trailer|transfer-encoding|upgrade|user-agent|via|x-bridge-.*|x-forwarded-.*)$/;

/** Why a header cannot be sent along, in a sentence that goes on after its name; null if it can. */
function refuseHeader({ name, value }: Header): string | null {
  if (!/^[a-z0-9_.-]+$/.test(name)) {
    return "is no name of a header: letters, digits, dots, dashes and underscores make one";
  }
  if (NOT_PASSED.test(name)) {
    return "is made by what sends the request, and not passed on";
  }
  if (value === "") {
    return "has no value";
  }
  return /^[\x20-\x7e]*$/.test(value) ? null : "has a value of other characters than printable ASCII";
}

/** What is typed, a line `name: value` each, empty lines left out; or why one cannot be sent, with its place. */
export function readHeaders(text: string): readonly Header[] | ClientError {
  const headers: Header[] = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === "") {
      continue;
    }
    const colon = line.indexOf(":");
    if (colon < 1) {
      return refused(index, 1, "a header is a name, a colon and a value, as x-request: 1");
    }
    const header = { name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
    const refusal = refuseHeader(header);
    if (refusal !== null) {
      const column = /has/.test(refusal) ? colon + 2 : line.search(/\S/) + 1;
      return refused(index, column, `${header.name} ${refusal}`);
    }
    if (headers.some(({ name }) => name === header.name)) {
      return refused(index, 1, `${header.name} stands there twice`);
    }
    headers.push(header);
  }
  return printHeaders(headers).length > MAX_CHARACTERS
    ? new ClientError("input", `The headers have more than ${grouped(MAX_CHARACTERS)} characters together.`)
    : headers;
}

function refused(index: number, column: number, why: string): ClientError {
  return new ClientError("input", `Headers, line ${index + 1}, column ${column}: ${why}.`);
}

/** All of them in one line of ASCII, as they go to the page's server; "" for none. */
export function printHeaders(headers: readonly Header[]): string {
  return new URLSearchParams(headers.map(({ name, value }) => [name, value])).toString();
}

/** What such a line holds; null for a line with a header that cannot be sent along. */
export function parseHeaders(line: string): readonly Header[] | null {
  const headers = [...new URLSearchParams(line)].map(([name, value]) => ({ name, value }));
  const isRefused = line.length > MAX_CHARACTERS || headers.some((header) => refuseHeader(header) !== null);
  return isRefused ? null : headers;
}
