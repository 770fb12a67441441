/**
 * Expressions of Python or JavaScript as trees: literals, names, members and calls, arithmetic of Python and the + of
 * JavaScript; all else is a fault with its line. Pure.
 */
import { CodeFault, type Dialect, readTokens, type Token } from "./script-tokens.ts";

/** What is done with two values; the first two also stand before one. */
export type Operator = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** A part of an expression, with the line that it begins on. */
export type Expression = {
  readonly line: number;
} /** `isFloat`: a number that is written as no whole one, as `1.0`. */ & (
  | {
      readonly kind: "value";
      readonly value: string | number | bigint | boolean | null;
      readonly isFloat?: boolean;
    }
  /** A text of bytes, as `b"…"`. */
  | { readonly kind: "bytes"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly isTuple?: boolean }
  | { readonly kind: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  /** Of Python: items of a list behind a star, or in the place of a key the entries of a mapping behind two. */
  | { readonly kind: "spread"; readonly of: Expression }
  | { readonly kind: "name"; readonly name: string }
  /** What is none of these, between brackets and commas; `why` goes on in a sentence, `tokens` gives what was passed over. */
  | { readonly kind: "unread"; readonly why: string; readonly tokens: () => readonly Token[] }
  | { readonly kind: "member"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly at: Expression }
  /** A sign before a value, of Python. */
  | { readonly kind: "signed"; readonly sign: Operator; readonly of: Expression }
  /** Arithmetic: the first value, and what is done with each of the others in turn. `isLoose`: JavaScript's, which joins anything to a text. */
  | {
      readonly kind: "operation";
      readonly isLoose?: boolean;
      readonly first: Expression;
      readonly rest: readonly (readonly [Operator, Expression])[];
    }
  | {
      readonly kind: "call";
      readonly of: Expression;
      readonly args: readonly Expression[];
      readonly named: ReadonlyMap<string, Expression>;
      /** Behind two stars in Python: named arguments from a mapping. */
      readonly spread: readonly Expression[];
    }
);

/** Arithmetic in a tree. */
export type Operation = Expression & { readonly kind: "signed" | "operation" };

/** A call in a tree. */
export type Call = Expression & { readonly kind: "call" };

/** Methods that change a list or a mapping of Python, or an array of JavaScript. */
export const CHANGING: ReadonlySet<string> = new Set(
  (
    "append extend insert remove pop popitem clear reverse sort update setdefault __setitem__ __delitem__ " +
    "push unshift shift splice fill"
  ).split(" "),
);

/** The values that arithmetic is about, in their order. */
export function operandsOf(of: Operation): readonly Expression[] {
  return of.kind === "signed" ? [of.of] : [of.first, ...of.rest.map(([, value]) => value)];
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
    case "spread":
      return [of.of];
    case "signed":
    case "operation":
      return operandsOf(of);
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

/** What it is a member or an item of, however far within. */
export function rootOf(of: Expression): Expression {
  let root = of;
  while (root.kind === "member" || root.kind === "index") {
    root = root.of;
  }
  return root;
}

/** The name that is called, without what it is a member or a kind of: `DocList[Doc](…)` calls DocList. */
export function calledName(of: Expression): string {
  let called = of;
  while (called.kind === "index") {
    called = called.of;
  }
  return called.kind === "name" || called.kind === "member" ? called.name : "";
}

/** Links of a chain that are told; of a longer one its beginning is left out. */
const MAX_TOLD = 8;

/** What is named or called, as `Client.post`, for people. */
export function describe(of: Expression): string {
  const links: string[] = [];
  let next = of;
  for (; links.length <= MAX_TOLD; next = next.of) {
    if (next.kind === "member") {
      links.push(`.${next.name}`);
    } else if (next.kind === "index") {
      links.push("[…]");
    } else if (next.kind === "call") {
      links.push("(…)");
    } else {
      break;
    }
  }
  const first = links.length > MAX_TOLD ? "…" : next.kind === "name" ? next.name : "a value";
  return first + links.reverse().join("");
}

/** Reads expressions from a list of tokens. */
interface ExpressionReader {
  /** The next token, which is not taken. */
  peek(): Token;
  /** Takes the next token if it is this one. */
  take(text: string): boolean;
  skip(): void;
  /** Takes one expression. Throws CodeFault. */
  expression(): Expression;
}

/** Deeper than people nest, and far from the end of the stack. */
const MAX_DEPTH = 200;
const CONSTANTS: Readonly<Record<Dialect, ReadonlyMap<string, boolean | null>>> = {
  python: new Map([
    ["True", true],
    ["False", false],
    ["None", null],
  ]),
  javascript: new Map([
    ["true", true],
    ["false", false],
    ["null", null],
    ["undefined", null],
  ]),
};

/** Operators of Python that are read, those that bind least first. */
const SUMS: readonly Operator[] = ["+", "-"];
const PRODUCTS: readonly Operator[] = ["*", "/", "//", "%"];

/** A reader that stands at the first token; `above`: so many levels deep within other expressions. */
export function createExpressionReader(
  tokens: readonly Token[],
  dialect: Dialect,
  above = 0,
): ExpressionReader {
  const last = tokens[tokens.length - 1]!;
  let at = 0;
  /** Open brackets: within them lines have no meaning. */
  let brackets = 0;
  let depth = above;

  const peek = () => tokens[at] ?? last;
  const skip = () => {
    at++;
  };
  /** Whether a line begins where lines end statements. */
  const isAtLineStart = () => peek().isFirst && brackets === 0;
  const isSign = (text: string) => peek().kind === "sign" && peek().text === text;
  const take = (text: string) => {
    const token = peek();
    const isNext = token.text === text && (token.kind === "sign" || token.kind === "name");
    if (isNext) {
      at++;
    }
    return isNext;
  };
  const fault = () => {
    const { kind, line, text } = peek();
    return new CodeFault(
      line,
      kind === "end" ? "the code ends too soon" : `${JSON.stringify(text.slice(0, 40))} is not understood`,
    );
  };
  const expect = (text: string) => {
    if (!take(text)) {
      throw fault();
    }
  };

  /** What stands between brackets and commas up to the closing one. */
  const items = <Item>(close: string, read: () => Item): Item[] => {
    brackets++;
    const out: Item[] = [];
    while (!isSign(close)) {
      out.push(read());
      if (!isSign(close)) {
        expect(",");
      }
    }
    expect(close);
    brackets--;
    return out;
  };

  /** What `read` takes between brackets and commas; where that is not understood, the rest is passed over. */
  const understood = <Read>(read: () => Read, instead: (unread: Expression) => Read): Read => {
    const from = at;
    try {
      const of = read();
      if (!/^[,)\]}]$/.test(peek().text) || peek().kind !== "sign") {
        throw fault();
      }
      return of;
    } catch (cause) {
      if (!(cause instanceof CodeFault)) {
        throw cause;
      }
      for (let open = 0; peek().kind !== "end"; skip()) {
        const sign = peek().kind === "sign" ? peek().text : "";
        if (open === 0 && /^[,)\]}]$/.test(sign)) {
          break;
        }
        open += /^[([{]$/.test(sign) ? 1 : /^[)\]}]$/.test(sign) ? -1 : 0;
      }
      const to = at;
      return instead({
        kind: "unread",
        why: cause.message,
        line: cause.line,
        tokens: () => tokens.slice(from, to),
      });
    }
  };

  /** One expression between brackets and commas. */
  const item = (): Expression => understood<Expression>(expression, (unread) => unread);

  /** One of a list, which may be the items of another. */
  const listed = (): Expression => {
    const { line } = peek();
    return dialect === "python" && take("*") ? { kind: "spread", of: expression(), line } : expression();
  };
  const listItem = (): Expression => understood<Expression>(listed, (unread) => unread);

  const text = (): Expression => {
    const first = peek();
    const { line } = first;
    const isBytes = ({ prefix }: Token) => dialect === "python" && prefix.includes("b");
    const parts: Token[] = [];
    // Python joins texts that stand side by side.
    while (
      peek().kind === "text" &&
      isBytes(peek()) === isBytes(first) &&
      (parts.length === 0 || (dialect === "python" && (brackets > 0 || !peek().isFirst)))
    ) {
      const { fault: why, line: at } = peek();
      if (why !== undefined) {
        throw new CodeFault(at, why);
      }
      parts.push(peek());
      skip();
    }
    if (parts.some(isPutTogether)) {
      const rest = parts.flatMap((part): Expression[] =>
        isPutTogether(part) ? putTogether(part, depth) : [{ kind: "value", value: part.text, line }],
      );
      return {
        kind: "operation",
        first: { kind: "value", value: "", line },
        rest: rest.map((part) => ["+", part] as const),
        ...(dialect === "javascript" && { isLoose: true }),
        line,
      };
    }
    const whole = parts.map((part) => part.text).join("");
    return isBytes(first) ? { kind: "bytes", text: whole, line } : { kind: "value", value: whole, line };
  };

  const key = (): Expression => {
    const token = peek();
    if (dialect === "javascript" && token.kind === "name") {
      skip();
      return { kind: "value", value: token.text, line: token.line };
    }
    return expression();
  };

  const entry = (): readonly [Expression, Expression] => {
    const name = key();
    // { data } is { data: data }.
    if (dialect === "javascript" && (isSign(",") || isSign("}")) && name.kind === "value") {
      return [name, { kind: "name", name: String(name.value), line: name.line }];
    }
    expect(":");
    return [name, item()];
  };

  /** Of Python, whose mappings may lack an entry that is not understood, or have those of another. */
  const pythonEntry = (): readonly [Expression, Expression] => {
    const { line } = peek();
    return take("**")
      ? [
          { kind: "spread", of: item(), line },
          { kind: "value", value: null, line },
        ]
      : understood<readonly [Expression, Expression]>(entry, (unread) => [unread, unread]);
  };

  const argument = (): readonly [string | null, Expression] => {
    const token = peek();
    if (dialect === "python" && take("**")) {
      return ["**", item()];
    }
    const next = tokens[at + 1];
    if (dialect === "python" && token.kind === "name" && next?.kind === "sign" && next.text === "=") {
      at += 2;
      return [token.text, item()];
    }
    return [null, item()];
  };

  const primary = (): Expression => {
    const token = peek();
    const { line } = token;
    if (token.kind === "text") {
      return text();
    }
    if (token.kind === "number") {
      skip();
      return { kind: "value", ...numberOf(token.text), line };
    }
    if (dialect === "javascript" && take("-")) {
      const number = peek();
      if (number.kind !== "number") {
        throw new CodeFault(line, "only numbers are read behind a minus sign");
      }
      skip();
      const { value, ...kind } = numberOf(number.text);
      return { kind: "value", value: -value, ...kind, line };
    }
    if (take("[")) {
      return { kind: "list", items: items("]", listItem), line };
    }
    if (take("{")) {
      return { kind: "object", entries: items("}", dialect === "python" ? pythonEntry : entry), line };
    }
    if (take("(")) {
      const parts = parenthesized();
      return parts.isTuple ? { kind: "list", items: parts.items, isTuple: true, line } : parts.items[0]!;
    }
    if (token.kind === "name") {
      skip();
      if (token.text === "await" || token.text === "new") {
        return operand();
      }
      const constant = CONSTANTS[dialect].get(token.text);
      return constant === undefined
        ? { kind: "name", name: token.text, line }
        : { kind: "value", value: constant, line };
    }
    throw fault();
  };

  /** A tuple, or one expression in parentheses. */
  const parenthesized = (): { readonly items: readonly Expression[]; readonly isTuple: boolean } => {
    brackets++;
    const out: Expression[] = [];
    let isTuple = isSign(")");
    while (!isSign(")")) {
      out.push(listed());
      if (!isSign(")")) {
        expect(",");
        isTuple = true;
      }
    }
    expect(")");
    brackets--;
    return { items: out, isTuple };
  };

  /** Reads something that may stand in itself. */
  function nested(read: () => Expression): Expression {
    if (depth >= MAX_DEPTH) {
      throw new CodeFault(peek().line, `more than ${MAX_DEPTH} levels deep`);
    }
    depth++;
    const bracketsBefore = brackets;
    try {
      return read();
    } catch (cause) {
      brackets = bracketsBefore;
      throw cause;
    } finally {
      depth--;
    }
  }

  /** Values with these operators between them. */
  const chain = (operators: readonly Operator[], read: () => Expression): Expression => {
    const first = read();
    const rest: (readonly [Operator, Expression])[] = [];
    for (;;) {
      const operator = isAtLineStart() ? undefined : operators.find((one) => take(one));
      if (operator === undefined) {
        return rest.length === 0 ? first : { kind: "operation", first, rest, line: first.line };
      }
      rest.push([operator, read()]);
    }
  };

  const factor = (): Expression => {
    const { line } = peek();
    const sign = SUMS.find((one) => take(one));
    if (sign === undefined) {
      return power();
    }
    const of = nested(factor);
    if (of.kind !== "value" || (typeof of.value !== "number" && typeof of.value !== "bigint")) {
      return { kind: "signed", sign, of, line };
    }
    // A whole zero has no sign.
    const isPlain = sign === "+" || (of.value === 0 && !of.isFloat);
    return { ...of, value: isPlain ? of.value : -of.value, line };
  };

  const power = (): Expression => {
    const of = operand();
    return !isAtLineStart() && take("**")
      ? { kind: "operation", first: of, rest: [["**", nested(factor)]], line: of.line }
      : of;
  };

  function expression(): Expression {
    if (dialect === "python") {
      return chain(SUMS, () => chain(PRODUCTS, factor));
    }
    const sum = chain(["+"], operand);
    return sum.kind === "operation" ? { ...sum, isLoose: true } : sum;
  }

  /** A value with its members and calls. */
  function operand(): Expression {
    return nested(() => {
      let of = primary();
      for (;;) {
        const { line } = peek();
        if (isAtLineStart() && !(dialect === "javascript" && isSign("."))) {
          return of;
        }
        if (take(".")) {
          const { kind, text: name } = peek();
          if (kind !== "name") {
            throw fault();
          }
          skip();
          of = { kind: "member", of, name, line };
        } else if (take("[")) {
          const [index, ...more] = items("]", expression);
          if (!index || (more.length > 0 && dialect === "javascript")) {
            throw new CodeFault(line, "an index is one value");
          }
          // Several are a tuple in Python, as in `Dict[str, Any]`.
          const at: Expression = more.length > 0 ? { kind: "list", items: [index, ...more], line } : index;
          of = { kind: "index", of, at, line };
        } else if (take("(")) {
          const args = items(")", argument);
          of = {
            kind: "call",
            of,
            args: args.flatMap(([name, value]) => (name === null ? [value] : [])),
            named: new Map(
              args.flatMap(([name, value]) =>
                name === null || name === "**" ? [] : [[name, value] as const],
              ),
            ),
            spread: args.flatMap(([name, value]) => (name === "**" ? [value] : [])),
            line: of.line,
          };
        } else {
          return of;
        }
      }
    });
  }

  return { peek, take, skip, expression };
}

