/**
 * Python and JavaScript, statement by statement: names and what they stand for, and calls. A statement that is not
 * understood is named with its line, unless it says nothing about a request. Pure.
 */
import { quoted } from "../../base/words.ts";
import { readImport } from "../../script/python-import.ts";
import {
  type Call,
  CHANGING,
  calledName,
  createExpressionReader,
  describe,
  type Expression,
  type Operator,
  operandsOf,
  partsWithin,
  rootOf,
} from "../../script/script-expression.ts";
import {
  CodeFault,
  type Dialect,
  isName,
  isSign,
  readTokens,
  type Token,
} from "../../script/script-tokens.ts";
import { type Given, givenOf, type NameExpression, resolve, Scope } from "./code-values.ts";

/** What a script says. */
interface Script {
  readonly scope: Scope;
  /** What is called or iterated over, in the order of the text. */
  readonly expressions: readonly Expression[];
  readonly faults: readonly CodeFault[];
}

/** Words that begin statements around a request, and the rest of whose line is of no interest. */
const PASSED: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  python: new Set(["pass", "@", "global", "nonlocal", "break", "continue", "raise"]),
  javascript: new Set(["import", "function", "try", "catch", "finally", "class"]),
};
/** Words behind which a block begins that is carried out once, or under a condition; a function's when it is called. */
const BLOCKS: Readonly<Record<Dialect, ReadonlyMap<string, Block["kind"]>>> = {
  python: new Map([
    ["class", "other"],
    ["try", "other"],
    ["finally", "other"],
    ["def", "function"],
    ["if", "condition"],
    ["elif", "condition"],
    ["else", "condition"],
    ["except", "condition"],
  ]),
  javascript: new Map([
    ["if", "condition"],
    ["else", "condition"],
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
/** Classes of docarray, whose other methods change documents too. */
const DOCUMENTS = /^(?:Document(?:Array|List)?|Doc(?:List|Vec)|BaseDoc)$/;
/** Methods of theirs that leave them as they are. */
const READING =
  /^(?:post|copy|index|count|keys|values|items|dict|json)$|^(?:to|save|plot|display|non|is|get|find|summar)/;

/** What a statement stands in, and what its names were given before. */
interface Block {
  readonly kind: "loop" | "condition" | "function" | "other";
  /** Of the line that it begins on, whatever stands there before its word. */
  readonly column: number;
  readonly line: number;
  readonly before: Map<string, Given | undefined>;
}

/** A script as far as it is read. */
interface Reading extends Script {
  readonly dialect: Dialect;
  /** Of the text, for what is told of one. */
  readonly lines: readonly string[];
  /** Whether a call makes the script's only request. */
  readonly isRequest: (call: Call, scope: Scope) => boolean;
  readonly expressions: Expression[];
  readonly faults: CodeFault[];
  /** Whether that has been made: what changes lists and documents later says nothing of it. */
  isMade: boolean;
}

/**
 * Reads a script without running anything of it; `isRequest` tells the call that makes its only request, if there is one.
 * Throws CodeFault for a text that does not end.
 */
export function readScript(
  source: string,
  dialect: Dialect,
  isRequest: Reading["isRequest"] = () => false,
): Script {
  const text = dialect === "python" ? withoutPrompts(source) : source;
  const lines = text.split(/\r\n?|\n/);
  const reading: Reading = {
    dialect,
    lines,
    isRequest,
    scope: new Scope(),
    expressions: [],
    faults: [],
    isMade: false,
  };
  readStatements(readTokens(text, dialect), reading);
  return reading;
}

/** Functions that are handed over within each other are read so deep. */
const MAX_FUNCTIONS = 20;

/** Modules whose classes are called as Jina's are, or by names that say nothing. */
export const HTTP_LIBRARIES = /^(?:requests|httpx|aiohttp)(?:\.|$)/;

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

function readStatements(tokens: readonly Token[], reading: Reading, depth = 0): void {
  const { dialect, lines, scope, expressions, faults } = reading;
  const end = tokens.at(-1)!;
  const { peek, skip, take, expression } = createExpressionReader(tokens, dialect);
  /** What the statement may stand in, from the outside inwards. */
  const blocks: Block[] = [];
  const blockOf = (kind: Block["kind"]) => blocks.findLast((block) => block.kind === kind);
  /** Column of the line that the statement is on. */
  let column = peek().column;
  let isDeclared = false;
  /** Lists and sums that were made here of what a name was given bit by bit. */
  const grown = new WeakSet<Expression>();

  const tell = ({ line }: Expression, message: string) => {
    faults.push(new CodeFault(line, message));
  };

  const begin = (kind: Block["kind"], { line }: Token) => {
    blocks.push({ kind, column, line, before: new Map() });
  };

  /** What was given under a condition, or any number of times, may be what is so from here on, or what was before. */
  const endBlocks = () => {
    while (blocks.length > 0 && column <= blocks.at(-1)!.column) {
      const { kind, line, before } = blocks.pop()!;
      for (const [name, given] of kind === "condition" || kind === "loop" ? before : []) {
        const last = scope.lastOf(name);
        if (given && last !== given && last?.value.kind !== "unread") {
          const why = `what ${name} is behind this block is not known without running the code`;
          scope.give(name, { kind: "unread", why, tokens: () => [], line });
        }
      }
    }
  };

  const give = (name: string, value: Expression) => {
    for (const { before } of blocks) {
      if (!before.has(name)) {
        before.set(name, scope.lastOf(name));
      }
    }
    scope.give(name, value);
  };

  /** In a function names stand for what they are given before it is called: what is given within it is known by then. */
  const bind = (of: Expression) => {
    const within = blockOf("function");
    for (const part of partsWithin(of)) {
      if (part.kind === "name" && (!within || within.before.has(part.name))) {
        scope.bind(part);
        // What is added to a text from here on makes another one.
        const sum = scope.given(part)?.value;
        if (sum?.kind === "operation") {
          grown.delete(sum);
        }
      }
    }
  };

  /** Keeps an expression, and reads the functions of JavaScript that are handed over in it: what fails there is theirs. */
  const keep = (of: Expression) => {
    bind(of);
    expressions.push(of);
    reading.isMade ||=
      blockOf("function") === undefined && callsIn(of).some((call) => reading.isRequest(call, scope));
    if (dialect === "javascript" && depth < MAX_FUNCTIONS) {
      for (const arg of callsIn(of).flatMap(({ args }) => args)) {
        if (arg.kind === "unread") {
          const within = [...arg.tokens(), end];
          readStatements(within, { ...reading, faults: [] }, depth + 1);
        }
      }
    }
  };

  const skipLine = () => {
    do {
      skip();
    } while (!peek().isFirst && peek().kind !== "end");
  };

  /** Passes over the header of a block: up to its colon in Python, or behind the bracket of a condition in JavaScript. */
  const skipHeader = () => {
    let open = 0;
    do {
      const { kind, text } = peek();
      skip();
      if (kind === "sign") {
        open += /^[([{]$/.test(text) ? 1 : /^[)\]}]$/.test(text) ? -1 : 0;
        if (open === 0 && text === (dialect === "python" ? ":" : ")")) {
          return;
        }
      }
    } while (peek().kind !== "end" && (open > 0 || !peek().isFirst));
  };

  const header = (first: Token, kind: Block["kind"]) => {
    skip();
    const isMain = isName(first, "if") && isName(peek(), "__name__");
    begin(isMain ? "other" : kind, first);
    if (dialect === "python" || isSign(peek(), "(")) {
      skipHeader();
    }
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
      if (name !== original || HTTP_LIBRARIES.test(from)) {
        const { line } = tokens[0]!;
        // Of a module, so that no name of the script is meant.
        const of: Expression = { kind: "name", name: from || original, line };
        give(name, from === "" ? of : { kind: "member", of, name: original, line });
      }
    }
  };

  /** `async for part in …:` and `for (const part of …)`: what is iterated over counts, and stands for each part of it. */
  const loop = (first: Token) => {
    begin("loop", first);
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
    give(part, all);
    take(dialect === "python" ? ":" : ")");
  };

  /** `with … as name:`, of one thing or of several. */
  const context = () => {
    do {
      const of = expression();
      keep(of);
      if (take("as")) {
        give(peek().text, of);
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

  /** Takes in what `list.append(…)` does to a list that has a name; in a loop nobody knows how often it does it. */
  const append = (name: NameExpression, of: Expression, isMany: boolean): boolean => {
    const given = givenOf(name, scope);
    if (!given) {
      return false;
    }
    bind(of);
    const { value: before } = given;
    const { line } = of;
    const added: Expression = isMany ? { kind: "spread", of, line } : of;
    if (reading.isMade) {
      return true;
    }
    const within = blocks.findLast(({ kind }) => kind === "loop" || kind === "condition");
    if (within) {
      const where = within.kind === "loop" ? "a loop" : "a condition";
      tell(of, `what ${name.name} is given in ${where} is not known without running the code`);
    } else if (before.kind === "list" && grown.has(before)) {
      (before.items as Expression[]).push(added);
    } else {
      const list: Expression = { kind: "list", items: [{ kind: "spread", of: before, line }, added], line };
      grown.add(list);
      given.value = list;
    }
    return true;
  };

  /** Takes in what `name += value` does to a number or a text; in a loop nobody knows how often it does it. */
  const add = (name: string, value: Expression): void => {
    const before = scope.lastOf(name)?.value;
    const { line } = value;
    if (!before) {
      return;
    }
    if (blockOf("loop")) {
      const why = `what ${name} is given in a loop is not known without running the code`;
      give(name, { kind: "unread", why, tokens: () => [], line });
    } else if (before.kind === "operation" && grown.has(before) && blocks.length === 0 && !reading.isMade) {
      (before.rest as (readonly [Operator, Expression])[]).push(["+", value]);
    } else {
      const isLoose = dialect === "javascript";
      const sum: Expression = { kind: "operation", first: before, rest: [["+", value]], isLoose, line };
      grown.add(sum);
      give(name, sum);
    }
  };

  /** Whether it is, or holds, what documents or parameters may be made of. */
  const isData = (of: Expression): boolean => {
    const made = resolve(of, scope);
    const isDocument = made.kind === "call" && DOCUMENTS.test(calledName(made.of));
    return made.kind === "list" || made.kind === "object" || isDocument;
  };

  /** Tells that what a list or an object is changed by is not read. */
  const tellChange = (call: Expression): void => {
    if (call.kind !== "call" || reading.isMade) {
      return;
    }
    const [first] = call.args;
    if (calledName(call.of) === "setattr" && first && isData(first)) {
      tell(call, `what ${describe(call)} changes is not read`);
    }
    if (call.of.kind !== "member") {
      return;
    }
    const { name, of } = call.of;
    const root = rootOf(of);
    const made = resolve(root, scope);
    const isOfDocuments = made.kind === "call" && DOCUMENTS.test(calledName(made.of));
    const isChanging = CHANGING.has(name) || (isOfDocuments && root.kind === "name" && !READING.test(name));
    if (isChanging && isData(root)) {
      tell(call, `what ${describe(call)} changes is not read`);
    }
  };

  const isAppended = (call: Expression): boolean =>
    call.kind === "call" &&
    call.of.kind === "member" &&
    call.of.of.kind === "name" &&
    APPENDING.has(call.of.name) &&
    call.args.length === 1 &&
    append(call.of.of, call.args[0]!, call.of.name === "extend");

  /** Takes in what `document.field = value` does; what is set further within is told. */
  const assign = (of: Expression, value: Expression) => {
    const root = rootOf(of);
    if (of.kind === "name") {
      give(of.name, value);
    } else if (root.kind === "name" && !reading.isMade) {
      const before = resolve(root, scope);
      const isDocument =
        dialect === "python" && before.kind === "call" && /^[A-Z]/.test(calledName(before.of));
      const isOnce = blocks.every(({ kind }) => kind === "other" || kind === "function");
      if (of.kind === "member" && of.of === root && isDocument && isOnce) {
        (before.named as Map<string, Expression>).set(of.name, value);
      } else if (isDocument || before.kind === "list" || before.kind === "object") {
        tell(of, `what is set within ${root.name} is not read`);
      }
    }
  };

  /** `a, b = …`: each is given its part, where these are written out. */
  const assignSeveral = (first: Expression) => {
    const targets = [first];
    do {
      targets.push(expression());
    } while (take(","));
    if (!take("=")) {
      targets.forEach(keep);
      return;
    }
    const values = [expression()];
    while (take(",")) {
      values.push(expression());
    }
    const [only] = values;
    const parts = values.length === 1 && only?.kind === "list" ? only.items : values;
    parts.forEach(keep);
    targets.forEach((target, at) => {
      const why = `what ${describe(target)} is here is not known without running the code`;
      const { line } = target;
      const part = parts.length === targets.length ? parts[at] : undefined;
      assign(target, part ?? { kind: "unread", why, tokens: () => [], line });
    });
  };

  const statement = () => {
    const first = peek();
    const { text, kind, isFirst } = first;
    const isDeclaring = isDeclared;
    isDeclared = false;
    if (isFirst) {
      ({ column } = first);
      endBlocks();
    }
    const block = kind === "name" ? BLOCKS[dialect].get(text) : undefined;
    if (kind === "sign" && HARMLESS.has(text)) {
      skip();
    } else if (kind === "name" && LEADING.has(text)) {
      skip();
      isDeclared = DECLARING.has(text);
    } else if (text === "for") {
      skip();
      loop(first);
    } else if (text === "while") {
      header(first, "loop");
    } else if (block) {
      header(first, block);
    } else if (dialect === "python" && text === "del") {
      skip();
      const root = rootOf(expression());
      if (root.kind === "name" && isData(root) && !reading.isMade) {
        tell(root, `what is taken out of ${root.name} is not read`);
      }
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
      if (dialect === "python" && isSign(peek(), ",") && TARGETS.has(of.kind)) {
        skip();
        assignSeveral(of);
        return;
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
          append(of, value, true);
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

/** What can be given something. */
const TARGETS: ReadonlySet<Expression["kind"]> = new Set(["name", "member", "index"]);

/** Lines that only deal with what comes back. */
function isAboutAnswers(line: string): boolean {
  return /^(?:print|console\.\w+|assert|[\w.]*\.on\w+\s*=|if\b|[\w.]+\s*[+-]=)/.test(line);
}

/** Every call in an expression, the outermost first. A loop, since chains of calls may be of any length. */
export function callsIn(of: Expression): Call[] {
  const calls: Call[] = [];
  const left = [of];
  for (let next = left.pop(); next; next = left.pop()) {
    if (next.kind === "call") {
      calls.push(next);
    }
    // One at a time: a call of ours may have fewer arguments than one in the text.
    for (const part of whereCallsStand(next).toReversed()) {
      left.push(part);
    }
  }
  return calls;
}

/** The direct parts of an expression in which a call is carried out by itself, and does not make an item of a list. */
function whereCallsStand(of: Expression): readonly Expression[] {
  switch (of.kind) {
    case "call":
      return [of.of, ...of.args, ...of.named.values()];
    case "member":
    case "index":
      return [of.of];
    case "signed":
    case "operation":
      return operandsOf(of);
    default:
      return [];
  }
}
