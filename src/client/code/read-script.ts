/**
 * Python and JavaScript, statement by statement: names and what they stand for, and calls. A statement that is not
 * understood is named with its line, unless it says nothing about a request. Pure.
 */
import { quoted } from "../../base/words.ts";
import { operandsOf } from "../../script/python-arithmetic.ts";
import { readImport } from "../../script/python-import.ts";
import { createExpressionReader, type Expression } from "../../script/script-expression.ts";
import { CodeFault, type Dialect, isSign, readTokens, type Token } from "../../script/script-tokens.ts";

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
  python: new Set(["class", "def", "if", "try", "except", "finally", "with", "pass", "@", "else"]),
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
const HARMLESS = new Set(["{", "}", ";", ")", "]", ","]);

/** Reads a script without running anything of it. Throws CodeFault for a text that does not end. */
export function readScript(source: string, dialect: Dialect): Script {
  const reader = createExpressionReader(readTokens(source, dialect), dialect);
  const { peek, skip, take, expression } = reader;
  const lines = source.split(/\r\n?|\n/);
  const scope = new Map<string, Expression>();
  const expressions: Expression[] = [];
  const faults: CodeFault[] = [];

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
  const loop = () => {
    const { line, text: part } = peek();
    while (!peek().isFirst && peek().kind !== "end" && peek().text !== "in" && peek().text !== "of") {
      skip();
    }
    if (peek().line !== line || peek().isFirst) {
      return;
    }
    skip();
    const all = expression();
    expressions.push(all);
    scope.set(part, all);
    take(dialect === "python" ? ":" : ")");
  };

  const statement = () => {
    const { text, kind } = peek();
    if (kind === "sign" && HARMLESS.has(text)) {
      skip();
    } else if (kind === "name" && LEADING.has(text)) {
      skip();
    } else if (text === "for") {
      skip();
      loop();
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
      if (take("=")) {
        const value = expression();
        if (of.kind === "name") {
          scope.set(of.name, value);
        }
        expressions.push(value);
      } else {
        expressions.push(of);
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
  return { scope, expressions, faults };
}

/** Lines that only deal with what comes back. */
function isAboutAnswers(line: string): boolean {
  return /^(?:print|console\.\w+|assert|[\w.]*\.on\w+\s*=|if\b|while\b|[\w.]+\s*[+-]=)/.test(line);
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
