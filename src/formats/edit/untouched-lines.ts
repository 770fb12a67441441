/**
 * Entries of mappings and items of lists that no change touches need no second reading to know what they mean: in the place
 * of those beside each other one line is read, which shows that the place is still one in that mapping or list. What stands
 * there as lines of its own is then what it was, whatever became of the others.
 */
import { isList, isMap } from "../../model/python.ts";
import type { TextChange } from "../../model/text-change.ts";
import { OddMap, type Value, withValues } from "../../model/value.ts";
import type { YamlEntry, YamlItem, YamlNode } from "../yaml/yaml.ts";
import type { TextLines } from "./text-lines.ts";

/** A value with little in the place of what needs no reading, and the changes that put that little into the text. */
interface Shortened {
  readonly value: Value;
  readonly changes: readonly TextChange[];
  /** What was read, with all that needed no reading. */
  readonly whole: (read: Value) => Value;
}

/** Stands for the value of the last one of several beside each other; the others are left out. */
const STAND_IN = 0;

/**
 * What is left to be read of `meant`, which is what the node, whose value was `before`, is to mean after the changes.
 * `changes` are those in its lines, and beside them, in order; whole lines as `asWholeLines` gives them.
 */
export function withoutUntouched(
  node: YamlNode,
  before: Value | undefined,
  meant: Value,
  changes: readonly TextChange[],
  lines: TextLines,
): Shortened {
  const [first, ...others] = partsOf(node, before, meant, lines);
  // The first one sets the column of all.
  if (!first || (changes[0] && changes[0].from <= first.at + first.head.length)) {
    return { value: meant, changes: [], whole: (read) => read };
  }
  const column = lines.column(first.at);
  const left = new Left(meant);
  const shortened: TextChange[] = [];
  const shorten = ({ key, holder, was, is }: Part, near: readonly TextChange[]) => {
    if (was !== undefined && is !== undefined) {
      const inside = withoutUntouched(holder.value, was, is, near, lines);
      for (const change of inside.changes) {
        shortened.push(change);
      }
      left.shorten(key, inside);
    }
  };
  /** From the line of the part at a place on, to that of the next one, or all that follows. */
  const nearTo = ({ at }: Part, next: Part | undefined) =>
    changesIn(changes, lines.lineStart(at), next ? lines.lineStart(next.at) : lines.text.length);
  shorten(first, nearTo(first, others[0]));
  /** The part before this one, if a line stands for that. */
  let last: Part | null = null;
  for (const [index, part] of others.entries()) {
    const near = nearTo(part, others[index + 1]);
    const own = linesOf(part, others[index + 1], lines);
    const isApart = own !== null && near.every((change) => isOutside(change, own, column, lines));
    if (own && isApart && part.isOwnLine && part.was !== undefined && part.was === part.is) {
      const isBeside =
        last !== null && isNextKey(last.key, part.key) && near.every(({ from }) => from !== own.from);
      const from = isBeside ? shortened.pop()!.from : own.from;
      shortened.push({ from, to: own.to, insert: `${" ".repeat(column)}${part.head} ${STAND_IN}\n` });
      left.standIn(part.key, isBeside && last ? last.key : null);
      last = part;
      continue;
    }
    last = null;
    if (!isApart) {
      shorten(part, near);
    }
  }
  return { value: left.value(), changes: shortened, whole: (read) => left.whole(read) };
}

