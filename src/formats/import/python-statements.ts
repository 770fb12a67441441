/** A Python program → its statements, as far as a Flow may come of them, each with what it stands in. Nothing is evaluated. */
import { readImport } from "../../script/python-import.ts";
import {
  type Call,
  calledName,
  createExpressionReader,
  type Expression,
} from "../../script/script-expression.ts";
import { CodeFault, isSign, type Token } from "../../script/script-tokens.ts";
import { type BlockKind, Blocks, type Place } from "./python-blocks.ts";
import { JINA_CLASSES, pathOf } from "./python-parts.ts";

/** One statement. */
export type Statement = Place & { readonly line: number } & (
    | {
        readonly kind: "value";
        readonly value: Expression;
        /** What it is given to: names, and members as `self.flow`. */
        readonly names: readonly string[];
        /** The members and items that it is given to. */
        readonly parts: readonly Expression[];
        /** Whether it is entered, by `with`. */
        readonly isEntered: boolean;
        /** Whether its function gives it back, by `return` or `yield`. */
        readonly isReturned: boolean;
      }
    /** A class, or what is imported by that name; `from` is the module, null for a class of the program. */
    | {
        readonly kind: "definition";
        readonly name: string;
        /** What it is called where it comes from. */
        readonly original: string;
        readonly from: string | null;
      }
    /** What is not understood. */
    | { readonly kind: "unread"; readonly why: string; readonly tokens: readonly Token[] }
    /** What says nothing of names: the header of a block, an assertion, a type. */
    | { readonly kind: "passed"; readonly tokens: readonly Token[] }
  );

/** What a statement says, without its place. */
type Said<Of = Statement> = Of extends Statement ? Omit<Of, keyof Place> : never;

const BLOCKS: ReadonlyMap<string, BlockKind> = new Map([
  ["for", "loop"],
  ["while", "loop"],
  ["if", "condition"],
  ["elif", "condition"],
  ["else", "condition"],
  ["except", "condition"],
  ["try", "attempt"],
  ["finally", "other"],
  ["def", "function"],
  ["class", "class"],
]);
/** Words whose statement gives nothing to a name. */
const PASSED = new Set("@ assert break continue del global nonlocal pass raise".split(" "));
/** Words behind whose statement the block is never gone on with. */
const ENDING = new Set("break continue raise return".split(" "));
/** Words before an expression, or before the word of a block. */
const LEADING = new Set(["async", "await"]);
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/** All statements of the tokens of a program, in their order. */
export function readStatements(tokens: readonly Token[]): readonly Statement[] {
  return new StatementReader(tokens).read();
}

/** What makes of an exception in its block the end of the block alone. */
const KEEPING = new Set("suppress raises assertRaises assertRaisesRegex".split(" "));
/** What is entered and lets exceptions through. */
const PASSING: ReadonlySet<string> = new Set([
  ...JINA_CLASSES,
  ...[
    "Client",
    "open",
    "TemporaryDirectory",
    "NamedTemporaryFile",
    "ThreadPoolExecutor",
    "ProcessPoolExecutor",
  ],
]);

/** The block behind `with`, by what is called there; null for one that is as if it stood by itself. */
function blockEnteredBy(call: Call): BlockKind | null {
  // What methods of a Flow give back is a Flow.
  let first = call;
  while (first.of.kind === "member" && first.of.of.kind === "call") {
    first = first.of.of;
  }
  const name = calledName((JINA_CLASSES.has(calledName(first.of)) ? first : call).of);
  return KEEPING.has(name) ? "attempt" : PASSING.has(name) ? null : "entered";
}

function isSemicolon(token: Token): boolean {
  return isSign(token, ";");
}

