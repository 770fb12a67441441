/**
 * Plan → text changes. Every step becomes the smallest splice that the text's own style allows; what no step names
 * keeps its bytes. Comments stay, save those inside a value that is replaced or an entry that is deleted.
 */
import type { Plan, Step } from "../model/edit.ts";
import type { Value, ValueMap } from "../model/flow.ts";
import type { TextChange } from "../model/text-change.ts";
import { printKey, printValue } from "./print-value.ts";
import { entryOf, type FlowDocument } from "./read-flow.ts";
import { valueOfScalar } from "./scalar.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlSeq } from "./yaml.ts";

/** The changes that carry out a plan, or why its text cannot be made. */
export function patch(document: FlowDocument, plan: Plan): readonly TextChange[] | { refused: string } {
  try {
    return new Patcher(document).run(plan.steps);
  } catch (error) {
    if (error instanceof Unwritable) {
      return { refused: error.message };
    }
    throw error;
  }
}

class Unwritable extends Error {}

/** Two cuts of whole lines may both take the break between them: they become one. */
function joinCuts(changes: readonly TextChange[]): TextChange[] {
  const out: TextChange[] = [];
  for (const change of changes) {
    const last = out.at(-1);
    if (last && change.from < last.to && last.insert === "" && change.insert === "") {
      out[out.length - 1] = { from: last.from, to: Math.max(last.to, change.to), insert: "" };
    } else {
      out.push(change);
    }
  }
  return out;
}

class Patcher {
  private readonly document: FlowDocument;
  private readonly text: string;
  private readonly eol: string;
  private readonly changes: TextChange[] = [];

  constructor(document: FlowDocument) {
    this.document = document;
    this.text = document.text;
    this.eol = document.text.includes("\r\n") ? "\r\n" : "\n";
  }

  run(steps: readonly Step[]): readonly TextChange[] {
    const deleted = new Set(steps.filter((step) => step.kind === "delete").map(({ index }) => index));
    const inserts = steps.filter((step) => step.kind === "insert");
    const count = this.document.list?.items.length ?? 0;
    if (count > 0 && deleted.size === count && inserts.length === 0) {
      this.emptyList();
      return joinCuts(this.changes.sort((a, b) => a.from - b.from || a.to - b.to));
    }
    this.deleteItems(deleted);
    for (const { index, args } of inserts) {
      this.insertItem(index, args);
    }
    const byIndex = new Map<number, Step[]>();
    for (const step of steps) {
      if ((step.kind === "set" || step.kind === "unset") && !deleted.has(step.index)) {
        byIndex.set(step.index, [...(byIndex.get(step.index) ?? []), step]);
      }
    }
    for (const [index, own] of byIndex) {
      this.changeItem(index, own);
    }
    return joinCuts(this.changes.sort((a, b) => a.from - b.from || a.to - b.to));
  }

  private change(from: number, to: number, insert: string): void {
    this.changes.push({ from, to, insert });
  }

  // --- one entry

  private changeItem(index: number, steps: readonly Step[]): void {
    const node = this.document.list?.items[index]?.value;
    if (!node) {
      throw new Unwritable("The entry is not there any more.");
    }
    if (node.kind === "alias") {
      throw new Unwritable(`This executor is an alias of *${node.name}: change it where it is defined.`);
    }
    const added: string[] = [];
    if (node.kind !== "map") {
      for (const step of steps) {
        if (step.kind === "set") {
          added.push(`${printKey(step.key)}: ${this.print(step.value)}`);
        }
      }
      // `- ` alone: an entry with nothing in it.
      this.change(node.from, node.to, `${this.text[node.from - 1] === " " ? "" : " "}{${added.join(", ")}}`);
      return;
    }
    const removed = new Set<YamlEntry>();
    for (const step of steps) {
      if (step.kind === "set") {
        const entry = entryOf(node, step.key);
        if (entry) {
          this.replaceValue(entry, step.value);
        } else {
          added.push(`${printKey(step.key)}: ${this.print(step.value)}`);
        }
      } else if (step.kind === "unset") {
        const own = node.entries.filter(({ key }) => key.kind === "scalar" && key.value === step.key);
        if (own.length === 0) {
          throw new Unwritable(`${step.key} comes from a merge key (<<): change it where it is defined.`);
        }
        for (const entry of own) {
          removed.add(entry);
        }
      }
    }
    this.changeKeys(node, removed, added);
  }

