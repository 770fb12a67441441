/** Asks the engine's YAML reader, through engine/read_yaml.py, what it makes of texts. */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { YamlFault } from "../src/formats/yaml.ts";
import { environmentPython, readSetup } from "./setup.mjs";

const SCRIPT = join(resolve(import.meta.dirname, ".."), "engine", "read_yaml.py");

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
  const missing = readSetup().missing["docarray-v2"];
  if (missing) {
    throw new Error(missing);
  }
  const answers = execFileSync(environmentPython("v2"), [SCRIPT, mode], {
    input: texts.map((text) => `${JSON.stringify(text)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return answers
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
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
