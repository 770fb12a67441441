/**
 * The laws of editing, on files of every style and seeded random edits drawn over every kind of edit.
 *
 * [L1] Reading the patched text gives what applying the plan's steps to the values of the file gives; what changes
 *      besides is shared by an alias, and said.
 * [L2] The effective names and needs of executors that an edit is not about stay ([E1] to [E7] say which those are).
 * [L3] Undo gives the exact bytes.
 * [L4] Only lines that changed-lines.ts names change, and it names only lines of the keys and items that the steps are
 *      about.
 * [L5] What is set reads back as meant, through all that the engine does to a text.
 * [L6] Where an edit is proved by its own lines only, reading the whole text gives the same entry.
 * [L7] An executor that is removed takes the comment directly above it along, and no other that stands outside of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { randomFlow } from "../../../agreement/random-flow.ts";
import { createSeededRandom } from "../../base/test-random.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import type { Edit } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { differences, sameValue } from "../../model/same-value.ts";
import { applySteps, orderAfter, type Step, treeAt, treeOfSteps } from "../../model/steps.ts";
import { applyChanges, invertChanges } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { type FlowDocument, readFlow, type Surroundings } from "../read/read-flow.ts";
import { keyOf, locate, readValues } from "../read/read-values.ts";
import { substitute } from "../read/substitute.ts";
import type { YamlNode } from "../yaml/yaml.ts";
import { type ChangedLines, changedLines } from "./changed-lines.ts";
import { type Edited, editDocument } from "./edit-document.ts";
import { entriesOf } from "./entries.ts";
import { drawEdit, drawRewiring, KINDS, type Layout, STYLES } from "./test-edits.ts";

const FLOWS = resolve(import.meta.dirname, "..", "..", "..", "fixtures", "flows");

/** Edits that are tried on each file: styles are few and made to differ, fixtures are many and alike. */
const SEEDS = { block: 20, flow: 48, fixture: 5, rewiring: 6 };
const ROUNDS = 14;

/** Tries so many times as much; the default takes half a minute. */
const FACTOR = Number(process.env.LAWS_FACTOR ?? 1);

const FIXTURES = readdirSync(FLOWS).flatMap((name) => {
  const text = readFileSync(join(FLOWS, name, "flow.yml"), "utf8");
  const document = readFlow(text);
  return document.isFlow ? [{ name: `fixture ${name}`, text, layout: layoutOf(document) }] : [];
});

/** Files in which everything is drawn, the style too, each with what stands around it. */
const DRAWN = Array.from({ length: 120 * FACTOR }, (_, index) => index + 1).flatMap((seed) => {
  const { text, env = {}, files = {} } = randomFlow(seed);
  const surroundings = {
    environment: new Map(Object.entries(env)),
    readFile: (path: string) => files[path] ?? null,
  };
  const document = readFlow(text, surroundings);
  return document.isFlow ? [{ name: `drawn ${seed}`, text, layout: layoutOf(document), surroundings }] : [];
});

/** Seeds that once broke a law, by file. */
const FOUND: readonly (readonly [string, number])[] = [
  ["block", 219],
  ["lone dashes", 118],
  ["deployments", 78],
  ["blank lines and comments", 60],
  ["fixture deployment-file", 30],
  ["fixture deployment-inline", 9],
  ["fixture values-yaml", 21],
];

const tried = new Map<string, Map<Edit["kind"], number>>();
const byLayout = new Map<string, number>();
let takenComments = 0;

