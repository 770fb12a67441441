/** What an expression of code says as a value of documents or parameters: literals, arithmetic on them, and what makes documents. Pure. */
import { grouped } from "../../base/words.ts";
import { type DocValue, type Fields, isFields } from "../../model/run/document.ts";
import {
  type Constant,
  calculate,
  calculated,
  putIntoText,
  textOfConstant,
} from "../../script/python-arithmetic.ts";
import {
  type Call,
  calledName,
  describe,
  type Expression,
  type Operation,
  operandsOf,
} from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";

/** A name in code. */
export type NameExpression = Expression & { readonly kind: "name" };

/** What a name was given at one time; what changes a list that it stands for changes this. */
export interface Given {
  value: Expression;
}

/** Names and what they stand for: where they were read after they were given something, that; else what they are given last. */
export class Scope {
  private readonly last = new Map<string, Given>();
  private readonly bound = new WeakMap<Expression, Given>();

  /** From here on the name stands for this. */
  give(name: string, value: Expression): void {
    this.last.set(name, { value });
  }

  /** What the name stands for here. */
  given(of: NameExpression): Given | undefined {
    return this.bound.get(of) ?? this.last.get(of.name);
  }

  /** What the name was given last. */
  lastOf(name: string): Given | undefined {
    return this.last.get(name);
  }

  /** Whatever the name is given later, here it stands for what it stands for now. */
  bind(of: NameExpression): void {
    const given = this.bound.has(of) ? undefined : this.last.get(of.name);
    if (given) {
      this.bound.set(of, given);
    }
  }
}

/** Names that stand for each other are followed so many times. */
const MAX_NAMES = 20;
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

/** What a name was given: of one that stands for another name what that was given. */
export function givenOf(name: NameExpression, scope: Scope): Given | undefined {
  let given = scope.given(name);
  for (let count = 1; given?.value.kind === "name" && count < MAX_NAMES; count++) {
    const next = scope.given(given.value);
    if (!next) {
      break;
    }
    given = next;
  }
  return given;
}

/** The expression that a name stands for; any other is itself. */
export function resolve(expression: Expression, scope: Scope): Expression {
  return expression.kind === "name" ? (givenOf(expression, scope)?.value ?? expression) : expression;
}

/** What is called, without what it is a kind of: a name, unless that stands for something else. */
export function callee({ of }: Call, scope: Scope): Expression {
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
      return { base64: base64Of(of.text, of.line) };
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
      return of.kind === "operation" && of.isLoose
        ? joinedOf(of, scope)
        : calculate(of, (operand) => constantOf(operand, scope));
    case "unread":
      throw new CodeFault(of.line, of.why);
    default: {
      if (of.kind === "call" && of.of.kind === "name" && of.of.name === "String" && of.args[0]) {
        return { value: looseText(constantOf(of.args[0], scope), of.line) };
      }
      const put = putIntoText(of);
      if (put) {
        return textOfConstant(constantOf(put, scope), of.line);
      }
      throw new CodeFault(of.line, `${describe(of)} is not known without running the code`);
    }
  }
}

/** Values with + between them in JavaScript, of which a text makes texts. */
function joinedOf(of: Operation & { readonly kind: "operation" }, scope: Scope): Constant {
  return of.rest.reduce<Constant>(
    (sum, [sign, operand]) => {
      const next = constantOf(operand, scope);
      const { line } = operand;
      const isText = typeof sum.value === "string" || typeof next.value === "string";
      const [left, right] = isText
        ? [{ value: looseText(sum, line) }, { value: looseText(next, line) }]
        : [sum, next];
      return calculated(left, sign, right, line);
    },
    constantOf(of.first, scope),
  );
}

/** What JavaScript makes of it in a text. Throws CodeFault for a number beyond those that it keeps exactly. */
function looseText({ value }: Constant, line: number): string {
  if (typeof value === "bigint" || value === null) {
    throw new CodeFault(line, "a text with such a value in it is not read");
  }
  return String(value);
}

function madeBy(call: Call, scope: Scope): DocValue {
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
      const fields = { ...given, ...namedOf(call, scope) };
      return name === "Document" ? withTextOfBlob(fields) : fields;
    }
  }
  throw new CodeFault(call.line, `${describe(call)} is not known without running the code`);
}

/** In docarray before 0.30 a text is how JSON spells a blob. */
function withTextOfBlob(fields: Fields): Fields {
  const { blob } = fields;
  return isFields(blob) ? { ...fields, blob: blob.base64 ?? blob } : fields;
}

function namedOf({ named }: Call, scope: Scope): Fields {
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
