/** The entries of a mapping by their keys, and what stands in lines. */
import { Float } from "../../model/value.ts";
import { isMergeKey, keyOf } from "../read/read-values.ts";
import { resolvePlain } from "../yaml/scalar.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/yaml.ts";

/** The entries of a mapping that read as one key: of that name, and of what is the same number to Python. */
export function entriesOf(text: string, map: YamlMap, key: string): YamlEntry[] {
  const isNamed = (entry: YamlEntry) => !isMergeKey(entry.key) && nameOfKey(text, entry) === key;
  const numbers = new Set(map.entries.filter(isNamed).map(numberOfKey));
  numbers.delete(null);
  return map.entries.filter(
    (entry) => isNamed(entry) || (numbers.size > 0 && numbers.has(numberOfKey(entry))),
  );
}

function numberOfKey({ key }: YamlEntry): number | null {
  const value = key.kind === "scalar" && key.style === "plain" ? resolvePlain(key.value) : null;
  if (value instanceof Float) {
    return value.value;
  }
  return typeof value === "number" || typeof value === "boolean" ? Number(value) : null;
}

/** A key as `readValues` calls it. */
export function nameOfKey(text: string, entry: YamlEntry): string {
  return keyOf(entry) ?? text.slice(entry.key.from, entry.key.to);
}

/** True for lists and mappings in block style, and for block texts. */
export function isInLines(node: YamlNode): boolean {
  return node.kind === "map" || node.kind === "seq"
    ? !node.flow
    : node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

/** True for an entry that the engine makes of a word such as !Flow: there is no key to be changed. */
export function isWord(text: string, { key }: YamlEntry): boolean {
  return key.tag === null && text[key.from] === "!";
}
