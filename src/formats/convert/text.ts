/**
 * Steps on a file's tree → splices of its text. What no step names keeps its bytes, and every comment stays. Where an
 * anchor shares something, all who share it must ask the same of it.
 */

import {
  type ConversionStep,
  isGone,
  type StepTree,
  stepAt,
  stepsAt,
  treeOf,
  valueAfter,
} from "../../model/legacy/steps.ts";
import type { Path } from "../../model/path.ts";
import type { TextChange } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import { commentsWithin } from "../edit/comments.ts";
import { type PrintStyle, printPair, printValue } from "../edit/print-value.ts";
import { anchorsOf, isMergeKey, keyOf } from "../read/read-values.ts";
import { valueOfScalar } from "../yaml/scalar.ts";
import type {
  YamlAlias,
  YamlDocument,
  YamlEntry,
  YamlItem,
  YamlMap,
  YamlNode,
  YamlScalar,
  YamlSeq,
} from "../yaml/yaml.ts";
import { type Addition, endOf, indented, Layout, type MapEdit, type Part, Unwritable } from "./layout.ts";
import { quotedLike, writeType } from "./type.ts";

/** The changes that carry out the steps, or why this text cannot have them. */
export function spliceConversion(
  yaml: YamlDocument,
  steps: readonly ConversionStep[],
): readonly TextChange[] | { refused: string } {
  if (yaml.root?.kind !== "map") {
    return { refused: "The file holds no mapping." };
  }
  try {
    return new Splicer(yaml, yaml.root, steps).run();
  } catch (error) {
    if (error instanceof Unwritable) {
      return { refused: error.message };
    }
    throw error;
  }
}

type Insert = Extract<ConversionStep, { kind: "insert" }>;
type SetStep = Extract<ConversionStep, { kind: "set" }>;

/** An entry, and the mapping that it stands in: for one that is merged, not the mapping that has it by that. */
interface Held {
  readonly map: YamlMap;
  readonly entry: YamlEntry;
}

class Splicer {
  private readonly yaml: YamlDocument;
  private readonly root: YamlMap;
  private readonly steps: readonly ConversionStep[];
  private readonly layout: Layout;
  private readonly style: PrintStyle;
  private readonly targets: ReadonlyMap<YamlAlias, YamlNode>;
  private readonly edits = new Map<YamlMap, MapEdit>();
  private readonly entries = new Map<YamlMap, ReadonlyMap<string, readonly Held[]>>();
  /** What was asked of nodes and entries. */
  private readonly asked = new Map<YamlNode | YamlEntry, string>();

  constructor(yaml: YamlDocument, root: YamlMap, steps: readonly ConversionStep[]) {
    this.yaml = yaml;
    this.root = root;
    this.steps = steps;
    this.layout = new Layout(yaml.text);
    this.style = root.flow && isJson(yaml.text) ? "json" : "yaml";
    this.targets = anchorsOf(yaml);
  }

  run(): readonly TextChange[] | { refused: string } {
    const tree = treeOf(this.steps);
    this.map(this.root, tree);
    for (const step of this.steps) {
      if (step.kind === "move") {
        this.move(step);
      }
    }
    const type = stepAt(tree, "type");
    if (type) {
      this.type(type.version);
    }
    for (const edit of this.edits.values()) {
      this.layout.writeMap(edit);
    }
    return (
      this.layout.done() ?? { refused: "The layout of this file does not let it be converted in place." }
    );
  }

  // --- from steps to entries

  private resolve(node: YamlNode): YamlNode {
    return node.kind === "alias" ? (this.targets.get(node) ?? node) : node;
  }

  /** True for the first time; false if the very same was asked before. */
  private isNew(place: YamlNode | YamlEntry, what: unknown): boolean {
    const asked = JSON.stringify(what, (_, value) =>
      value instanceof Map ? [...value] : typeof value === "bigint" ? String(value) : value,
    );
    const before = this.asked.get(place);
    if (before !== undefined && before !== asked) {
      throw new Unwritable(
        "An anchor shares a part of this file between executors that have to change in different ways: write it out for each of them first.",
      );
    }
    this.asked.set(place, asked);
    return before === undefined;
  }

