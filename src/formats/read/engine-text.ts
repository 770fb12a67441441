/**
 * A file as the engine's loader has it. The loader reads no YAML as it stands: it joins the lines of the file, which
 * keep their breaks, with one more, replaces each `!Word` of the text by `jtype: Word`, in quotes and comments too, and
 * makes values of what is YAML then. The nodes are those of that text; all their places are in the file itself, so that
 * an edit can be spliced in.
 *
 * [T1] A text is refused if and only if the engine's loader refuses it, save for limits of ours, and for a node that
 *       holds itself in an entry that another one of its mapping replaces: that is refused here.
 * [T2] A fault has the class and the words of the engine's exception.
 * [T3] Values of scalars are the engine's, before it re-types texts.
 * [T4] A place inside what stands for a `!Word` is in that `!Word`: the key `jtype` covers all of it, the value what
 *       follows the `!`. All other places are those of the same characters in the file.
 *
 * Time is linear in the text; a text without a `!Word` is neither copied nor are its nodes.
 */
import { cut } from "../../base/words.ts";
import { checkConstruction } from "../yaml/constructor.ts";
import { isWord } from "../yaml/cursor.ts";
import { attempt } from "../yaml/fault.ts";
import { parseNodes } from "../yaml/parser.ts";
import {
  lengthFault,
  type YamlDocument,
  type YamlEntry,
  type YamlFault,
  type YamlItem,
  type YamlNode,
} from "../yaml/yaml.ts";

interface EngineDocument extends YamlDocument {
  /** What aliases stand for, by name. */
  readonly anchors: ReadonlyMap<string, YamlNode>;
}

/** Reads a file's text as the engine does. Never throws. */
export function parseEngineYaml(text: string): EngineDocument {
  const long = lengthFault(text);
  if (long) {
    return refused(text, long);
  }
  const rewritten = rewriteTags(text);
  const read = rewritten?.text ?? text;
  const { result, fault } = attempt(read, () => {
    const parsed = parseNodes(read, true);
    checkConstruction(parsed);
    return parsed;
  });
  if (fault) {
    return refused(text, rewritten ? movedFault(text, fault, rewritten) : fault);
  }
  const { root, anchors } = result;
  if (!rewritten || !root) {
    return { text, root, fault: null, anchors };
  }
  const mover = new Mover(rewritten);
  return { text, root: mover.move(root), fault: null, anchors: mover.anchors };
}

function refused(text: string, fault: YamlFault): EngineDocument {
  return { text, root: null, fault, anchors: new Map() };
}

// --- the rewritten text

const WRITTEN = "!";
const READ = "jtype: ";
/** How much longer a text gets by each replacement. */
const GROWTH = READ.length - WRITTEN.length;

/** The text with `jtype: Word` for each `!Word`, and the places in it; null if it has none. */
function rewriteTags(text: string): Rewritten | null {
  const starts: number[] = [];
  const lengths: number[] = [];
  const between: string[] = [];
  let last = 0;
  for (let at = text.indexOf(WRITTEN); at >= 0; at = text.indexOf(WRITTEN, at)) {
    const begin = at + WRITTEN.length;
    const end = endOfWord(text, begin);
    if (end > begin) {
      starts.push(at + starts.length * GROWTH);
      lengths.push(end - begin);
      between.push(text.slice(last, at));
      last = begin;
    }
    at = end;
  }
  if (starts.length === 0) {
    return null;
  }
  between.push(text.slice(last));
  return new Rewritten(between.join(READ), starts, lengths);
}

const MINUS = 45;
const NOT_ASCII = 0x80;

/** The end of what Python's \w takes: letters and numbers of any script, and the underscore. */
function endOfWord(text: string, from: number): number {
  let at = from;
  for (;;) {
    const point = text.codePointAt(at) ?? 0;
    const isPart =
      point < NOT_ASCII
        ? isWord(point) && point !== MINUS
        : /[\p{L}\p{N}]/u.test(String.fromCodePoint(point));
    if (!isPart) {
      return at;
    }
    at += point > 0xffff ? 2 : 1;
  }
}

class Rewritten {
  readonly text: string;
  /** For each replacement, in order: where it begins in the text, and the length of its word. */
  private readonly starts: readonly number[];
  private readonly lengths: readonly number[];
  /** How many replacements begin at or before the place that was asked for last: the next one is near. */
  private count = 0;

