/** Which texts are certainly in another form than YAML, whatever their files are called: no Flow file reads so. */

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