  private editOf(map: YamlMap): MapEdit {
    let edit = this.edits.get(map);
    if (!edit) {
      edit = {
        map,
        gone: new Set(),
        moved: new Set(),
        first: [],
        last: [],
        before: new Map(),
        isNamed: false,
      };
      this.edits.set(map, edit);
    }
    return edit;
  }

  private visit(node: YamlNode, tree: StepTree): void {
    const target = this.resolve(node);
    if (target.kind === "map") {
      this.map(target, tree);
    } else if (target.kind === "seq") {
      this.seq(target, tree);
    } else if (target.kind === "scalar") {
      this.scalar(target, tree);
    }
  }

  private map(map: YamlMap, tree: StepTree): void {
    const own = this.entriesOf(map);
    for (const [key, child] of tree.children) {
      for (const { map: holder, entry } of own.get(String(key)) ?? []) {
        this.entry(holder, entry, child);
      }
    }
    if (stepAt(tree, "list")) {
      this.listOfMap(map, tree);
      return;
    }
    for (const { key, value, from, isFirst } of stepsAt(tree, "add")) {
      const { first, last } = this.editOf(map);
      const addition = this.addition(key, value, from);
      const list = isFirst ? first : last;
      if (!list.some(({ flow }) => flow === addition.flow)) {
        list.push(addition);
      }
    }
  }

  /** The entries of a mapping by key: its own, and those it merges where it has none. */
  private entriesOf(map: YamlMap): ReadonlyMap<string, readonly Held[]> {
    const known = this.entries.get(map);
    if (known) {
      return known;
    }
    const found = new Map<string, Held[]>();
    for (const entry of map.entries) {
      const key = isMergeKey(entry.key) ? null : (keyOf(entry) ?? this.slice(entry.key));
      if (key !== null) {
        const held = found.get(key);
        if (held) {
          held.push({ map, entry });
        } else {
          found.set(key, [{ map, entry }]);
        }
      }
    }
    for (const { key, value } of map.entries) {
      if (isMergeKey(key)) {
        this.merge(found, value);
      }
    }
    this.entries.set(map, found);
    return found;
  }

  private merge(found: Map<string, readonly Held[]>, source: YamlNode): void {
    const node = this.resolve(source);
    for (const one of node.kind === "seq" ? node.items.map(({ value }) => this.resolve(value)) : [node]) {
      if (one.kind === "map") {
        for (const [key, held] of this.entriesOf(one)) {
          if (!found.has(key)) {
            found.set(key, held);
          }
        }
      }
    }
  }

  private entry(map: YamlMap, entry: YamlEntry, tree: StepTree): void {
    const to = stepAt(tree, "rename")?.to;
    const set = stepAt(tree, "set");
    const isLeaving = isGone(tree);
    if ((to !== undefined || set || isLeaving) && this.isNew(entry, [isLeaving, to, set?.value])) {
      if (isLeaving) {
        const isMoved = stepAt(tree, "move") !== undefined && isInLines(entry.value);
        const { gone, moved } = this.editOf(map);
        (isMoved ? moved : gone).add(entry);
      } else if (to !== undefined) {
        this.rename(entry, to);
      }
      if (set && !isLeaving) {
        this.setEntry(entry, set, map.flow);
      }
    }
    if (!set && !isLeaving) {
      this.visit(entry.value, tree);
    }
  }

  private rename({ key }: YamlEntry, to: string): void {
    const style = key.kind === "scalar" ? key.style : "plain";
    const quote = style === "double" ? '"' : style === "single" ? "'" : "";
    this.layout.change(key.from, key.to, quote + to + quote);
  }

