/** What an expression of code says as a value of documents or parameters: literals, arithmetic on them, and what makes documents. Pure. */
import { grouped } from "../../base/words.ts";
import { type DocValue, type Fields, isFields } from "../../model/run/document.ts";
import {
  type Constant,
  calculate,
  operandsOf,
  putIntoText,
  textOfConstant,
} from "../../script/python-arithmetic.ts";
import { calledName, describe, type Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";

/** Names that stand for expressions. */
export type Scope = ReadonlyMap<string, Expression>;

/** Names that stand for each other are followed so many times. */
export const MAX_NAMES = 20;
/** Deeper than people nest, names followed, and far from the end of the stack. */
const MAX_DEPTH = 500;
/** Values and characters that names may add to those that are written: each name can double what the next stands for. */
const MAX_COPIES = 1_000_000;
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

/** What is called, without what it is a kind of: a name, unless that stands for something else. */
export function callee({ of }: Expression & { readonly kind: "call" }, scope: Scope): Expression {
  let called = of;
  while (called.kind === "index") {
    called = called.of;
  }
  return resolve(called, scope);
}

/** The value. Throws CodeFault for what only running the code would tell, and for what would be too much. */
export function literalOf(expression: Expression, scope: Scope): DocValue {
  checkSize(expression, scope);
  return madeOf(expression, scope);
}

/** Values and characters, and how deep they stand. */
interface Size {
  readonly values: number;
  readonly depth: number;
}

/** What stands within itself. */
const ENDLESS: Size = { values: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY };

/** Counts what the value would hold, before any of it is made. Throws CodeFault for too much of it. */
function checkSize(expression: Expression, scope: Scope): void {
  const { line } = expression;
  const sizes = new Map<Expression, Size>();
  let written = 0;
  const sizeOf = (part: Expression, above: number): Size => {
    const of = resolve(part, scope);
    const known = sizes.get(of);
    if (above + (known?.depth ?? 0) > MAX_DEPTH) {
      throw new CodeFault(
        line,
        known === ENDLESS
          ? `${describe(part)} is made of itself: give what it was before another name`
          : "this is nested too deeply",
      );
    }
    if (known) {
      return known;
    }
    sizes.set(of, ENDLESS);
    const own = ownSize(of);
    written += own;
    let [values, depth] = [own, 0];
    for (const inner of partsOf(of)) {
      const size = sizeOf(inner, above + 1);
      values += size.values;
      depth = Math.max(depth, size.depth + 1);
    }
    const size = { values, depth };
    sizes.set(of, size);
    return size;
  };
  const { values } = sizeOf(expression, 0);
  if (values - written > MAX_COPIES) {
    throw new CodeFault(
      line,
      `names stand here for more than ${grouped(MAX_COPIES)} values and characters beyond those written`,
    );
  }
}

/** Of itself, without its parts. */
function ownSize(of: Expression): number {
  const text = of.kind === "bytes" ? of.text : of.kind === "value" ? of.value : null;
  return 1 + (typeof text === "string" ? text.length : 0);
}

/** What a value is made of. */
function partsOf(of: Expression): readonly Expression[] {
  switch (of.kind) {
    case "signed":
    case "operation":
      return operandsOf(of);
    case "list":
      return of.items;
    case "object":
      return of.entries.flat();
    case "spread":
      return [of.of];
    case "call":
      return [...of.args, ...of.named.values()];
    default:
      return [];
  }
}

function madeOf(expression: Expression, scope: Scope): DocValue {
  const of = resolve(expression, scope);
  switch (of.kind) {
    case "value":
    case "signed":
    case "operation":
      return constantOf(of, scope).value;
    case "bytes":
      return base64Of(of.text, of.line);
    case "list":
      return of.items.flatMap((item) =>
        item.kind === "spread" ? listOf(item.of, scope) : [madeOf(item, scope)],
      );
    case "object":
      return Object.fromEntries(
        of.entries.flatMap(([key, value]) =>
          key.kind === "spread"
            ? Object.entries(fieldsOf(key.of, scope))
            : [[keyOf(key, scope), madeOf(value, scope)] as const],
        ),
      );
    case "call":
      return madeBy(of, scope);
    case "unread":
      throw new CodeFault(of.line, of.why);
    case "spread":
      throw new CodeFault(of.line, "a star stands before what is not in a list");
    case "name":
    case "member":
    case "index":
      throw new CodeFault(of.line, `${describe(of)} is not known without running the code`);
  }
}

/** The items behind a star. */
function listOf(expression: Expression, scope: Scope): readonly DocValue[] {
  const value = madeOf(expression, scope);
  if (!Array.isArray(value)) {
    throw new CodeFault(expression.line, "a star stands before what is no list");
  }
  return value;
}

/** The entries behind two stars. */
function fieldsOf(expression: Expression, scope: Scope): Fields {
  const value = madeOf(expression, scope);
  if (!isFields(value)) {
    throw new CodeFault(expression.line, "two stars stand before what is no dict");
  }
  return value;
}

/** A literal, or what arithmetic makes of some. */
function constantOf(expression: Expression, scope: Scope): Constant {
  const of = resolve(expression, scope);
  switch (of.kind) {
    case "value":
      return of;
    case "signed":
    case "operation":
      return calculate(of, (operand) => constantOf(operand, scope));
    case "unread":
      throw new CodeFault(of.line, of.why);
    default: {
      const put = putIntoText(of);
      if (put) {
        return textOfConstant(constantOf(put, scope), of.line);
      }
      throw new CodeFault(of.line, `${describe(of)} is not known without running the code`);
    }
  }
}

function madeBy(call: Expression & { readonly kind: "call" }, scope: Scope): DocValue {
  const called = callee(call, scope);
  const name = calledName(called);
  const [first, ...more] = call.args;
  if (WRAPPERS.has(name) && more.length === 0) {
    return first ? madeOf(first, scope) : name === "dict" ? namedOf(call, scope) : [];
  }
  // A class of documents, whose fields are the arguments.
  if ((called.kind === "name" || called.kind === "member") && /^[A-Z]/.test(name)) {
    const given = first ? madeOf(first, scope) : {};
    if (more.length === 0 && isFields(given)) {
      return { ...given, ...namedOf(call, scope) };
    }
  }
  throw new CodeFault(call.line, `${describe(call)} is not known without running the code`);
}

function namedOf({ named }: Expression & { readonly kind: "call" }, scope: Scope): Fields {
  return Object.fromEntries([...named].map(([key, value]) => [key, madeOf(value, scope)]));
}

function keyOf(expression: Expression, scope: Scope): string {
  const key = madeOf(expression, scope);
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
