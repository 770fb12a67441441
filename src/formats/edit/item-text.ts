/** An item of a list as lines of its own, with its dash in the first column, which are read as that item and nothing else. */

import { stepsTo } from "../../model/edit/steps-to.ts";
import { isList } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import type { Step } from "../../model/steps.ts";
import { applyChanges, type TextChange } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readValues } from "../read/read-values.ts";
import type { YamlDocument, YamlNode, YamlSeq } from "../yaml/yaml.ts";
import type { NodePlaces } from "./node-places.ts";

/** The lines of an item where it stands, comments above it included. */
export function textOfItem(places: NodePlaces, seq: YamlSeq, index: number): string {
  const { lines, text } = places;
  const { from, value } = seq.items[index]!;
  if (seq.flow) {
    return textOfMapping(places, value);
  }
  const block = places.blockOf(seq, index);
  const isFirst = lines.isFirstOnLine(from);
  return `${outdented(text.slice(isFirst ? block.from : from, block.to), lines.column(from))}\n`;
}

/** A mapping that stands for itself, as an item. */
export function textOfMapping(places: NodePlaces, node: YamlNode): string {
  const { text } = places;
  const column = places.lines.column(node.from);
  const isBlock = node.kind === "map" && !node.flow;
  const start = places.lines.lineStart(node.from);
  const above = isBlock ? text.slice(places.aboveComments(start, column), start) : "";
  const end = isBlock ? places.afterComments(places.endOfLines(node), column - 1) : node.to;
  const [head = "", ...rest] = outdented(text.slice(node.from, end), column).split("\n");
  const lines = [`- ${head}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))];
  return `${outdented(above, column)}${lines.join("\n")}\n`;
}

/** Lines moved to the left by up to so many blanks. */
function outdented(text: string, column: number): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => line.slice(Math.min(column, line.search(/[^ ]|$/))))
    .join("\n");
}

/** The one item that a text of this kind is read as; null if it is not. */
export function readItemText(text: string): { readonly yaml: YamlDocument; readonly value: Value } | null {
  const yaml = parseEngineYaml(text);
  const { value, limit } = readValues(yaml);
  const item = isList(value) && value.length === 1 ? value[0] : undefined;
  return yaml.fault || limit || item === undefined ? null : { yaml, value: item };
}

type Patch = (
  yaml: YamlDocument,
  root: Value,
  steps: readonly Step[],
) => readonly TextChange[] | { readonly refused: string };

/**
 * Lines like those of `text` that say `value`, for a list of another file: null if there are none, or if they hold an
 * anchor, a name of which that file may have already.
 */
export function itemLines(text: string, value: Value, patch: Patch): readonly string[] | null {
  const before = readItemText(text);
  if (!before?.yaml.root || holdsAnchor(before.yaml.root)) {
    return null;
  }
  const steps = stepsTo([0], before.value, value).map((step) =>
    step.kind === "set" && step.path.at(-1) === "name"
      ? { ...step, ...(isNew(before.value) && { isFirst: true }) }
      : step,
  );
  const changes = patch(before.yaml, [before.value], steps);
  if ("refused" in changes) {
    return null;
  }
  const after = applyChanges(text, changes);
  const read = readItemText(after);
  return read && sameValue(read.value, value) ? after.replace(/\n+$/, "").split(/\r\n|[\r\n]/) : null;
}

const isNew = (value: Value) => value instanceof Map && !value.has("name");

function holdsAnchor(node: YamlNode): boolean {
  if (node.anchor !== null || node.kind === "alias") {
    return true;
  }
  return node.kind === "map"
    ? node.entries.some(({ key, value }) => holdsAnchor(key) || holdsAnchor(value))
    : node.kind === "seq" && node.items.some(({ value }) => holdsAnchor(value));
}
