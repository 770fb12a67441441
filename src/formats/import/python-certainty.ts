/**
 * Which names of a Python program mean one thing wherever they stand: those that are given once, by a statement of their
 * own, before anything reads them, and whose value nothing changes. All others are uncertain. Only the words are looked
 * at; what cannot be told from them counts as a change.
 */
import { readImport } from "../../script/python-import.ts";
import { isName, isSign, type Token } from "../../script/script-tokens.ts";
import type { Scope as NameScope } from "./python-blocks.ts";
import { JINA_CLASSES, namesPutInto, wordsInTexts } from "./python-parts.ts";

/** What the program says of names. Lines are of the statement that makes a name uncertain. */
export interface Certainty {
  /** The names that may mean something else than their last statement says. */
  readonly uncertain: ReadonlyMap<string, number>;
  /** The names whose list or dict may be changed; others of their values cannot be. */
  readonly changed: ReadonlyMap<string, number>;
  /** Where names are given otherwise than by a plain assignment, and where they are taken away, in order. */
  readonly rebound: readonly Rebound[];
  /** The names that a function says are those around it, with the line on which it does. */
  readonly shared: ReadonlyMap<string, number>;
  /** The line on which any name may be given anew, as by `exec`; null without one. */
  readonly anyLine: number | null;
  /** Names by which the program means something of its own, or of a module of which nothing is known. */
  readonly own: ReadonlySet<string>;
  /** Names that are but other ones for what is imported, or for a class of Jina's: by them what that is called. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** A name that means something else from a line on, as one of a loop, of several targets, or a parameter. */
interface Rebound {
  readonly name: string;
  readonly line: number;
  /** The line on which the function or the class begins whose name it is; 0 for that of the module. */
  readonly scope: number;
}

/** One statement, or the header of a block. */
interface Line {
  readonly tokens: Token[];
  readonly scope: Scope;
}

/** A module, a function or a class, with how far it is indented. */
interface Scope extends NameScope {
  readonly outer: Scope | null;
  readonly column: number;
}

/** What is known of one name. */
interface Name {
  /** The scope of its only plain assignment. */
  given: Scope | null;
  /** Whether it was read before it was given. */
  isRead: boolean;
  /** Where it is imported from, as `jina.Flow`; null for what else is defined, or several. Undefined if nothing is. */
  origin: string | null | undefined;
}

/** What a bracket does with the values in it: leaves them as they are, holds them, or anything else. */
type Bracket = "left" | "held" | "other";

const HEADERS = new Set("def class if elif else for while with try except finally".split(" "));
/** Words whose statement gives or takes away every name in it. */
const NAMING = new Set(["del", "global", "nonlocal"]);
/** Functions that can change any name. */
const REACHING = new Set(["exec", "eval", "globals", "locals", "vars"]);
const AUGMENTED = new Set(["+=", "-=", "*=", "/="]);
/** Calls that leave the values they are given as they are: functions, and methods of a Flow. */
const FUNCTIONS = new Set("Flow AsyncFlow Deployment load_config print len str repr".split(" "));
const METHODS = new Set(
  "add needs needs_all inspect gather_inspect config_gateway expose_endpoint Flow AsyncFlow Deployment load_config".split(
    " ",
  ),
);
/** Of these modules things are known by name, besides classes of any. */
const KNOWN_MODULES = /^(?:jina|os|datetime)\./;
/** Of these what is called by a name that Python or Jina has is that. */
const FAMILIAR_MODULES = /^(?:jina|docarray|os|datetime|builtins)(?:\.|$)/;
/** Calls whose value holds what they are given. */
const HOLDING = new Set(["dict", "list", "tuple"]);

/** Looks through all tokens of a program. */
export function readCertainty(tokens: readonly Token[]): Certainty {
  const names = new Names();
  for (const line of linesOf(tokens)) {
    new LineReader(names, line).read();
  }
  return names.certainty();
}

/** What the lines say of names, one line after the other. */
class Names {
  readonly uncertain = new Map<string, number>();
  readonly changed = new Map<string, number>();
  readonly shared = new Map<string, number>();
  readonly own = new Set<string>();
  private readonly rebound: Rebound[] = [];
  private readonly all = new Map<string, Name>();
  /** The names that were given since the last import of all names of a module. */
  private readonly given: string[] = [];
  /** By the name of a value: the names of those that stand in it. */
  private readonly held = new Map<string, Set<string>>();
  private anyLine: number | null = null;

  /** The first line counts. */
  mark(marks: Map<string, number>, name: string, line: number): void {
    if (!marks.has(name)) {
      marks.set(name, line);
    }
  }

  /** A function, a class, or what is imported: that from `origin`. */
  define(name: string, line: number, origin: string | null): void {
    const known = this.nameOf(name);
    known.origin = known.origin === undefined || known.origin === origin ? origin : null;
    if (known.given) {
      this.mark(this.uncertain, name, line);
    }
  }