  private scalar(node: YamlScalar, tree: StepTree): void {
    if (tree.children.size > 0 && this.isNew(node, [...tree.children])) {
      // A list written as one text.
      this.layout.change(node.from, node.to, this.print(valueAfter(valueOfScalar(node), tree)));
      return;
    }
    const rewords = stepsAt(tree, "reword").map(({ from, to }) => ({ from, to }));
    if (rewords.length > 0 && this.isNew(node, rewords)) {
      const written = this.slice(node);
      const reworded = rewords.reduce((text, { from, to }) => text.replaceAll(from, to), written);
      this.layout.change(node.from, node.to, reworded);
    }
  }

  // --- values

  private slice(node: YamlNode): string {
    return this.yaml.text.slice(node.from, node.to);
  }

  private printed(printed: { text: string } | { refused: string }): string {
    if ("refused" in printed) {
      throw new Unwritable(printed.refused);
    }
    return printed.text;
  }

  private print(value: Value): string {
    return this.printed(printValue(value, this.style));
  }

  private pair(key: string, value: Value): string {
    // Jina's own files have the version in quotes.
    const isQuoted = key === "version" && this.style === "yaml";
    return isQuoted ? `${key}: '${this.print(value)}'` : this.printed(printPair(key, value, this.style));
  }

  /** The text of a value as it stands elsewhere in the file, if it stands on one line and can stand in braces. */
  private writtenAt(from: Path | undefined, isFlow: boolean): string | null {
    const node = from && this.nodeAt(from);
    if (!node || node.kind === "alias" || node.to === node.from || !isOnOneLine(node, this.slice(node))) {
      return null;
    }
    const written = this.slice(node);
    const breaksBraces = node.kind === "scalar" && node.style === "plain" && /[,[\]{}]/.test(written);
    return isFlow && breaksBraces ? null : written;
  }

  private nodeAt(path: Path): YamlNode | undefined {
    let node: YamlNode | undefined = this.root;
    for (const part of path) {
      const at: YamlNode | undefined = node && this.resolve(node);
      node =
        at?.kind === "map"
          ? this.entriesOf(at).get(String(part))?.at(-1)?.entry.value
          : at?.kind === "seq"
            ? at.items[Number(part)]?.value
            : undefined;
    }
    return node;
  }

  private addition(key: string, value: Value, from?: Path): Addition {
    const name = this.style === "json" ? JSON.stringify(key) : key;
    const pairIn = (isFlow: boolean) => {
      const written = this.writtenAt(from, isFlow);
      return written === null ? this.pair(key, value) : `${name}: ${written}`;
    };
    return { lines: [pairIn(false)], flow: pairIn(true) };
  }

  private setEntry(entry: YamlEntry, { value, from }: SetStep, isFlow: boolean): void {
    const { key, value: node, colon } = entry;
    const written =
      this.writtenAt(from, isFlow) ?? quotedLike(node, this.yaml.text, value) ?? this.valueText(entry, value);
    if (node.kind === "scalar" && node.style === "empty") {
      const at = colon === null ? key.to : colon + 1;
      this.layout.change(at, at, `${colon === null ? ": " : " "}${written}`);
    } else if (isInLines(node)) {
      // The list or mapping begins on its own line: the new value stands behind the colon.
      this.layout.change(colon! + 1, node.to, ` ${written}`);
      const comments = commentsWithin(this.yaml.text, colon! + 1, node);
      this.layout.linesBehind(node, comments, this.layout.lines.column(key.start));
    } else {
      this.layout.change(node.from, node.to, written);
    }
  }

  private valueText(entry: YamlEntry, value: Value): string {
    const isVersion = keyOf(entry) === "version" && this.style === "yaml";
    return isVersion ? `'${this.print(value)}'` : this.print(value);
  }

  // --- lists