  /** Takes entries out of a mapping and puts new ones at its end. */
  private changeKeys(map: YamlMap, removed: ReadonlySet<YamlEntry>, added: readonly string[]): void {
    const kept = map.entries.filter((entry) => !removed.has(entry));
    if (map.flow || (kept.length === 0 && map.entries.length > 0)) {
      if (kept.length === 0) {
        this.change(map.from, map.to, `{${added.join(", ")}}`);
        return;
      }
      this.removeFromFlow(
        map.entries.map((entry) => ({ from: entry.key.start, to: entry.value.to, gone: removed.has(entry) })),
      );
      if (added.length > 0) {
        this.change(kept.at(-1)!.value.to, kept.at(-1)!.value.to, `, ${added.join(", ")}`);
      }
      return;
    }
    for (const entry of removed) {
      this.removeBlockEntry(map, entry);
    }
    if (added.length > 0) {
      const indent = " ".repeat(this.columnOf(map.from));
      const lines = added.map((line) => indent + line);
      this.insertLines(this.endOfNodeLine(kept.at(-1)!.value), lines);
    }
  }

  private removeBlockEntry(map: YamlMap, entry: YamlEntry): void {
    const lineStart = this.lineStart(entry.key.start);
    const end = this.endOfNodeLine(entry.value);
    if (this.isBlank(lineStart, entry.key.start)) {
      this.removeLines(lineStart, end);
      return;
    }
    // The first key stands behind the dash: the next one moves up, unless a comment stands in between.
    const next = map.entries[map.entries.indexOf(entry) + 1];
    if (next && this.isBlank(entry.value.to, next.key.start)) {
      this.change(entry.key.start, next.key.start, "");
    } else {
      this.change(entry.key.start, entry.value.to, "");
    }
  }

  private replaceValue(entry: YamlEntry, value: Value): void {
    const node = entry.value;
    if (Array.isArray(value) && node.kind === "seq" && this.changeSeq(node, value)) {
      return;
    }
    const text = this.print(value);
    if (node.kind === "scalar" && node.style === "empty") {
      if (entry.colon === null) {
        this.change(entry.key.to, entry.key.to, `: ${text}`);
      } else {
        this.change(entry.colon + 1, entry.colon + 1, ` ${text}`);
      }
      return;
    }
    if (node.kind === "map" || node.kind === "seq" ? !node.flow : false) {
      // A block collection begins on its own line: its text goes, the new one stands behind the colon.
      this.change(entry.colon! + 1, node.to, ` ${text}`);
      return;
    }
    this.replaceNode(node, text);
  }

  private replaceNode(node: YamlNode, text: string): void {
    if (node.anchor !== null && this.isUsed(node.anchor)) {
      throw new Unwritable(
        `This value is also used elsewhere, by *${node.anchor}: change it in the YAML tab.`,
      );
    }
    this.change(node.from, node.to, text);
  }

  private isUsed(anchor: string): boolean {
    return new RegExp(`\\*${anchor}(?![\\w-])`).test(this.text);
  }