describe("laws of editing", () => {
  test.each(STYLES)(
    "[L1] to [L7]: $name",
    ({ name, text, layout }) => {
      for (let seed = 1; seed <= SEEDS[layout] * FACTOR; seed++) {
        runSeed(name, text, layout, seed);
      }
    },
    180_000,
  );

  test.each(FIXTURES)(
    "[L1] to [L7]: $name",
    ({ name, text, layout }) => {
      for (let seed = 1; seed <= SEEDS.fixture * FACTOR; seed++) {
        runSeed(name, text, layout, seed);
      }
    },
    180_000 * FACTOR,
  );

  test.each(DRAWN)("[L1] to [L7]: $name", ({ name, text, layout, surroundings }) => {
    runSeed(name, text, layout, 1, surroundings);
  });

  test.each(STYLES)("[L1] to [L7]: several needs at once, $name", ({ name, text, layout }) => {
    for (let seed = 1; seed <= SEEDS.rewiring * FACTOR; seed++) {
      runSeed(name, text, layout, seed, {}, drawRewiring);
    }
  });

  test.each(FOUND)("[L1] to [L7]: %s, seed %i", (name, seed) => {
    const { text, layout } = [...STYLES, ...FIXTURES].find((file) => file.name === name)!;
    runSeed(name, text, layout, seed);
  });

  test("every kind of edit was made often enough to mean something, in block and in flow style", () => {
    const counts = KINDS.flatMap((kind) =>
      (["block", "flow"] as const).map((layout) => ({
        kind,
        layout,
        count: byLayout.get(`${kind} ${layout}`) ?? 0,
      })),
    );
    expect(counts.filter(({ count }) => count < 50)).toEqual([]);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(10_000);
    expect(takenComments).toBeGreaterThan(30);
  });

  afterAll(() => {
    const width = Math.max(...[...tried.keys()].map((name) => name.length));
    const row = (name: string, cells: readonly (string | number)[]) =>
      `${name.padEnd(width)} ${cells.map((cell) => String(cell).padStart(11)).join(" ")}\n`;
    const rows = [...tried].map(([name, counts]) =>
      row(
        name,
        KINDS.map((kind) => counts.get(kind) ?? 0),
      ),
    );
    const totals = (["block", "flow"] as const).map((layout) =>
      row(
        `all in ${layout}`,
        KINDS.map((kind) => byLayout.get(`${kind} ${layout}`) ?? 0),
      ),
    );
    process.stdout.write(`Edits made, by file and kind\n${row("", KINDS)}${rows.join("")}${totals.join("")}`);
  });
});

/** A chain of edits, each on the text that the one before left. */
function runSeed(
  name: string,
  start: string,
  layout: Layout,
  seed: number,
  surroundings: Surroundings = {},
  draw?: typeof drawRewiring,
): void {
  const random = createSeededRandom(seed * 7919 + name.length);
  let text = start;
  let document = readFlow(text, surroundings);
  const log: Edit[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Each kind comes up, whatever the seed.
    const kind = KINDS[(round + seed) % KINDS.length]!;
    const edit = draw?.(document, random) ?? drawEdit(kind, document, random);
    const edited = editDocument(document, edit);
    if ("refused" in edited) {
      if (OUR_FAULT.test(edited.refused) && !/&|[|>]\d?\+/.test(text)) {
        expect.fail(`${name}, seed ${seed}: ${show(edit)}\n${edited.refused}\n${text}`);
      }
      continue;
    }
    log.push(edit);
    try {
      checkLaws(document, edit, edited);
    } catch (cause) {
      const made = log.map(show).join("\n");
      const story = `${name}, seed ${seed}\n${made}\n--- before\n${text}\n--- after\n${edited.text}`;
      throw new Error(story, { cause });
    }
    const counts = tried.get(name) ?? new Map<Edit["kind"], number>();
    tried.set(name, counts.set(edit.kind, (counts.get(edit.kind) ?? 0) + 1));
    byLayout.set(`${edit.kind} ${layout}`, (byLayout.get(`${edit.kind} ${layout}`) ?? 0) + 1);
    text = edited.text;
    document = edited.document;
  }
}

/** Refusals for which there is no reason outside of files with anchors, or texts whose last line breaks count. */
const OUR_FAULT = /break the text|cannot be changed here without/;

function checkLaws(before: FlowDocument, edit: Edit, edited: Edited): void {
  const { document: after, steps } = edited;
  // [L1]
  expect(after.isFlow).toBe(true);
  const meant = applySteps(before.root!, steps);
  expect([...differences(meant, after.root!)]).toEqual(edited.shared);
  if (edited.shared.length > 0) {
    expect(edited.notes.at(-1)).toMatch(/^This also changes /);
  }
  // [L2]
  for (const [name, needs] of keptNeeds(before, edit, steps, after)) {
    expect(needsAsWritten(after.built, name), name).toEqual(needs);
  }
  // [L3]
  expect(applyChanges(edited.text, invertChanges(before.text, edited.changes))).toBe(before.text);
  // [L4]
  const hunks = changedLines(before.text, edited.changes);
  checkLines(before, edited, hunks);
  // [L7]
  checkTakenComments(before, steps, hunks);
  // [L5]
  checkReadBack(edit, before, after);
  // [L6]
  if (edited.entry) {
    expect(edited.entry).toEqual(after.flow.entries[edited.entry.index]);
  }
}