  private seq(seq: YamlSeq, tree: StepTree): void {
    const gone = new Set<number>();
    for (const [key, child] of tree.children) {
      const index = Number(key);
      const item = seq.items[index];
      if (!item) {
        continue;
      }
      const set = stepAt(child, "set");
      if (isGone(child)) {
        gone.add(index);
      } else if (set && this.isNew(item.value, set.value)) {
        const { value: node } = item;
        this.layout.change(
          node.from,
          node.to,
          quotedLike(node, this.yaml.text, set.value) ?? this.print(set.value),
        );
      } else if (!set) {
        this.item(item, child, seq.flow);
      }
    }
    const inserts = stepsAt(tree, "insert");
    if (seq.flow) {
      this.layout.writeFlow(
        seq,
        seq.items.map(({ value }, index) => ({ from: value.start, to: value.to, isGone: gone.has(index) })),
        inserts.map((step) => this.insertedFlow(step)),
      );
      return;
    }
    const parts = seq.items.map(({ from, value }) => ({ from, node: value }));
    if (gone.size === parts.length && inserts.length === 0) {
      this.layout.emptyList(this.holderOf(seq), parts);
      return;
    }
    for (const index of gone) {
      this.layout.removePart(parts[index]!);
    }
    for (const step of inserts) {
      this.insert(parts, step, this.layout.lines.column(seq.from));
    }
  }

  private insert(parts: readonly Part[], step: Insert, column: number): void {
    const lines = this.inserted(step).flatMap((one) => one.lines);
    this.layout.insertItem(parts, step.index, lines, column);
  }

  private inserted({ args, from }: Insert): Addition[] {
    return [...args].map(([key, value]) => this.addition(key, value, from.get(key)));
  }

  private insertedFlow(step: Insert): { index: number; text: string } {
    const pairs = this.inserted(step).map(({ flow }) => flow);
    return { index: step.index, text: `{${pairs.join(", ")}}` };
  }

  private holderOf(value: YamlNode): YamlEntry | undefined {
    return this.root.entries.find((entry) => entry.value === value);
  }

  /** An item of which the plan asks something: one that is nothing becomes a mapping. */
  private item({ value: node, from: dash }: YamlItem, tree: StepTree, isFlow: boolean): void {
    if (node.kind !== "scalar") {
      this.visit(node, tree);
      return;
    }
    const pairs = this.added(tree, isFlow);
    if (pairs.length === 0) {
      return;
    }
    this.refuseText(node);
    if (isFlow) {
      this.layout.change(node.from, node.to, `{${pairs.join(", ")}}`);
      return;
    }
    const indent = this.layout.eol + " ".repeat(this.layout.lines.column(dash) + 2);
    this.layout.change(dash + 1, Math.max(node.to, dash + 1), ` ${pairs.join(indent)}`);
  }

  private added(tree: StepTree | undefined, isFlow: boolean): string[] {
    return stepsAt(tree, "add").flatMap(({ key, value, from }) => {
      const { lines, flow } = this.addition(key, value, from);
      return isFlow ? [flow] : lines;
    });
  }

  /** What stands for an executor must be a mapping, or nothing. */
  private refuseText(node: YamlNode): void {
    const isNull = node.kind === "scalar" && isPlain(node) && /^(?:~|null|Null|NULL|)$/.test(node.value);
    if (!isNull || node.start !== node.from) {
      throw new Unwritable(`An executor is a mapping, and ${this.slice(node)} is none: mend it first.`);
    }
  }

  // --- a mapping of pods becomes a list

