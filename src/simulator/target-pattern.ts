/**
 * `target_executor`, a regular expression of Python's module `re`, matched as the engine does it: from the start of an
 * executor's name, not to its end. What Python refuses is refused with Python's message; what JavaScript has no
 * counterpart for is said to be unsupported, never guessed at.
 */

export type TargetPattern =
  | { readonly kind: "ready"; matches(name: string): boolean }
  /** Python refuses it; `message` is Python's. */
  | { readonly kind: "broken"; readonly message: string }
  /** Python may take it, but we cannot follow; `construct` names the part, as `(?(`. */
  | { readonly kind: "unsupported"; readonly construct: string };

export function readTargetPattern(pattern: string): TargetPattern {
  let translation: { source: string; flags: string };
  try {
    translation = new Translator(pattern).translate();
  } catch (error) {
    if (error instanceof Broken) {
      return { kind: "broken", message: error.message };
    }
    if (error instanceof Unsupported) {
      return { kind: "unsupported", construct: error.message };
    }
    throw error;
  }
  try {
    const expression = new RegExp(`^(?:${translation.source})`, translation.flags);
    return { kind: "ready", matches: (name) => expression.test(name) };
  } catch {
    // Rules about groups and references that the translation leaves to JavaScript.
    return { kind: "unsupported", construct: pattern };
  }
}

class Broken extends Error {}
class Unsupported extends Error {}

/** Python's classes go by Unicode, JavaScript's own by ASCII. These are the contents of a class in brackets. */
const WORD = "\\p{L}\\p{N}_";
const CLASSES: Readonly<Record<string, string>> = { d: "\\p{Nd}", w: WORD, s: "\\s" };
const CONTROLS: Readonly<Record<string, string>> = {
  a: "\\x07",
  f: "\\f",
  n: "\\n",
  r: "\\r",
  t: "\\t",
  v: "\\v",
};
const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const NO_BOUNDARY = `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`;
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Whether a quantifier may follow: on nothing and on an anchor it may not, nor on another quantifier. */
type Last = "nothing" | "item" | "repeat";

interface Group {
  /** Position of its parenthesis. */
  readonly at: number;
  readonly closing: string;
  /** Index among those that capture. */
  readonly capture?: number;
}

class Translator {
  /** Code points, because Python counts positions by them. */
  private readonly text: readonly string[];
  private at = 0;
  private out: string[] = [];
  private flags = "u";
  /** The open groups, from the outermost on. */
  private readonly groups: Group[] = [];
  /** Those that capture, in order, and whether each is closed. */
  private readonly captures: { readonly name: string; isClosed: boolean }[] = [];
  private last: Last = "nothing";

  constructor(pattern: string) {
    this.text = [...pattern];
  }

  translate(): { source: string; flags: string } {
    while (this.at < this.text.length) {
      this.step();
    }
    const open = this.groups.at(-1);
    if (open) {
      throw this.broken("missing ), unterminated subpattern", open.at);
    }
    return { source: this.out.join(""), flags: this.flags };
  }

  private step(): void {
    const from = this.at;
    const letter = this.text[this.at++]!;
    switch (letter) {
      case "\\":
        this.escape(from);
        return;
      case "[":
        this.item(this.set(from));
        return;
      case "(":
        this.group(from);
        return;
      case ")":
        this.close(from);
        return;
      case "|":
        this.out.push("|");
        this.last = "nothing";
        return;
      case "^":
      case "$":
        this.anchor(letter);
        return;
      case ".":
        this.item(".");
        return;
      case "*":
      case "+":
      case "?":
        this.quantify(letter, from);
        return;
      case "{":
        this.braces(from);
        return;
      default:
        this.item(literal(letter));
    }
  }

  private item(source: string): void {
    this.out.push(source);
    this.last = "item";
  }

  private anchor(source: string): void {
    this.out.push(source);
    this.last = "nothing";
  }

  private broken(message: string, at: number): Broken {
    return new Broken(`${message} at position ${at}`);
  }

  private ahead(text: string): boolean {
    return [...text].every((letter, index) => this.text[this.at + index] === letter);
  }

  /** Takes letters up to `end`, which is taken as well but not returned; undefined if it never comes. */
  private takeUntil(end: string): string | undefined {
    const to = this.text.indexOf(end, this.at);
    if (to < 0) {
      return undefined;
    }
    const taken = this.text.slice(this.at, to).join("");
    this.at = to + 1;
    return taken;
  }

  // --- escapes

  private escape(from: number): void {
    const letter = this.text[this.at++];
    if (letter === "A" || letter === "Z") {
      this.anchor(letter === "A" ? "^" : "$");
    } else if (letter === "b" || letter === "B") {
      this.anchor(letter === "b" ? BOUNDARY : NO_BOUNDARY);
    } else if (letter !== undefined && /[1-9]/.test(letter)) {
      this.item(this.reference(letter, from));
    } else {
      const { source, isClass } = this.character(letter, from);
      this.item(isClass && !source.startsWith("[") ? `[${source}]` : source);
    }
  }