  constructor(text: string, starts: readonly number[], lengths: readonly number[]) {
    this.text = text;
    this.starts = starts;
    this.lengths = lengths;
  }

  /** The place in the file of what begins here: inside `jtype: ` it is the `!`. */
  beginning(at: number): number {
    const start = this.startBefore(at);
    return start === null ? at : Math.max(start + GROWTH, at) - this.count * GROWTH;
  }

  /** The place in the file of what ends here: inside `jtype: ` it is the end of the word. */
  ending(at: number): number {
    const start = this.startBefore(at - 1);
    if (start === null) {
      return at;
    }
    const wordFrom = start + READ.length;
    return (at < wordFrom ? wordFrom + this.lengths[this.count - 1]! : at) - this.count * GROWTH;
  }

  /** The word of a replacement that a piece of the text lies in or reaches into; of several, the last. */
  wordAt(from: number, to: number): string | null {
    const start = this.startBefore(Math.max(from, to - 1));
    if (start === null) {
      return null;
    }
    const wordFrom = start + READ.length;
    const wordTo = wordFrom + this.lengths[this.count - 1]!;
    return wordTo > from ? this.text.slice(wordFrom, wordTo) : null;
  }

  /** Where the last replacement begins that begins at or before a place; null if there is none. */
  private startBefore(at: number): number | null {
    const { starts } = this;
    while (this.count < starts.length && starts[this.count]! <= at) {
      this.count++;
    }
    while (this.count > 0 && starts[this.count - 1]! > at) {
      this.count--;
    }
    return this.count === 0 ? null : starts[this.count - 1]!;
  }
}

// --- back to the file

/** The nodes with their places in the file; in the order of the text, as Rewritten likes to be asked. */
class Mover {
  readonly anchors = new Map<string, YamlNode>();
  private readonly rewritten: Rewritten;

  constructor(rewritten: Rewritten) {
    this.rewritten = rewritten;
  }

  move(node: YamlNode): YamlNode {
    const moved = this.moved(node);
    if (moved.anchor !== null) {
      this.anchors.set(moved.anchor, moved);
    }
    return moved;
  }

  private moved(node: YamlNode): YamlNode {
    const start = this.rewritten.beginning(node.start);
    const from = this.rewritten.beginning(node.from);
    switch (node.kind) {
      case "map": {
        const entries = node.entries.map((entry) => this.entry(entry));
        return { ...node, start, from, entries, to: this.end(node, from) };
      }
      case "seq": {
        const items = node.items.map((item) => this.item(item));
        return { ...node, start, from, items, to: this.end(node, from) };
      }
      default:
        return { ...node, start, from, to: this.end(node, from) };
    }
  }

  /** An empty node stands at one place. */
  private end(node: YamlNode, from: number): number {
    return node.to === node.from ? from : this.rewritten.ending(node.to);
  }

  private entry({ key, value, colon }: YamlEntry): YamlEntry {
    return {
      key: this.move(key),
      colon: colon === null ? null : this.rewritten.beginning(colon),
      value: this.move(value),
    };
  }

  private item({ from, value }: YamlItem): YamlItem {
    return { from: this.rewritten.beginning(from), value: this.move(value) };
  }
}

/** A fault at a replaced word is a riddle without it. */
function movedFault(text: string, fault: YamlFault, rewritten: Rewritten): YamlFault {
  const from = rewritten.beginning(fault.from);
  const to = Math.max(from, rewritten.ending(fault.to));
  const word = rewritten.wordAt(fault.from, fault.to);
  if (word === null || fault.words === null) {
    return { ...fault, from, to };
  }
  const shown = cut(word, 40);
  const message = isLongTag(text, from, word)
    ? `!<!${shown}> is the long form of the tag !${shown}, which Jina cannot read: it makes jtype: ${shown} of what stands between the brackets, and the text is not YAML then.`
    : `Jina reads !${shown} as jtype: ${shown} wherever it stands, in quotes and comments too, and the text is not YAML then.`;
  return { ...fault, from, to, message };
}

/** Whether a tag in YAML's long form, `!<!Word>`, stands around a place. */
function isLongTag(text: string, at: number, word: string): boolean {
  const tag = `!<!${word}>`;
  const begin = text.lastIndexOf("!<!", at + 1);
  return begin >= 0 && begin + tag.length > at && text.startsWith(tag, begin);
}