/** Code in the braces of a text that is put together, a brace that stands for itself, what stands between, or all else. */
const PART = /\{(?<code>[^{}!:=]+)\}|(?<brace>\{\{|\}\})|(?<plain>[^{}]+)|(?<other>[\s\S])/gu;

function isPutTogether({ prefix, text, pieces }: Token): boolean {
  return pieces !== undefined || (prefix.includes("f") && /[{}]/.test(text));
}

/**
 * Texts and what is put between them, as in `f"{name}:1"` and `${name}:1`. Throws CodeFault for a format in Python; what
 * is called in the braces there is not read.
 */
function putTogether(token: Token, depth: number): Expression[] {
  const { text, line, pieces } = token;
  if (pieces) {
    return pieces.map((piece, at) =>
      at % 2 === 0 ? { kind: "value", value: piece, line } : putInto(token, piece, "javascript", depth),
    );
  }
  return [...text.matchAll(PART)].map(({ groups = {} }): Expression => {
    const { code, brace, plain } = groups;
    if (code !== undefined) {
      return putInto(token, code, "python", depth);
    }
    if (brace === undefined && plain === undefined) {
      throw new CodeFault(line, 'a text that is put together (f"…") is not read');
    }
    return { kind: "value", value: plain ?? brace?.charAt(0) ?? "", line };
  });
}

