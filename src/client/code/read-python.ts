/** `Client(…).post(…)` in Python, synchronous or not, and JSON that is posted without one, as a form's texts. Pure; nothing is ever evaluated. */
import { type DocValue, type Fields, isFields } from "../../model/run/document.ts";
import { type Call, calledName, describe, type Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import type { CodePart, ReadCode } from "./code-request.ts";
import { callee, literalOf, resolve, type Scope } from "./code-values.ts";
import { createReadPost, type ReadPost } from "./read-post.ts";
import { callsIn, HTTP_LIBRARIES, readScript } from "./read-script.ts";
import { joinUrl, readJsonText, readStream, readUrl, withQuery } from "./read-url.ts";

const POSTS: ReadonlyMap<string, string | null> = new Map([
  ["post", null],
  ["index", "/index"],
  ["search", "/search"],
  ["update", "/update"],
  ["delete", "/delete"],
  ["stream_doc", null],
]);
/** Arguments without which a request is another one, and the parts of the form that they are. */
const PARTS: ReadonlyMap<string, CodePart> = new Map([
  ["inputs", "documents"],
  ["parameters", "parameters"],
  ["target_executor", "targetExecutor"],
  ["request_size", "requestSize"],
]);
/** Arguments of Client that are a part of the address. */
const ADDRESS = ["host", "port", "protocol", "tls"];
const SCHEMES: Readonly<Record<string, string>> = { grpc: "grpc", http: "http", websocket: "ws" };

/** What the code asks; notes name what was not understood. */
export function readPythonCode(source: string): ReadCode {
  const post = createReadPost();
  const { scope, expressions, faults } = readScript(
    source,
    "python",
    (call, known) => isOfClient(call, known) || isPosted(call, known),
  );
  const calls = expressions.flatMap(callsIn);
  const posts = calls.filter((call) => isOfClient(call, scope));
  for (const { line, message } of faults) {
    post.note(line, `${message}.`);
  }
  const other = posts.length > 0 ? undefined : calls.find((one) => isPosted(one, scope));
  if (other) {
    post.part(other.line, () => readPosted(other, calls, scope, post));
    return post.done();
  }
  const [call = calls.find((one) => isLoose(one, scope)), another] = posts;
  if (call?.of.kind !== "member") {
    post.note(1, "no call of Client(…).post(…) is found.");
    return post.done();
  }
  if (another) {
    post.note(another.line, "only the first call of post is taken.");
  }
  const { of, name } = call.of;
  const client = clientIn(of, scope);
  if (client) {
    readClient(client, scope, post);
  } else {
    post.note(call.line, `what ${describe(of)} is, is not in the code, so the address stays as it is.`);
  }
  const isStream = name === "stream_doc";
  if (isStream) {
    post.stream();
  }
  readArguments(call, POSTS.get(name) ?? null, isStream, scope, post);
  return post.done();
}

function isOfClient({ of }: Call, scope: Scope): boolean {
  return of.kind === "member" && POSTS.has(of.name) && clientIn(of.of, scope) !== null;
}

/** Links of a chain that are followed to what it begins with. */
const MAX_LINKS = 100;
const CLIENTS = /^(?:Client|Flow|Deployment)$/;

/** The call that makes a Client, or a Flow or Deployment, to which more may be added; null for anything else. */
function clientIn(of: Expression, scope: Scope): Call | null {
  let made = resolve(of, scope);
  for (let link = 0; link < MAX_LINKS; link++) {
    if (made.kind !== "call") {
      return null;
    }
    if (CLIENTS.test(calledName(callee(made, scope))) && !isOfLibrary(made, scope)) {
      return made;
    }
    if (made.of.kind !== "member") {
      return null;
    }
    made = resolve(made.of.of, scope);
  }
  return null;
}

/** A post of what the code does not say, as a part of a program may have it. */
function isLoose({ of, args, named }: Call, scope: Scope): boolean {
  const [first] = args;
  return (
    of.kind === "member" &&
    POSTS.has(of.name) &&
    resolve(of.of, scope).kind === "name" &&
    (named.has("inputs") || named.has("on") || (first !== undefined && textIn(first, scope).startsWith("/")))
  );
}

/** What posts JSON without a Client: `urllib.request.Request(…)`, `requests.post(…)` or that of httpx, or of a session. */
function isPosted(call: Call, scope: Scope): boolean {
  const { of, args, named } = call;
  const name = calledName(callee(call, scope));
  const url = urlIn(call, scope);
  const hasMore = args.length + named.size > 1;
  if (name === "Request") {
    return hasMore;
  }
  if (of.kind !== "member" || !url) {
    return false;
  }
  const isKnown = HTTP_LIBRARIES.test(calledName(resolve(of.of, scope))) || sessionIn(of.of, scope) !== null;
  return name === "get"
    ? isKnown && (named.has("params") || textIn(url, scope).includes("?"))
    : /^(?:post|put|patch|delete|request)$/.test(name) &&
        hasMore &&
        (isKnown || /^\w+:\/\//.test(textIn(url, scope)));
}

/** The call that makes a session of one of these libraries; null for anything else. */
function sessionIn(of: Expression, scope: Scope): Call | null {
  const made = resolve(of, scope);
  return made.kind === "call" &&
    /^(?:[Ss]ession|Client|AsyncClient|ClientSession)$/.test(calledName(callee(made, scope))) &&
    isOfLibrary(made, scope)
    ? made
    : null;
}

function isOfLibrary(call: Call, scope: Scope): boolean {
  const of = callee(call, scope);
  return of.kind === "member" && HTTP_LIBRARIES.test(calledName(resolve(of.of, scope)));
}

/** Where the address stands: behind the method, where that is told too. */
function urlIn({ of, args, named }: Call, scope: Scope): Expression | undefined {
  const isMethodTold = calledName(resolve(of, scope)) === "request";
  return named.get("url") ?? args[isMethodTold ? 1 : 0];
}

/** A text; "" for anything else. */
function textIn(of: Expression, scope: Scope): string {
  try {
    const value = literalOf(of, scope);
    return typeof value === "string" ? value : "";
  } catch (cause) {
    if (!(cause instanceof CodeFault)) {
      throw cause;
    }
    return "";
  }
}

/** Arguments of such calls that are read, or say nothing to a gateway. */
const READ_OF_POSTED =
  /^(?:url|method|json|data|content|params|headers|timeout|verify|stream|allow_redirects|follow_redirects|ssl)$/;

function readPosted(call: Call, calls: readonly Call[], scope: Scope, post: ReadPost): void {
  const url = urlIn(call, scope);
  const session = call.of.kind === "member" ? sessionIn(call.of.of, scope) : null;
  const base = session && (session.named.get("base_url") ?? session.args[0]);
  const [below, own] = [base, url].map((of) => (of ? literalOf(of, scope) : ""));
  if (typeof below !== "string" || typeof own !== "string") {
    throw new CodeFault(call.line, "an address is a text");
  }
  for (const headers of [
    session?.named.get("headers"),
    ...headersGiven(session, calls, scope),
    call.named.get("headers"),
  ]) {
    if (headers) {
      post.part(headers.line, () => readHeaderNames(resolve(headers, scope), scope, post));
    }
  }
  for (const [name, value] of call.named) {
    if (name === "timeout") {
      post.part(value.line, () => post.timeout(value.line, literalOf(value, scope)));
    } else if (!READ_OF_POSTED.test(name)) {
      post.note(value.line, `the argument ${name} has no field here.`);
    }
  }
  const params = call.named.get("params");
  const joined = joinUrl(below, own);
  const address = params ? withQuery(joined, params.line, literalOf(params, scope)) : joined;
  if (calledName(callee(call, scope)) === "get") {
    readStream(post, call.line, address);
    return;
  }
  const path = readUrl(post, call.line, address);
  if (params) {
    post.note(params.line, "a query beside what is posted has no field here.");
  }
  const form = call.named.get("data");
  if (form && resolve(form, scope).kind === "object") {
    post.note(
      form.line,
      "a dict under data is sent as a form, which no gateway of Jina takes: json sends it as JSON.",
    );
  }
  const given =
    call.named.get("json") ??
    form ??
    call.named.get("content") ??
    call.args[call.args.indexOf(url as Expression) + 1];
  const value = given && literalOf(jsonOf(given, scope), scope);
  const body = typeof value === "string" ? readJsonText(value, given?.line ?? call.line) : value;
  if (!isFields(body ?? null)) {
    throw new CodeFault(call.line, "the body is no object of JSON");
  }
  post.body(call.line, body as Fields, path);
}

/** What `session.headers.update(…)` gives to that session. */
function headersGiven(session: Call | null, calls: readonly Call[], scope: Scope): readonly Expression[] {
  return calls.flatMap(({ of, args }) =>
    session &&
    of.kind === "member" &&
    of.name === "update" &&
    of.of.kind === "member" &&
    of.of.name === "headers" &&
    sessionIn(of.of.of, scope) === session
      ? args.slice(0, 1)
      : [],
  );
}

/** What `json.dumps(…)` makes a text of, encoded or not. */
function jsonOf(of: Expression, scope: Scope): Expression {
  let made = resolve(of, scope);
  for (let link = 0; link < MAX_LINKS && made.kind === "call" && made.of.kind === "member"; link++) {
    if (made.of.name !== "encode") {
      break;
    }
    made = resolve(made.of.of, scope);
  }
  return made.kind === "call" && calledName(callee(made, scope)) === "dumps" && made.args[0]
    ? made.args[0]
    : made;
}

function readClient(client: Call, scope: Scope, post: ReadPost): void {
  const given: { [name: string]: DocValue } = {};
  const made = calledName(callee(client, scope));
  for (const [name, value] of client.named) {
    if (ADDRESS.includes(name)) {
      post.part(value.line, () => {
        given[name] = literalOf(value, scope);
      });
    } else if (name !== "asyncio" && made === "Client") {
      post.note(value.line, `Client's argument ${name} has no field here.`);
    }
  }
  if (made !== "Client" && given.port === undefined) {
    post.note(client.line, `the port of the ${made} is not in the code, so the address stays as it is.`);
    return;
  }
  post.part(client.line, () => {
    const address = addressOf(given);
    if (address !== null) {
      post.address(address);
    }
  });
  function addressOf({ host = null, port = null, protocol = null, tls = null }: typeof given): string | null {
    if (host === null && port === null && protocol === null) {
      return null;
    }
    if (host !== null && typeof host !== "string") {
      throw new CodeFault(client.line, "a host is a text");
    }
    const [, scheme, rest = ""] = /^(?:([^:/]*):\/\/)?(.*)$/.exec(host ?? "0.0.0.0") ?? [];
    const said = typeof protocol === "string" ? SCHEMES[protocol.toLowerCase()] : "grpc";
    if (said === undefined) {
      throw new CodeFault(client.line, `${JSON.stringify(protocol)} is no protocol of a gateway`);
    }
    const own = scheme ?? `${said}${tls === true ? "s" : ""}`;
    return `${own}://${rest}${port === null ? "" : `:${String(port)}`}`;
  }
}

function readArguments(
  call: Call,
  own: string | null,
  isStream: boolean,
  scope: Scope,
  post: ReadPost,
): void {
  const names = own === null ? ["on", "inputs"] : ["inputs"];
  const given = new Map<string, Expression>([
    ...call.args.map((value, index) => [names[index] ?? `the argument ${index + 1}`, value] as const),
    ...call.named,
  ]);
  if (own !== null) {
    post.endpoint(call.line, own);
  }
  const [spread] = call.spread;
  if (spread) {
    post.note(spread.line, `what ** gives to ${isStream ? "stream_doc" : "post"} is not known here.`);
    post.leave([...PARTS.values()]);
  }
  for (const [name, value] of given) {
    const { line } = value;
    const read = () => {
      switch (name) {
        case "on":
          return post.endpoint(line, literalOf(value, scope));
        case "inputs":
          return post.documents(line, literalOf(value, scope) ?? []);
        case "parameters":
          return post.parameters(line, literalOf(value, scope));
        case "target_executor":
          return post.targetExecutor(line, literalOf(value, scope));
        case "request_size":
          return post.count("requestSize", line, literalOf(value, scope));
        case "prefetch":
          return post.count("window", line, literalOf(value, scope));
        case "max_attempts":
          return post.count("maxAttempts", line, literalOf(value, scope));
        case "continue_on_error":
          return post.flag("continueOnError", line, literalOf(value, scope));
        case "return_responses":
          return post.flag("returnResponses", line, literalOf(value, scope));
        case "results_in_order":
          return post.flag("resultsInOrder", line, literalOf(value, scope));
        case "timeout":
          return post.timeout(line, literalOf(value, scope));
        case "compression":
          return post.compression(line, literalOf(value, scope));
        case "headers":
        case "metadata":
          return readHeaderNames(resolve(value, scope), scope, post);
        case "return_type":
          return readReturnType(resolve(value, scope), isStream, scope, post);
        case "show_progress":
        case "stream":
          return;
        default:
          throw new CodeFault(line, `post's argument ${name} has no field here`);
      }
    };
    post.part(line, read, PARTS.get(name));
  }
}

/** `{"name": …}`, or `(("name", …),)` as gRPC has it. What the values are is not looked at. */
function readHeaderNames(of: Expression, scope: Scope, post: ReadPost): void {
  const names =
    of.kind === "object"
      ? of.entries.map(([key]) => key)
      : of.kind === "list"
        ? of.items.flatMap((item) => (item.kind === "list" && item.items[0] ? [item.items[0]] : []))
        : [];
  for (const name of names) {
    post.header(name.line, String(literalOf(name, scope)));
  }
}

/** `DocList[Name]`, or `Name` of a stream; `Doc` is what code of ours calls it where nobody has named it. */
function readReturnType(of: Expression, isStream: boolean, scope: Scope, post: ReadPost): void {
  const name = of.kind === "index" ? calledName(resolve(of.at, scope)) : isStream ? calledName(of) : "";
  if (name !== "" && name !== "Doc") {
    post.returnType(name);
  }
}
