/** Which texts are certainly in another form than YAML, whatever their files are called: no Flow file reads so. */
import type { TextRange } from "../../model/problem.ts";

/** The form of a text that becomes a Flow. */
export type ImportForm = "mermaid" | "python";

/** Characters that are looked at: what a text is, its beginning says. */
const MAX_LOOK = 100_000;

/** The first line of a chart that is a statement, which no key of a file is. */
const HEADER = /^(?:flowchart(?:-elk)?|graph)(?:[^\S\n]+(?:LR|RL|TD|TB|BT)\b|[^\S\n]*(?:[;\n]|$))/;
/** Front matter, which may stand before it. */
const MATTER = /^\s*---[^\S\n]*\n(?:[^\n]*\n)*?---[^\S\n]*\n/;
/** A fence at the beginning of a line, where no line of YAML begins so. */
const FENCE = /^```+[^\S\n]*mermaid[^\S\n]*\n((?:[^\n]*\n){0,20})/m;
const IMPORT = /^(?:from[^\S\n]+jina(?:\.[\w.]+)?[^\S\n]+import\b|import[^\S\n]+jina\b(?![^\S\n]*:))/m;
/** Keys of a Flow file, and its tag. */
const FLOW_KEY = /^(?:jtype|executors|pods|with|version)[^\S\n]*:|^!Flow\b/m;

/** The form; null where the text may be YAML, or is in no form that is read. */
export function certainForm(text: string): ImportForm | null {
  const look = text.slice(0, MAX_LOOK).replaceAll(/\r\n?/g, "\n");
  if (isChart(look)) {
    return "mermaid";
  }
  if (FLOW_KEY.test(look)) {
    return null;
  }
  const fenced = FENCE.exec(look)?.[1];
  return fenced !== undefined && isChart(fenced) ? "mermaid" : IMPORT.test(look) ? "python" : null;
}

/** What begins a chart or a program on a line of a file whose other lines are a Flow's. */
const BEGINNING =
  /^(?:(?:flowchart(?:-elk)?|graph)[^\S\n]+(?:LR|RL|TD|TB|BT)\b|```+[^\S\n]*mermaid\b|from[^\S\n]+jina\b.*\bimport\b|import[^\S\n]+jina\b(?![^\S\n]*:))/m;
/** What stands before that and belongs to it. */
const BEFORE = /^(?:%%|import\b|from\b)/;
const LONGEST_WORD = 10;
/** Where a Flow file goes on behind it: none of its own lines begins so. */
const GOES_ON = new RegExp(`${FLOW_KEY.source}|^gateway *:|^ *- +\\w+ *:`, "m");

/** A part of a text, with its form. */
interface OtherPart extends TextRange {
  readonly form: ImportForm;
  /** The other lines are those of a Flow file. */
  readonly isAmongOthers: boolean;
}

/**
 * What is certainly in another form of a text that is no Flow file: all of it, or what was put among the lines of one.
 * Null if nothing is.
 */
export function partInOtherForm(text: string): OtherPart | null {
  if (!FLOW_KEY.test(text)) {
    const form = certainForm(text);
    return form && { form, from: 0, to: text.length, isAmongOthers: false };
  }
  const begins = BEGINNING.exec(text);
  if (!begins) {
    return null;
  }
  let from = begins.index;
  for (let line = lineBefore(text, from); line && BEFORE.test(line.text); line = lineBefore(text, from)) {
    from = line.from;
  }
  const next = GOES_ON.exec(text.slice(begins.index));
  const to = next ? begins.index + next.index : text.length;
  const form = certainForm(text.slice(from, to));
  return form && { form, from, to, isAmongOthers: true };
}

/** The beginning of the line that ends before `at`; null where there is none. */
function lineBefore(text: string, at: number): { readonly text: string; readonly from: number } | null {
  // A break may be of two characters.
  const end = text.startsWith("\r\n", at - 2) ? at - 2 : at - 1;
  if (end < 0) {
    return null;
  }
  let from = end;
  while (from > 0 && !/[\n\r]/.test(text.charAt(from - 1))) {
    from--;
  }
  return { text: text.slice(from, Math.min(end, from + LONGEST_WORD)), from };
}

/** Whether the first statement begins a chart, past comments and directives. */
function isChart(look: string): boolean {
  const text = look.replace(/^\uFEFF/, "").replace(MATTER, "");
  for (let at = 0; ; ) {
    at += blanksAt(text, at);
    if (!text.startsWith("%%", at)) {
      return HEADER.test(text.slice(at, at + 100));
    }
    const isDirective = text.startsWith("%%{", at);
    const end = text.indexOf(isDirective ? "}%%" : "\n", at);
    if (end < 0) {
      return false;
    }
    at = end + (isDirective ? 3 : 1);
  }
}

function blanksAt(text: string, at: number): number {
  const blanks = /\s*/y;
  blanks.lastIndex = at;
  return blanks.exec(text)?.[0].length ?? 0;
}