  /**
   * Turns a list of names into another: item for item where the lists are as long, else by taking items out and adding
   * some at its end; false if that does not do.
   */
  private changeSeq(seq: YamlSeq, value: readonly Value[]): boolean {
    const old = seq.items.map(({ value: node }) =>
      node.kind === "scalar" ? valueOfScalar(node) : undefined,
    );
    if (value.length === old.length && seq.items.every(({ value: node }) => node.to > node.from)) {
      for (const [index, { value: node }] of seq.items.entries()) {
        if (old[index] !== value[index]) {
          this.replaceNode(node, this.print(value[index]!));
        }
      }
      return true;
    }
    const kept = old.map((item) => item !== undefined && value.includes(item));
    const staying = old.filter((_, index) => kept[index]);
    const added = value.slice(staying.length);
    if (staying.length === 0 || !staying.every((item, index) => item === value[index])) {
      return false;
    }
    const texts = added.map((item) => this.print(item));
    if (seq.flow) {
      this.removeFromFlow(
        seq.items.map(({ value: node }, index) => ({ from: node.start, to: node.to, gone: !kept[index] })),
      );
      if (texts.length > 0) {
        const last = seq.items[kept.lastIndexOf(true)]!.value;
        this.change(last.to, last.to, `, ${texts.join(", ")}`);
      }
      return true;
    }
    for (const [index, item] of seq.items.entries()) {
      if (!kept[index]) {
        this.removeLines(this.lineStart(item.from), this.endOfNodeLine(item.value));
      }
    }
    if (texts.length > 0) {
      const indent = " ".repeat(this.columnOf(seq.from));
      this.insertLines(
        this.endOfNodeLine(seq.items[kept.lastIndexOf(true)]!.value),
        texts.map((text) => `${indent}- ${text}`),
      );
    }
    return true;
  }

  /** Cuts parts out of a flow collection together with one comma each. At least one part stays. */
  private removeFromFlow(parts: readonly { from: number; to: number; gone: boolean }[]): void {
    const firstKept = parts.findIndex(({ gone }) => !gone);
    for (const [index, part] of parts.entries()) {
      if (part.gone) {
        if (index < firstKept) {
          this.change(part.from, parts[index + 1]!.from, "");
        } else {
          this.change(parts[index - 1]!.to, part.to, "");
        }
      }
    }
  }

  // --- the list of executors

  private insertItem(index: number, args: ValueMap): void {
    const pairs = [...args].map(([key, value]) => `${printKey(key)}: ${this.print(value)}`);
    const flow = `{${pairs.join(", ")}}`;
    const { list } = this.document;
    if (!list) {
      this.insertList(pairs, flow);
      return;
    }
    if (list.items.length === 0) {
      const top = this.topMap();
      const entry = this.listEntry(top);
      if (top.flow || !entry) {
        this.change(list.from, list.to, `[${flow}]`);
        return;
      }
      this.change(entry.colon! + 1, list.to, "");
      this.insertLines(this.endOfNodeLine(list), this.blockItem(this.columnOf(entry.key.start) + 2, pairs));
      return;
    }
    const before = list.items[index - 1];
    if (list.flow) {
      if (before) {
        this.change(before.value.to, before.value.to, `, ${flow}`);
      } else {
        this.change(list.items[0]!.value.start, list.items[0]!.value.start, `${flow}, `);
      }
      return;
    }
    const lines = this.blockItem(this.columnOf(list.from), pairs);
    if (before) {
      this.insertLines(this.endOfNodeLine(before.value), lines);
    } else {
      const at = this.lineStart(list.from);
      this.change(at, at, lines.map((line) => line + this.eol).join(""));
    }
  }

  private insertList(pairs: readonly string[], flow: string): void {
    const top = this.topMap();
    const entry = this.listEntry(top);
    if (top.flow) {
      if (entry) {
        this.change(entry.value.from, entry.value.to, ` [${flow}]`);
      } else {
        const last = top.entries.at(-1);
        this.change(
          last?.value.to ?? top.from + 1,
          last?.value.to ?? top.from + 1,
          `${last ? ", " : ""}executors: [${flow}]`,
        );
      }
      return;
    }
    const column = this.columnOf(top.from);
    if (entry) {
      if (entry.value.kind !== "scalar" || entry.value.value !== "" || entry.colon === null) {
        throw new Unwritable("executors is no list here: mend it in the YAML tab first.");
      }
      this.insertLines(this.endOfLine(entry.colon), this.blockItem(column + 2, pairs));
      return;
    }
    const indent = " ".repeat(column);
    const last = top.entries.at(-1)!;
    this.insertLines(this.endOfNodeLine(last.value), [
      `${indent}executors:`,
      ...this.blockItem(column + 2, pairs),
    ]);
  }