class StatementReader {
  private readonly tokens: readonly Token[];
  private readonly reader: ReturnType<typeof createExpressionReader>;
  private readonly blocks = new Blocks();
  private readonly statements: Statement[] = [];
  /** Where the next token was found last, so that none is looked for from the beginning. */
  private from = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.reader = createExpressionReader(tokens, "python");
  }

  read(): readonly Statement[] {
    for (let token = this.reader.peek(); token.kind !== "end"; token = this.reader.peek()) {
      if (token.isFirst) {
        this.blocks.beginLine(token.column);
      }
      this.from = this.position();
      try {
        this.readStatement(token);
      } catch (cause) {
        if (!(cause instanceof CodeFault)) {
          throw cause;
        }
        this.passUnread(token, cause);
        this.endBehind(token.text);
      }
    }
    return this.statements;
  }

  private position(): number {
    return this.tokens.indexOf(this.reader.peek(), this.from);
  }

  private say(said: Said): void {
    if (!this.blocks.isOver) {
      this.statements.push({ ...said, ...this.blocks.place });
    }
  }

  private isSign(text: string): boolean {
    return isSign(this.reader.peek(), text);
  }

  /** The statement that begins with this token, or a word or sign before one. @throws {CodeFault} */
  private readStatement(token: Token): void {
    const { text, line, kind } = token;
    const word = kind === "name" ? text : "";
    const block = BLOCKS.get(word);
    if (this.isSign(";") || LEADING.has(word)) {
      this.reader.skip();
    } else if (kind !== "text" && PASSED.has(text)) {
      this.say({ kind: "passed", tokens: this.pass(isSemicolon), line });
      this.endBehind(word);
    } else if (word === "return" || word === "yield") {
      this.reader.skip();
      const next = this.reader.peek();
      if (!next.isFirst && !isSemicolon(next) && next.kind !== "end") {
        this.readAssigned(line, true);
      }
      this.endBehind(word);
    } else if (word === "import" || word === "from") {
      this.readImport(line);
    } else if (word === "with") {
      this.reader.skip();
      this.readEntered(line);
    } else if (block) {
      this.reader.skip();
      if (word === "class") {
        const { text: name } = this.reader.peek();
        this.say({ kind: "definition", name, original: name, from: null, line });
      }
      this.readHeader(block, line, word === "if");
    } else {
      this.readAssigned(line);
    }
  }

  /** What stands behind a statement with this word, in its block, is never reached. */
  private endBehind(word: string): void {
    if (ENDING.has(word)) {
      this.blocks.end();
    }
  }

  /** What is not understood is passed over, up to the next line. */
  private passUnread(first: Token, { line, message: why }: CodeFault): void {
    const next = this.reader.peek();
    if (!next.isFirst || next === first) {
      this.pass();
    }
    const passed = this.tokens.slice(this.from, this.position());
    this.say({ kind: "unread", why, tokens: passed, line });
    const last = passed.at(-1);
    if (isSign(last, ":")) {
      // Whether a block is carried out whose header is not understood, as that of a case, is not known.
      this.blocks.begin("condition", first.line);
    }
  }

  /** Passes over tokens up to one that `isLast` of those outside of brackets, which stays, or the next statement. */
  private pass(isLast: (token: Token) => boolean = () => false): Token[] {
    const { peek, skip } = this.reader;
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
  }

  /** The header up to its colon, behind which the block may begin on the same line. */
  private readHeader(kind: BlockKind, line: number, isIf = false): void {
    const passed = this.pass((token) => isSign(token, ":"));
    this.reader.take(":");
    const condition = passed.map(({ text }) => text).join(" ");
    const isMain = isIf && /^(?:__name__ == __main__|__main__ == __name__)$/.test(condition);
    this.say({ kind: "passed", tokens: passed, line });
    this.blocks.begin(isMain ? "other" : kind, line);
  }

  private readImport(line: number): void {
    const { from, names } = readImport(this.pass(isSemicolon));
    for (const { name, original } of names) {
      this.say({ kind: "definition", name, original, from, line });
    }
  }

  /** `with A as a, B() as b:`, in parentheses too. */
  private readEntered(line: number): void {
    const { peek, skip, take, expression } = this.reader;
    const kinds = new Set<BlockKind | null>();
    do {
      const value = expression();
      kinds.add(value.kind === "call" ? blockEnteredBy(value) : null);
      const names: string[] = [];
      if (take("as")) {
        names.push(peek().text);
        skip();
      }
      this.say({ kind: "value", value, names, parts: [], isEntered: true, isReturned: false, line });
    } while (take(","));
    this.readHeader(kinds.has("attempt") ? "attempt" : kinds.has("entered") ? "entered" : "other", line);
  }

  /** A value, which is given to names and parts or to none. */
  private readAssigned(line: number, isReturned = false): void {
    const { peek, take, expression } = this.reader;
    const names: string[] = [];
    const parts: Expression[] = [];
    let value = expression();
    if (take(":")) {
      if (peek().isFirst) {
        throw new CodeFault(line, "this block is not understood");
      }
      const from = this.position();
      expression();
      this.say({ kind: "passed", tokens: this.tokens.slice(from, this.position()), line });
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
    if (!peek().isFirst && !this.isSign(";") && peek().kind !== "end") {
      const { line: at, text } = peek();
      throw new CodeFault(at, `${JSON.stringify(text.slice(0, 40))} is not understood`);
    }
    this.say({ kind: "value", value, names, parts, isEntered: false, isReturned, line });
  }
}
