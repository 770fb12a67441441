/** What an expression of a Python program says as a value of a Flow: literals, and names that stand for them. Nothing is evaluated. */
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "../../model/flow.ts";
import { isMap, pythonStr } from "../../model/python.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../../model/value.ts";
import type { Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";

/** A call in a program. */
export type CallExpression = Expression & { readonly kind: "call" };

/** What the program has said so far. */
interface Known {
  /** The expression that a name was given last. */
  readonly values: ReadonlyMap<string, Expression>;
  /** Names of classes of the program, and of what it imports. */
  readonly definitions: ReadonlySet<string>;
}

/** A class that is handed over, which a file can only name. */
export class ClassName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Parts of all values together, and how deep they stand in each other: names could make as many as one likes. */
const MAX_PARTS = 2_000_000;
const MAX_DEPTH = 200;
const MAX_NAMES = 50;

/** Thrown where values have more parts than are read. */
export class TooMuch extends Error {}

/** Reads the values of one program. */
export class PythonValues {
  private readonly known: Known;
  private parts = 0;
  private depth = 0;
  private readonly onVariable: (line: number, text: string) => void;

  /** `onVariable` is told of a text in which the engine would see a variable if it read it in a file. */
  constructor(known: Known, onVariable: (line: number, text: string) => void) {
    this.known = known;
    this.onVariable = onVariable;
  }

  /** The expression that a name stands for; any other is itself. */
  resolved(expression: Expression): Expression {
    let of = expression;
    for (let hops = 0; of.kind === "name" && hops < MAX_NAMES; hops++) {
      const next = this.known.values.get(of.name);
      if (!next) {
        break;
      }
      of = next;
    }
    return of;
  }

  /** The value, or the class that is named. @throws {CodeFault} for what only running the program would tell */
  valueOrClass(expression: Expression): Value | ClassName {
    const of = this.resolved(expression);
    const name = calledName(of);
    const isClass =
      of.kind === "name"
        ? this.known.definitions.has(name) || /^_*[A-Z]/.test(name)
        : of.kind === "member" && /^_*[A-Z]/.test(name);
    return isClass ? new ClassName(name) : this.value(expression);
  }

  /** The value. @throws {CodeFault} for what only running the program would tell */
  value(expression: Expression): Value {
    this.parts++;
    if (this.parts > MAX_PARTS) {
      throw new TooMuch();
    }
    if (this.depth >= MAX_DEPTH) {
      throw new CodeFault(expression.line, `more than ${MAX_DEPTH} levels deep`);
    }
    this.depth++;
    try {
      return this.read(expression);
    } finally {
      this.depth--;
    }
  }

  private read(expression: Expression): Value {
    const of = this.resolved(expression);
    switch (of.kind) {
      case "value":
        if (typeof of.value === "string" && /\$[\w{$]/.test(of.value)) {
          this.onVariable(of.line, of.value);
        }
        return of.isFloat ? new Float(Number(of.value)) : of.value;
      case "list":
        return of.items.map((item) => this.value(item));
      case "object":
        return new Map(of.entries.map(([key, item]) => [this.key(key), this.value(item)]));
      case "call":
        return this.made(of);
      case "index":
        return this.environmentAt(of);
      case "member":
        return memberOf(of);
      case "unread":
        throw new CodeFault(expression.line, of.why);
      case "bytes":
        throw new CodeFault(of.line, "bytes cannot stand in a file");
      case "name":
        if (of.name === "GATEWAY_NAME") {
          return "gateway";
        }
        throw unknown(of);
    }
  }

  /** The mapping. @throws {CodeFault} */
  map(expression: Expression): ValueMap {
    const value = this.value(expression);
    if (!isMap(value)) {
      throw new CodeFault(expression.line, "two stars stand before what is no dict");
    }
    return value;
  }

  /** A key as a text, as the engine writes it. */
  private key(expression: Expression): string {
    const key = this.value(expression);
    if (typeof key === "string") {
      return key;
    }
    if (typeof key === "number" || typeof key === "bigint" || key instanceof Float) {
      return pythonStr(key);
    }
    if (key === null || typeof key === "boolean") {
      return String(key);
    }
    throw new CodeFault(expression.line, "a key is neither a text nor a number");
  }

  /** What is made by a call: of a constructor of values, or of a function that asks the environment. */
  private made(call: CallExpression): Value {
    const name = calledName(call.of);
    const [first, ...more] = call.args;
    const isPlain = call.named.size === 0 && call.spread.length === 0;
    if (name === "dict" && more.length === 0) {
      const given = first ? this.map(first) : [];
      const named = [...call.named].map(([key, item]): [string, Value] => [key, this.value(item)]);
      const spread = call.spread.flatMap((item) => [...this.map(item)]);
      return new Map([...given, ...named, ...spread]);
    }
    if ((name === "Flow" || name === "Deployment") && !first && isPlain) {
      return name === "Flow" ? NESTED_FLOW : NESTED_DEPLOYMENT;
    }
    if (!first || !isPlain) {
      throw unknown(call);
    }
    if (more.length === 0 && (name === "list" || name === "tuple")) {
      return this.value(first);
    }
    if (more.length === 0 && /^expand_?(?:env_var|vars)$/.test(name)) {
      const text = this.resolved(first);
      if (text.kind !== "value") {
        throw unknown(call);
      }
      return text.value;
    }
    if (name === "getenv" || (name === "get" && isEnviron(call.of))) {
      if (more.length > 0) {
        throw new CodeFault(call.line, "a file has no default for a variable");
      }
      return this.environmentValue(first, call);
    }
    const value = this.value(first);
    if (more.length === 0 && name === "str" && typeof value !== "object") {
      return pythonStr(value);
    }
    if (more.length === 0 && name === "float" && /^-?(?:inf|nan)$/.test(String(value))) {
      return new Float(Number(String(value).replace("inf", "Infinity")));
    }
    if (name === "date" || name === "datetime") {
      return dateOf([value, ...more.map((item) => this.value(item))], call);
    }
    throw unknown(call);
  }

  private environmentAt(of: Expression & { readonly kind: "index" }): Value {
    if (calledName(of.of) !== "environ") {
      throw unknown(of);
    }
    return this.environmentValue(of.at, of);
  }

  private environmentValue(name: Expression, at: Expression): string {
    const variable = this.value(name);
    if (typeof variable !== "string" || !/^[A-Za-z_]\w*$/.test(variable)) {
      throw unknown(at);
    }
    return `\${{ ENV.${variable} }}`;
  }
}

/** Whether a value may be changed where it is: a list or a dict, or a tuple that may hold such. */
export function isChangeable(of: Expression): boolean {
  return (
    of.kind === "list" ||
    of.kind === "object" ||
    (of.kind === "call" && /^(?:dict|list|tuple)$/.test(calledName(of.of)))
  );
}

/** An expression and all that stand in it. */
export function* partsWithin(whole: Expression): Generator<Expression> {
  const left = [whole];
  for (let of = left.pop(); of; of = left.pop()) {
    yield of;
    // One at a time: a list may have more items than a call may have arguments.
    for (const part of directParts(of)) {
      left.push(part);
    }
  }
}

function directParts(of: Expression): readonly Expression[] {
  switch (of.kind) {
    case "member":
      return [of.of];
    case "index":
      return [of.of, of.at];
    case "list":
      return of.items;
    case "object":
      return of.entries.flat();
    case "call":
      return [of.of, ...of.args, ...of.named.values(), ...of.spread];
    default:
      return [];
  }
}

/** The name that is called or named, without what it is a member of. */
export function calledName(of: Expression): string {
  return of.kind === "name" || of.kind === "member" ? of.name : of.kind === "index" ? calledName(of.of) : "";
}

function isEnviron(of: Expression): boolean {
  return of.kind === "member" && calledName(of.of) === "environ";
}

/** A member of one of Jina's enums is the text of its name. */
function memberOf(of: Expression & { readonly kind: "member" }): string {
  if (of.of.kind === "name" && /^(?:Gateway|Flow|Polling|Deployment|Protocol)\w*Type$/.test(of.of.name)) {
    return of.name;
  }
  throw unknown(of);
}

function dateOf(parts: readonly Value[], call: CallExpression): Timestamp {
  const [year, month, day, hour, minute, second = 0, micros = 0, ...more] = parts;
  const digits = (value: Value | undefined, count: number) => {
    if (typeof value !== "number") {
      throw unknown(call);
    }
    return String(value).padStart(count, "0");
  };
  const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
  if (more.length > 0) {
    throw unknown(call);
  }
  if (hour === undefined) {
    return new Timestamp(calledName(call.of) === "date" ? date : `${date} 00:00:00`);
  }
  const fraction = micros === 0 ? "" : `.${digits(micros, 6)}`;
  return new Timestamp(`${date} ${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}${fraction}`);
}

function unknown(of: Expression): CodeFault {
  return new CodeFault(of.line, `${describe(of)} is not known without running the program`);
}

/** What it is, as `Client.post`, for people. */
export function describe(of: Expression): string {
  const parts: string[] = [];
  let at = of;
  for (;;) {
    if (at.kind === "member") {
      parts.unshift(`.${at.name}`);
    } else if (at.kind === "call") {
      parts.unshift("(…)");
    } else if (at.kind === "index") {
      parts.unshift("[…]");
    } else {
      parts.unshift(at.kind === "name" ? at.name : "a value");
      break;
    }
    at = at.of;
    if (parts.length > 12) {
      parts.unshift("…");
      break;
    }
  }
  return parts.join("");
}

/** Whether it makes a Flow or a Deployment, and is no call of a method of one. */
export function isConstructor({ of }: CallExpression): boolean {
  const name = calledName(of);
  return (
    of.kind === "member" &&
    of.of.kind === "name" &&
    (((name === "Flow" || name === "AsyncFlow" || name === "Deployment") && /^\w+$/.test(of.of.name)) ||
      (name === "load_config" && /^(?:Flow|Deployment)$/.test(of.of.name)))
  );
}
