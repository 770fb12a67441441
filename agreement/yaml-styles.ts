/**
 * Trees written as YAML in the many styles that people and programs have: block, flow, JSON and mixtures, any
 * indentation, quotes, comments, texts over several lines, line breaks of either kind. Every text is YAML, for the same
 * tree in each style; whether the engine reads the same out of each is what tests want to know.
 */

/** `raw` stands as it is; of a `text` the style is drawn, and prose may take several lines. */
export type Tree =
  | { readonly kind: "raw"; readonly raw: string }
  | { readonly kind: "text"; readonly text: string; readonly isProse?: true }
  | { readonly kind: "alias"; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly Tree[]; readonly anchor?: string }
  | {
      readonly kind: "map";
      readonly entries: readonly TreeEntry[];
      readonly anchor?: string;
      readonly tag?: string;
    };

/** A key that is no text stands as it is; one that begins with `? ` is written as a key of its own lines. */
export type TreeKey = string | { readonly raw: string };
/** A key with its value. */
export type TreeEntry = readonly [key: TreeKey, value: Tree];
type TreeMap = Extract<Tree, { kind: "map" }>;

/** A scalar that is written exactly so. */
export const raw = (value: string | number | boolean): Tree => ({ kind: "raw", raw: String(value) });
/** A text, in any quotes. */
export const text = (value: string): Tree => ({ kind: "text", text: value });
/** A text that may also be written as a block over several lines. */
export const prose = (value: string): Tree => ({ kind: "text", text: value, isProse: true });
/** A list, in any style. */
export const list = (items: readonly Tree[]): Tree => ({ kind: "list", items });
/** A mapping, in any style. */
export const map = (entries: readonly TreeEntry[]): TreeMap => ({ kind: "map", entries });

/** A number in [0, 1). */
export type Random = () => number;

interface Style {
  /** Columns that a mapping or a list stands deeper than the key before it; a list may also stand at the key's. */
  readonly step: number;
  readonly dash: number;
  /** How often a collection is written in flow style; in JSON always, with all texts and keys in double quotes. */
  readonly flow: number;
  readonly json: boolean;
  /** How often a text that could stand plain is quoted, and a key. */
  readonly quotes: number;
  readonly keyQuotes: number;
  /** How often a text is spread over several lines, and a flow collection. */
  readonly spread: number;
  readonly comments: number;
  readonly lineBreak: "\n" | "\r\n";
  readonly start: string;
}

/** A document of one tree, its style drawn. */
export function writeYaml(tree: Tree, random: Random): string {
  const style = drawStyle(random);
  const lines = new Writer(style, random).document(tree);
  return style.start + lines.map((line) => line + style.lineBreak).join("");
}

function drawStyle(random: Random): Style {
  const chance = (share: number) => random() < share;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const json = chance(0.06);
  const step = pick([2, 2, 2, 2, 3, 4, 1, 8]);
  return {
    step,
    dash: pick([0, 2, step]),
    flow: json ? 1 : pick([0, 0.08, 0.08, 0.2, 0.5, 0.9]),
    json,
    quotes: json ? 1 : pick([0, 0.05, 0.2, 0.9]),
    keyQuotes: json ? 1 : pick([0, 0, 0, 0.1, 0.9]),
    spread: pick([0, 0.1, 0.5]),
    comments: json ? 0 : pick([0, 0, 0.1, 0.3]),
    lineBreak: chance(0.12) ? "\r\n" : "\n",
    start: (chance(0.05) ? "\ufeff" : "") + (!json && chance(0.06) ? "---\n" : ""),
  };
}

const pad = (width: number): string => " ".repeat(width);

class Writer {
  private readonly style: Style;
  private readonly random: Random;

  constructor(style: Style, random: Random) {
    this.style = style;
    this.random = random;
  }