  /** By a plain assignment; `origin`: where the class is from that it gives another name. */
  give(name: string, scope: Scope, line: number, origin: string | undefined): void {
    const known = this.nameOf(name);
    if (known.given || known.isRead || known.origin !== undefined) {
      this.mark(this.uncertain, name, line);
    }
    known.origin ??= origin;
    known.given ??= scope;
    this.given.push(name);
    this.own.add(name);
  }

  read(name: string, scope: Scope, line: number): void {
    const known = this.nameOf(name);
    known.isRead = true;
    if (known.given && !isSeen(known.given, scope)) {
      this.mark(this.uncertain, name, line);
    }
  }

  /** The value of this name stands in that of another one. */
  hold(name: string, into: string): void {
    this.held.set(into, (this.held.get(into) ?? new Set()).add(name));
  }

  rebind(name: string, line: number, scope: number): void {
    this.rebound.push({ name, line, scope });
    this.own.add(name);
  }

  /** All names of a module are imported: what stands before that may be given anew by it. */
  importAll(line: number, scope: number): void {
    for (const name of this.given.splice(0)) {
      this.mark(this.uncertain, name, line);
      this.rebind(name, line, scope);
    }
  }

  /** Any name may be given anew. */
  reach(line: number): void {
    this.anyLine ??= line;
  }

  /** What is known once all lines are read. */
  certainty(): Certainty {
    const { uncertain, changed, rebound, shared, own, anyLine } = this;
    // Code that may change any name is not taken to change what classes are called.
    const aliases = this.aliases();
    for (const name of anyLine === null ? [] : this.all.keys()) {
      this.mark(uncertain, name, anyLine ?? 0);
    }
    // What changes a value may change those that stand in it.
    const left = [...changed, ...uncertain];
    for (let next = left.pop(); next; next = left.pop()) {
      const [name, line] = next;
      for (const inner of this.held.get(name) ?? []) {
        if (!changed.has(inner)) {
          changed.set(inner, line);
          left.push([inner, line]);
        }
      }
    }
    return { uncertain, changed, rebound, shared, own, anyLine, aliases };
  }

  private aliases(): ReadonlyMap<string, string> {
    const aliases = new Map<string, string>();
    for (const [name, { origin }] of this.all) {
      const original = origin?.slice(origin.lastIndexOf(".") + 1);
      if (original && original !== name && !this.uncertain.has(name) && this.isFree(original, origin ?? "")) {
        aliases.set(name, original);
      }
    }
    return aliases;
  }

  /** Whether a name of a module can stand in the program for what it is there, and for nothing else. */
  private isFree(name: string, origin: string): boolean {
    const own = this.all.get(name);
    const isElsewhere = own?.origin !== undefined && own.origin !== origin;
    const isClass = /^_*[A-Z]/.test(name) && !JINA_CLASSES.has(name);
    return (
      !own?.given && !isElsewhere && !this.uncertain.has(name) && (isClass || KNOWN_MODULES.test(origin))
    );
  }

  private nameOf(name: string): Name {
    const known = this.all.get(name) ?? { given: null, isRead: false, origin: undefined };
    this.all.set(name, known);
    return known;
  }
}

/** What one line says of names. */
class LineReader {
  private readonly names: Names;
  private readonly tokens: readonly Token[];
  private readonly scope: Scope;
  /** The word that it begins with, behind `async`; null where it begins with something else. */
  private readonly first: Token | null;
  private readonly targets: Targets;
  /** Open brackets: whether the call leaves its values as they are, or holds them. */
  private readonly open: Bracket[] = [];
  /** How many of them there are of a kind. */
  private readonly count = { left: 0, held: 0, other: 0 };
  /** The word behind which names are given. */
  private binding: "for" | "as" | "lambda" | null = null;
  private bindingDepth = 0;

  constructor(names: Names, { tokens, scope }: Line) {
    this.names = names;
    this.tokens = tokens;
    this.scope = scope;
    const first = tokens[isName(tokens[0], "async") ? 1 : 0];
    this.first = first?.kind === "name" ? first : null;
    this.targets = targetsOf(tokens);
  }

  read(): void {
    if (this.isFirst("import") || this.isFirst("from")) {
      this.readImport();
      return;
    }
    this.tokens.forEach((token, index) => {
      if (token.kind === "text") {
        this.readText(token);
      } else if (token.kind === "sign") {
        this.readSign(token, index);
      } else if (token.kind === "name" && !isSign(this.tokens[index - 1], ".")) {
        this.readName(token, index);
      }
    });
  }

  private isFirst(word: string): boolean {
    return this.first?.text === word;
  }

