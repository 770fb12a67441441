/** `fetch(…)` and messages of a `WebSocket` in JavaScript, as a form's texts. Pure; nothing is ever evaluated. */
import { isFields } from "../../model/run/document.ts";
import { type Call, calledName, describe, type Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import type { ReadCode } from "./code-request.ts";
import { literalOf, resolve, type Scope } from "./code-values.ts";
import { createReadPost, type ReadPost } from "./read-post.ts";
import { callsIn, readScript } from "./read-script.ts";
import { joinUrl, readJsonText, readStream, readUrl, withQuery } from "./read-url.ts";

/** What stands in an object. */
type Entries = readonly (readonly [Expression, Expression])[];

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
    } else {
      const asked = axiosCall(call, scope);
      if (asked) {
        isFound = true;
        post.part(call.line, () => readAxios(post, call.line, asked, scope));
      }
    }
  }
  if (!isFound) {
    post.note(1, "no call of fetch(…) or new WebSocket(…) is found.");
  } else if (!isSent) {
    post.note(1, "nothing that is sent over the WebSocket is found.");
  }
  return post.done();
}

/** Options as they are told by their place, or in an object. */
type Options = Entries | Expression;

/** The options of a call of axios, or of what `axios.create(…)` makes, those that count last; null for another call. */
function axiosCall({ of, args }: Call, scope: Scope): readonly Options[] | null {
  const method = of.kind === "member" ? of.name : "";
  const base = of.kind === "member" ? of.of : of;
  const made = resolve(base, scope);
  const isMade = made.kind === "call" && made.of.kind === "member" && made.of.name === "create";
  if (calledName(isMade ? made.of.of : base) !== "axios" || (isMade && made.of.of.kind !== "name")) {
    return null;
  }
  const named = (name: string, value: Expression | undefined): Entries =>
    value ? [[{ kind: "value", value: name, line: value.line }, value]] : [];
  const all = (...options: readonly (Options | undefined)[]): readonly Options[] =>
    [isMade ? made.args[0] : undefined, ...options].filter((one) => one !== undefined);
  const [first, second, third] = args;
  if (/^(?:post|put|patch)$/.test(method)) {
    return all(named("url", first), named("data", second), third);
  }
  if (/^(?:get|delete|head)$/.test(method)) {
    return all(named("url", first), second);
  }
  return method === "request" || base === of
    ? first && resolve(first, scope).kind === "object"
      ? all(first)
      : all(named("url", first), second)
    : null;
}

/** Options of axios that say nothing to a gateway. */
const OF_AXIOS = /^(?:url|baseURL|method|data|params|responseType|validateStatus|withCredentials|max\w+)$/;

function readAxios(post: ReadPost, line: number, options: readonly Options[], scope: Scope): void {
  const given = new Map<string, Expression>();
  for (const one of options) {
    post.part(line, () => {
      for (const [key, value] of "kind" in one ? optionsIn(one, scope) : one) {
        given.set(key.kind === "value" ? String(key.value) : "", value);
      }
    });
  }
  for (const [name, value] of given) {
    if (name === "headers") {
      readHeaderNames(post, resolve(value, scope));
    } else if (name === "timeout") {
      post.part(value.line, () => post.timeout(value.line, Number(literalOf(value, scope)) / 1000));
    } else if (!OF_AXIOS.test(name)) {
      post.note(value.line, `the option ${name} of axios has no field here.`);
    }
  }
  const [url, base, data, params] = ["url", "baseURL", "data", "params"].map((name) => given.get(name));
  const address = joinUrl(base ? textOf(base, scope) : "", url ? textOf(url, scope) : "");
  const whole = params ? withQuery(address, params.line, literalOf(params, scope)) : address;
  if (data) {
    const path = readUrl(post, line, whole);
    if (params) {
      post.note(params.line, "a query beside what is posted has no field here.");
    }
    readBody(post, data, scope, path);
  } else if (whole.includes("?")) {
    readStream(post, line, whole);
  } else {
    readUrl(post, line, whole);
    throw new CodeFault(line, "axios is given no data");
  }
}

/** What tells a browser how to fetch, and no gateway anything. */
const OF_THE_BROWSER =
  /^(?:method|mode|credentials|cache|redirect|referrer|referrerPolicy|integrity|keepalive|priority|window|duplex)$/;

/** Requests that are made of each other are followed so many times. */
const MAX_REQUESTS = 20;

/** The address that is fetched, and all options: those of the requests that it is made of stand before its own. */
function fetchedBy(of: Expression, own: Expression | undefined, scope: Scope) {
  let url = of;
  const options = own ? [own] : [];
  for (let count = 0; count < MAX_REQUESTS; count++) {
    const made = resolve(url, scope);
    if (made.kind !== "call" || calledName(made.of) !== "Request" || !made.args[0]) {
      break;
    }
    const [inner, more] = made.args;
    options.unshift(...(more ? [more] : []));
    url = inner;
  }
  return { url, options };
}

/** None of `undefined`. Throws CodeFault for what is no object. */
function optionsIn(options: Expression, scope: Scope): Entries {
  const given = resolve(options, scope);
  if (given.kind === "value" && given.value === null) {
    return [];
  }
  if (given.kind !== "object") {
    throw new CodeFault(given.line, `${describe(given)} is not known without running the code`);
  }
  return given.entries;
}

function readFetch(post: ReadPost, of: Expression, own: Expression | undefined, scope: Scope): void {
  const { url, options } = fetchedBy(of, own, scope);
  const address = textOf(url, scope);
  const path = readUrl(post, url.line, address);
  const given = options.flatMap((one) => optionsIn(one, scope));
  const method = optionOf(given, "method");
  const isRead = method === undefined || /^(?:get|head)$/i.test(textOf(method, scope));
  const hasBody = optionOf(given, "body") !== undefined;
  if (isStream(given, scope) || (!hasBody && isRead && address.includes("?"))) {
    readStream(post, url.line, address);
  } else if (!hasBody) {
    post.note(url.line, "fetch is given no body.");
  }
  for (const [key, value] of given) {
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

function optionOf(entries: Entries, name: string): Expression | undefined {
  return entries.findLast(([key]) => key.kind === "value" && key.value === name)?.[1];
}

/** Whether `text/event-stream` is asked for. */
function isStream(options: Entries, scope: Scope): boolean {
  const headers = optionOf(options, "headers");
  const given = headers && resolve(headers, scope);
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

function isTimeout(of: Expression): of is Call {
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
