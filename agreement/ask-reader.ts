/** Asks the engine's YAML reader, through engine/read_yaml.py, what it makes of texts. */
import type { YamlFault } from "../src/formats/yaml/yaml.ts";
import { askScript } from "./ask-script.ts";

/** How the engine's reader refuses a text. */
export interface ReaderError {
  /** Name of Python's class. */
  readonly error: string;
  /** What it says, without places. */
  readonly words: readonly string[];
}

/** `engine/read_yaml.py` says what nodes and values look like. */
export type ReaderAnswer = { readonly node: unknown } | { readonly value: unknown } | ReaderError;

/** One answer for each text. */
export function askReader(
  mode: "nodes" | "yaml" | "engine" | "values",
  texts: readonly string[],
): ReaderAnswer[] {
  return askScript("read_yaml.py", [mode], texts) as ReaderAnswer[];
}

/** Whether our fault is the engine's: the same class, for the same reason. */
export function isSameFault(fault: YamlFault | null, { error, words }: ReaderError): boolean {
  return (
    fault?.type === error && words.some((part) => part === fault.words || part.startsWith(cut(fault.words)))
  );
}

/** What comes behind is the engine's own detail: places, bytes, the value of a key. */
const CUT = /^(found duplicate anchor .*|'utf-8' codec can't decode byte|found unacceptable key \()/s;

function cut(words: string | null): string {
  return CUT.exec(words ?? "")?.[1] ?? "\0";
}
