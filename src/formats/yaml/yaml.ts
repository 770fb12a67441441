/**
 * Reads YAML text into a tree in which every node knows the characters it was written with, so that an edit can
 * replace just those. What is accepted and what a scalar's text is follow the reader that the engine uses (PyYAML),
 * not the YAML 1.2 text: one pass over the characters yields tokens (scanner.ts), a second step builds nodes from
 * them (parser.ts). It knows nothing of Flows and resolves no scalar to a number or boolean; what the engine
 * makes of a file on top of that is in engine-text.ts.
 *
 * Time is linear in the text. Depth is bounded while scanning, so hostile nesting costs nothing.
 */
import { counted, megabytes } from "../../base/words.ts";
import { MAX_FILE_BYTES } from "./decode.ts";
import { attempt, type FaultType, faultValue, limitFault, recursionFault } from "./fault.ts";
import { parseNodes } from "./parser.ts";

/** Characters of one text: as many as the largest file has bytes. */
export const MAX_LENGTH = MAX_FILE_BYTES;

/** A value as it is written. */
export type YamlNode = YamlScalar | YamlMap | YamlSeq | YamlAlias;

interface NodeBase {
  /** First and one past the last character of the node itself, without anchor, tag, comments. */
  readonly from: number;
  readonly to: number;
  readonly anchor: string | null;
  /** As written, for example `!Flow`; null if none. */
  readonly tag: string | null;
  /** Where the first of anchor, tag and node begins. */
  readonly start: number;
}

/** A single value: a text, a number, a word. */
export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  /** `empty`: nothing was written, from = to = where it would stand. */
  readonly style: "plain" | "single" | "double" | "literal" | "folded" | "empty";
  /** The text that the scalar stands for: quotes, escapes and folding undone. */
  readonly value: string;
}

/** A mapping; `flow` if it is written in braces. */
export interface YamlMap extends NodeBase {
  readonly kind: "map";
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

/** A key of a mapping with its value. */
export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
  /** Of the `:`; null if there is none. */
  readonly colon: number | null;
}

/** A list; `flow` if it is written in brackets. */
export interface YamlSeq extends NodeBase {
  readonly kind: "seq";
  readonly flow: boolean;
  readonly items: readonly YamlItem[];
}

/** An item of a list. */
export interface YamlItem {
  /** Of the `-` in block style, of the value in flow style. */
  readonly from: number;
  readonly value: YamlNode;
}

/** An alias, as `*name`, which stands for an anchored node. */
export interface YamlAlias extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
}

/** Why a text cannot be read: the first fault that the engine meets, and where it stands. */
export interface YamlFault {
  /** `limit`: the engine may read the text, and we do not. */
  readonly code: "yaml" | "limit";
  /** For a person, in plain words: what is wrong there, and what to do. */
  readonly message: string;
  /** Python's class of the exception; null for a limit. */
  readonly type: FaultType | null;
  /** The engine's own words, without its places, which count other lines; null for a limit. */
  readonly words: string | null;
  readonly from: number;
  readonly to: number;
}

/** A text with its nodes, or with the fault that kept it from being read. */
export interface YamlDocument {
  readonly text: string;
  /** Null if the text holds no node, or is not YAML. */
  readonly root: YamlNode | null;
  readonly fault: YamlFault | null;
}

/** Reads one document; a second one in the text is a fault, as it is to the engine. Never throws. */
export function parseYaml(text: string): YamlDocument {
  const long = lengthFault(text);
  if (long) {
    return { text, root: null, fault: long };
  }
  const { result, fault } = attempt(text, () => {
    const { root, recursive } = parseNodes(text, false);
    for (const alias of recursive) {
      throw recursionFault(alias);
    }
    return root;
  });
  return { text, root: result, fault };
}

/** The fault of a text that is longer than what is read, or null. */
export function lengthFault(text: string): YamlFault | null {
  if (text.length <= MAX_LENGTH) {
    return null;
  }
  const sentence = `The text has ${counted(text.length, "character")}; files over ${megabytes(MAX_LENGTH)} are not opened.`;
  return faultValue(limitFault(sentence, { from: 0, to: 0 }), text.length);
}
