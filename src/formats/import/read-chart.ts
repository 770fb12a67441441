/**
 * Text of a mermaid flowchart → its nodes, arrows and boxes. Follows mermaid's own reader where that matters, and the
 * texts of the engine, whose labels hold anything. How it looks and what it does on a click is passed over. Each
 * character is looked at a few times, however the text is made.
 */
import { cut, quoted } from "../../base/words.ts";
import { Chart, ChartFault } from "./chart.ts";

/** Shapes by what opens them, longer ones first, with what closes them. */
const SHAPES: readonly (readonly [open: string, close: readonly string[]])[] = [
  ["(((", [")))"]],
  ["((", ["))"]],
  ["([", ["])"]],
  ["(-", ["-)"]],
  ["(", [")"]],
  ["[[", ["]]"]],
  ["[(", [")]"]],
  ["[/", ["/]", "\\]"]],
  ["[\\", ["\\]", "/]"]],
  ["[", ["]"]],
  ["{{", ["}}"]],
  ["{", ["}"]],
  [">", ["]"]],
];

/** A sign between nodes is a part of an id where no blank stands beside it. */
const ID =
  /(?:[\p{L}\p{N}\p{M}\p{Pc}!#$%'*+.?/\\`]|-(?![->.])|=(?!=))(?:[\p{L}\p{N}\p{M}\p{Pc}!#$%'*+.?/\\`]|-(?![->.])|=(?!=)|[&,:](?=[\p{L}\p{N}_]))*/uy;
const STYLE = /:::((?:[\p{L}\p{N}_]|-(?![->.]))+)/uy;
/** A whole link, and the first half of one with a text in it. */
const LINK = /[xo<]?(?:--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?)|~~~+/y;
const LINK_START = /[xo<]?(?:--|==|-\.)/y;
/** Line breaks, behind which a link goes on with the statement. */
const BREAKS_BEFORE_LINK = /\n\s*(?=<?(?:--|==|-\.)|~~~)/y;
/** Blanks and line breaks behind a link, before a node. */
const BREAKS = /\s*/y;
/** The second half, on the same line. */
// Of dots the last one is enough: looks for more would begin anew at each.
const LINK_END = /--+[-xo>]|==+[=xo>]|\.-[xo>]?|\n/g;
/** It does not begin as a link does: each of a row of links would be followed to the end of the row. */
const EDGE_ID = /(?![xo<]?(?:--|==|-?\.)|~~~)[^\s@;&]+@(?=[-=<xo.~])/uy;
const BLANKS = /[^\S\n]*/y;
/** An executor may be called like one. */
const KEYWORD =
  /(?:subgraph|end|direction|classDef|class|style|linkStyle|click|accTitle|accDescr)(?![\p{L}\p{N}_/-]|:::)/uy;
const HEADER = /(?:flowchart(?:-elk)?|graph)(?![\p{L}\p{N}_])[^\n;]*/uy;

/** What is passed over, in words. */
const PASSED: Readonly<Record<string, string>> = {
  classDef: "How classes look is left out.",
  class: "Classes given by class are left out; those given by ::: are read.",
  style: "How it looks is left out.",
  linkStyle: "How it looks is left out.",
  click: "What a click does is left out: nothing of it is run.",
  accTitle: "The title is left out.",
  accDescr: "The description is left out.",
};

/**
 * The chart; `firstLine` is the line at which the text begins, `isKnown` tells lines that need no note.
 *
 * @throws {ChartFault} if it is none, or holds too much
 */
export function readChart(text: string, firstLine: number, isKnown: (line: string) => boolean): Chart {
  return new ChartReader(text, firstLine, isKnown).read();
}

class ChartReader {
  private readonly text: string;
  private readonly isKnown: (line: string) => boolean;
  private readonly chart = new Chart();
  private at = 0;
  /** How far a statement is in the chart. */
  private readTo = 0;
  private line: number;
  /** How far the lines are counted. */
  private counted = 0;
  private readonly found = new Map<string, number>();

  constructor(text: string, firstLine: number, isKnown: (line: string) => boolean) {
    this.text = text;
    this.line = firstLine;
    this.isKnown = isKnown;
  }

  read(): Chart {
    this.readHeader();
    while (this.toStatement()) {
      const start = this.at;
      const line = this.lineAt(start);
      this.readTo = start;
      if (!this.readStatement()) {
        this.at = this.lineEnd(this.at);
        const words = (from: number, to: number) => quoted(this.text.slice(from, to).trim());
        const rest = words(this.readTo, this.at);
        this.chart.notes.add(
          line,
          this.readTo === start
            ? `Not understood, and left out: ${rest}.`
            : `Only the beginning of this is understood: ${words(start, this.readTo)}. Left out: ${rest}.`,
        );
      }
    }
    return this.chart;
  }

  /** @throws {ChartFault} if it is no flowchart */
  private readHeader(): void {
    const isThere = this.toStatement();
    if (isThere && this.take(HEADER) !== null) {
      return;
    }
    const word = /[\w-]*/y;
    word.lastIndex = this.at;
    const kind = word.exec(this.text)?.[0] ?? "";
    const line = isThere ? this.lineAt(this.at) : null;
    throw new ChartFault(
      /diagram|^(?:gantt|pie|journey|mindmap|timeline|gitGraph|block|packet|kanban|quadrantChart)/i.test(kind)
        ? `This is a ${cut(kind)} of mermaid; a Flow is made of a flowchart.`
        : "No flowchart begins here: the first line has to be flowchart LR, graph TD or the like.",
      line,
    );
  }

  /** To the next statement, past blanks, comments and directives; false at the end. */
  private toStatement(): boolean {
    const { text } = this;
    for (;;) {
      while (this.at < text.length && /[\s;]/.test(text.charAt(this.at))) {
        this.at++;
      }
      if (!text.startsWith("%%", this.at)) {
        return this.at < text.length;
      }
      if (text.startsWith("%%{", this.at)) {
        const line = this.lineAt(this.at);
        const end = this.closing("}%%", line, "directive %%{");
        if (!this.isKnown(text.slice(this.at, end))) {
          this.chart.notes.count(line, "Directives to mermaid are left out.");
        }
        this.at = end;
      } else {
        this.at = this.lineEnd(this.at);
      }
    }
  }

  /** One statement; false where it is not understood. */
  private readStatement(): boolean {
    const keyword = this.take(KEYWORD);
    switch (keyword) {
      case null:
        return this.readLinked();
      case "subgraph":
        this.readSubgraph();
        return true;
      case "end":
        return this.chart.leave();
      case "direction":
        this.take(/[^\n;]*/y);
        return true;
      default:
        this.passOver(keyword);
        return true;
    }
  }

  private passOver(keyword: string): void {
    const start = this.at - keyword.length;
    const line = this.lineAt(start);
    if (keyword === "accDescr" && /^\s*\{/.test(this.text.slice(this.at, this.at + 40))) {
      this.at = this.closing("}", line, "description");
    } else if (keyword.startsWith("acc")) {
      this.at = this.lineEnd(this.at);
    } else {
      this.passToEnd();
    }
    if (!this.isKnown(this.text.slice(start, this.at))) {
      this.chart.notes.count(line, PASSED[keyword] ?? "");
    }
  }

  /** To the end of the statement. What is opened on a click may have a semicolon in it, between quotes. */
  private passToEnd(): void {
    while (this.take(/[^\n;"]+/y) !== null || this.text.charAt(this.at) === '"') {
      const close = this.text.charAt(this.at) === '"' ? this.next('"', this.at + 1) : this.at - 1;
      this.at = close < this.lineEnd(this.at) ? close + 1 : this.at + 1;
    }
  }

  private readSubgraph(): void {
    const line = this.lineAt(this.at);
    this.take(BLANKS);
    const start = this.at;
    const id = this.take(ID);
    this.take(BLANKS);
    if (id !== null) {
      // Its title.
      this.readShape(line);
      this.take(BLANKS);
    }
    if (id !== null && this.isAtEnd()) {
      this.chart.enter(id, line);
    } else {
      // A title of several words, which is its id too.
      this.at = start;
      const title = this.take(/[^\n;]*/y) ?? "";
      this.chart.enter(title.trim().replace(/^"(.*)"$/, "$1"), line);
    }
  }

  /** Nodes, and nodes they lead to, and so on. */
  private readLinked(): boolean {
    let from = this.readNodes();
    while (from.isWhole) {
      this.take(BLANKS);
      if (this.isAtEnd() && this.take(BREAKS_BEFORE_LINK) === null) {
        return true;
      }
      const line = this.lineAt(this.at);
      const link = this.readLink(line);
      if (link === null) {
        // A comment may stand behind a statement.
        return this.text.startsWith("%%", this.at);
      }
      this.takeBreaks();
      const to = this.readNodes();
      if (to.ids.length === 0) {
        return false;
      }
      if (link.startsWith("~")) {
        this.chart.notes.count(line, "Links that are not seen (~~~) are left out.");
      } else {
        this.chart.connect(from.ids, to.ids, line);
        this.noteLink(link, line);
      }
      from = to;
    }
    return false;
  }

  /** Behind a link the next line goes on with the statement, unless another one begins there. */
  private takeBreaks(): void {
    const { at } = this;
    const breaks = this.take(BREAKS) ?? "";
    KEYWORD.lastIndex = this.at;
    if (breaks.includes("\n") && (KEYWORD.test(this.text) || this.text.startsWith("%%", this.at))) {
      this.at = at;
    }
  }

  private noteLink(link: string, line: number): void {
    const isBackward = /^[<xo]/.test(link);
    if (isBackward || !/[>xo]$/.test(link)) {
      this.chart.notes.count(
        line,
        `A line ${isBackward ? "with two heads" : "without a head"} is read as an arrow from the first to the second.`,
      );
    }
  }

  /** A link as it is written, without its text; null if there is none. */
  private readLink(line: number): string | null {
    this.take(EDGE_ID);
    let link = this.take(LINK);
    if (link === null) {
      const start = this.take(LINK_START);
      if (start === null) {
        return null;
      }
      this.passQuoted();
      LINK_END.lastIndex = this.at;
      const end = LINK_END.exec(this.text);
      if (!end || end[0] === "\n") {
        return null;
      }
      this.at = end.index + end[0].length;
      link = start + end[0];
      this.chart.notes.count(line, "What is written on arrows is left out.");
    }
    this.take(BLANKS);
    if (this.take(/\|/y) !== null) {
      this.passQuoted();
      const end = /\||\n/g;
      end.lastIndex = this.at;
      const found = end.exec(this.text);
      if (!found || found[0] === "\n") {
        return null;
      }
      this.at = found.index + 1;
      this.chart.notes.count(line, "What is written on arrows is left out.");
    }
    return link;
  }

  /** A text in quotes on an arrow, which may hold what ends one. */
  private passQuoted(): void {
    this.take(/[^\S\n]*"[^"\n]*"/y);
  }

  /** One node, or several with & between them: their ids, as far as they are understood. */
  private readNodes(): { readonly ids: readonly string[]; readonly isWhole: boolean } {
    const ids: string[] = [];
    do {
      this.take(BLANKS);
      const id = this.readNode();
      if (id === null) {
        return { ids, isWhole: false };
      }
      ids.push(id);
      this.readTo = this.at;
      this.take(BLANKS);
    } while (this.take(/&/y) !== null);
    return { ids, isWhole: true };
  }

  private readNode(): string | null {
    const line = this.lineAt(this.at);
    const id = this.take(ID);
    if (id === null) {
      return null;
    }
    const label = this.readShape(line) ?? this.readAttributes(line);
    STYLE.lastIndex = this.at;
    const style = STYLE.exec(this.text);
    this.at += style?.[0].length ?? 0;
    // A box may be named as if it were a node.
    if (!this.chart.boxes.has(id) || label !== undefined || style) {
      const node = this.chart.node(id, line);
      node.label = label ?? node.label;
      node.style = style?.[1] ?? node.style;
    }
    return id;
  }

  /** What stands in the shape that begins here; undefined if none does. */
  private readShape(line: number): string | undefined {
    const { text } = this;
    const shape = SHAPES.find(([open]) => text.startsWith(open, this.at));
    if (!shape) {
      return undefined;
    }
    const [open, closes] = shape;
    const start = this.at + open.length;
    const quotes = this.quotesAt(start, closes);
    const quotedLabel = quotes === '"' ? this.readQuoted(closes, start + 1) : null;
    if (quotedLabel !== null) {
      return quotedLabel;
    }
    const end = this.labelEnd(quotes, closes, start + quotes.length);
    if (end === Number.POSITIVE_INFINITY || (quotes === "" && end > this.lineEnd(start))) {
      throw new ChartFault(`The ${open}${quotes} that begins here is not closed.`, line);
    }
    const close = closes.find((one) => text.startsWith(quotes + one, end)) ?? "";
    this.at = end + quotes.length + close.length;
    return text.slice(start + quotes.length, end);
  }

  /** A label up to the next quote, behind which blanks may stand; null where the shape does not end there. */
  private readQuoted(closes: readonly string[], from: number): string | null {
    const end = this.next('"', from);
    const blanks = /\s*/y;
    blanks.lastIndex = end + 1;
    const behind = end + 1 + (blanks.exec(this.text)?.[0].length ?? 0);
    const close = closes.find((one) => this.text.startsWith(one, behind));
    if (close === undefined) {
      return null;
    }
    this.at = behind + close.length;
    return this.text.slice(from, end);
  }

  /** Where a label ends. The engine's may have in them what closes them: it ends where a node can. */
  private labelEnd(quotes: string, closes: readonly string[], from: number): number {
    for (let at = from; ; ) {
      const ends = closes.map((close) => this.next(quotes + close, at));
      const end = Math.min(...ends);
      const close = closes[ends.indexOf(end)] ?? "";
      const behind = this.text.charAt(end + quotes.length + close.length);
      if (quotes === "" || /^[\s:;&=.<~xo-]?$/.test(behind)) {
        return end;
      }
      at = end + 1;
    }
  }

  /** The engine's labels begin with two quotes, mermaid's with one, and each ends with as many. */
  private quotesAt(start: number, closes: readonly string[]): string {
    const isEmpty = closes.some((close) => this.text.startsWith(close, start + 2));
    return this.text.startsWith('""', start) && !isEmpty ? '""' : this.text.startsWith('"', start) ? '"' : "";
  }

  /** The label in `@{ shape: …, label: … }`; undefined where none is given. */
  private readAttributes(line: number): string | undefined {
    if (!this.text.startsWith("@{", this.at)) {
      return undefined;
    }
    const start = this.at + 2;
    this.at = this.attributesEnd(start, line);
    const found = /\blabel\s*:\s*(?:"([^"]*)"|'([^']*)'|([^,\n}]*))/.exec(
      this.text.slice(start, this.at - 1),
    );
    return found?.[1] ?? found?.[2] ?? found?.[3]?.trim();
  }

  /** Behind the brace that closes them, outside of quotes. @throws {ChartFault} if there is none */
  private attributesEnd(from: number, line: number): number {
    let at = from;
    for (;;) {
      this.at = at;
      const end = this.closing("}", line, "@{");
      const quote = this.next('"', at);
      const close = quote < end ? this.next('"', quote + 1) : Number.POSITIVE_INFINITY;
      if (close === Number.POSITIVE_INFINITY) {
        return end;
      }
      at = close + 1;
    }
  }

  /** Behind the next such sign. @throws {ChartFault} if there is none */
  private closing(sign: string, line: number, what: string): number {
    const end = this.next(sign, this.at);
    if (end === Number.POSITIVE_INFINITY) {
      throw new ChartFault(`The ${what} that begins here is not closed.`, line);
    }
    return end + sign.length;
  }

  /** What matches here, which is passed; null if nothing does. */
  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found?.[0] ?? null;
  }

  private isAtEnd(): boolean {
    return this.at >= this.text.length || /[\n;]/.test(this.text.charAt(this.at));
  }

  private lineEnd(from: number): number {
    return Math.min(this.next("\n", from), this.text.length);
  }

  /** Where these signs stand next; infinite where they do not. What was found is kept, so that no stretch is searched twice. */
  private next(signs: string, from: number): number {
    const known = this.found.get(signs) ?? -1;
    if (known >= from) {
      return known;
    }
    const at = this.text.indexOf(signs, from);
    const found = at < 0 ? Number.POSITIVE_INFINITY : at;
    this.found.set(signs, found);
    return found;
  }

  /** The line of a place, which is behind those that were asked for before. */
  private lineAt(place: number): number {
    for (; this.counted < place; this.counted++) {
      if (this.text.charCodeAt(this.counted) === 10) {
        this.line++;
      }
    }
    return this.line;
  }
}
