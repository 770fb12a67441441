/** Text changes that mend the frame of a file: what keeps the engine from seeing a Flow in it at all. */
import { meantBy } from "../../model/meant.ts";
import type { Path } from "../../model/path.ts";
import type { Fix } from "../../model/problem.ts";
import type { TextChange } from "../../model/text-change.ts";
import type { YamlDocument, YamlEntry, YamlMap, YamlScalar } from "../yaml/yaml.ts";
import { isMergeKey, keyOf, locate } from "./read-values.ts";

/** Moves `jtype` to the first place, its line with its comment; undefined where it shares its lines with others. */
export function moveJtypeFirst(yaml: YamlDocument): Fix | undefined {
  const top = yaml.root?.kind === "map" ? yaml.root : undefined;
  const entry = top && onlyOne(top, (key) => key === "jtype");
  // What a merge key brings in comes before all that the mapping says itself.
  const isMerged = top?.entries.some(({ key }) => isMergeKey(key));
  const changes = top && entry && !isMerged && placedFirst(yaml, top, entry, textOf(yaml, entry));
  return changes ? { label: "Put jtype: Flow first", changes } : undefined;
}

/** Writes `jtype: Flow` for the line `!<!Flow>`, YAML's long form of the tag, over which the engine stumbles. */
export function replaceLongTag({ text, fault }: YamlDocument): Fix | undefined {
  const tag = "!<!Flow>";
  const from = fault ? text.lastIndexOf(tag, fault.from) : -1;
  const isFirst =
    from >= 0 &&
    text
      .slice(0, from)
      .split("\n")
      .every((line) => /^\uFEFF?\s*(?:#|$)/.test(line));
  return isFirst && /^[ \t]*(?:#.*)?\r?\n/.test(text.slice(from + tag.length))
    ? { label: "Write jtype: Flow", changes: [{ from, to: from + tag.length, insert: "jtype: Flow" }] }
    : undefined;
}

/** Says that a mapping with a list of executors is a Flow. */
export function insertJtype(yaml: YamlDocument): Fix | undefined {
  const top = yaml.root?.kind === "map" && yaml.root.entries.length > 0 ? yaml.root : undefined;
  const list = top?.entries.find((entry) => /^(?:executors|deployments)$/.test(keyOf(entry) ?? ""))?.value;
  // Of two the last one counts, which would still not be a Flow's.
  const hasOne = top?.entries.some((entry) => keyOf(entry) === "jtype");
  const first = top && !hasOne && list?.kind === "seq" ? insertFirst(yaml, top, pairOf(top)) : undefined;
  return first && { label: "Insert jtype: Flow", changes: [first] };
}

/** Writes `jtype: Flow`, as the first key, where something else stands that means it. */
export function correctJtype(yaml: YamlDocument): Fix | undefined {
  const top = yaml.root?.kind === "map" ? yaml.root : undefined;
  const entry =
    top &&
    (onlyOne(top, (key) => key === "jtype") ?? onlyOne(top, (key) => meantBy(key, ["jtype"]) !== null));
  if (!top || !entry || entry.key.kind !== "scalar" || entry.value.kind !== "scalar") {
    return undefined;
  }
  const isMisspelt = keyOf(entry) !== "jtype";
  const { key, value } = entry;
  if (
    value.style === "empty" ||
    (isMisspelt && value.value !== "Flow" && meantBy(value.value, ["Flow"]) === null)
  ) {
    return undefined;
  }
  const changes = [
    ...(isMisspelt ? [written(yaml, key, "jtype")] : []),
    ...(value.value === "Flow" ? [] : [written(yaml, value, "Flow")]),
  ];
  const label = "Write jtype: Flow";
  if (changes.length === 0) {
    return undefined;
  }
  if (top.entries[0] === entry) {
    return { label, changes };
  }
  const from = entry.key.start;
  const text = changes.reduceRight(
    (all, change) => all.slice(0, change.from - from) + change.insert + all.slice(change.to - from),
    textOf(yaml, entry),
  );
  const moved = placedFirst(yaml, top, entry, text);
  return moved && { label, changes: moved };
}

/** Writes `Deployment` where an entry of the list has another word for it, and nothing but what a Deployment has. */
export function correctEntryType(yaml: YamlDocument, path: Path): Fix | undefined {
  const item = locate(yaml, path.slice(0, -1))?.node;
  const located = locate(yaml, path);
  const isOne =
    item?.kind === "map" &&
    item.entries.length === 2 &&
    item.entries.some((entry) => keyOf(entry) === "with" && entry.value.kind === "map");
  return isOne &&
    located?.through.length === 0 &&
    located.node.kind === "scalar" &&
    meantBy(located.node.value, ["Deployment"]) !== null
    ? { label: "Write jtype: Deployment", changes: [written(yaml, located.node, "Deployment")] }
    : undefined;
}

/** The entry with such a key; undefined where there are several. */
function onlyOne(top: YamlMap, isMeant: (key: string) => boolean): YamlEntry | undefined {
  const entries = top.entries.filter((entry) => isMeant(keyOf(entry) ?? ""));
  return entries.length === 1 ? entries[0] : undefined;
}

/** A word in the place of another, in the same quotes. */
function written({ text }: YamlDocument, { from, to, style }: YamlScalar, word: string): TextChange {
  const quote = style === "double" || style === "single" ? text[from]! : "";
  return { from, to, insert: quote + word + quote };
}

function textOf({ text }: YamlDocument, { key, value }: YamlEntry): string {
  return text.slice(key.start, value.to);
}

/** `jtype: Flow` as the mapping's other keys are written. */
function pairOf({ flow, entries }: YamlMap): string {
  const isQuoted = flow && entries.every(({ key }) => key.kind === "scalar" && key.style === "double");
  return isQuoted ? '"jtype": "Flow"' : "jtype: Flow";
}

/** Takes an entry from its place and writes it as `words` before all others. */
function placedFirst(
  yaml: YamlDocument,
  top: YamlMap,
  entry: YamlEntry,
  words: string,
): TextChange[] | undefined {
  const { text } = yaml;
  const isTag = text[entry.key.from] === "!";
  const index = top.entries.indexOf(entry);
  if (index < 1) {
    return undefined;
  }
  if (top.flow) {
    const before = top.entries[index - 1]!.value.to;
    const first = insertFirst(yaml, top, words);
    const gap = text.slice(before, entry.key.start);
    return first && !gap.includes("#")
      ? [first, { from: before, to: entry.value.to, insert: "" }]
      : undefined;
  }
  const line = lineAround(text, entry.key.start, entry.value.to);
  const first = line && insertFirst(yaml, top, (isTag ? "jtype: Flow" : words) + line.comment);
  return first && [first, { from: line.from, to: line.to, insert: "" }];
}

function insertFirst({ text }: YamlDocument, top: YamlMap, words: string): TextChange | undefined {
  const from = top.entries[0]!.key.start;
  if (top.flow) {
    return { from, to: from, insert: `${words}, ` };
  }
  const start = text.lastIndexOf("\n", from - 1) + 1;
  // Behind a document's dashes or an anchor there is no line to put it on.
  const indent = text.slice(start, from).replace(/^\ufeff/, "");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return /^ *$/.test(indent) ? { from, to: from, insert: `${words}${eol}${indent}` } : undefined;
}

/** The whole line that holds nothing but this, with its break, and the comment behind it; undefined if it holds more. */
function lineAround(
  text: string,
  from: number,
  to: number,
): { from: number; to: number; comment: string } | undefined {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const rest = /^([ \t]+#[^\r\n]*|[ \t]*)(?:\r?\n|$)/.exec(text.slice(to));
  return text.slice(start, from).trim() === "" && rest
    ? { from: start, to: to + rest[0].length, comment: rest[1]!.trimEnd() }
    : undefined;
}
