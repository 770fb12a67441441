/**
 * What the words of YAML are, line by line, for their colours. It looks at lines alone, so that a key that is typed costs
 * the lines in view, however long the text is; the half-written text that a person has while typing has colours too.
 * Columns are counted from 0.
 */

/** Characters of a line that are of one kind. */
interface YamlWord {
  readonly from: number;
  readonly to: number;
  readonly kind: "key" | "comment" | "string" | "directive" | "name";
}

/** What goes on from one line to the next: a quote, brackets, or a text block with what stands outside of it. */
export interface YamlState {
  readonly quote: '"' | "'" | null;
  /** Brackets that are open. */
  readonly depth: number;
  /** The column that the lines of a text block are to the right of; null outside of one. */
  readonly block: number | null;
}

/** Where a text begins, and any line that nothing goes on into. */
export const AT_REST: YamlState = { quote: null, depth: 0, block: null };

const QUOTED = { '"': /"(?:[^"\\]|\\.)*("|$)/y, "'": /'(?:[^']|'')*('|$)/y } as const;
const REST_OF_QUOTED = { '"': /(?:[^"\\]|\\.)*("|$)/y, "'": /(?:[^']|'')*('|$)/y } as const;
const INDICATOR = /[?:-](?=\s|$)/y;
const NAME = /[&*!][^\s,[\]{}]*/y;
const BLOCK_HEAD = /[|>][-+0-9]*(?=\s|$)/y;
const COLON = /\s*:(?=\s|$)/y;
const FLOW_COLON = /\s*:(?=[\s,[\]{}]|$)/y;
/** Behind a quote between brackets, as in JSON. */
const JSON_COLON = /\s*:/y;
/** Up to a colon that ends a key, or a comment. */
const PLAIN = /(?:(?!\s+#|\s*:(?:\s|$)).)+/y;
const FLOW_PLAIN = /(?:(?!\s+#|\s*:(?:[\s,[\]{}]|$))[^,[\]{}])+/y;

/** The words of a line, and what goes on into the next one. */
export function wordsOf(
  text: string,
  before: YamlState,
): { readonly words: readonly YamlWord[]; readonly after: YamlState } {
  const indent = text.search(/\S/);
  if (before.block !== null) {
    if (indent < 0 || indent > before.block) {
      return { words: [], after: before };
    }
    return wordsOf(text, AT_REST);
  }
  return new LineReader(text, before).read();
}

/** Reads one line that is no text of a block. */
class LineReader {
  private readonly text: string;
  private readonly words: YamlWord[] = [];
  private quote: YamlState["quote"];
  private depth: number;
  private block: number | null = null;
  private at = 0;
  /** The column of what a text block stands in: the last dash, or the key. */
  private outer = -1;

  constructor(text: string, { quote, depth }: YamlState) {
    this.text = text;
    this.quote = quote;
    this.depth = depth;
  }

  read(): ReturnType<typeof wordsOf> {
    const { text } = this;
    if (this.quote !== null) {
      this.quoted(REST_OF_QUOTED[this.quote], this.quote);
    } else if (/^(?:%|---|\.\.\.(?:\s|$))/.test(text)) {
      this.add(0, text.startsWith("%") ? text.length : 3, "directive");
      this.at = text.startsWith("%") ? text.length : 3;
    }
    while (this.at < text.length) {
      this.step();
    }
    return { words: this.words, after: { quote: this.quote, depth: this.depth, block: this.block } };
  }

  private step(): void {
    const { text, at } = this;
    const sign = text.charAt(at);
    if (/\s/.test(sign) || sign === ",") {
      this.at++;
    } else if (sign === "#" && (at === 0 || /\s/.test(text.charAt(at - 1)))) {
      this.add(at, text.length, "comment");
      this.at = text.length;
    } else if (sign === '"' || sign === "'") {
      this.quoted(QUOTED[sign], sign);
    } else if (sign === "[" || sign === "{") {
      this.depth++;
      this.at++;
    } else if (sign === "]" || sign === "}") {
      this.depth = Math.max(0, this.depth - 1);
      this.at++;
    } else if (this.match(INDICATOR)) {
      this.outer = sign === "-" ? at : this.outer;
    } else if (this.match(NAME)) {
      this.add(at, this.at, "name");
    } else if (this.depth === 0 && this.match(BLOCK_HEAD)) {
      this.add(at, this.at, "string");
      this.block = this.outer;
    } else if (this.match(this.depth > 0 ? FLOW_PLAIN : PLAIN)) {
      this.keyIfColon(at, this.depth > 0 ? FLOW_COLON : COLON);
    } else {
      this.at++;
    }
  }

  private quoted(pattern: RegExp, sign: '"' | "'"): void {
    const from = this.at;
    const isClosed = this.match(pattern)?.[1] !== "";
    this.quote = isClosed ? null : sign;
    if (!isClosed || !this.keyIfColon(from, this.depth > 0 ? JSON_COLON : COLON)) {
      this.add(from, this.at, "string");
    }
  }

  /** What began there is a key if a colon follows. */
  private keyIfColon(from: number, colon: RegExp): boolean {
    const to = this.at;
    const isKey = this.match(colon) !== null;
    if (isKey) {
      this.add(from, to, "key");
      this.outer = from;
    }
    return isKey;
  }

  /** Goes on behind what stands here, if that is what the pattern looks for. */
  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private add(from: number, to: number, kind: YamlWord["kind"]): void {
    this.words.push({ from, to, kind });
  }
}