// --- [L2]

/** Names and needs, sorted, of the executors that an edit is not about. */
function keptNeeds(
  { built, flow }: FlowDocument,
  edit: Edit,
  steps: readonly Step[],
  after: FlowDocument,
): Map<string, string[]> {
  const kept = new Map<string, string[]>();
  const about = aboutOf(edit, built, flow.listKey);
  if (!about) {
    return kept;
  }
  const tree = treeAt(treeOfSteps(steps), [flow.listKey]);
  const order = tree ? orderAfter(tree, flow.entries.length) : flow.entries.map((_, index) => index);
  const places = new Map(order.map((source, place) => [source, place]));
  // Names that no file can say: those of Deployments and of what inspect adds.
  const counted = new Map<string, string>();
  for (const { name, entry, role } of built.nodes) {
    const isCounted = flow.entries[entry]?.deployment || flow.entries[entry]?.method.includes("inspect");
    const now =
      isCounted && after.built.nodes.find((node) => node.entry === places.get(entry) && node.role === role);
    if (now) {
      counted.set(name, now.name);
    }
  }
  for (const node of built.nodes) {
    const needs = needsAsWritten(built, node.name)!;
    const isAbout = about.has(node.name) || needs.some((need) => about.has(need));
    // What inspect gathers at build is written nowhere and follows the end of the Flow.
    const isWritten =
      node.entry >= 0 && needs.length > 0 && node.role !== "INSPECT_AUX_PASS" && node.role !== "JOIN_INSPECT";
    if (!isAbout && isWritten) {
      const now = (name: string) => counted.get(name) ?? name;
      kept.set(now(node.name), needs.map(now).sort());
    }
  }
  return kept;
}

/** Sorted, with the inspected executor in place of the one that stands for it; undefined if it is gone. */
function needsAsWritten(built: BuiltFlow, name: string): string[] | undefined {
  const asWritten = (need: string, depth = 0): string => {
    const target = built.standsFor.get(need);
    return target === undefined || target === name || depth > 99 ? need : asWritten(target, depth + 1);
  };
  const needs = built.byName.get(name)?.needs.map((need) => asWritten(need));
  return needs && [...new Set(needs)].sort();
}

/** The executors whose needs an edit is meant to change, or whose followers' needs it is; null for the whole graph. */
function aboutOf(edit: Edit, built: BuiltFlow, listKey: string): Set<string> | null {
  switch (edit.kind) {
    case "remove":
      return new Set([...edit.names, ...(edit.cut ?? []).map(({ to }) => to)]);
    case "reconnect":
      return new Set([edit.need.to, edit.instead.to]);
    case "connect":
    case "disconnect":
      return new Set([edit.to]);
    case "each": {
      const entries = edit.edits.map(({ path }) => path[1]);
      return new Set(built.nodes.filter(({ entry }) => entries.includes(entry)).map(({ name }) => name));
    }
    case "add":
      return new Set(edit.on ? [edit.on.to] : []);
    case "paste":
    case "move":
      return new Set();
    case "set-path":
    case "unset-path":
    case "move-item":
    case "rename-key": {
      const [top, index] = edit.path;
      if (top === "with" || (edit.path.length === 1 && top === listKey)) {
        return null;
      }
      return new Set(
        top === listKey ? built.nodes.filter(({ entry }) => entry === index).map(({ name }) => name) : [],
      );
    }
    default:
      return new Set([edit.name]);
  }
}

// --- [L4]

function checkLines(before: FlowDocument, edited: Edited, hunks: readonly ChangedLines[]): void {
  // Outside of the lines that are named the two texts are the same, line by line.
  expect(replay(before.text, hunks)).toEqual(splitLines(edited.text));
  const lines = hunks.map(rangeOf);
  const { changed, inserted } = linesOfSteps(before, edited.steps);
  const isIn = (line: number, ranges: readonly Range[]) =>
    ranges.some(({ from, to }) => line >= from && line <= to);
  for (const { from, to } of lines) {
    const named = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const odd =
      to < from ? (isIn(from, inserted) ? [] : [from]) : named.filter((line) => !isIn(line, changed));
    expect(odd, "of no step").toEqual([]);
  }
}

/** The lines of the text before; where lines only come, up to the one before that before which they come. */
function rangeOf({ line, before }: ChangedLines): Range {
  return { from: line, to: line + before.length - 1 };
}

