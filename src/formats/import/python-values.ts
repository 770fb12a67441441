/** What an expression of a Python program says as a value of a Flow: literals, arithmetic on them, and names that stand for them. */
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "../../model/flow.ts";
import { isList, isMap, pythonStr } from "../../model/python.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../../model/value.ts";
import { type Constant, calculate, putIntoText, textOfConstant } from "../../script/python-arithmetic.ts";
import { type Call, calledName, describe, type Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";

/** What the program has said so far. */
interface Known {
  /** The expression that a name was given last. */
  readonly values: ReadonlyMap<string, Expression>;
  /** Names of classes of the program, and of what it imports. */
  readonly definitions: ReadonlySet<string>;
  /** Names by which the program means something of its own. */
  readonly own: ReadonlySet<string>;
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
/** Characters of a text that count as one part more. */
const PART_LENGTH = 16;
const MAX_DEPTH = 200;
const MAX_NAMES = 50;
/** So deep entries are left out by themselves; deeper ones with what holds them, since nobody reads a longer path. */
const MAX_KEYS = 8;

/** Is told of an entry of a mapping that is left out: its keys from the outside inwards, and why. */
type LeaveOut = (keys: readonly string[], fault: CodeFault) => void;

/** An entry of a mapping: its key and its value, or in the place of the key another mapping. */
type Entry = readonly [Expression | string, Expression];

/** What is told of another mapping whose entries are not known, in the place of a key. */
export const BEHIND_STARS = "what stands behind **";

/** Thrown where values have more parts than are read. */
export class TooMuch extends Error {}

/** Reads the values of one program. */
export class PythonValues {
  private readonly known: Known;
  private parts = 0;
  private depth = 0;
  private readonly onVariable: (line: number, text: string) => void;
  /** Told of entries that are left out; null where all of a value has to be understood. */
  private leaveOut: LeaveOut | null = null;
  /** The keys of the entries that are being read, from the outside inwards. */
  private readonly keys: string[] = [];

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
    return this.nested(expression, () => this.read(expression));
  }

  /** What `read` gives, without entries of mappings that are not understood, which are told. */
  without<Result>(leaveOut: LeaveOut, read: () => Result): Result {
    this.leaveOut = leaveOut;
    try {
      return read();
    } finally {
      this.leaveOut = null;
    }
  }

  /** Reads a part of a value, within the caps. */
  private nested<Part>({ line }: Expression, read: () => Part): Part {
    this.take(1);
    if (this.depth >= MAX_DEPTH) {
      throw new CodeFault(line, `more than ${MAX_DEPTH} levels deep`);
    }
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }

  private take(parts: number): void {
    this.parts += parts;
    if (this.parts > MAX_PARTS) {
      throw new TooMuch();
    }
  }

  private read(expression: Expression): Value {
    const of = this.resolved(expression);
    switch (of.kind) {
      case "value":
      case "signed":
        return this.constantValue(of);
      case "operation":
        return this.sequenceOf(of) === null ? this.constantValue(of) : this.joined(of);
      case "list":
        return of.items.flatMap((item) => (item.kind === "spread" ? this.list(item.of) : [this.value(item)]));
      case "object":
        return this.object(of.entries);
      case "call":
        return this.made(of);
      case "index":
        return this.environmentAt(of);
      case "member":
        return this.memberOf(of);
      case "unread":
        throw new CodeFault(expression.line, of.why);
      case "bytes":
        throw new CodeFault(of.line, "bytes cannot stand in a file");
      case "spread":
        throw new CodeFault(of.line, "a star stands before what is not in a list");
      case "name":
        if (of.name === "GATEWAY_NAME") {
          return "gateway";
        }
        throw unknown(of);
    }
  }

  private constantValue(of: Expression): Value {
    const { value, isFloat } = this.constant(of);
    if (typeof value === "string") {
      this.take(value.length / PART_LENGTH);
      if (/\$[\w{$]/.test(value)) {
        this.onVariable(of.line, value);
      }
    }
    return isFloat ? new Float(Number(value)) : value;
  }

  /** A literal, or what arithmetic makes of some. @throws {CodeFault} for all else */
  private constant(expression: Expression): Constant {
    const of = this.resolved(expression);
    switch (of.kind) {
      case "value":
        return of;
      case "signed":
      case "operation":
        return calculate(of, (operand) => this.nested(operand, () => this.constant(operand)));
      case "call": {
        const put = this.known.own.has("str") ? null : putIntoText(of);
        if (!put) {
          throw unknown(of);
        }
        return textOfConstant(
          this.nested(put, () => this.constant(put)),
          of.line,
        );
      }
      case "unread":
        throw new CodeFault(expression.line, of.why);
      default:
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

  /** The items behind a star. @throws {CodeFault} */
  private list(expression: Expression): readonly Value[] {
    const value = this.value(expression);
    if (!isList(value)) {
      throw new CodeFault(expression.line, "a star stands before what is no list");
    }
    return value;
  }

  /** Lists in a row with + between them. @throws {CodeFault} where Python refuses to join them too */
  private joined({ first, rest, line }: Expression & { readonly kind: "operation" }): Value {
    const kind = this.sequenceOf(first);
    for (const [operator, part] of rest) {
      if (operator !== "+" || this.sequenceOf(part) !== kind) {
        throw new CodeFault(line, `a ${kind ?? "value"} with ${operator} is not read`);
      }
    }
    return [first, ...rest.map(([, part]) => part)].flatMap((part) => this.list(part));
  }

  /** Which of Python's sequences an expression makes, as far as its form tells; null for any other value. */
  private sequenceOf(expression: Expression): "list" | "tuple" | null {
    let of = this.resolved(expression);
    for (let hops = 0; of.kind === "operation" && hops < MAX_DEPTH; hops++) {
      of = this.resolved(of.first);
    }
    if (of.kind === "list") {
      return of.isTuple ? "tuple" : "list";
    }
    const name = of.kind === "call" && of.of.kind === "name" ? of.of.name : "";
    return name === "list" || name === "tuple" ? name : null;
  }

  /** A mapping as it is written; later entries take the place of those of the same name before them. */
  private object(entries: Iterable<Entry>): ValueMap {
    const read = new Map<string, Value>();
    const depth = this.keys.length;
    const { leaveOut } = this;
    this.leaveOut =
      leaveOut &&
      ((keys, fault) => {
        if (keys.length === depth + 1) {
          read.delete(keys[depth] ?? "");
        }
        leaveOut(keys, fault);
      });
    try {
      for (const [key, item] of entries) {
        if (typeof key === "string" || key.kind !== "spread") {
          this.addEntry(read, key, item);
        } else {
          this.addSpread(read, key.of);
        }
      }
      return read;
    } finally {
      this.leaveOut = leaveOut;
    }
  }

  private addEntry(read: Map<string, Value>, key: Expression | string, item: Expression): void {
    let name = typeof key === "string" ? key : "an entry";
    this.orLeftOut(
      () => name,
      () => {
        name = typeof key === "string" ? key : this.key(key);
        this.keys.push(name);
        try {
          read.set(name, this.value(item));
        } finally {
          this.keys.pop();
        }
      },
    );
  }

  private addSpread(read: Map<string, Value>, of: Expression): void {
    const isRead = this.orLeftOut(
      () => BEHIND_STARS,
      () => {
        for (const [name, value] of this.map(of)) {
          read.set(name, value);
        }
      },
    );
    for (const name of isRead ? [] : [...read.keys()]) {
      const why = `${BEHIND_STARS} after it may give it anew`;
      this.leaveOut?.([...this.keys, name], new CodeFault(of.line, why));
    }
  }

  /** True if it was read; false if it is left out, which is told under this name. @throws {CodeFault} where it may not be */
  private orLeftOut(nameOf: () => string, read: () => void): boolean {
    try {
      read();
      return true;
    } catch (cause) {
      if (!this.leaveOut || !(cause instanceof CodeFault) || this.keys.length >= MAX_KEYS) {
        throw cause;
      }
      this.leaveOut([...this.keys, nameOf()], cause);
      return false;
    }
  }

  /** A key as a text, as the engine writes it, which looks for no variables in it. */
  private key(expression: Expression): string {
    const of = this.resolved(expression);
    const key = of.kind === "value" && typeof of.value === "string" ? of.value : this.value(of);
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

  /** What a name stands for, or a member, where that is Python's or Jina's. @throws {CodeFault} where it is the program's */
  private familiar(expression: Expression): Expression {
    const of = this.resolved(expression);
    if (of.kind === "unread") {
      throw new CodeFault(expression.line, of.why);
    }
    let root: Expression = of;
    while (root.kind === "member") {
      root = root.of;
    }
    if (root.kind === "name" && this.known.own.has(root.name)) {
      const given = this.resolved(root);
      if (given === root) {
        throw unknown(expression);
      }
      this.nested(root, () => this.familiar(given));
    }
    return of;
  }

  /** A member of one of Jina's enums is the text of its name. */
  private memberOf(of: Expression & { readonly kind: "member" }): string {
    const from = this.familiar(of.of);
    if (from.kind === "name" && /^(?:Gateway|Flow|Polling|Deployment|Protocol)\w*Type$/.test(from.name)) {
      return of.name;
    }
    throw unknown(of);
  }

  /** What is made by a call: of a constructor of values, or of a function that asks the environment. */
  private made(call: Call): Value {
    const of = this.familiar(call.of);
    const name = calledName(of);
    // What members are called so is of others.
    const builtin = of.kind === "name" ? name : "";
    const [first, ...more] = call.args;
    const isPlain = call.named.size === 0 && call.spread.length === 0;
    if (builtin === "dict" && more.length === 0) {
      return this.object([
        ...(first ? [spreadEntry(first)] : []),
        ...call.named,
        ...call.spread.map(spreadEntry),
      ]);
    }
    if ((name === "Flow" || name === "Deployment") && !first && isPlain) {
      return name === "Flow" ? NESTED_FLOW : NESTED_DEPLOYMENT;
    }
    if (!first || !isPlain) {
      throw unknown(call);
    }
    if (more.length === 0 && (builtin === "list" || builtin === "tuple")) {
      return this.value(first);
    }
    if (more.length === 0 && /^expand_?(?:env_var|vars)$/.test(name)) {
      const text = this.resolved(first);
      if (text.kind !== "value") {
        throw unknown(call);
      }
      return text.value;
    }
    if (name === "getenv" || (name === "get" && this.isEnviron(of))) {
      if (more.length > 0) {
        throw new CodeFault(call.line, "a file has no default for a variable");
      }
      return this.environmentValue(first, call);
    }
    const value = this.value(first);
    if (more.length === 0 && builtin === "str" && typeof value !== "object") {
      return pythonStr(value);
    }
    if (more.length === 0 && builtin === "float" && /^-?(?:inf|nan)$/.test(String(value))) {
      return new Float(Number(String(value).replace("inf", "Infinity")));
    }
    if (name === "date" || name === "datetime") {
      return dateOf([value, ...more.map((item) => this.value(item))], call);
    }
    throw unknown(call);
  }

  private isEnviron(get: Expression): boolean {
    return get.kind === "member" && calledName(this.familiar(get.of)) === "environ";
  }

  private environmentAt(of: Expression & { readonly kind: "index" }): Value {
    if (calledName(this.familiar(of.of)) !== "environ") {
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

function dateOf(parts: readonly Value[], call: Call): Timestamp {
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

function spreadEntry(of: Expression): Entry {
  return [{ kind: "spread", of, line: of.line }, of];
}

function unknown(of: Expression): CodeFault {
  return new CodeFault(of.line, `${describe(of)} is not known without running the program`);
}