/** The changes that reach a stretch of the text, or stand beside it. */
function changesIn(changes: readonly TextChange[], from: number, to: number): readonly TextChange[] {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (changes[middle]!.to < from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  let end = low;
  while (end < changes.length && changes[end]!.from <= to) {
    end++;
  }
  return changes.slice(low, end);
}

/** An entry of a mapping, or an item of a list. */
interface Part {
  readonly key: string | number;
  /** Where its key, or its dash, begins. */
  readonly at: number;
  /** The key with its colon, or the dash. */
  readonly head: string;
  /** It begins the line, and its key stands there as its own text. */
  readonly isOwnLine: boolean;
  /** Has the node of its value, which may be made when it is asked for. */
  readonly holder: YamlEntry | YamlItem;
  /** Undefined where it is none of the value. */
  readonly was: Value | undefined;
  readonly is: Value | undefined;
}

/** In the order of the text; none of what is no collection by lines. */
function partsOf(node: YamlNode, before: Value | undefined, meant: Value, lines: TextLines): readonly Part[] {
  // Which of the keys are no texts is known by all of them alone.
  if (node.kind === "map" && !node.flow && isMap(before) && isMap(meant) && !(before instanceof OddMap)) {
    return node.entries.map((entry): Part => {
      const key = lines.text.slice(entry.key.from, entry.key.to);
      return {
        key,
        at: entry.key.from,
        head: `${key}:`,
        isOwnLine: isPlainKey(entry, key) && lines.isFirstOnLine(entry.key.from),
        holder: entry,
        was: before.get(key),
        is: meant.get(key),
      };
    });
  }
  if (node.kind === "seq" && !node.flow && isList(before) && isList(meant)) {
    const placeNow = placesNow(before, meant);
    return node.items.map((item, place): Part => {
      const key = placeNow(place);
      return {
        key,
        at: item.from,
        head: "-",
        isOwnLine: lines.isFirstOnLine(item.from),
        holder: item,
        was: before[place],
        is: meant[key],
      };
    });
  }
  return [];
}

/** Whether no item that comes has its place between two; in a mapping the order of keys means nothing. */
function isNextKey(before: Part["key"], key: Part["key"]): boolean {
  return typeof key !== "number" || key - 1 === before;
}

/** Where items are in a list in which some have come, gone or changed in one place: from there on they are counted from its end. */
function placesNow(before: readonly Value[], meant: readonly Value[]): (place: number) => number {
  const shorter = Math.min(before.length, meant.length);
  let same = 0;
  while (same < shorter && before[same] === meant[same]) {
    same++;
  }
  const grown = meant.length - before.length;
  // One that has gone has no place.
  return (place) => (place < same ? place : place + grown < same ? -1 : place + grown);
}

function isPlainKey({ key, colon }: YamlEntry, text: string): boolean {
  return (
    key.kind === "scalar" &&
    key.style === "plain" &&
    key.start === key.from &&
    key.value === text &&
    colon !== null
  );
}

type Key = Part["key"];

/** What is left of a collection: its values by keys, or by places. */
class Left {
  private readonly isList: boolean;
  private readonly meant: ReadonlyMap<Key, Value>;
  private readonly values: Map<Key, Value>;
  private readonly shorter = new Map<Key, Shortened>();
  /** By the one that stands for them: all that are not read. */
  private readonly runs = new Map<Key, Key[]>();

  constructor(meant: Value) {
    this.isList = isList(meant);
    this.meant = new Map<Key, Value>(isMap(meant) ? meant : isList(meant) ? meant.entries() : []);
    this.values = new Map(this.meant);
  }

  /** `before`: what stood for those directly before it, which it takes over. */
  standIn(key: Key, before: Key | null): void {
    const run = (before === null ? null : this.runs.get(before)) ?? [];
    if (before !== null) {
      this.runs.delete(before);
      this.values.delete(before);
    }
    run.push(key);
    this.runs.set(key, run);
    this.values.set(key, STAND_IN);
  }

  shorten(key: Key, shorter: Shortened): void {
    this.shorter.set(key, shorter);
    this.values.set(key, shorter.value);
  }

  value(): Value {
    const all = [...this.values];
    return this.isList
      ? all.map(([, value]) => value)
      : new Map(all.map(([key, value]) => [String(key), value]));
  }

  whole(read: Value): Value {
    const filled = (key: Key, value: Value) =>
      this.runs.get(key)?.map((one) => [one, this.meant.get(one)!] as const) ??
      ([[key, this.shorter.get(key)?.whole(value) ?? value]] as const);
    if (isMap(read)) {
      const all = [...read].flatMap(([key, value]) => filled(key, value));
      return withValues(read, new Map(all.map(([key, value]) => [String(key), value])));
    }
    const places = [...this.values.keys()];
    return isList(read)
      ? read.flatMap((value, at) => filled(places[at]!, value).map(([, own]) => own))
      : read;
  }
}

/** Lines of a text, from a line's start to a line's start or the text's end. */
interface Lines {
  readonly from: number;
  readonly to: number;
  readonly holder: Part["holder"];
}

/** From the part's line to that of the next one; null where the last one is followed by what might be a part of it. */
function linesOf({ at, holder }: Part, next: Part | undefined, lines: TextLines): Lines | null {
  const from = lines.lineStart(at);
  if (next) {
    return { from, to: lines.lineStart(next.at), holder };
  }
  const end = Math.max(at, holder.value.to);
  const to = end > at && lines.lineStart(end) === end ? end : lines.nextLine(end);
  return isContent(to, lines) ? { from, to, holder } : null;
}

/** A change that puts lines behind a line before its break as one that puts them behind that, which is the same. */
export function asWholeLines(text: string, change: TextChange, next: TextChange | undefined): TextChange {
  const { from, to, insert } = change;
  const isSame = from === to && insert.startsWith("\n") && text[from] === "\n" && (!next || next.from > from);
  return isSame ? { from: from + 1, to: from + 1, insert: `${insert.slice(1)}\n` } : change;
}

/** Whether a change leaves lines as they are, and standing for themselves: what it puts beside them are lines, too. */
function isOutside({ from, to, insert }: TextChange, own: Lines, column: number, lines: TextLines): boolean {
  if (to < own.from || from > own.to) {
    return true;
  }
  if (to === own.from) {
    return insert === "" ? lines.lineStart(from) === from : insert.endsWith("\n");
  }
  if (from !== own.to || lines.lineStart(from) !== from) {
    return false;
  }
  // A text in lines of its own is read differently where it ends the file.
  if (Math.max(from, to) === lines.text.length && endsInLines(own.holder.value)) {
    return false;
  }
  return insert === ""
    ? lines.lineStart(to) === to && isContent(to, lines)
    : new RegExp(`^ {${column}}[^\\s#]`).test(insert);
}

function endsInLines(value: YamlNode): boolean {
  let last: YamlNode | undefined = value;
  while (last?.kind === "map" || last?.kind === "seq") {
    last = last.flow
      ? undefined
      : last.kind === "map"
        ? last.entries.at(-1)?.value
        : last.items.at(-1)?.value;
  }
  return last?.kind === "scalar" && (last.style === "literal" || last.style === "folded");
}

const CONTENT = / *[^\s#]/y;

/** Whether a line that begins here is neither empty nor a comment, which a text above it might take in. */
function isContent(at: number, { text }: TextLines): boolean {
  CONTENT.lastIndex = at;
  return at === text.length || CONTENT.test(text);
}