/** One value that is put into a text; what is not understood of it keeps the whole text's token. */
function putInto(token: Token, code: string, dialect: Dialect, depth: number): Expression {
  const { line } = token;
  const put = (why: string): Expression => ({ kind: "unread", why, line, tokens: () => [token] });
  try {
    if (depth >= MAX_DEPTH) {
      throw new CodeFault(line, `more than ${MAX_DEPTH} levels deep`);
    }
    const tokens = readTokens(code, dialect).map((one) => ({ ...one, line, isFirst: false }));
    const reader = createExpressionReader(tokens, dialect, depth + 1);
    const of = reader.expression();
    if (reader.peek().kind !== "end") {
      throw new CodeFault(line, `${JSON.stringify(reader.peek().text.slice(0, 40))} is not understood`);
    }
    if (dialect === "python" && [...partsWithin(of)].some(({ kind }) => kind === "call")) {
      return put(`${describe(of)}, which is put into a text, is not known without running it`);
    }
    const name = dialect === "python" ? "str" : "String";
    return {
      kind: "call",
      of: { kind: "name", name, line },
      args: [of],
      named: new Map(),
      spread: [],
      line,
    };
  } catch (cause) {
    if (!(cause instanceof CodeFault)) {
      throw cause;
    }
    return put(`what is put into a text as ${JSON.stringify(code.trim().slice(0, 40))} is not read`);
  }
}

function numberOf(text: string): { readonly value: number | bigint; readonly isFloat?: boolean } {
  const plain = text.replaceAll("_", "").replace(/n$/, "");
  if (/^(?:0[xob][\da-f]+|\d+)$/i.test(plain)) {
    const exact = BigInt(plain);
    return { value: Number.isSafeInteger(Number(exact)) ? Number(exact) : exact };
  }
  return { value: Number(plain), isFloat: true };
}
