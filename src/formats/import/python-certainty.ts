/**
 * Which names of a Python program mean one thing wherever they stand: those that are given once, by a statement of their
 * own, before anything reads them, and whose value nothing changes. All others are uncertain. Only the words are looked
 * at; what cannot be told from them counts as a change.
 */
import type { Token } from "../../script/script-tokens.ts";

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

/** A module, a function or a class. */
interface Scope {
  readonly outer: Scope | null;
  readonly isClass: boolean;
  readonly column: number;
  /** Where it begins; 0 of the module. */
  readonly line: number;
}

/** What is known of one name. */
interface Name {
  /** The scope of its only plain assignment. */
  given: Scope | null;
  /** Whether it was read before it was given. */
  isRead: boolean;
  isDefined: boolean;
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
/** Calls whose value holds what they are given. */
const HOLDING = new Set(["dict", "list", "tuple"]);

/** Looks through all tokens of a program. */
export function readCertainty(tokens: readonly Token[]): Certainty {
  const names = new Map<string, Name>();
  const uncertain = new Map<string, number>();
  const changed = new Map<string, number>();
  /** The names that were given since the last import of all names of a module. */
  const given: string[] = [];
  const rebound: Rebound[] = [];
  const shared = new Map<string, number>();
  /** By the name of a value: the names of those that stand in it. */
  const held = new Map<string, Set<string>>();

  const nameOf = (name: string): Name => {
    const known = names.get(name) ?? { given: null, isRead: false, isDefined: false };
    names.set(name, known);
    return known;
  };
  const mark = (marks: Map<string, number>, name: string, line: number) => {
    if (!marks.has(name)) {
      marks.set(name, line);
    }
  };
  const define = (name: string, line: number) => {
    const known = nameOf(name);
    known.isDefined = true;
    if (known.given) {
      mark(uncertain, name, line);
    }
  };
  const give = (name: string, scope: Scope, line: number) => {
    const known = nameOf(name);
    if (known.given || known.isRead || known.isDefined) {
      mark(uncertain, name, line);
    }
    known.given ??= scope;
    given.push(name);
  };
  const read = (name: string, scope: Scope, line: number) => {
    const known = nameOf(name);
    known.isRead = true;
    if (known.given && !isSeen(known.given, scope)) {
      mark(uncertain, name, line);
    }
  };

  for (const { tokens: line, scope } of linesOf(tokens)) {
    const from = isName(line[0], "async") ? 1 : 0;
    const first = line[from]?.kind === "name" ? line[from].text : "";
    if (first === "import" || first === "from") {
      for (const name of importedNames(line)) {
        define(name, line[0]?.line ?? 0);
      }
      if (first === "from" && line[1]?.text !== "jina" && isSign(line.at(-1), "*")) {
        // What stands before it may be given anew by it.
        for (const name of given.splice(0)) {
          mark(uncertain, name, line[0]?.line ?? 0);
          rebound.push({ name, line: line[0]?.line ?? 0, scope: scope.line });
        }
      }
      continue;
    }
    const isPattern = first === "case" && isSign(line.at(-1), ":");
    const targets = targetsOf(line);
    /** Open brackets: whether the call leaves its values as they are, or holds them. */
    const open: Bracket[] = [];
    /** How many of them there are of a kind. */
    const count = { left: 0, held: 0, other: 0 };
    let isBinding: "for" | "as" | "lambda" | null = null;
    let bindingDepth = 0;
    line.forEach((token, index) => {
      const before = line[index - 1];
      const next = line[index + 1];
      const { text, line: at } = token;
      if (token.kind === "text") {
        if (token.prefix.includes("f") && text.includes("{") && /[([.]|:=/.test(text)) {
          for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
            mark(text.includes(":=") ? uncertain : changed, word, at);
          }
        }
        return;
      }
      if (token.kind === "sign") {
        if (/^[([{]$/.test(text)) {
          const bracket = bracketOf(text, before, line[index - 2]);
          open.push(bracket);
          count[bracket]++;
        } else if (/^[)\]}]$/.test(text)) {
          const bracket = open.pop();
          if (bracket) {
            count[bracket]--;
          }
        }
        const isOver = open.length < bindingDepth || (open.length === bindingDepth && /^[,:)]$/.test(text));
        if (
          isBinding !== "for" &&
          isOver &&
          !(isBinding === "lambda" && text === "," && open.length >= bindingDepth)
        ) {
          isBinding = null;
        }
        return;
      }
      if (token.kind !== "name" || isSign(before, ".")) {
        return;
      }
      if (text === "for" || text === "as" || text === "lambda") {
        isBinding = text;
        bindingDepth = open.length;
        return;
      }
      if (text === "in" && isBinding === "for") {
        isBinding = null;
        return;
      }
      if (REACHING.has(text) && isSign(next, "(")) {
        mark(uncertain, "", at);
      }
      const isHeader = first === "def" && open.length === 1 && isParameter(before);
      if (
        isHeader ||
        NAMING.has(first) ||
        isPattern ||
        isSign(next, ":=") ||
        isBinding === "for" ||
        isBinding === "as" ||
        (isBinding === "lambda" && (isName(before, "lambda") || isParameter(before)))
      ) {
        mark(uncertain, text, at);
        const isOfWith = first === "with" && isBinding === "as" && open.length === 0;
        const isOwn = isBinding === "lambda" || (isBinding === "for" && bindingDepth > 0);
        if (first === "global" || first === "nonlocal") {
          shared.set(text, at);
        } else if (isHeader) {
          rebound.push({ name: text, line: at, scope: line[from]?.line ?? 0 });
        } else if (!isOfWith && (!isOwn || isSign(next, ":="))) {
          rebound.push({ name: text, line: at, scope: scope.line });
        }
        return;
      }
      if (isName(before, "def") || isName(before, "class")) {
        define(text, at);
        rebound.push({ name: text, line: at, scope: scope.line });
        return;
      }
      if (open.length > 0 && isSign(next, "=") && (isSign(before, "(") || isSign(before, ","))) {
        return;
      }
      if (index < targets.end) {
        if (targets.name === index) {
          give(text, scope, at);
        } else if (targets.name === null || index < targets.name) {
          mark(uncertain, text, at);
          if (!isSign(next, ".") && !isSign(next, "[")) {
            rebound.push({ name: text, line: at, scope: scope.line });
          }
        }
        return;
      }
      read(text, scope, at);
      const isHeld = count.other === 0;
      const isWithinCall = isHeld && count.left > 0;
      const into = targets.name === null ? undefined : line[targets.name]?.text;
      if (isSign(next, ".") || isSign(next, "[") || !isHeld || (!isWithinCall && into === undefined)) {
        mark(changed, text, at);
      } else if (!isWithinCall && into !== undefined) {
        held.set(into, (held.get(into) ?? new Set()).add(text));
      }
    });
  }

  const everything = uncertain.get("");
  for (const name of everything === undefined ? [] : names.keys()) {
    mark(uncertain, name, everything ?? 0);
  }
  // What changes a value may change those that stand in it.
  const left = [...changed, ...uncertain];
  for (let next = left.pop(); next; next = left.pop()) {
    const [name, line] = next;
    for (const inner of held.get(name) ?? []) {
      if (!changed.has(inner)) {
        changed.set(inner, line);
        left.push([inner, line]);
      }
    }
  }
  return { uncertain, changed, rebound, shared, anyLine: everything ?? null };
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}

function isName(token: Token | undefined, text: string): boolean {
  return token?.kind === "name" && token.text === text;
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

/** `import a.b as c`, `from a import (B, C as D)`: the names that are there from now on. */
function importedNames(line: readonly Token[]): string[] {
  const at = line.findIndex((token) => isName(token, "import"));
  return line
    .slice(at + 1)
    .filter((token, index) => token.kind === "name" && !isSign(line[at + index], ".") && token.text !== "as")
    .map(({ text }) => text);
}

/** Where the targets of an assignment end; `name` is the place of the only one if that is a plain name. */
function targetsOf(line: readonly Token[]): { readonly end: number; readonly name: number | null } {
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