  private blockItem(column: number, pairs: readonly string[]): string[] {
    const indent = " ".repeat(column);
    return pairs.map((pair, index) => `${indent}${index === 0 ? "- " : "  "}${pair}`);
  }

  private deleteItems(deleted: ReadonlySet<number>): void {
    const { list } = this.document;
    if (!list || deleted.size === 0) {
      return;
    }
    if (list.flow) {
      this.removeFromFlow(
        list.items.map(({ value }, index) => ({ from: value.start, to: value.to, gone: deleted.has(index) })),
      );
      return;
    }
    for (const [index, item] of list.items.entries()) {
      if (deleted.has(index)) {
        this.removeLines(this.lineStart(item.from), this.endOfNodeLine(item.value));
      }
    }
  }

  private emptyList(): void {
    const list = this.document.list!;
    if (list.flow) {
      this.change(list.from, list.to, "[]");
      return;
    }
    const entry = this.listEntry(this.topMap());
    if (!entry || entry.colon === null || entry.value !== list) {
      throw new Unwritable("The list of executors is an alias: change it where it is defined.");
    }
    this.change(entry.colon + 1, entry.colon + 1, " []");
    for (const item of list.items) {
      this.removeLines(this.lineStart(item.from), this.endOfNodeLine(item.value));
    }
  }

  private topMap(): YamlMap {
    const { root } = this.document.yaml;
    if (root?.kind !== "map") {
      throw new Unwritable("The file is no Flow yet: begin with jtype: Flow in the YAML tab.");
    }
    return root;
  }

  private listEntry(top: YamlMap): YamlEntry | undefined {
    return entryOf(top, "executors") ?? entryOf(top, "deployments");
  }

  // --- lines

  private print(value: Value): string {
    const printed = printValue(value);
    if ("refused" in printed) {
      throw new Unwritable(printed.refused);
    }
    return printed.text;
  }

  private isBlank(from: number, to: number): boolean {
    return /^\s*$/.test(this.text.slice(from, to));
  }

  private lineStart(at: number): number {
    let start = at;
    while (start > 0 && this.text[start - 1] !== "\n" && this.text[start - 1] !== "\r") {
      start--;
    }
    return start;
  }

  private endOfLine(at: number): number {
    let end = at;
    while (end < this.text.length && this.text[end] !== "\n" && this.text[end] !== "\r") {
      end++;
    }
    return end;
  }

  /** End of the line on which a node ends: behind its trailing comment, before the line break. */
  private endOfNodeLine(node: YamlNode): number {
    // A block text that keeps its last breaks ends at the start of a line: the break before it is the end.
    const atLineStart = node.to > node.from && this.lineStart(node.to) === node.to;
    return atLineStart
      ? node.to - (this.text.slice(node.to - 2, node.to) === "\r\n" ? 2 : 1)
      : this.endOfLine(node.to);
  }

  private columnOf(at: number): number {
    const start = this.lineStart(at);
    return at - start - (start === 0 && this.text.startsWith("\ufeff") ? 1 : 0);
  }

  private insertLines(at: number, lines: readonly string[]): void {
    this.change(at, at, lines.map((line) => this.eol + line).join(""));
  }

  /** Cuts whole lines, from a line's start to a line's end, with one line break. */
  private removeLines(from: number, end: number): void {
    const breakLength = this.text.slice(end, end + 2) === "\r\n" ? 2 : end < this.text.length ? 1 : 0;
    if (breakLength > 0) {
      this.change(from, end + breakLength, "");
    } else {
      // The last line of a text without a final break takes the break before it along.
      const before = from > 0 ? (this.text.slice(from - 2, from) === "\r\n" ? 2 : 1) : 0;
      this.change(from - before, end, "");
    }
  }
}
