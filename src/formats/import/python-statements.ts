/** A Python program → its statements, as far as a Flow may come of them, each with what it stands in. Nothing is evaluated. */
import { createExpressionReader, type Expression } from "../../script/script-expression.ts";
import { CodeFault, type Token } from "../../script/script-tokens.ts";

/** What a statement stands in that may keep it from being carried out once: with the line on which that begins. */
interface Around {
  readonly kind: "loop" | "condition";
  readonly line: number;
}

/**
 * One statement; `around` is the innermost loop or condition, null outside of any; `within` the line on which the
 * innermost function begins, 0 outside of any.
 */
export type Statement = { readonly line: number; readonly around: Around | null; readonly within: number } & (
  | {
      readonly kind: "value";
      readonly value: Expression;
      /** What it is given to: names, and members as `self.flow`. */
      readonly names: readonly string[];
      /** The members and items that it is given to. */
      readonly parts: readonly Expression[];
      /** Whether it is entered, by `with`. */
      readonly isEntered: boolean;
    }
  /** A class, or what is imported by that name. */
  | { readonly kind: "definition"; readonly name: string }
  /** What is not understood, with the names in it. */
  | { readonly kind: "unread"; readonly why: string; readonly words: ReadonlySet<string> }
);

/** A block that a header with a colon begins. */
interface Block {
  readonly kind: Around["kind"] | "other";
  readonly line: number;
  readonly column: number;
  readonly around: Around | null;
  readonly within: number;
}

const BLOCKS: Readonly<Record<string, Block["kind"]>> = {
  for: "loop",
  while: "loop",
  if: "condition",
  elif: "condition",
  else: "condition",
  except: "condition",
  try: "other",
  finally: "other",
  def: "other",
  class: "other",
};
/** Words whose statement says nothing about a Flow. */
const PASSED = new Set("@ assert break continue del global nonlocal pass raise".split(" "));
/** Words before an expression, or before the word of a block. */
const LEADING = new Set(["async", "await", "return", "yield"]);
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/** A name, or the members that lead to one, as `self.flow`; null for what is neither. */
export function pathOf(of: Expression): string | null {
  if (of.kind === "name") {
    return of.name;
  }
  return of.kind === "member" && of.of.kind === "name" ? `${of.of.name}.${of.name}` : null;
}

/** All statements of the tokens of a program, in their order. */
export function readStatements(tokens: readonly Token[]): Statement[] {
  const { peek, skip, take, expression } = createExpressionReader(tokens, "python");
  const statements: Statement[] = [];
  const blocks: Block[] = [];
  /** Of the line that the statement begins on. */
  let indent = 0;

  const place = () => ({ around: blocks.at(-1)?.around ?? null, within: blocks.at(-1)?.within ?? 0 });
  const isSign = (text: string) => peek().kind === "sign" && peek().text === text;
  const isWord = (text: string) => peek().kind === "name" && peek().text === text;

  /** Passes over tokens up to one that `isLast` of those outside of brackets, which stays, or the next statement. */
  const pass = (isLast: (token: Token) => boolean = () => false): Token[] => {
    const passed: Token[] = [];
    for (let open = 0; peek().kind !== "end"; skip()) {
      const token = peek();
      const isWithin = open > 0;
      if (!isWithin && ((token.isFirst && passed.length > 0) || isLast(token))) {
        break;
      }
      if (token.kind === "sign") {
        open = Math.max(0, open + (OPENING.has(token.text) ? 1 : CLOSING.has(token.text) ? -1 : 0));
      }
      passed.push(token);
    }
    return passed;
  };

  const begin = (kind: Block["kind"], line: number, within: number) => {
    const { around } = place();
    blocks.push({ kind, line, column: indent, around: kind === "other" ? around : { kind, line }, within });
  };

  /** The header up to its colon, behind which the block may begin on the same line. */
  const header = (word: string, line: number) => {
    const passed = pass((token) => token.kind === "sign" && token.text === ":");
    take(":");
    const condition = passed.map(({ text }) => text).join(" ");
    const isMain = word === "if" && /^(?:__name__ == __main__|__main__ == __name__)$/.test(condition);
    begin(isMain ? "other" : (BLOCKS[word] ?? "other"), line, word === "def" ? line : place().within);
  };

  const definition = (name: string, line: number) => {
    statements.push({ kind: "definition", name, line, ...place() });
  };

  /** `import a.b as c`, `from a import (B, C as D)`: the names that are there from now on. */
  const imported = (line: number) => {
    const names = pass((token) => token.text === ";" && token.kind === "sign").filter(
      ({ kind }) => kind === "name",
    );
    const from = names.findIndex(({ text }) => text === "import");
    for (const { text } of names.slice(from + 1)) {
      definition(text, line);
    }
  };

  /** `with A as a, B() as b:`, in parentheses too. */
  const entered = (line: number) => {
    do {
      const value = expression();
      const names: string[] = [];
      if (take("as")) {
        names.push(peek().text);
        skip();
      }
      statements.push({ kind: "value", value, names, parts: [], isEntered: true, line, ...place() });
    } while (take(","));
    header("with", line);
  };

  const assigned = (line: number) => {
    const names: string[] = [];
    const parts: Expression[] = [];
    let value = expression();
    if (take(":")) {
      if (peek().isFirst) {
        throw new CodeFault(line, "this block is not understood");
      }
      expression();
    }
    while (take("=")) {
      const name = pathOf(value);
      if (name !== null) {
        names.push(name);
      }
      if (value.kind === "member" || value.kind === "index") {
        parts.push(value);
      }
      value = expression();
    }
    if (!peek().isFirst && !isSign(";") && peek().kind !== "end") {
      const { line: at, text } = peek();
      throw new CodeFault(at, `${JSON.stringify(text.slice(0, 40))} is not understood`);
    }
    statements.push({ kind: "value", value, names, parts, isEntered: false, line, ...place() });
  };

  const statement = (token: Token) => {
    const { text, line, kind } = token;
    const block = kind === "name" ? BLOCKS[text] : undefined;
    if (isSign(";")) {
      skip();
    } else if (kind === "name" && LEADING.has(text)) {
      skip();
    } else if (kind !== "text" && PASSED.has(text)) {
      pass();
    } else if (isWord("import") || isWord("from")) {
      imported(line);
    } else if (isWord("with")) {
      skip();
      entered(line);
    } else if (block) {
      skip();
      if (text === "class") {
        definition(peek().text, line);
      }
      header(text, line);
    } else {
      assigned(line);
    }
  };

  let from = 0;
  const position = () => tokens.indexOf(peek(), from);
  while (peek().kind !== "end") {
    const token = peek();
    if (token.isFirst) {
      indent = token.column;
      while ((blocks.at(-1)?.column ?? -1) >= token.column) {
        blocks.pop();
      }
    }
    from = position();
    try {
      statement(token);
    } catch (cause) {
      if (!(cause instanceof CodeFault)) {
        throw cause;
      }
      if (!peek().isFirst || peek() === token) {
        pass();
      }
      const passed = tokens.slice(from, position());
      const words = new Set(passed.map(({ text }) => text));
      statements.push({ kind: "unread", why: cause.message, words, line: cause.line, ...place() });
      if (passed.at(-1)?.kind === "sign" && passed.at(-1)?.text === ":") {
        // Whether a block is carried out whose header is not understood, as that of a case, is not known.
        begin("condition", token.line, place().within);
      }
    }
  }
  return statements;
}