function checkTakenComments(
  { yaml, text, flow }: FlowDocument,
  steps: readonly Step[],
  hunks: readonly ChangedLines[],
): void {
  const lines = hunks.map(rangeOf);
  const list = locate(yaml, [flow.listKey])?.node;
  for (const step of steps) {
    if (step.kind !== "unset" || step.path.length !== 2 || step.path[0] !== flow.listKey) {
      continue;
    }
    expect(step.comments).toBe("taken");
    const item = list?.kind === "seq" && !list.flow ? list.items[step.path[1] as number] : undefined;
    if (item) {
      const range = { from: lineOf(text, item.from), to: lineOf(text, item.value.to) };
      const { from } = withOwnComments(text, range, item.from);
      for (let line = from; line < range.from; line++) {
        takenComments++;
        expect(
          lines.some((hunk) => line >= hunk.from && line <= hunk.to),
          `line ${line} stays`,
        ).toBe(true);
      }
    }
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

function lineOf(text: string, offset: number): number {
  return splitLines(text.slice(0, offset)).length;
}

function replay(text: string, hunks: readonly ChangedLines[]): string[] {
  const lines = splitLines(text);
  const out: string[] = [];
  let at = 0;
  for (const { line, before, after } of hunks) {
    out.push(...lines.slice(at, line - 1), ...after);
    expect(lines.slice(line - 1, line - 1 + before.length)).toEqual(before);
    at = line - 1 + before.length;
  }
  return [...out, ...lines.slice(at)];
}

/** The lines that steps may change or take away, and those before which they may put new ones. */
function linesOfSteps(
  document: FlowDocument,
  steps: readonly Step[],
): { changed: Range[]; inserted: Range[] } {
  const { yaml, text } = document;
  const lineAt = (offset: number) => lineOf(text, offset);
  const changed: Range[] = [];
  const inserted: Range[] = [];
  const place = (from: number, to: number) => {
    const range = { from: lineAt(from), to: lineAt(to) };
    changed.push(range);
    inserted.push({ from: range.from, to: range.to + 1 });
    return range;
  };
  const tree = treeOfSteps(steps);
  for (const step of steps) {
    const own = locate(yaml, step.path);
    const isThere = own !== undefined && own.through.length === 0 && step.kind !== "insert";
    if (isThere && (step.kind === "set" || step.kind === "rename")) {
      const holder = locate(yaml, step.path.slice(0, -1))!.node;
      const entries = holder.kind === "map" ? entriesOf(text, holder, String(step.path.at(-1))) : [];
      for (const { key, value } of entries) {
        place(key.start, value.to);
      }
      place(startOf(document, step.path), own.node.to);
      continue;
    }
    // What is there of the way to what is not: a path behind an alias or a merge key is written where those stand.
    let path = step.path.slice(0, -1);
    while ((locate(yaml, path)?.through.length ?? 1) > 0) {
      path = path.slice(0, -1);
    }
    const { node } = locate(yaml, path)!;
    const parts = partsOf(node);
    const gone = parts.map(({ name }) => {
      const isMoved = treeAt(tree, path)?.arrivals.some(
        (arrival) => "from" in arrival && arrival.from === name,
      );
      return isMoved ? "moved" : treeAt(tree, [...path, name])?.isGone ? "gone" : null;
    });
    if (parts.length === 0 || gone.every(Boolean)) {
      place(startOf(document, path), node.to);
    }
    for (const [index, { from, to }] of parts.entries()) {
      if (gone[index]) {
        const range = place(from, to);
        if (gone[index] === "moved") {
          widen(text, range, changed);
        } else if (step.kind === "unset" && step.comments === "taken") {
          changed.push(withOwnComments(text, range, from));
        }
      }
    }
    // A neighbour's line has the comma, the dash or the bracket that comes or goes.
    for (const { from, to } of parts) {
      place(from, from);
      place(to, to);
      inserted.push({ from: startOfComments(text, lineAt(from)), to: endOfComments(text, lineAt(to)) + 1 });
    }
  }
  return { changed, inserted };
}

/** Where a value begins, with its key or its dash. */
function startOf({ yaml }: FlowDocument, path: Path): number {
  const { node, entry } = locate(yaml, path)!;
  const holder = path.length > 0 ? locate(yaml, path.slice(0, -1))!.node : null;
  const item = holder?.kind === "seq" ? holder.items[path.at(-1) as number] : undefined;
  return Math.min(entry?.key.start ?? node.start, item?.from ?? node.start);
}

interface Part {
  readonly name: string | number;
  readonly from: number;
  readonly to: number;
}

function partsOf(node: YamlNode): Part[] {
  if (node.kind === "map") {
    return node.entries.map((entry) => ({
      name: keyOf(entry) ?? "",
      from: entry.key.start,
      to: entry.value.to,
    }));
  }
  return node.kind === "seq"
    ? node.items.map(({ from, value }, index) => ({
        name: index,
        from: Math.min(from, value.start),
        to: value.to,
      }))
    : [];
}

const isSpare = (line: string | undefined) => line !== undefined && /^\s*(?:#.*)?$/.test(line);

/** The lines of an item, those of the comment directly above it at its column, and comments at its end that are deeper. */
function withOwnComments(text: string, { from, to }: Range, at: number): Range {
  const lines = splitLines(text).map((line) => line.replace(/^\ufeff/, ""));
  const column = indentOf(lines[from - 1]!);
  const isFirst =
    at === text.length ||
    text
      .slice(0, at)
      .split(/[\r\n]/)
      .at(-1)!
      .trim() === "";
  let first = from;
  while (isFirst && lines[first - 2]?.trim().startsWith("#") && indentOf(lines[first - 2]!) === column) {
    first--;
  }
  let last = to;
  for (let line = to; isSpare(lines[line]) && line < lines.length; line++) {
    const isComment = lines[line]!.trim() !== "";
    if (isComment && indentOf(lines[line]!) <= column) {
      break;
    }
    last = isComment ? line + 1 : last;
  }
  return { from: first, to: last };
}

function indentOf(line: string): number {
  return line.search(/\S/);
}

/** What is moved takes comments and blank lines beside it along. */
function widen(text: string, { from, to }: Range, ranges: Range[]): void {
  ranges.push({ from: startOfComments(text, from), to: endOfComments(text, to) });
}

function startOfComments(text: string, line: number): number {
  const lines = splitLines(text);
  let first = line;
  while (isSpare(lines[first - 2])) {
    first--;
  }
  return first;
}

function endOfComments(text: string, line: number): number {
  const lines = splitLines(text);
  let last = line;
  while (isSpare(lines[last])) {
    last++;
  }
  return last;
}

// --- [L5]

function checkReadBack(edit: Edit, before: FlowDocument, after: FlowDocument): void {
  const expected = setBy(edit, before, after);
  if (!expected) {
    return;
  }
  const { path, value } = expected;
  expect(valueAt(after.root!, path)).toEqual(value);
  if (!/\$/.test(after.text)) {
    // As the engine does it, from what YAML alone reads.
    const { value: effective } = substitute(readValues(parseEngineYaml(after.text), "yaml").value, {});
    expect(sameValue(valueAt(effective, path)!, value)).toBe(true);
  }
}

/** The value that an edit sets, and where it stands after. */
function setBy(
  edit: Edit,
  { built, flow }: FlowDocument,
  after: FlowDocument,
): { path: (string | number)[]; value: Value } | null {
  if (edit.kind === "set-path") {
    const isRename = edit.path.length === 3 && edit.path[0] === flow.listKey && edit.path[2] === "needs";
    return isRename ? null : { path: [...edit.path], value: edit.value };
  }
  if (edit.kind === "set" && edit.key !== "needs") {
    const { entry } = built.byName.get(edit.name)!;
    const inline = flow.entries[entry]!.deployment ? ["with"] : [];
    return { path: [flow.listKey, entry, ...inline, edit.key], value: edit.value };
  }
  if (edit.kind === "rename") {
    const { entry } = built.byName.get(edit.name)!;
    return { path: [flow.listKey, entry, "name"], value: edit.to };
  }
  if (edit.kind === "add" && !edit.on) {
    const index = Math.min(edit.index ?? flow.entries.length, flow.entries.length);
    const item = valueAt(after.root!, [flow.listKey, index]) as ValueMap;
    const value = new Map([["name", item.get("name")!], ...edit.args]);
    return { path: [flow.listKey, index], value };
  }
  return null;
}

function show(edit: Edit): string {
  return JSON.stringify(edit, (_, value) =>
    value instanceof Map ? { map: [...value] } : typeof value === "bigint" ? `${value}n` : value,
  );
}

function layoutOf(document: FlowDocument): Layout {
  const node = locate(document.yaml, [document.flow.listKey])?.node;
  return node?.kind === "seq" && node.flow ? "flow" : "block";
}
