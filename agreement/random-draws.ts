/** What drawn Flow files are drawn with: chance, the engine's arguments, words and variables. */
import argumentTables from "../src/model/engine/arguments.json" with { type: "json" };
import { list, type Random, type Tree, type TreeEntry, text } from "./yaml-styles.ts";

/** A Flow with what stands around it, before it is written. */
export interface Drawn {
  readonly tree: Tree;
  readonly env: Readonly<Record<string, string>> | null;
  readonly files: Readonly<Record<string, Tree>>;
}

/** An argument as the engine's own list has it. */
export interface Argument {
  readonly name: string;
  readonly flags: readonly string[];
  readonly type: string;
  readonly choices?: readonly string[];
}

export const DEPLOYMENT = tableOf("deployment");
export const GATEWAY = tableOf("gateway");
export const FLOW = tableOf("flow");

function tableOf(kind: "deployment" | "gateway" | "flow"): readonly Argument[] {
  // Those of type `exit` end the process that reads them.
  return (argumentTables[kind] as readonly Argument[]).filter(({ type }) => type !== "exit");
}

/** The value that stands elsewhere in the file. */
export const reference = (path: string): string => `\${{${path}}}`;

/** A list of texts. */
export const strings = (values: readonly string[]): Tree => list(values.map(text));

/** Variables with their values; a file that is asked without an environment has the same names unset. */
export const VARIABLES: Readonly<Record<string, string>> = {
  NAME: "enc",
  COUNT: "2",
  PORT: "8123",
  IMAGE: "me/img:1",
  FLAG: "true",
  LIST: "[a, b]",
  EMPTY: "",
  TWICE: "$COUNT",
  QUOTED: "'5'",
};

export const WORDS = ["encode", "rank", "segment", "index", "crawl", "chat", "fetch", "merge", "norm", "ocr"];

/** The draws that both kinds of file need. */
export class Draws {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  /** From 0 up to `most`. */
  upTo(most: number): number {
    return Math.floor(this.random() * (most + 1));
  }

  /** `make`'s entries in a share of cases, otherwise none. */
  sometimes(share: number, make: () => readonly TreeEntry[]): readonly TreeEntry[] {
    return this.chance(share) ? make() : [];
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, order: this.random() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }
}
