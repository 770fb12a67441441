/** The words of a shell's command line. Pure; nothing is ever expanded. */
import { CodeFault } from "../../script/script-tokens.ts";

/** One word; `line` counts from 1. */
interface ShellWord {
  readonly text: string;
  readonly line: number;
}

/** Signs that end a command. */
const ENDS = /^(?:;|&&|\|\|?|&)$/;
const PART =
  /'(?<single>[^']*)'|\$'(?<ansi>(?:\\[\s\S]|[^'\\])*)'|"(?<double>(?:\\[\s\S]|[^"\\])*)"|\\(?<escaped>[\s\S])|(?<plain>[^\s'"\\;&|]+)/y;
const ANSI: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The words of each command. Throws CodeFault for a quote that does not end. */
export function readCommands(source: string): ShellWord[][] {
  const text = source.replaceAll(/\r\n?/g, "\n");
  const commands: ShellWord[][] = [];
  let command: ShellWord[] = [];
  let at = 0;
  // Places are asked for in their order, so that each line is counted once.
  let line = 1;
  let lineEnd = text.indexOf("\n");
  const lineAt = (offset: number) => {
    while (lineEnd >= 0 && lineEnd < offset) {
      line += 1;
      lineEnd = text.indexOf("\n", lineEnd + 1);
    }
    return line;
  };
  const end = () => {
    if (command.length > 0) {
      commands.push(command);
    }
    command = [];
  };
  while (at < text.length) {
    const char = text[at] ?? "";
    if (text.startsWith("\\\n", at)) {
      at += 2;
    } else if (char === "\n") {
      end();
      at++;
    } else if (/\s/.test(char)) {
      at++;
    } else if (char === "#") {
      at = nextLine(text, at);
    } else if (/[;&|]/.test(char)) {
      const [sign = char] = /^(?:&&|\|\||[;&|])/.exec(text.slice(at, at + 2)) ?? [];
      at += sign.length;
      if (ENDS.test(sign)) {
        end();
      }
    } else {
      const begin = lineAt(at);
      let word = "";
      for (;;) {
        PART.lastIndex = at;
        const part = text.startsWith("\\\n", at) ? null : PART.exec(text);
        if (!part) {
          break;
        }
        at = PART.lastIndex;
        const { single, ansi, double, escaped, plain } = part.groups ?? {};
        word +=
          single ??
          ansi?.replaceAll(/\\([\s\S])/g, (_, one: string) => ANSI[one] ?? one) ??
          double?.replaceAll(/\\([\\"$`\n])/g, (_, one: string) => (one === "\n" ? "" : one)) ??
          escaped ??
          plain ??
          "";
      }
      if (/['"]/.test(text[at] ?? "")) {
        throw new CodeFault(begin, "a quote does not end");
      }
      command.push({ text: word, line: begin });
    }
  }
  end();
  return commands;
}

function nextLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

/** In single quotes, unless nothing in it means anything to a shell. */
export function quoteShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