  private readImport(): void {
    const { names, tokens, scope } = this;
    const line = tokens[0]?.line ?? 0;
    const imported = readImport(tokens);
    // Jina's modules hand on what the ones below them have.
    const from = imported.from.replace(/^jina\..*/, "jina");
    for (const { name, original } of imported.names) {
      names.define(name, line, from === "" ? null : `${from}.${original}`);
      if (!FAMILIAR_MODULES.test(from === "" ? original : from)) {
        names.own.add(name);
      }
    }
    if (this.isFirst("from") && from !== "jina" && isSign(tokens.at(-1), "*")) {
      names.importAll(line, scope.line);
    }
  }

  /** What is put together of values may change them, or give names anew. */
  private readText(token: Token): void {
    const { names, scope } = this;
    const { text, line } = token;
    for (const name of namesPutInto(token)) {
      names.read(name, scope, line);
    }
    if (/[([.]|:=/.test(text)) {
      for (const word of wordsInTexts([token])) {
        names.mark(text.includes(":=") ? names.uncertain : names.changed, word, line);
      }
    }
  }

  private readSign({ text }: Token, index: number): void {
    const { tokens, open, count } = this;
    if (/^[([{]$/.test(text)) {
      const bracket = bracketOf(text, tokens[index - 1], tokens[index - 2]);
      open.push(bracket);
      count[bracket]++;
    } else if (/^[)\]}]$/.test(text)) {
      const bracket = open.pop();
      if (bracket) {
        count[bracket]--;
      }
    }
    this.endBinding(text);
  }

  /** Names are given up to the sign behind them; those of a `for` up to its `in`, those of a `lambda` past commas. */
  private endBinding(sign: string): void {
    const { binding, bindingDepth } = this;
    const depth = this.open.length;
    const isOver = depth < bindingDepth || (depth === bindingDepth && /^[,:)]$/.test(sign));
    const isBetween = binding === "lambda" && sign === "," && depth >= bindingDepth;
    if (binding !== "for" && isOver && !isBetween) {
      this.binding = null;
    }
  }

  private readName(token: Token, index: number): void {
    const { names, tokens, scope, open } = this;
    const { text, line } = token;
    const [before, next] = [tokens[index - 1], tokens[index + 1]];
    if (text === "for" || text === "as" || text === "lambda") {
      this.binding = text;
      this.bindingDepth = open.length;
      return;
    }
    if (text === "in" && this.binding === "for") {
      this.binding = null;
      return;
    }
    if (REACHING.has(text) && isSign(next, "(")) {
      names.reach(line);
    }
    const isArgument = open.length > 0 && isSign(next, "=") && (isSign(before, "(") || isSign(before, ","));
    if (this.isFirst("def") && open.length === 1 && isParameter(before)) {
      names.mark(names.uncertain, text, line);
      names.rebind(text, line, this.first?.line ?? 0);
    } else if (this.isGivenAnew(before, next)) {
      this.giveAnew(token, next);
    } else if (isName(before, "def") || isName(before, "class")) {
      names.define(text, line, null);
      names.rebind(text, line, scope.line);
    } else if (!isArgument && index < this.targets.end) {
      this.readTarget(token, index, next);
    } else if (!isArgument) {
      this.readValue(token, next);
    }
  }

  /** Whether a name between these is given anew by something else than an assignment. */
  private isGivenAnew(before: Token | undefined, next: Token | undefined): boolean {
    const { binding, tokens } = this;
    return (
      NAMING.has(this.first?.text ?? "") ||
      // A pattern.
      (this.isFirst("case") && isSign(tokens.at(-1), ":")) ||
      isSign(next, ":=") ||
      binding === "for" ||
      binding === "as" ||
      (binding === "lambda" && (isName(before, "lambda") || isParameter(before)))
    );
  }

  private giveAnew({ text, line }: Token, next: Token | undefined): void {
    const { names, binding, bindingDepth, open, scope } = this;
    names.mark(names.uncertain, text, line);
    const isOfWith = this.isFirst("with") && binding === "as" && open.length === 0;
    // Names of a comprehension and of a lambda are theirs alone.
    const isOwn = binding === "lambda" || (binding === "for" && bindingDepth > 0);
    if (this.isFirst("global") || this.isFirst("nonlocal")) {
      names.shared.set(text, line);
    } else if (!isOfWith && (!isOwn || isSign(next, ":="))) {
      names.rebind(text, line, scope.line);
    }
  }

  /** What stands before the sign of an assignment. */
  private readTarget({ text, line }: Token, index: number, next: Token | undefined): void {
    const { names, targets, scope } = this;
    if (targets.name === index) {
      names.give(text, scope, line, this.classGiven());
    } else if (targets.name === null || index < targets.name) {
      names.mark(names.uncertain, text, line);
      if (!isSign(next, ".") && !isSign(next, "[")) {
        names.rebind(text, line, scope.line);
      }
    }
  }

  /** Where the class of Jina's is from that is all that the line gives. */
  private classGiven(): string | undefined {
    const [, sign, value, ...more] = this.tokens;
    const isAlone = isSign(sign, "=") && value?.kind === "name" && more.length === 0;
    return isAlone && JINA_CLASSES.has(value.text) ? `jina.${value.text}` : undefined;
  }

  private readValue({ text, line }: Token, next: Token | undefined): void {
    const { names, count, targets, tokens, scope } = this;
    names.read(text, scope, line);
    const isHeld = count.other === 0;
    const isWithinCall = isHeld && count.left > 0;
    const into = targets.name === null ? undefined : tokens[targets.name]?.text;
    if (isSign(next, ".") || isSign(next, "[") || !isHeld || (!isWithinCall && into === undefined)) {
      names.mark(names.changed, text, line);
    } else if (!isWithinCall && into !== undefined) {
      names.hold(text, into);
    }
  }
}

/** Whether a name behind this is a parameter, where parameters stand. */
function isParameter(before: Token | undefined): boolean {
  return before?.kind === "sign" && /^(?:[(,]|\*\*?)$/.test(before.text);
}

/** Whether a name of one scope is that of another too: those of a class are not seen by its functions. */
function isSeen(given: Scope, from: Scope): boolean {
  if (given === from) {
    return true;
  }
  for (let scope = from.outer; scope && !given.isClass; scope = scope.outer) {
    if (scope === given) {
      return true;
    }
  }
  return false;
}

/** Statements, and headers without what stands behind their colon, in order. */
function linesOf(tokens: readonly Token[]): Line[] {
  const lines: Line[] = [];
  let scope: Scope = { outer: null, isClass: false, column: -1, line: 0 };
  let line: Token[] = [];
  let depth = 0;
  const begin = () => {
    line = [];
    lines.push({ tokens: line, scope });
  };
  for (const token of tokens) {
    if (token.kind === "end") {
      break;
    }
    if (depth === 0 && token.isFirst) {
      while (scope.outer && scope.column >= token.column) {
        scope = scope.outer;
      }
      begin();
    }
    if (depth === 0 && isSign(token, ";")) {
      begin();
      continue;
    }
    line.push(token);
    if (token.kind !== "sign") {
      continue;
    }
    depth = Math.max(0, depth + (/^[([{]$/.test(token.text) ? 1 : /^[)\]}]$/.test(token.text) ? -1 : 0));
    const word = isName(line[0], "async") ? line[1] : line[0];
    if (depth === 0 && token.text === ":" && word?.kind === "name" && HEADERS.has(word.text)) {
      if (word.text === "def" || word.text === "class") {
        const { column = 0 } = line[0] ?? {};
        scope = { outer: scope, isClass: word.text === "class", column, line: word.line };
      }
      begin();
    }
  }
  return lines;
}

/** Where the targets of an assignment end; `name` is the place of the only one if that is a plain name. */
interface Targets {
  readonly end: number;
  readonly name: number | null;
}

function targetsOf(line: readonly Token[]): Targets {
  let depth = 0;
  let end = 0;
  let isPlain = true;
  line.forEach((token, index) => {
    if (token.kind !== "sign") {
      return;
    }
    const { text } = token;
    depth = Math.max(0, depth + (/^[([{]$/.test(text) ? 1 : /^[)\]}]$/.test(text) ? -1 : 0));
    const before = line[index - 1];
    const isShift = (text === ">=" || text === "<=") && before?.kind === "sign" && before.text === text[0];
    if (depth === 0 && (text === "=" || AUGMENTED.has(text) || isShift)) {
      isPlain &&=
        end === 0 && text === "=" && line[0]?.kind === "name" && (index === 1 || isSign(line[1], ":"));
      end = index;
    }
  });
  return { end, name: end > 0 && isPlain ? 0 : null };
}

/** What a bracket does with the values that stand in it. */
function bracketOf(text: string, before: Token | undefined, beforeThat: Token | undefined): Bracket {
  const isCall =
    before?.kind === "name" ? !isWord(before.text) : before?.kind === "sign" && /^[)\]]$/.test(before.text);
  if (!isCall) {
    return "held";
  }
  if (text !== "(" || before?.kind !== "name") {
    return "other";
  }
  const isMethod = isSign(beforeThat, ".");
  if (isMethod ? METHODS.has(before.text) : FUNCTIONS.has(before.text)) {
    return "left";
  }
  return !isMethod && HOLDING.has(before.text) ? "held" : "other";
}

/** Whether it is a word before an expression. */
function isWord(text: string): boolean {
  return /^(?:in|not|and|or|is|if|else|return|yield|await|assert|lambda)$/.test(text);
}
