/** What an expression of code says as a value of documents or parameters: literals, and what makes documents. Pure. */
import { type DocValue, type Fields, isFields } from "../../model/run/document.ts";
import type { Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";

/** Names that stand for expressions. */
export type Scope = ReadonlyMap<string, Expression>;

/** Names that stand for each other are followed so many times. */
const MAX_NAMES = 20;
/** Calls whose only argument is what they make: lists of documents and arrays. */
const WRAPPERS = new Set([
  "DocumentArray",
  "DocList",
  "list",
  "array",
  "asarray",
  "stringify",
  "dict",
  "from_dict",
  "iter",
  "tuple",
]);

/** The expression that a name stands for; any other is itself. */
export function resolve(expression: Expression, scope: Scope): Expression {
  let of = expression;
  for (let count = 0; of.kind === "name" && count < MAX_NAMES; count++) {
    const next = scope.get(of.name);
    if (!next) {
      break;
    }
    of = next;
  }
  return of;
}

/** The value. Throws CodeFault for what only running the code would tell. */
export function literalOf(expression: Expression, scope: Scope): DocValue {
  const of = resolve(expression, scope);
  switch (of.kind) {
    case "value":
      return of.value;
    case "bytes":
      return base64Of(of.text, of.line);
    case "list":
      return of.items.map((item) => literalOf(item, scope));
    case "object":
      return Object.fromEntries(
        of.entries.map(([key, value]) => [keyOf(key, scope), literalOf(value, scope)]),
      );
    case "call":
      return madeBy(of, scope);
    case "unread":
      throw new CodeFault(of.line, of.why);
    case "name":
    case "member":
    case "index":
      throw new CodeFault(of.line, `${describe(of)} is not known without running the code`);
  }
}

/** What is called, as `Client.post`, for people. */
function describe(of: Expression): string {
  switch (of.kind) {
    case "name":
      return of.name;
    case "member":
      return `${describe(of.of)}.${of.name}`;
    case "index":
      return `${describe(of.of)}[…]`;
    case "call":
      return `${describe(of.of)}(…)`;
    default:
      return "a value";
  }
}

/** The name that is called, without what it is a member or a kind of: `DocList[Doc](…)` calls DocList. */
export function calledName(of: Expression): string {
  return of.kind === "name" || of.kind === "member" ? of.name : of.kind === "index" ? calledName(of.of) : "";
}

function madeBy(call: Expression & { readonly kind: "call" }, scope: Scope): DocValue {
  const name = calledName(call.of);
  const [first, ...more] = call.args;
  if (WRAPPERS.has(name) && more.length === 0) {
    return first ? literalOf(first, scope) : name === "dict" ? namedOf(call, scope) : [];
  }
  // A class of documents, whose fields are the arguments.
  if (call.of.kind === "name" && /^[A-Z]/.test(name)) {
    const given = first ? literalOf(first, scope) : {};
    if (more.length === 0 && isFields(given)) {
      return { ...given, ...namedOf(call, scope) };
    }
  }
  throw new CodeFault(call.line, `${describe(call)} is not known without running the code`);
}

function namedOf({ named }: Expression & { readonly kind: "call" }, scope: Scope): Fields {
  return Object.fromEntries([...named].map(([key, value]) => [key, literalOf(value, scope)]));
}

function keyOf(expression: Expression, scope: Scope): string {
  const key = literalOf(expression, scope);
  if (typeof key !== "string") {
    throw new CodeFault(expression.line, "a key is a text");
  }
  return key;
}

function base64Of(text: string, line: number): string {
  try {
    return btoa(text);
  } catch {
    throw new CodeFault(line, "bytes beyond 255 are no bytes");
  }
}
