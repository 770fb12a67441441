/**
 * Python and JavaScript, statement by statement: names and what they stand for, and calls. A statement that is not
 * understood is named with its line, unless it says nothing about a request. Pure.
 */
import { quoted } from "../../base/words.ts";
import { operandsOf } from "../../script/python-arithmetic.ts";
import { readImport } from "../../script/python-import.ts";
import {
  calledName,
  createExpressionReader,
  describe,
  type Expression,
  type Operator,
} from "../../script/script-expression.ts";
import { CodeFault, type Dialect, isSign, readTokens, type Token } from "../../script/script-tokens.ts";
import { MAX_NAMES, resolve } from "./code-values.ts";

/** What a script says. */
interface Script {
  /** The values that names were given, the last of each. */
  readonly scope: ReadonlyMap<string, Expression>;
  /** What is called or iterated over, in the order of the text. */
  readonly expressions: readonly Expression[];
  readonly faults: readonly CodeFault[];
}

/** Words that begin statements around a request, and the rest of whose line is of no interest. */
const PASSED: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  python: new Set(["class", "def", "if", "try", "except", "finally", "pass", "@", "else"]),
  javascript: new Set([
    "import",
    "export",
    "function",
    "try",
    "catch",
    "finally",
    "if",
    "else",
    "let",
    "class",
  ]),
};
/** Words before an expression or a name. */
const LEADING = new Set(["const", "let", "var", "return", "async", "await", "yield", "export", "default"]);
/** What a number or a text is, or arithmetic on them. */
const SUMMED: ReadonlySet<Expression["kind"]> = new Set(["value", "signed", "operation"]);
const HARMLESS = new Set(["{", "}", ";", ")", "]", ",", "=>"]);
const DECLARING = new Set(["const", "let", "var"]);
/** Methods that put something behind the items of a list: one thing, or all that is in another list. */
const APPENDING: ReadonlySet<string> = new Set(["append", "push", "extend"]);
/** Methods that change a list or an object otherwise. */
const CHANGING: ReadonlySet<string> = new Set(
  "insert remove pop popitem clear reverse sort update setdefault unshift shift splice fill".split(" "),
);

/** Reads a script without running anything of it. Throws CodeFault for a text that does not end. */
export function readScript(source: string, dialect: Dialect): Script {
  const text = dialect === "python" ? withoutPrompts(source) : source;
  const scope = new Map<string, Expression>();
  const expressions: Expression[] = [];
  const faults: CodeFault[] = [];
  readStatements(readTokens(text, dialect), dialect, text.split(/\r\n?|\n/), { scope, expressions, faults });
  return { scope, expressions, faults };
}

/** Functions that are handed over within each other are read so deep. */
const MAX_FUNCTIONS = 20;

/** What stands behind Python's prompts, where there are some: the other lines are what it has answered. */
function withoutPrompts(source: string): string {
  const prompt = /^[^\S\n]*(?:>>>|\.\.\.)(?: |$)/;
  return /^[^\S\n]*>>> /m.test(source)
    ? source
        .split(/\r\n?|\n/)
        .map((line) => (prompt.test(line) ? line.replace(prompt, "") : ""))
        .join("\n")
    : source;
}