  private listOfMap(map: YamlMap, tree: StepTree): void {
    // What happens to its entries as such is written here.
    this.edits.delete(map);
    const inserts = stepsAt(tree, "insert");
    const pods = map.entries.map((entry) => this.podOf(entry, tree));
    if (new Set(pods.map(({ key }) => key)).size < pods.length) {
      throw new Unwritable(
        "Two executors have the same key, and only the last one counts: take the others out first.",
      );
    }
    if (map.flow) {
      this.layout.change(map.from, map.from + 1, "[");
      this.layout.change(map.to - 1, map.to, "]");
      this.layout.writeFlow(
        map,
        pods.map(({ entry, isLeaving }) => ({ from: entry.key.start, to: endOf(entry), isGone: isLeaving })),
        inserts.map((step) => this.insertedFlow(step)),
      );
      for (const pod of pods) {
        if (!pod.isLeaving) {
          this.flowPod(pod);
        }
      }
      return;
    }
    const parts = pods.map(({ entry }) => ({ from: entry.key.start, node: entry.value }));
    const kept = pods.filter(({ isLeaving }) => !isLeaving);
    if (kept.length === 0) {
      this.layout.emptyList(this.holderOf(map), parts);
      return;
    }
    const { lines } = this.layout;
    const column = lines.column(map.from);
    const inner = kept.flatMap(({ entry: { value } }) =>
      value.kind === "map" && !value.flow ? [lines.column(value.from)] : [],
    );
    // The keys of an item stand two columns behind its dash at least: so all their lines stay as they are.
    const dash = inner.reduce((least, own) => Math.min(least, own - 2), column);
    for (const [index, pod] of pods.entries()) {
      if (pod.isLeaving) {
        this.layout.removePart(parts[index]!);
      } else {
        this.blockPod(pod, column, dash);
      }
    }
    for (const step of inserts) {
      this.insert(parts, step, dash);
    }
  }

  private podOf(entry: YamlEntry, tree: StepTree): Pod {
    const key = keyOf(entry);
    if (key === null || isMergeKey(entry.key) || entry.colon === null) {
      throw new Unwritable("The name of an executor is no plain key: mend it first.");
    }
    const child = tree.children.get(key);
    return { entry, key, name: this.nameText(entry, key), tree: child, isLeaving: isGone(child) };
  }

  /** `key:` becomes `- name: key`, so that what it holds stands below as it is. */
  private blockPod(pod: Pod, column: number, dash: number): void {
    const { entry, name } = pod;
    const { key, value } = entry;
    const from = key.start - (column - dash);
    const colon = entry.colon! + 1;
    if (value.kind === "map" && value.flow) {
      this.layout.change(from, colon, "-");
      this.editOf(value).first.unshift({ lines: [], flow: name });
    } else if (value.kind === "map" && value.start < value.from) {
      // An anchor stands before all that it names.
      this.layout.change(from, colon, "-");
      this.editOf(value).first.unshift({ lines: [name], flow: name });
    } else if (value.kind === "map") {
      const space = " ".repeat(this.layout.lines.column(value.from) - dash - 1);
      this.layout.change(from, colon, `-${space}${name}`);
      this.editOf(value).isNamed = true;
    } else {
      const indent = this.layout.eol + " ".repeat(dash + 2);
      this.layout.change(from, endOf(entry), `- ${this.podPairs(value, pod, false).join(indent)}`);
    }
  }

  /** What holds no mapping of its own: nothing, or an alias, which is merged. */
  private podPairs(value: YamlNode, { name, tree }: Pod, isFlow: boolean): string[] {
    if (value.kind === "alias") {
      return [name, `<<: ${this.slice(value)}`];
    }
    this.refuseText(value);
    return [name, ...this.added(tree, isFlow)];
  }

