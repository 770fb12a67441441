/** Text changes that mend the frame of a file: what keeps the engine from seeing a Flow in it at all. */
import type { Fix } from "../model/problem.ts";
import type { TextChange } from "../model/text-change.ts";
import { entryOf } from "./read-values.ts";
import type { YamlDocument, YamlMap } from "./yaml.ts";

/** Moves a `jtype` that stands on a line of its own to the first place; undefined where that is not the whole of it. */
export function moveJtypeFirst(yaml: YamlDocument): Fix | undefined {
  const top = blockRoot(yaml);
  const entry = top && entryOf(top, "jtype");
  if (!top || !entry) {
    return undefined;
  }
  const line = lineAround(yaml.text, entry.key.start, entry.value.to);
  if (!line) {
    return undefined;
  }
  const first = insertFirst(yaml, top);
  return first && { label: "Put jtype: Flow first", changes: [first, { ...line, insert: "" }] };
}

/** Says that a mapping with a list of executors is a Flow. */
export function insertJtype(yaml: YamlDocument): Fix | undefined {
  const top = blockRoot(yaml);
  const list = top && (entryOf(top, "executors") ?? entryOf(top, "deployments"));
  const first = top && list?.value.kind === "seq" ? insertFirst(yaml, top) : undefined;
  return first && { label: "Insert jtype: Flow", changes: [first] };
}

/** Writes `Flow` in place of another `jtype` that means it. */
export function correctJtype(yaml: YamlDocument): Fix | undefined {
  const value = yaml.root?.kind === "map" ? entryOf(yaml.root, "jtype")?.value : undefined;
  if (value?.kind !== "scalar" || !/^(?:async)?flow$/i.test(value.value) || value.value === "Flow") {
    return undefined;
  }
  return { label: "Write jtype: Flow", changes: [{ from: value.from, to: value.to, insert: "Flow" }] };
}

function blockRoot({ root }: YamlDocument): YamlMap | undefined {
  return root?.kind === "map" && !root.flow && root.entries.length > 0 ? root : undefined;
}

function insertFirst({ text }: YamlDocument, top: YamlMap): TextChange | undefined {
  const from = top.entries[0]!.key.start;
  const start = text.lastIndexOf("\n", from - 1) + 1;
  // Behind a document's dashes or an anchor there is no line to put it on.
  const indent = text.slice(start, from).replace(/^\ufeff/, "");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return /^ *$/.test(indent) ? { from, to: from, insert: `jtype: Flow${eol}${indent}` } : undefined;
}

/** The whole line that holds nothing but this, with its break; undefined if it holds more. */
function lineAround(text: string, from: number, to: number): { from: number; to: number } | undefined {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(to));
  return text.slice(start, from).trim() === "" && rest ? { from: start, to: to + rest[0].length } : undefined;
}
