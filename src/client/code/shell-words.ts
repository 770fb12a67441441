/** The words of a shell's command line. Pure; nothing is ever run. */
import { grouped } from "../../base/words.ts";
import { CodeFault } from "../../script/script-tokens.ts";

/** One word; `line` counts from 1. */
export interface ShellWord {
  readonly text: string;
  readonly line: number;
  /** What of it only the shell knows, as `$HOST`, which stands in the text as it is written; null for a word that is known. */
  readonly unknown: string | null;
}

/** One command, and what it reads where it is told to read its standard input; null where nothing is given to it. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly input: ShellWord | null;
}

/** A text between lines of the same word, which is read once its first line has ended. */
interface Heredoc {
  readonly tag: string;
  readonly isLiteral: boolean;
  readonly isIndented: boolean;
  readonly take: (input: ShellWord) => void;
}

/** Variables, and how many more characters they may put in: each can double what another one stands for. */
interface Variables {
  readonly values: Map<string, string>;
  left: number;
}

/** Characters that variables may put in, in all. */
const MAX_FILLED = 1_000_000;
const PART =
  /'(?<single>[^']*)'|\$'(?<ansi>(?:\\[\s\S]|[^'\\])*)'|"(?<double>(?:\\[\s\S]|[^"\\])*)"|\\(?<escaped>[\s\S])|(?<plain>\$(?!')|[^\s'"\\;&|<>$]+)/y;
const HEREDOC =
  /\d*<<(?<indented>-?)[^\S\n]*(?:'(?<single>[^'\n]*)'|"(?<double>[^"\n]*)"|(?<plain>[^\s;&|<>'"]+))/y;
