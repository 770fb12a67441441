/**
 * The one exception of the YAML reader: it ends the reading at the first fault and becomes a value at the reader's
 * rim. A fault carries the engine's words, so that what a person reads here is what the engine would have told them.
 */
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

export class Fault extends Error {
  /** Null for a limit of ours. */
  readonly type: FaultType | null;
  /** The engine's own words, or the limit in a sentence. */
  readonly words: string;
  /** What to do, in whole sentences; empty if the words say it. */
  readonly advice: string;
  readonly from: number;
  readonly to: number;

  constructor(type: FaultType | null, words: string, advice: string, { from, to }: Place) {
    super(words);
    this.type = type;
    this.words = words;
    this.advice = advice;
    this.from = from;
    this.to = to;
  }
}

/** A text that the engine may take and that is refused here all the same. */
export function limitFault(sentence: string, place: Place): Fault {
  return new Fault(null, sentence, "", place);
}

export function constructorFault(words: string, advice: string, place: Place): Fault {
  return new Fault("ConstructorError", words, advice, place);
}

/** A node, or an alias of one, that is come upon while it is being made. */
export function recursionFault(node: YamlNode): Fault {
  const advice = node.kind === "alias" ? `The alias *${node.name} stands inside what it stands for.` : "";
  return constructorFault("found unconstructable recursive node", advice, node);
}

/** The engine's words, then what to do. */
export function messageOf(words: string, advice: string): string {
  return `${words.replace(/\.$/, "")}.${advice === "" ? "" : ` ${advice}`}`;
}

/** A fault as a value, with its place inside a text of that length. */
export function faultValue(fault: Fault, length: number): YamlFault {
  const { type, words } = fault;
  // A character that is missing at the end has no place of its own.
  const to = Math.min(fault.to, length);
  const from = Math.min(fault.from, to);
  const message = messageOf(words, fault.advice);
  return type === null
    ? { code: "limit", message, type, words: null, from, to }
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