function readStatements(
  tokens: readonly Token[],
  dialect: Dialect,
  lines: readonly string[],
  found: { scope: Map<string, Expression>; expressions: Expression[]; faults: CodeFault[] },
  depth = 0,
): void {
  const { scope, expressions, faults } = found;
  const end = tokens.at(-1)!;
  const { peek, skip, take, expression } = createExpressionReader(tokens, dialect);
  /** Columns of the loops that the statement may stand in. */
  const loops: number[] = [];
  let isDeclared = false;
  /** Lists and sums that were made here of what a name was given bit by bit. */
  const grown = new WeakSet<Expression>();

  const tell = ({ line }: Expression, message: string) => {
    faults.push(new CodeFault(line, message));
  };

  /** Keeps an expression, and reads the functions of JavaScript that are handed over in it: what fails there is theirs. */
  const keep = (of: Expression) => {
    expressions.push(of);
    if (dialect === "javascript" && depth < MAX_FUNCTIONS) {
      for (const arg of callsIn(of).flatMap(({ args }) => args)) {
        if (arg.kind === "unread") {
          const within = [...arg.tokens(), end];
          readStatements(within, dialect, lines, { scope, expressions, faults: [] }, depth + 1);
        }
      }
    }
  };

  const skipLine = () => {
    do {
      skip();
    } while (!peek().isFirst && peek().kind !== "end");
  };

  /** What a Python program imports under another name stands for what has it. */
  const readAliases = () => {
    const tokens: Token[] = [];
    let open = 0;
    do {
      const token = peek();
      open += isSign(token, "(") ? 1 : isSign(token, ")") ? -1 : 0;
      tokens.push(token);
      skip();
    } while (peek().kind !== "end" && (open > 0 || !(peek().isFirst || isSign(peek(), ";"))));
    const { from, names } = readImport(tokens);
    for (const { name, original } of names) {
      if (name !== original) {
        const { line } = tokens[0]!;
        // Of a module, so that no name of the script is meant.
        const of: Expression = { kind: "name", name: from || original, line };
        scope.set(name, from === "" ? of : { kind: "member", of, name: original, line });
      }
    }
  };

  /** `async for part in …:` and `for (const part of …)`: what is iterated over counts, and stands for each part of it. */
  const loop = (column: number) => {
    loops.push(column);
    const { line, text: part } = peek();
    while (!peek().isFirst && peek().kind !== "end" && peek().text !== "in" && peek().text !== "of") {
      skip();
    }
    if (peek().line !== line || peek().isFirst) {
      return;
    }
    skip();
    const all = expression();
    keep(all);
    scope.set(part, all);
    take(dialect === "python" ? ":" : ")");
  };

  /** `with … as name:`, of one thing or of several. */
  const context = () => {
    do {
      const of = expression();
      keep(of);
      if (take("as")) {
        scope.set(peek().text, of);
        skip();
      }
    } while (take(","));
    take(":");
  };

  /** `name: Type = value` in TypeScript. */
  const skipType = () => {
    const { line } = peek();
    if (isSign(peek(), ":")) {
      while (!isSign(peek(), "=") && peek().line === line && peek().kind !== "end") {
        skip();
      }
    }
  };

  /** The name that a list was given first, of one that has several. */
  const firstNameOf = (name: string): string => {
    let first = name;
    for (let count = 0; count < MAX_NAMES; count++) {
      const next = scope.get(first);
      if (next?.kind !== "name" || !scope.has(next.name)) {
        break;
      }
      first = next.name;
    }
    return first;
  };

  /** Takes in what `list.append(…)` does to a list that has a name; in a loop nobody knows how often it does it. */
  const append = (given: string, of: Expression, isMany: boolean): boolean => {
    const name = firstNameOf(given);
    const before = scope.get(name);
    if (!before) {
      return false;
    }
    const { line } = of;
    const added: Expression = isMany ? { kind: "spread", of, line } : of;
    if (loops.length > 0) {
      tell(of, `what ${given} is given in a loop is not known without running the code`);
    } else if (before.kind === "list" && grown.has(before)) {
      (before.items as Expression[]).push(added);
    } else {
      const list: Expression = { kind: "list", items: [{ kind: "spread", of: before, line }, added], line };
      grown.add(list);
      scope.set(name, list);
    }
    return true;
  };

  /** Takes in what `name += value` does to a number or a text; in a loop nobody knows how often it does it. */
  const add = (name: string, value: Expression): void => {
    const before = scope.get(name);
    const { line } = value;
    if (!before) {
      return;
    }
    if (loops.length > 0) {
      const why = `what ${name} is given in a loop is not known without running the code`;
      scope.set(name, { kind: "unread", why, tokens: () => [], line });
    } else if (before.kind === "operation" && grown.has(before)) {
      (before.rest as (readonly [Operator, Expression])[]).push(["+", value]);
    } else {
      const sum: Expression = { kind: "operation", first: before, rest: [["+", value]], line };
      grown.add(sum);
      scope.set(name, sum);
    }
  };

  /** Tells that what a list or an object is changed by is not read. */
  const tellChange = (call: Expression): void => {
    if (call.kind === "call" && call.of.kind === "member" && CHANGING.has(call.of.name)) {
      const { kind } = resolve(call.of.of, scope);
      if (kind === "list" || kind === "object") {
        tell(call, `what ${describe(call)} changes is not read`);
      }
    }
  };

  const isAppended = (call: Expression): boolean =>
    call.kind === "call" &&
    call.of.kind === "member" &&
    call.of.of.kind === "name" &&
    APPENDING.has(call.of.name) &&
    call.args.length === 1 &&
    append(call.of.of.name, call.args[0]!, call.of.name === "extend");

  /** Takes in what `document.field = value` does; what is set further within is told. */
  const assign = (of: Expression, value: Expression) => {
    let root = of;
    while (root.kind === "member" || root.kind === "index") {
      root = root.of;
    }
    if (of.kind === "name") {
      scope.set(of.name, value);
    } else if (root.kind === "name") {
      const before = resolve(root, scope);
      const isDocument =
        dialect === "python" && before.kind === "call" && /^[A-Z]/.test(calledName(before.of));
      if (of.kind === "member" && of.of === root && isDocument && loops.length === 0) {
        (before.named as Map<string, Expression>).set(of.name, value);
      } else if (isDocument || before.kind === "list" || before.kind === "object") {
        tell(of, `what is set within ${root.name} is not read`);
      }
    }
  };

  const statement = () => {
    const { text, kind, isFirst, column } = peek();
    const isDeclaring = isDeclared;
    isDeclared = false;
    while (isFirst && loops.length > 0 && column <= loops.at(-1)!) {
      loops.pop();
    }
    if (kind === "sign" && HARMLESS.has(text)) {
      skip();
    } else if (kind === "name" && LEADING.has(text)) {
      skip();
      isDeclared = DECLARING.has(text);
    } else if (text === "for") {
      skip();
      loop(column);
    } else if (text === "while") {
      loops.push(column);
      skipLine();
    } else if (dialect === "python" && text === "with") {
      skip();
      context();
    } else if (dialect === "python" && (text === "import" || text === "from")) {
      readAliases();
    } else if (PASSED[dialect].has(text)) {
      skipLine();
    } else {
      const of = expression();
      if (dialect === "python" && take(":")) {
        // `name: type = value`, or a field of a class.
        expression();
      }
      if (isDeclaring && dialect === "javascript") {
        skipType();
      }
      if (take("=")) {
        const value = expression();
        keep(value);
        assign(of, value);
      } else if (take("+=")) {
        const value = expression();
        if (of.kind === "name" && SUMMED.has(resolve(of, scope).kind)) {
          add(of.name, value);
        } else if (of.kind === "name" && resolve(value, scope).kind !== "value") {
          append(of.name, value, true);
        }
      } else if (!isAppended(of)) {
        tellChange(of);
        keep(of);
      }
    }
  };

  while (peek().kind !== "end") {
    const { line } = peek();
    try {
      statement();
    } catch (cause) {
      if (!(cause instanceof CodeFault)) {
        throw cause;
      }
      const written = (lines[line - 1] ?? "").trim();
      if (!isAboutAnswers(written)) {
        faults.push(new CodeFault(cause.line, `${cause.message}, in ${quoted(written)}`));
      }
      if (peek().kind !== "end") {
        skipLine();
      }
    }
  }
}

/** Lines that only deal with what comes back. */
function isAboutAnswers(line: string): boolean {
  return /^(?:print|console\.\w+|assert|[\w.]*\.on\w+\s*=|if\b|[\w.]+\s*[+-]=)/.test(line);
}

/** Every call in an expression, the outermost first. A loop, since chains of calls may be of any length. */
export function callsIn(of: Expression): (Expression & { readonly kind: "call" })[] {
  const calls: (Expression & { readonly kind: "call" })[] = [];
  const left = [of];
  for (let next = left.pop(); next; next = left.pop()) {
    switch (next.kind) {
      case "call":
        calls.push(next);
        left.push(...[next.of, ...next.args, ...next.named.values()].reverse());
        break;
      case "member":
      case "index":
        left.push(next.of);
        break;
      case "signed":
      case "operation":
        left.push(...operandsOf(next).toReversed());
        break;
    }
  }
  return calls;
}