  private flowPod(pod: Pod): void {
    const { entry, name } = pod;
    const { key, value } = entry;
    if (value.kind === "map") {
      this.layout.change(key.start, value.start, "");
      this.editOf(value).first.unshift({ lines: [], flow: name });
    } else {
      const end = endOf(entry);
      const blank = /^ *(?=[,}])/.exec(this.yaml.text.slice(end, end + 80))?.[0].length ?? 0;
      this.layout.change(key.start, end + blank, `{${this.podPairs(value, pod, true).join(", ")}}`);
    }
  }

  /** `name: key`, with the key as it is written where that reads as the same text. */
  private nameText({ key: node }: YamlEntry, key: string): string {
    const pair = this.pair("name", key);
    const isQuoted = node.kind === "scalar" && (node.style === "single" || node.style === "double");
    return isQuoted && this.style === "yaml" ? `name: ${this.slice(node)}` : pair;
  }

  // --- the top of the file

  private type(version: Value | undefined): void {
    const pairs = version === undefined ? [] : [this.pair("version", version)];
    const edit = this.editOf(this.root);
    const { first, gone } = writeType(this.layout, this.root, pairs, this.style);
    if (first) {
      edit.first.unshift(first);
    }
    if (gone) {
      edit.gone.add(gone);
    }
  }

  private move({ path, to: [top, key] }: Extract<ConversionStep, { kind: "move" }>): void {
    const holder = this.entriesOf(this.root).get(String(path[0]))?.at(-1)?.entry;
    const entry = path.length === 1 ? holder : this.childOf(holder?.value, String(path[1]));
    if (!entry) {
      throw new Unwritable(`${path.join(".")} cannot be found: write out first what an anchor shares.`);
    }
    const lines = this.movedLines(entry, key);
    const flow = lines.join("\n");
    const target = this.entriesOf(this.root).get(top)?.at(-1)?.entry;
    const map = target && this.resolve(target.value);
    if (map?.kind === "map" && map.entries.length > 0) {
      this.refuseBreaks(map, flow);
      this.editOf(map).last.push({ lines, flow });
    } else if (target && map?.kind !== "alias") {
      this.refuseBreaks(this.root, flow);
      this.fill(target, lines);
    } else {
      this.refuseBreaks(this.root, flow);
      const list = this.entriesOf(this.root).get("pods")?.at(-1)?.entry ?? this.root.entries.at(-1)!;
      const { before } = this.editOf(this.root);
      const addition = {
        lines: [`${top}:`, ...lines.map((line) => indented(line, 2))],
        flow: `${top}: {${flow}}`,
      };
      before.set(list, [...(before.get(list) ?? []), addition]);
    }
  }

  private refuseBreaks(map: YamlMap, flow: string): void {
    if (map.flow && flow.includes("\n")) {
      throw new Unwritable(
        "Lines cannot be put into a mapping in braces: write what has to move in braces first.",
      );
    }
  }

  /** Puts entries into a mapping that is empty, or not there. */
  private fill(entry: YamlEntry, lines: readonly string[]): void {
    const { colon, value } = entry;
    if (colon === null) {
      throw new Unwritable(`${keyOf(entry)} has no colon: mend it first.`);
    }
    if (this.root.flow) {
      this.layout.change(colon + 1, Math.max(value.to, colon + 1), ` {${lines.join(", ")}}`);
      return;
    }
    this.layout.change(colon + 1, Math.max(value.to, colon + 1), "");
    this.layout.linesBehind(value, lines, this.layout.lines.column(entry.key.start) + 2);
  }

  private childOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
    const map = node && this.resolve(node);
    return map?.kind === "map" ? this.entriesOf(map).get(key)?.at(-1)?.entry : undefined;
  }

  /** The lines of an entry without its indentation. */
  private movedLines({ key, value }: YamlEntry, to: string): string[] {
    const { text } = this.yaml;
    if (!isInLines(value)) {
      return [`${to}: ${text.slice(value.start, value.to)}`];
    }
    const indent = " ".repeat(this.layout.lines.column(key.start));
    const [head, ...rest] = text.slice(key.to, this.layout.endOfNodeLine(value)).split(/\r\n|[\r\n]/);
    return [to + head!, ...rest.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))];
  }
}

/** One executor of a mapping of them. */
interface Pod {
  readonly entry: YamlEntry;
  readonly key: string;
  /** `name: key`. */
  readonly name: string;
  readonly tree: StepTree | undefined;
  readonly isLeaving: boolean;
}

function isPlain({ style }: YamlScalar): boolean {
  return style === "plain" || style === "empty";
}

/** True for lists and mappings in block style, and for block texts. */
function isInLines(node: YamlNode): boolean {
  return node.kind === "map" || node.kind === "seq"
    ? !node.flow
    : node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

function isOnOneLine(node: YamlNode, written: string): boolean {
  return !isInLines(node) && !/[\r\n]/.test(written);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ""));
    return true;
  } catch {
    return false;
  }
}
