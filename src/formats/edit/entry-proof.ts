/**
 * Proof that the text of a file means what steps in one executor meant, read off the lines of that executor alone: what
 * stands around them is the same text as before, and so is what no change touches within them. It holds where no value of
 * the file stands in two places.
 */

import { findExcessParts } from "../../model/engine/limits.ts";
import type { Entry } from "../../model/flow.ts";
import { isList, isMap } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import { applyTree, type Step, treeAt, treeOfSteps } from "../../model/steps.ts";
import { applyChanges, type TextChange } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { loadFlow } from "../read/load-flow.ts";
import type { LoadContext } from "../read/loader.ts";
import type { FlowDocument } from "../read/read-flow.ts";
import { readValues } from "../read/read-values.ts";
import { MAX_LENGTH, type YamlSeq } from "../yaml/yaml.ts";
import { TextLines } from "./text-lines.ts";
import { asWholeLines, withoutUntouched } from "./untouched-lines.ts";

/**
 * Reads only the lines of the one executor that the steps are about. Its entry; null if that proves nothing, or not
 * what was meant.
 */
export function proveEntry(
  before: FlowDocument,
  steps: readonly Step[],
  changes: readonly TextChange[],
  context: LoadContext,
): Entry | null {
  const { listKey } = before.flow;
  const index = steps[0]?.path[1];
  const isInside =
    typeof index === "number" &&
    steps.every(({ path }) => path.length > 2 && path[0] === listKey && path[1] === index);
  const seq = isInside ? listOf(before) : null;
  const region = seq && regionOf(before.text, seq, index as number);
  if (!seq || !region || !changes.every(({ from, to }) => from >= region.from && to <= region.to)) {
    return null;
  }
  const growth = changes.reduce((sum, { from, to, insert }) => sum + insert.length - (to - from), 0);
  if (before.text.length + growth > MAX_LENGTH) {
    return null;
  }
  const was = (before.root!.get(listKey) as readonly Value[])[index as number];
  const meant = applyTree(was, treeAt(treeOfSteps(steps), [listKey, index as number])!);
  const asLines = changes.map((change, place) => asWholeLines(before.text, change, changes[place + 1]));
  const short = withoutUntouched(
    seq.items[index as number]!.value,
    was,
    meant,
    asLines,
    new TextLines(before.text),
  );
  const local = [...asLines, ...short.changes]
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .map((change) => ({ ...change, from: change.from - region.from, to: change.to - region.from }));
  const own = applyChanges(before.text.slice(region.from, region.to), local);
  const { value, limit } = readValues(parseEngineYaml(region.before + own + region.after));
  const list = isMap(value) ? value.get("list") : null;
  const isMeant =
    limit === null && isList(list) && list.length === region.items && sameValue(list[0]!, short.value);
  if (!isMeant) {
    return null;
  }
  return entryAlone(before, short.whole(list[0]!), index as number, context);
}

/** The entry that an item of the list makes at a place. */
export function entryAlone(
  { flow: { listKey } }: FlowDocument,
  item: Value,
  index: number,
  context: LoadContext,
): Entry {
  const alone: ValueMap = new Map<string, Value>([
    ["jtype", "Flow"],
    [listKey, [item]],
  ]);
  return { ...loadFlow(alone, context).flow.entries[0]!, index };
}

/**
 * Reads only the lines that the changes touch, wherever they are in the file. Its values; null if that proves nothing, or
 * not that they are `meant`.
 */
export function proveFile(
  before: FlowDocument,
  meant: ValueMap,
  changes: readonly TextChange[],
): ValueMap | null {
  const { text, root, yaml } = before;
  const growth = changes.reduce((sum, { from, to, insert }) => sum + insert.length - (to - from), 0);
  if (!yaml.root || !root || text.length + growth > MAX_LENGTH || meant.get("jtype") !== root.get("jtype")) {
    return null;
  }
  const asLines = changes.map((change, place) => asWholeLines(text, change, changes[place + 1]));
  const short = withoutUntouched(yaml.root, root, meant, asLines, new TextLines(text));
  const all = [...asLines, ...short.changes].sort((a, b) => a.from - b.from || a.to - b.to);
  const { value, limit } = readValues(parseEngineYaml(applyChanges(text, all)));
  if (limit !== null || !isMap(value) || !sameValue(value, short.value)) {
    return null;
  }
  const whole = short.whole(value) as ValueMap;
  return findExcessParts(whole) === null ? whole : null;
}

/** The list of executors, where it stands once and as itself. */
function listOf({ yaml, flow }: FlowDocument): YamlSeq | null {
  const entries = yaml.root?.kind === "map" ? yaml.root.entries : [];
  const lists = entries.filter(({ key }) => key.kind === "scalar" && key.value === flow.listKey);
  const list = lists[0]?.value;
  return lists.length === 1 && list?.kind === "seq" ? list : null;
}

/** What has to be read to see one item as it stands in the file. */
function regionOf(text: string, seq: YamlSeq, index: number): Region | null {
  const item = seq.items[index]!;
  if (seq.flow) {
    return { from: item.value.start, to: item.value.to, before: "{list: [", after: "]}", items: 1 };
  }
  const lines = new TextLines(text);
  if (!lines.isFirstOnLine(item.from)) {
    return null;
  }
  const from = lines.lineStart(item.from);
  const next = seq.items[index + 1];
  // What follows an item may decide how a text ends in it: another item, or all that is left of the file.
  return next
    ? {
        from,
        to: lines.lineStart(next.from),
        before: "list:\n",
        after: `${" ".repeat(lines.column(item.from))}-\n`,
        items: 2,
      }
    : { from, to: text.length, before: "list:\n", after: "", items: 1 };
}

/** Characters of the file, and what stands around them where they are read alone. */
interface Region {
  readonly from: number;
  readonly to: number;
  readonly before: string;
  readonly after: string;
  /** Items of the list that is read then. */
  readonly items: number;
}
