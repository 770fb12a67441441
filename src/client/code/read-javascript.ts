/** `fetch(…)` and messages of a `WebSocket` in JavaScript, as a form's texts. Pure; nothing is ever evaluated. */
import { isFields } from "../../model/run/document.ts";
import { calledName, type Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import type { ReadCode } from "./code-request.ts";
import { literalOf, resolve, type Scope } from "./code-values.ts";
import { createReadPost, type ReadPost } from "./read-post.ts";
import { callsIn, readScript } from "./read-script.ts";
import { readJsonText, readQuery, readUrl } from "./read-url.ts";

/** What the code asks; notes name what was not understood. */
export function readJavaScript(source: string): ReadCode {
  const post = createReadPost();
  const { scope, expressions, faults } = readScript(source, "javascript");
  for (const { line, message } of faults) {
    post.note(line, `${message}.`);
  }
  let isFound = false;
  let isSent = true;
  for (const call of expressions.flatMap(callsIn)) {
    const [first, second] = call.args;
    const name = calledName(call.of);
    if (name === "fetch" && first) {
      isFound = true;
      post.part(call.line, () => readFetch(post, first, second, scope));
    } else if (name === "WebSocket" && first) {
      isSent &&= isFound;
      isFound = true;
      post.part(call.line, () => readUrl(post, call.line, textOf(first, scope)));
    } else if (name === "send" && first) {
      isSent = true;
      post.part(call.line, () => readBody(post, first, scope, "/"));
    } else if (name === "EventSource" && first) {
      isFound = true;
      post.part(call.line, () => readStream(post, call.line, textOf(first, scope)));
    } else if (isAxios(call.of) && first && second) {
      isFound = true;
      post.part(call.line, () => {
        const path = readUrl(post, first.line, textOf(first, scope));
        readBody(post, second, scope, path);
      });
    }
  }
  if (!isFound) {
    post.note(1, "no call of fetch(…) or new WebSocket(…) is found.");
  } else if (!isSent) {
    post.note(1, "nothing that is sent over the WebSocket is found.");
  }
  return post.done();
}

/** `axios.post` and its like, which take an address and what is sent. */
function isAxios(of: Expression): boolean {
  return of.kind === "member" && calledName(of.of) === "axios" && /^(?:post|put|patch)$/.test(of.name);
}

/** The document of an endpoint that generates stands in the address. */
function readStream(post: ReadPost, line: number, address: string): void {
  const path = readUrl(post, line, address);
  post.stream();
  post.endpoint(line, path);
  post.documents(line, readQuery(post, line, address));
}

/** What tells a browser how to fetch, and no gateway anything. */
const OF_THE_BROWSER =
  /^(?:method|mode|credentials|cache|redirect|referrer|referrerPolicy|integrity|keepalive|priority|window|duplex)$/;

function readFetch(post: ReadPost, url: Expression, options: Expression | undefined, scope: Scope): void {
  const address = textOf(url, scope);
  const path = readUrl(post, url.line, address);
  const given = options && resolve(options, scope);
  const isRead = given === undefined && address.includes("?");
  if (isRead || (given?.kind === "object" && isStream(given, scope))) {
    readStream(post, url.line, address);
  }
  if (isRead) {
    return;
  }
  if (given?.kind !== "object") {
    throw new CodeFault(url.line, "fetch is given no body");
  }
  for (const [key, value] of given.entries) {
    const name = key.kind === "value" ? key.value : "";
    if (name === "body") {
      readBody(post, value, scope, path);
    } else if (name === "headers") {
      readHeaderNames(post, resolve(value, scope));
    } else if (name === "signal" && isTimeout(value)) {
      post.part(key.line, () => post.timeout(key.line, Number(literalOf(value.args[0]!, scope)) / 1000));
    } else if (!OF_THE_BROWSER.test(String(name))) {
      post.note(key.line, `the option ${String(name)} of fetch has no field here.`);
    }
  }
}

/** Whether `text/event-stream` is asked for. */
function isStream(options: Expression & { readonly kind: "object" }, scope: Scope): boolean {
  const headers = options.entries.find(([key]) => key.kind === "value" && key.value === "headers");
  const given = headers && resolve(headers[1], scope);
  return (
    given?.kind === "object" &&
    given.entries.some(
      ([key, value]) =>
        key.kind === "value" &&
        /^accept$/i.test(String(key.value)) &&
        value.kind === "value" &&
        value.value === "text/event-stream",
    )
  );
}

function isTimeout(of: Expression): of is Expression & { readonly kind: "call" } {
  return of.kind === "call" && calledName(of.of) === "timeout" && of.args.length === 1;
}

/** What the values are is not looked at. */
function readHeaderNames(post: ReadPost, of: Expression): void {
  for (const [key] of of.kind === "object" ? of.entries : []) {
    if (key.kind === "value") {
      post.header(key.line, String(key.value));
    }
  }
}

function readBody(post: ReadPost, value: Expression, scope: Scope, path: string): void {
  const read = literalOf(value, scope);
  const body = typeof read === "string" ? readJsonText(read, value.line) : read;
  if (!isFields(body)) {
    throw new CodeFault(value.line, "the body is no object of JSON");
  }
  post.body(value.line, body, path);
}

function textOf(of: Expression, scope: Scope): string {
  const value = literalOf(of, scope);
  if (typeof value !== "string") {
    throw new CodeFault(of.line, "an address is a text");
  }
  return value;
}
