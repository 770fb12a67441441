/**
 * The one exception of the YAML reader: it ends the reading at the first fault and becomes a value at the reader's
 * rim. A fault says in plain words what is wrong, and carries those of the engine beside them.
 */
import { pythonRepr } from "../../model/python.ts";
import type { Token } from "./token.ts";
import type { YamlFault, YamlNode } from "./yaml.ts";

/** Python's classes of the exceptions with which the engine refuses a text. */
export type FaultType =
  | "ReaderError"
  | "ScannerError"
  | "ParserError"
  | "ComposerError"
  | "ConstructorError"
  | "AttributeError"
  | "IndexError"
  | "KeyError"
  | "OverflowError"
  | "RecursionError"
  | "TypeError"
  | "ValueError";

/** A place in a text: offsets in UTF-16 code units. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a text, thrown where it is met. */
export class Fault extends Error {
  /** Null for a limit of ours. */
  readonly type: FaultType | null;
  /** The engine's own words; null for a limit of ours. */
  readonly words: string | null;
  readonly from: number;
  readonly to: number;

  /** `sentence`: for people, in whole sentences, what is wrong there and what to do. */
  constructor(type: FaultType | null, words: string | null, sentence: string, { from, to }: Place) {
    super(sentence);
    this.type = type;
    this.words = words;
    this.from = from;
    this.to = to;
  }

  /** The same in another sentence. */
  saying(sentence: string): Fault {
    return new Fault(this.type, this.words, sentence, this);
  }
}

/** A text that the engine may take and that is refused here all the same. */
export function limitFault(sentence: string, place: Place): Fault {
  return new Fault(null, null, sentence, place);
}

/** What the engine refuses when it makes a value of a node. */
export function constructorFault(words: string, sentence: string, place: Place): Fault {
  return new Fault("ConstructorError", words, sentence, place);
}

/** Python's words where something goes on without end. */
export const RECURSION = "maximum recursion depth exceeded";

/** A node, or an alias of one, that is come upon while it is being made. */
export function recursionFault(node: YamlNode): Fault {
  return constructorFault("found unconstructable recursive node", recursionSentence(node), node);
}

/** What is said of a node that holds itself. */
export function recursionSentence(node: YamlNode): string {
  return node.kind === "alias"
    ? `The alias *${node.name} stands inside of what it stands for, so this value would never end.`
    : "This value holds itself, so it would never end.";
}

/** A fault as a value, with its place inside a text of that length. */
export function faultValue(fault: Fault, length: number): YamlFault {
  const { type, words, message } = fault;
  // A character that is missing at the end has no place of its own.
  const to = Math.min(fault.to, length);
  const from = Math.min(fault.from, to);
  return type === null
    ? { code: "limit", message, type, words, from, to }
    : { code: "yaml", message, type, words, from, to };
}

/** What a reading of a text yields, or the fault that ended it. */
export function attempt<Result>(
  text: string,
  read: () => Result,
): { result: Result; fault: null } | { result: null; fault: YamlFault } {
  try {
    return { result: read(), fault: null };
  } catch (error) {
    if (!(error instanceof Fault)) {
      throw error;
    }
    return { result: null, fault: faultValue(error, text.length) };
  }
}

/** What the engine's scanner refuses. */
export function scannerFault(words: string, sentence: string, place: Place): Fault {
  return new Fault("ScannerError", words, sentence, place);
}

/** What the engine's parser refuses. */
export function parserFault(words: string, sentence: string, place: Place): Fault {
  return new Fault("ParserError", words, sentence, place);
}

/** What the engine's composer refuses. */
export function composerFault(words: string, sentence: string, place: Place): Fault {
  return new Fault("ComposerError", words, sentence, place);
}

/** A token that does not belong where it stands. */
export function unexpected(words: string, token: Token, sentence: string): Fault {
  return parserFault(`${words} ${pythonRepr(token.kind)}`, sentence, token);
}