  private reference(digit: string, from: number): string {
    if (/[0-9]/.test(this.text[this.at] ?? "")) {
      // Two digits may be a group or an octal number, by rules of their own.
      throw new Unsupported(`\\${digit}${this.text[this.at]}`);
    }
    const capture = this.captures[Number(digit) - 1];
    if (!capture) {
      throw this.broken(`invalid group reference ${digit}`, from + 1);
    }
    if (!capture.isClosed) {
      throw this.broken("cannot refer to an open group", from);
    }
    return `(?:\\${digit})`;
  }

  /** One character or class after a backslash, as it stands within brackets. */
  private character(letter: string | undefined, from: number): { source: string; isClass: boolean } {
    if (letter === undefined) {
      throw this.broken("bad escape (end of pattern)", from);
    }
    const inner = CLASSES[letter.toLowerCase()];
    if (inner !== undefined) {
      const isNegative = letter !== letter.toLowerCase();
      if (isNegative && letter === "W") {
        return { source: `[^${WORD}]`, isClass: true };
      }
      const source = isNegative ? inner.replace("\\p", "\\P").replace("\\s", "\\S") : inner;
      return { source, isClass: true };
    }
    const control = CONTROLS[letter];
    if (control !== undefined) {
      return { source: control, isClass: false };
    }
    const digits = HEX_DIGITS[letter];
    if (digits !== undefined) {
      return { source: this.hexadecimal(letter, digits, from), isClass: false };
    }
    if (letter === "N" || letter === "0") {
      throw new Unsupported(`\\${letter}`);
    }
    if (/[a-zA-Z]/.test(letter)) {
      throw this.broken(`bad escape \\${letter}`, from);
    }
    return { source: literal(letter), isClass: false };
  }

  private hexadecimal(letter: string, digits: number, from: number): string {
    const rest = this.text.slice(this.at, this.at + digits).join("");
    const hex = /^[0-9a-fA-F]*/.exec(rest)![0];
    if (hex.length < digits) {
      throw this.broken(`incomplete escape \\${letter}${hex}`, from);
    }
    this.at += digits;
    const code = Number.parseInt(hex, 16);
    if (code > 0x10ffff) {
      throw this.broken(`bad escape \\${letter}${hex}`, from);
    }
    return `\\u{${code.toString(16)}}`;
  }

  // --- character sets

  private set(from: number): string {
    const isNegative = this.ahead("^");
    if (isNegative) {
      this.at++;
    }
    const first = this.at;
    const parts: string[] = [];
    for (;;) {
      const start = this.at;
      const low = this.member(from);
      if (low.source === "]" && start > first) {
        // Python takes a closing bracket in the first place for itself, so an empty set cannot be written.
        return `[${isNegative ? "^" : ""}${parts.join("")}]`;
      }
      if (this.ahead("-") && this.text[this.at + 1] !== "]") {
        this.at++;
        const high = this.member(from);
        const written = this.text.slice(start, this.at).join("");
        if (low.isClass || high.isClass || low.code > high.code) {
          throw this.broken(`bad character range ${written}`, start);
        }
        parts.push(`${inSet(low.source)}-${inSet(high.source)}`);
      } else {
        if (low.source === `[^${WORD}]`) {
          throw new Unsupported("[\\W]");
        }
        parts.push(inSet(low.source));
      }
    }
  }

  private member(from: number): { source: string; isClass: boolean; code: number } {
    const start = this.at;
    const letter = this.text[this.at++];
    if (letter === undefined) {
      throw this.broken("unterminated character set", from);
    }
    if (letter !== "\\") {
      return { source: letter, isClass: false, code: letter.codePointAt(0)! };
    }
    const escaped = this.text[this.at++];
    if (escaped === "b") {
      return { source: "\\x08", isClass: false, code: 8 };
    }
    if (escaped !== undefined && /[1-9]/.test(escaped)) {
      throw new Unsupported(`\\${escaped}`);
    }
    const { source, isClass } = this.character(escaped, start);
    // Its code matters in a range only, and JavaScript checks ranges once more.
    const code = source.startsWith("\\u{")
      ? Number.parseInt(source.slice(3), 16)
      : (escaped ?? "").codePointAt(0)!;
    // An escaped bracket does not close the set.
    return {
      source: source === "\\]" ? "\\u{5d}" : source,
      isClass,
      code: CONTROLS[escaped ?? ""] ? 7 : code,
    };
  }

  // --- groups

  private open(source: string, group: Group): void {
    this.out.push(source);
    this.groups.push(group);
    this.last = "nothing";
  }

  private capture(at: number, name: string): void {
    this.captures.push({ name, isClosed: false });
    this.open(name ? `(?<n_${name}>` : "(", { at, closing: ")", capture: this.captures.length - 1 });
  }

