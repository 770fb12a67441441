/** The words, texts, numbers and signs of Python or JavaScript. Pure; nothing is ever evaluated. */

/** Which of the two. */
export type Dialect = "python" | "javascript";

/** One token; `line` counts from 1. */
export interface Token {
  readonly kind: "name" | "text" | "number" | "sign" | "end";
  /** Of a text what it means; else as it is written. */
  readonly text: string;
  readonly line: number;
  /** Whether it is the first of its line. */
  readonly isFirst: boolean;
  /** Characters before it on its line. */
  readonly column: number;
  /** Of a text in Python: what stands before its quote, in lower case; in JavaScript its quote. */
  readonly prefix: string;
  /** Of a text: why it is not known what it means. */
  readonly fault?: string;
  /** Of a text of JavaScript that values are put into (`${…}`): what stands in it, plain texts and code in turn. */
  readonly pieces?: readonly string[];
}

/** What cannot be read, and on which line. */
export class CodeFault extends Error {
  override readonly name = "CodeFault";
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Whether that is this sign. */
export function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}

/** Whether that is this word. */
export function isName(token: Token | undefined, text: string): boolean {
  return token?.kind === "name" && token.text === text;
}

const SPACE = /(?:[^\S\n]|\\\n)*/y;
const COMMENT: Readonly<Record<Dialect, RegExp>> = {
  python: /#[^\n]*/y,
  javascript: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y,
};
const NUMBER =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y;
const NAME: Readonly<Record<Dialect, RegExp>> = {
  python: /[\p{XID_Start}_]\p{XID_Continue}*/uy,
  javascript: /[\p{ID_Start}_$][\p{ID_Continue}$]*/uy,
};
const QUOTE: Readonly<Record<Dialect, RegExp>> = {
  python: /(?<prefix>[rRbBfFuU]{0,2})(?<quote>'''|"""|'|")/y,
  javascript: /(?<prefix>)(?<quote>['"`])/y,
};
const SIGN = /\*\*|\/\/|=>|->|:=|\.\.\.|[=!<>+\-*/]=|[\s\S]/y;
const ESCAPE =
  /\\(?:(?<hex>x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})|u\{(?<point>[\da-fA-F]{1,6})\}|(?<octal>[0-7]{1,3})|(?<char>[\s\S]))/g;
/** A character by its name, in Python. */
const NAMED = /(?<!\\)(?:\\\\)*\\N\{/;
/** What a backslash before it makes nothing else of. */
const ESCAPED: Readonly<Record<Dialect, RegExp>> = { python: /["'\\]/, javascript: /[\s\S]/ };
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
};

type Place = Pick<Token, "line" | "column">;

/** All tokens, the end as the last one. Throws CodeFault for a text or a comment without an end. */
export function readTokens(source: string, dialect: Dialect): Token[] {
  const text = source.replaceAll(/\r\n?/g, "\n");
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let isFirst = true;
  let lineStart = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) {
      at = pattern.lastIndex;
      countLines(found[0]);
    }
    return found;
  };
  /** What was taken ends at `at`. */
  const countLines = (taken: string) => {
    const breaks = taken.split("\n").length - 1;
    if (breaks > 0) {
      line += breaks;
      lineStart = at - (taken.length - taken.lastIndexOf("\n") - 1);
    }
  };
  const push = (kind: Token["kind"], value: string, start: Place, prefix = "", fault?: string) => {
    tokens.push({ kind, text: value, ...start, isFirst, prefix, ...(fault === undefined ? {} : { fault }) });
    isFirst = false;
  };
  for (;;) {
    const blanks = take(SPACE)?.[0] ?? "";
    if (dialect === "python" && isFirst && blanks.includes("\f")) {
      // Columns are counted from there.
      lineStart = at - (blanks.length - blanks.lastIndexOf("\f") - 1);
    }
    if (at >= text.length) {
      break;
    }
    if (text[at] === "\n") {
      at++;
      line++;
      lineStart = at;
      isFirst = true;
      continue;
    }
    if (take(COMMENT[dialect])) {
      continue;
    }
    const start = { line, column: at - lineStart };
    const opening = take(QUOTE[dialect])?.groups;
    if (opening) {
      const { prefix = "", quote = "" } = opening;
      const raw = quote === "`" ? templateOf(text, at) : bodyOf(text, at, quote);
      if (raw === null) {
        throw new CodeFault(line, "a text does not end");
      }
      at += raw.length + quote.length;
      countLines(raw + quote);
      const known = prefix.toLowerCase();
      const isRaw = known.includes("r");
      const value = isRaw ? raw : withoutEscapes(raw, dialect);
      const fault = dialect === "python" && !/[rb]/.test(known) ? faultOf(raw, value, known) : undefined;
      push("text", value, start, dialect === "python" ? known : quote, fault);
      if (quote === "`" && raw.includes("${")) {
        tokens.push({ ...tokens.pop()!, pieces: piecesOf(raw) });
      }
      continue;
    }
    const number = take(NUMBER);
    if (number) {
      push("number", number[0], start);
      continue;
    }
    const name = take(NAME[dialect]);
    if (name) {
      // Python takes a name for what its letters are compatible with.
      push("name", dialect === "python" ? name[0].normalize("NFKC") : name[0], start);
      continue;
    }
    push("sign", take(SIGN)?.[0] ?? "", start);
  }
  push("end", "", { line, column: at - lineStart });
  return tokens;
}

/** Why it is not known what a text of Python means; undefined if it is. */
function faultOf(raw: string, value: string, prefix: string): string | undefined {
  if (NAMED.test(raw)) {
    return "a character by its name (\\N{…}) is not read";
  }
  const braces = (text: string) => text.replaceAll(/[^{}]/g, "");
  // Braces by their numbers are themselves.
  return prefix.includes("f") && braces(raw) !== braces(value)
    ? 'a text that is put together (f"…") is not read'
    : undefined;
}

/** What stands from there up to the closing quote; null if there is none, or if the line ends before it. */
function bodyOf(text: string, from: number, quote: string): string | null {
  const isLong = quote.length === 3 || quote === "`";
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") {
      at++;
    } else if (text.startsWith(quote, at)) {
      return text.slice(from, at);
    } else if (text[at] === "\n" && !isLong) {
      return null;
    }
  }
  return null;
}

/** Where the code ends that is put into a template: behind its bracket. Templates in it may have code of their own. */
function codeEnd(text: string, from: number): number | null {
  /** What is open: code with how many brackets, or null for a template in it. */
  const open: (number | null)[] = [0];
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    const brackets = open.at(-1) ?? null;
    if (char === "\\") {
      at++;
    } else if (brackets === null) {
      if (char === "`") {
        open.pop();
      } else if (text.startsWith("${", at)) {
        at++;
        open.push(0);
      }
    } else if (char === "`") {
      open.push(null);
    } else if (char === "'" || char === '"') {
      const body = bodyOf(text, at + 1, char);
      at += body === null ? 0 : body.length + 1;
    } else if (char === "{" || char === "}") {
      const left = brackets + (char === "{" ? 1 : -1);
      open[open.length - 1] = left;
      if (left < 0) {
        open.pop();
        if (open.length === 0) {
          return at + 1;
        }
      }
    }
  }
  return null;
}

/** What stands in a template up to its end, which quotes in its code are not; null if there is none. */
function templateOf(text: string, from: number): string | null {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") {
      at++;
    } else if (text[at] === "`") {
      return text.slice(from, at);
    } else if (text.startsWith("${", at)) {
      const end = codeEnd(text, at + 2);
      if (end === null) {
        return null;
      }
      at = end - 1;
    }
  }
  return null;
}

/** Plain texts and the code between them, in turn. */
function piecesOf(raw: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === "\\") {
      at++;
    } else if (raw.startsWith("${", at)) {
      const end = codeEnd(raw, at + 2);
      if (end === null) {
        break;
      }
      pieces.push(withoutEscapes(raw.slice(from, at), "javascript"), raw.slice(at + 2, end - 1));
      from = end;
      at = end - 1;
    }
  }
  return [...pieces, withoutEscapes(raw.slice(from), "javascript")];
}

function withoutEscapes(raw: string, dialect: Dialect): string {
  return raw.replaceAll(ESCAPE, (whole, hex?: string, point?: string, octal?: string, char?: string) => {
    const code = hex?.slice(1) ?? point;
    if (code !== undefined) {
      const number = Number.parseInt(code, 16);
      // Two halves of a pair become one character by standing side by side.
      return number > 0x10ffff
        ? whole
        : number > 0xffff
          ? String.fromCodePoint(number)
          : String.fromCharCode(number);
    }
    if (octal !== undefined) {
      return String.fromCharCode(Number.parseInt(octal, 8));
    }
    if (char === "a" && dialect === "python") {
      return "\x07";
    }
    return ESCAPES[char ?? ""] ?? (ESCAPED[dialect].test(char ?? "") ? (char ?? "") : whole);
  });
}
