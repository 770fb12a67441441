/** The beginning of a file, which says that it is a Flow. */

import { retype } from "../../model/python.ts";
import type { Value } from "../../model/value.ts";
import type { PrintStyle } from "../edit/print-value.ts";
import { keyOf } from "../read/read-values.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/yaml.ts";
import type { Addition, Layout } from "./layout.ts";
import { endOf } from "./layout.ts";

/** What has still to be done with the entries of the root. */
interface Rest {
  /** New first entries. */
  readonly first: Addition | null;
  /** An entry that goes. */
  readonly gone: YamlEntry | null;
}

/** Writes `jtype: Flow` first in a file's root, whatever said before what the file is, and `more` entries behind it. */
export function writeType(
  layout: Layout,
  root: YamlMap,
  more: readonly string[],
  style: PrintStyle = "yaml",
): Rest {
  const { lines, eol } = layout;
  const all = [style === "json" ? '"jtype": "Flow"' : "jtype: Flow", ...more];
  const first = { lines: all, flow: all.join(", ") };
  const entry = root.entries.find((one) => keyOf(one) === "jtype");
  const tag = tagOf(layout.text, root, entry);
  const indent = " ".repeat(lines.column(root.from));
  if (tag && root.flow) {
    layout.change(tag.from, root.from, "");
    return { first, gone: null };
  }
  if (tag) {
    const missing = " ".repeat(Math.max(0, indent.length - lines.column(tag.from)));
    const before = lines.isFirstOnLine(tag.from) ? missing : eol + indent;
    layout.change(tag.from, tag.to, before + all[0]!);
    const end = lines.lineEnd(tag.to);
    layout.change(end, end, more.map((line) => eol + indent + line).join(""));
    return { first: null, gone: null };
  }
  if (!entry || entry !== root.entries[0]) {
    return { first, gone: entry ?? null };
  }
  const { value } = entry;
  layout.change(value.from, value.to, quotedLike(value, layout.text, "Flow") ?? "Flow");
  if (root.flow) {
    layout.change(value.to, value.to, more.map((line) => `, ${line}`).join(""));
  } else {
    layout.linesBehind(value, more, indent.length);
  }
  return { first: null, gone: null };
}

/** Where `!Flow` stands, be it read as a tag or as an entry `jtype`. */
function tagOf(
  text: string,
  root: YamlMap,
  entry: YamlEntry | undefined,
): { from: number; to: number } | null {
  if (root.tag !== null) {
    const from = text.indexOf(root.tag, root.start);
    return { from, to: from + root.tag.length };
  }
  return entry && text[entry.key.from] === "!" ? { from: entry.key.from, to: endOf(entry) } : null;
}

/** A value in the quotes of the node that it replaces, if that stands in quotes and the value can. */
export function quotedLike(node: YamlNode, text: string, value: Value): string | null {
  const isQuoted = node.kind === "scalar" && (node.style === "double" || node.style === "single");
  const bare = typeof value === "string" || typeof value === "number" ? String(value) : null;
  if (!isQuoted || bare === null || !/^[\w./:$-]+$/.test(bare) || retype(bare) !== value) {
    return null;
  }
  const quote = text[node.from]!;
  return quote + bare + quote;
}