  private group(from: number): void {
    if (!this.ahead("?")) {
      this.capture(from, "");
      return;
    }
    this.at++;
    const kind = this.text[this.at++];
    switch (kind) {
      case undefined:
        throw this.broken("unexpected end of pattern", this.at - 1);
      case ":":
        this.open("(?:", { at: from, closing: ")" });
        return;
      case "=":
      case "!":
        this.look(kind, from);
        return;
      case "<":
        this.lookBehind(from);
        return;
      case "P":
        this.named(from);
        return;
      case "#":
        if (this.takeUntil(")") === undefined) {
          throw this.broken("missing ), unterminated comment", from);
        }
        return;
      case ">":
      case "(":
        throw new Unsupported(`(?${kind}`);
      default:
        this.flagged(kind, from);
    }
  }

  /** Python repeats a look like anything else; JavaScript wants it within a group for that. */
  private look(kind: string, from: number): void {
    this.open(`(?:(?${kind}`, { at: from, closing: "))" });
  }

  private lookBehind(from: number): void {
    const kind = this.text[this.at++];
    if (kind === undefined) {
      throw this.broken("unexpected end of pattern", this.at - 1);
    }
    if (kind !== "=" && kind !== "!") {
      throw this.broken(`unknown extension ?<${kind}`, from + 1);
    }
    this.look(`<${kind}`, from);
  }

  private named(from: number): void {
    const kind = this.text[this.at++];
    if (kind === undefined) {
      throw this.broken("unexpected end of pattern", this.at - 1);
    }
    if (kind !== "<" && kind !== "=") {
      throw this.broken(`unknown extension ?P${kind}`, from + 1);
    }
    const start = this.at;
    const end = kind === "<" ? ">" : ")";
    const name = this.takeUntil(end);
    if (name === undefined) {
      throw this.broken(
        start < this.text.length ? `missing ${end}, unterminated name` : "missing group name",
        start,
      );
    }
    if (name === "") {
      throw this.broken("missing group name", start);
    }
    if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) {
      throw this.broken(`bad character in group name '${name}'`, start);
    }
    const known = this.captures.find((capture) => capture.name === name);
    if (kind === "<") {
      if (known) {
        throw new Unsupported(`(?P<${name}> twice`);
      }
      this.capture(from, name);
      return;
    }
    if (!known) {
      throw this.broken(`unknown group name '${name}'`, start);
    }
    if (!known.isClosed) {
      throw this.broken("cannot refer to an open group", start);
    }
    this.item(`(?:\\k<n_${name}>)`);
  }

  /** Flags for the whole at the start of a pattern. Names hold no line breaks, so `m` and `s` change nothing. */
  private flagged(kind: string, from: number): void {
    if (!/[-aiLmsux]/.test(kind)) {
      throw this.broken(`unknown extension ?${kind}`, from + 1);
    }
    this.at--;
    const flags = this.takeUntil(")") ?? "";
    if (!/^[imsu]+$/.test(flags)) {
      throw new Unsupported(`(?${flags}`);
    }
    if (this.out.length > 0) {
      throw this.broken("global flags not at the start of the expression", from);
    }
    this.flags = flags.includes("i") ? "iu" : "u";
  }

  private close(from: number): void {
    const group = this.groups.pop();
    if (!group) {
      throw this.broken("unbalanced parenthesis", from);
    }
    if (group.capture !== undefined) {
      this.captures[group.capture]!.isClosed = true;
    }
    this.item(group.closing);
  }

  // --- quantifiers

  private quantify(source: string, from: number): void {
    if (this.last !== "item") {
      throw this.broken(this.last === "repeat" ? "multiple repeat" : "nothing to repeat", from);
    }
    if (this.ahead("+")) {
      throw new Unsupported(`${this.text.slice(from, this.at + 1).join("")}`);
    }
    const isLazy = this.ahead("?");
    this.out.push(isLazy ? `${source}?` : source);
    this.at += isLazy ? 1 : 0;
    this.last = "repeat";
  }

  private braces(from: number): void {
    const rest = this.text.slice(this.at).join("");
    // Without a comma the one number is both bounds.
    const [written, exact, low, high] = /^(?:(\d+)|(\d*),(\d*))\}/.exec(rest) ?? [];
    if (written === undefined) {
      this.item("\\{");
      return;
    }
    this.at += written.length;
    const min = exact ?? (low || "0");
    const max = exact ?? high ?? "";
    if (max !== "" && Number(max) < Number(min)) {
      throw this.broken("min repeat greater than max repeat", from + 1);
    }
    this.quantify(`{${min},${max}}`, from);
  }
}

function literal(letter: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
}

/** What stands for itself outside of brackets may mean something within. */
function inSet(source: string): string {
  return source === "-" || source === "^" || source === "[" || source === "]" ? `\\${source}` : source;
}