const REDIRECT = /\d*(?:<<<|>>|[<>]&?|&>)[^\S\n]*/y;
const ESCAPE =
  /(?<bytes>(?:\\(?:x[\da-fA-F]{1,2}|[0-7]{1,3}))+)|\\(?:u(?<unit>[\da-fA-F]{1,4})|U(?<point>[\da-fA-F]{1,8})|(?<char>[\s\S]))/g;
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};
/** What a shell puts in by itself: a variable, or what a command writes. */
const EXPANSION =
  /\\(?<escaped>[\\"$`\n])|\$(?:\{(?<braced>\w+)(?::?-(?<other>[^}$`\\]*))?\}|(?<name>[A-Za-z_]\w*|\d)|(?<bracket>[({]))|(?<ticks>`)/g;
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;

/** The commands, those of a pipe one by one. Throws CodeFault for a quote that does not end. */
export function readCommands(source: string): ShellCommand[] {
  return commandsOf(withoutCarets(source.replaceAll(/\r\n?/g, "\n")), 1, 0, {
    values: new Map(),
    left: MAX_FILLED,
  });
}

/** Commands in `$(…)` are read so deep. */
const MAX_WITHIN = 5;

function commandsOf(text: string, firstLine: number, depth: number, variables: Variables): ShellCommand[] {
  const commands: { words: ShellWord[]; input: ShellWord | null; isPiped: boolean }[] = [];
  /** Commands whose outcome is put into the words of others. */
  const within: ShellCommand[] = [];
  /** How many loops and conditions are open. */
  let open = 0;
  const heredocs: Heredoc[] = [];
  let command: (typeof commands)[number] = { words: [], input: null, isPiped: false };
  let at = 0;
  // Places are asked for in their order, so that each line is counted once.
  let line = firstLine;
  let lineEnd = text.indexOf("\n");
  const lineAt = (offset: number) => {
    while (lineEnd >= 0 && lineEnd < offset) {
      line += 1;
      lineEnd = text.indexOf("\n", lineEnd + 1);
    }
    return line;
  };
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    at = found ? pattern.lastIndex : at;
    return found;
  };
  const end = (isPipe = false) => {
    const { words } = command;
    const [{ text: first = "" } = {}] = words;
    open += /^(?:if|while|until|for|case)$/.test(first) ? 1 : /^(?:fi|done|esac)$/.test(first) ? -1 : 0;
    // What a loop or a condition gives is not known behind it, nor what is read.
    const changed =
      first === "for" ? words.slice(1, 2) : /\bread$/.test(first) || words[1]?.text === "read" ? words : [];
    for (const { text: word } of changed) {
      variables.values.delete(word);
    }
    if (/^(?:do|then|else|if|while|until|elif)$/.test(first)) {
      for (const { text: word } of words) {
        variables.values.delete(ASSIGNMENT.exec(word)?.[1] ?? "");
      }
    }
    const given = words.filter(({ text: word }) => word !== "export" && word !== "local");
    if (given.length > 0 && given.every(({ text: word }) => ASSIGNMENT.test(word))) {
      for (const { text: word, unknown } of given) {
        const [, name = "", value = ""] = ASSIGNMENT.exec(word) ?? [];
        if (unknown === null && !(open > 0 && variables.values.has(name))) {
          variables.values.set(name, value);
        } else {
          variables.values.delete(name);
        }
      }
    } else if (words.length > 0) {
      commands.push(command);
    }
    command = { words: [], input: null, isPiped: isPipe };
  };

  const readHeredocs = () => {
    for (const { tag, isLiteral, isIndented, take } of heredocs.splice(0)) {
      const begin = lineAt(at);
      const lines: string[] = [];
      while (at < text.length) {
        const next = nextLine(text, at);
        const own = isIndented ? text.slice(at, next).replace(/^\t+/, "") : text.slice(at, next);
        at = Math.min(text.length, next + 1);
        if (own === tag) {
          break;
        }
        lines.push(own);
      }
      const whole = lines.join("\n");
      const { text: filled, unknown } = isLiteral
        ? { text: whole, unknown: null }
        : expand(whole, begin, variables);
      take({ text: filled, unknown, line: begin });
    }
  };

  const readWord = (): ShellWord => {
    const begin = lineAt(at);
    let word = "";
    let unknown: string | null = null;
    const put = (part: { readonly text: string; readonly unknown: string | null }) => {
      word += part.text;
      unknown ??= part.unknown;
    };
    for (;;) {
      const part = text.startsWith("\\\n", at) ? null : match(PART)?.groups;
      if (!part) {
        break;
      }
      const { single, ansi, double, escaped, plain } = part;
      if (plain === "$" && text[at] === "(") {
        // What stands in the brackets are commands of their own; of what they write nothing is known.
        const close = closingBracket(text, at);
        const inner = text.slice(at + 1, close - 1);
        if (depth < MAX_WITHIN && /curl\s/.test(inner)) {
          within.push(...commandsOf(inner, lineAt(at), depth + 1, variables));
        }
        put({ text: text.slice(at - 1, close), unknown: "$(…)" });
        at = close;
      } else if (double !== undefined || plain !== undefined) {
        const rest = plain === "$" ? (match(/[^\s'"\\;&|<>$]+/y)?.[0] ?? "") : "";
        put(expand(double ?? `${plain}${rest}`, begin, variables));
      } else {
        put({ text: single ?? (ansi === undefined ? (escaped ?? "") : ansiOf(ansi)), unknown: null });
      }
    }
    if (/^\$?['"]/.test(text.slice(at, at + 2))) {
      throw new CodeFault(begin, "a quote does not end");
    }
    return { text: word, line: begin, unknown };
  };

  while (at < text.length) {
    const char = text[at] ?? "";
    if (text.startsWith("\\\n", at)) {
      at += 2;
    } else if (char === "\n") {
      end();
      at++;
      readHeredocs();
    } else if (/\s/.test(char)) {
      at++;
    } else if (char === "#") {
      at = nextLine(text, at);
    } else if (/[<>\d&]/.test(char) && /^(?:\d*[<>]|&>)/.test(text.slice(at, at + 4))) {
      const of = command;
      const heredoc = match(HEREDOC)?.groups;
      if (heredoc) {
        const { indented = "", single, double, plain = "" } = heredoc;
        heredocs.push({
          tag: single ?? double ?? plain.replaceAll("\\", ""),
          isLiteral: single !== undefined || double !== undefined || plain.includes("\\"),
          isIndented: indented !== "",
          take: (input) => {
            of.input = input;
          },
        });
      } else {
        const sign = match(REDIRECT)?.[0].trim() ?? "";
        const word = readWord();
        if (sign.endsWith("<<<")) {
          of.input = word;
        } else if (sign.endsWith("<")) {
          of.input = { ...word, unknown: `the file ${word.text}` };
        }
      }
    } else if (/[;&|]/.test(char)) {
      const [sign = char] = /^(?:&&|\|\||[;&|])/.exec(text.slice(at, at + 2)) ?? [];
      at += sign.length;
      end(sign === "|");
    } else if (/[()`]/.test(char)) {
      // Around commands, or around what only a shell knows.
      at++;
    } else if (at === text.length - 1 && char === "\\") {
      at++;
    } else {
      command.words.push(readWord());
    }
  }
  end();
  return [
    ...commands.map(({ words, input, isPiped }, index) => ({
      words,
      input: input ?? (isPiped ? writtenBy(commands[index - 1], words[0]!.line) : null),
    })),
    ...within,
  ];
}

/** A command without the variables that are given to it alone. */
export function withoutAssignments(words: readonly ShellWord[]): readonly ShellWord[] {
  const from = words.findIndex(({ text }) => !ASSIGNMENT.test(text));
  return from < 0 ? [] : words.slice(from);
}

/** What a command hands on by a pipe, as far as that is known without running it. */
function writtenBy(
  of: { readonly words: readonly ShellWord[]; readonly input: ShellWord | null } | undefined,
  line: number,
): ShellWord {
  const [first, ...words] = withoutAssignments(of?.words ?? []);
  if (first?.text === "cat" && words.every(({ text }) => text === "-") && of?.input) {
    return of.input;
  }
  if (first?.text === "echo" || first?.text === "printf") {
    const said = words.filter(({ text }, index) => !(index === 0 && /^(?:-[neE]+|%s(?:\\n)?)$/.test(text)));
    const unknown = said.find((word) => word.unknown !== null)?.unknown ?? null;
    return { text: said.map(({ text }) => text).join(" "), line: said[0]?.line ?? line, unknown };
  }
  return { text: "", line, unknown: `what ${first?.text.slice(0, 40) ?? "another command"} writes` };
}

function expand(
  text: string,
  line: number,
  variables: Variables,
): { readonly text: string; readonly unknown: string | null } {
  let unknown: string | null = null;
  const filled = text.replaceAll(EXPANSION, (whole, ...rest: unknown[]) => {
    const {
      escaped,
      braced,
      other,
      name = braced,
      bracket,
      ticks,
    } = rest.at(-1) as Record<string, string | undefined>;
    if (escaped !== undefined) {
      return escaped === "\n" ? "" : escaped;
    }
    const value = name === undefined ? undefined : (variables.values.get(name) ?? other);
    if (value === undefined) {
      unknown ??= bracket === "{" ? "${…}" : (bracket ?? ticks) ? "$(…)" : `$${name}`;
      return whole;
    }
    variables.left -= value.length;
    if (variables.left < 0) {
      throw new CodeFault(line, `variables stand for more than ${grouped(MAX_FILLED)} characters here`);
    }
    return value;
  });
  return { text: filled, unknown };
}

function ansiOf(text: string): string {
  return text.replaceAll(ESCAPE, (_, ...rest: unknown[]) => {
    const { bytes, unit, point = unit, char = "" } = rest.at(-1) as Record<string, string | undefined>;
    if (bytes !== undefined) {
      return textOfBytes(bytes);
    }
    const code = Number.parseInt(point ?? "", 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : (ESCAPES[char] ?? char);
  });
}

/** Bytes in hexadecimal or octal digits, as a shell's text has them: in UTF-8. */
function textOfBytes(escapes: string): string {
  const bytes = escapes
    .split("\\")
    .slice(1)
    .map((one) => (one.startsWith("x") ? Number.parseInt(one.slice(1), 16) : Number.parseInt(one, 8)));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** Of the command prompt of Windows, whose lines go on behind a caret, and which takes what stands behind one as it is. */
function withoutCarets(text: string): string {
  return /\^[^\S\n]*\n/.test(text)
    ? text.replaceAll(/\^[^\S\n]*\n/g, "\\\n").replaceAll(/\^([^\n])/g, "$1")
    : text;
}

/** Behind the bracket that closes the one at `from`. */
function closingBracket(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    open += text[at] === "(" ? 1 : text[at] === ")" ? -1 : 0;
    if (open === 0) {
      return at + 1;
    }
  }
  return text.length;
}

function nextLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

/** In single quotes, unless nothing in it means anything to a shell. */
export function quoteShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