  document(tree: Tree): string[] {
    if (tree.kind !== "map" || (this.style.flow > 0.8 && tree.tag === undefined && this.chance(0.5))) {
      return this.flow(tree, 0).split("\n");
    }
    const tag = tree.tag === undefined ? [] : [tree.tag];
    const comment = this.chance(this.style.comments) ? ["# A Flow"] : [];
    return [...comment, ...tag, ...this.blockMap(tree, 0)];
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  // --- block style

  private blockMap({ entries }: TreeMap, column: number): string[] {
    return entries.flatMap(([key, value]) => [
      ...this.behind(pad(column) + this.keyLines(key, column), value, column, column + this.style.dash),
      ...this.remark(column),
    ]);
  }

  private blockList(items: readonly Tree[], column: number): string[] {
    return items.flatMap((item) => {
      // What begins behind the dash stands two columns in.
      const inner = column + 2;
      if (item.kind === "map" && item.anchor === undefined && this.isBlock(item)) {
        const lines = item.tag === undefined ? [] : [pad(inner) + item.tag];
        const [first, ...rest] = [...lines, ...this.blockMap(item, inner)];
        return [`${pad(column)}- ${first!.slice(inner)}`, ...rest, ...this.remark(column)];
      }
      return this.behind(`${pad(column)}-`, item, column, inner);
    });
  }

  /** `head` with the value that belongs to it, on the same line or below. */
  private behind(head: string, value: Tree, column: number, listColumn: number): string[] {
    switch (value.kind) {
      case "raw":
        return [value.raw === "" ? head : `${head} ${value.raw}${this.tail()}`];
      case "alias":
        return [`${head} *${value.name}${this.tail()}`];
      case "text":
        return value.isProse && value.text.trim() === value.text && this.chance(this.style.spread)
          ? this.spreadText(head, value.text, column)
          : [`${head} ${this.inlineText(value.text, isPlain)}${this.tail()}`];
      default: {
        const anchored = value.anchor === undefined ? head : `${head} &${value.anchor}`;
        if (!this.isBlock(value)) {
          return `${anchored} ${this.flow(value, column + this.style.step, true)}`.split("\n");
        }
        return value.kind === "list"
          ? [anchored, ...this.blockList(value.items, listColumn)]
          : [anchored, ...this.blockMap(value, Math.max(column + this.style.step, listColumn))];
      }
    }
  }

  private isBlock(value: Extract<Tree, { kind: "map" | "list" }>): boolean {
    const size = value.kind === "map" ? value.entries.length : value.items.length;
    const isTagged = value.kind === "map" && value.tag !== undefined;
    return size > 0 && (isTagged || !this.chance(this.style.flow));
  }

  private spreadText(head: string, content: string, column: number): string[] {
    const indent = pad(column + this.style.step);
    const [first, ...rest] = content.split(" ");
    if (this.chance(0.5) || rest.length === 0 || content.includes("\n")) {
      const lines = content.split("\n").map((line) => line && indent + line);
      return [`${head} ${this.pick(["|", "|-", "|+", ">", ">-"])}`, ...lines];
    }
    if (isPlain(content) && this.chance(0.5)) {
      return [`${head} ${first}`, indent + rest.join(" ")];
    }
    const [start, ...more] = this.quoted(content).split(" ");
    return [`${head} ${start}`, indent + more.join(" ")];
  }

  private remark(column: number): string[] {
    if (!this.chance(this.style.comments)) {
      return [];
    }
    return this.pick([[""], [`${pad(column)}# remark`], ["# name: none"], [`${pad(column + 3)}#`, ""]]);
  }

  private tail(): string {
    return this.chance(this.style.comments) ? this.pick([" # why", "  #", "   "]) : "";
  }

  // --- flow style

  private flow(value: Tree, column: number, isAnchored = false): string {
    switch (value.kind) {
      case "raw":
        return this.flowRaw(value.raw);
      case "alias":
        return `*${value.name}`;
      case "text":
        return this.inlineText(value.text, isPlainInFlow);
      default: {
        const parts =
          value.kind === "list"
            ? value.items.map((item) => this.flow(item, column + 2))
            : value.entries.map(([key, item]) => `${this.key(key)}: ${this.flow(item, column + 2)}`);
        const [bracket, close] = value.kind === "list" ? "[]" : "{}";
        const open = value.anchor !== undefined && !isAnchored ? `&${value.anchor} ${bracket}` : bracket;
        if (parts.length > 1 && this.chance(this.style.spread)) {
          const indent = `\n${pad(column + 1)}`;
          return `${open}${indent}${parts.join(`,${indent}`)}\n${pad(column)} ${close}`;
        }
        return `${open}${parts.join(", ")}${close}`;
      }
    }
  }

  private flowRaw(value: string): string {
    if (value === "") {
      return "null";
    }
    if (this.style.json && !/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(value)) {
      return JSON.stringify(value);
    }
    return value;
  }

  // --- texts

  private keyLines(key: TreeKey, column: number): string {
    const isLong = typeof key !== "string" && key.raw.startsWith("? ");
    return isLong ? `${key.raw}\n${pad(column)}:` : `${this.key(key)}:`;
  }

  private key(key: TreeKey): string {
    if (typeof key !== "string") {
      return key.raw;
    }
    const mayBePlain = key === "<<" || isPlainInFlow(key);
    return mayBePlain && (key === "<<" || !this.chance(this.style.keyQuotes)) ? key : this.quoted(key);
  }

  private inlineText(content: string, canBePlain: (content: string) => boolean): string {
    return canBePlain(content) && !this.chance(this.style.quotes) ? content : this.quoted(content);
  }

  private quoted(content: string): string {
    const isDouble = this.style.json || /[^\x20-\x7e\xa0-\uffff]/.test(content) || this.chance(0.4);
    return isDouble ? JSON.stringify(content) : `'${content.replaceAll("'", "''")}'`;
  }
}

/** Whether a text may stand plain behind a key; texts that need a second look are quoted. */
function isPlain(content: string): boolean {
  return /^[\w./$](?:[\w./${}()+=@,[\]!' -]|:(?=[\w/]))*$/.test(content) && !content.endsWith(" ");
}

function isPlainInFlow(content: string): boolean {
  return isPlain(content) && !/[,[\]{}]/.test(content);
}
