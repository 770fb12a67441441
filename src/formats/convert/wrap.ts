/**
 * A file that describes a Deployment or an Executor → a Flow of that one. What it says keeps its lines, moved to the
 * right under the new entry; where its layout does not let that be, it is written anew.
 *
 * [W1] A Deployment's `with` becomes the entry, save its ports and protocols: they are those of its gateway, which is
 *      the Flow's then.
 * [W2] What an Executor's file says stands in the `uses` of the entry.
 * [W3] No value is lost, and no comment: where the file is written anew, its comments come first.
 */

import { isIdentifier, isMap } from "../../model/python.ts";
import { applyChanges, diffChange, type TextChange } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { allComments } from "../edit/comments.ts";
import { printPair } from "../edit/print-value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { keyOf, readValues } from "../read/read-values.ts";
import { recogniseRoot } from "../read/root-kind.ts";
import { sameValue } from "../read/same-value.ts";
import type { YamlDocument, YamlEntry, YamlMap } from "../yaml/yaml.ts";
import type { Rewritten } from "./convert.ts";
import { Layout, Unwritable } from "./layout.ts";
import { writeType } from "./type.ts";

/** The file as a Flow of one executor, or why it cannot be one: it is no YAML, or describes something else. */
export function wrapAsFlow(text: string): Rewritten | { refused: string } {
  const yaml = parseEngineYaml(text);
  if (yaml.fault) {
    return { refused: `The text is not YAML. ${yaml.fault.message}` };
  }
  const { value, limit } = readValues(yaml);
  if (limit) {
    return { refused: limit.message };
  }
  const { kind, sentence } = recogniseRoot(value);
  if (kind !== "Deployment" && kind !== "Executor") {
    return { refused: sentence };
  }
  const root = value as ValueMap;
  try {
    return kind === "Deployment" ? wrapDeployment(yaml, root) : wrapExecutor(yaml, root);
  } catch (error) {
    if (error instanceof Unwritable) {
      return { refused: error.message };
    }
    throw error;
  }
}

/** Keys of a Deployment that say how its gateway is reached. */
const GATEWAY_KEYS = new Set(["port", "ports", "protocol", "protocols"]);

/** Columns from a list's key to the keys of its items, and from such a key to those of a mapping below it. */
const ITEM = 4;
const INNER = 2;

function wrapDeployment(yaml: YamlDocument, root: ValueMap): Rewritten {
  const given = root.get("with") ?? null;
  if (given !== null && !isMap(given)) {
    throw new Unwritable("with is no mapping here: mend it first.");
  }
  const all: ValueMap = given ?? new Map();
  const hasGateway = all.get("include_gateway") !== false;
  const gateway = new Map([...all].filter(([key]) => hasGateway && GATEWAY_KEYS.has(key)));
  const own = [...all].filter(([key]) => !gateway.has(key));
  const args = new Map<string, Value>(own.length > 0 ? own : [["name", "executor"]]);
  const notes: string[] = [];
  const name = args.get("name");
  if (typeof name === "string" && !isIdentifier(name)) {
    args.set("name", identifierOf(name));
    notes.push(`The executor is called ${identifierOf(name)}: no executor of a Flow can be called ${name}.`);
  }
  if (gateway.size > 0) {
    const keys = [...gateway.keys()].join(" and ");
    notes.push(`${keys} moved to the Flow's with: its gateway is reached there, as the Deployment's was.`);
  }
  const wanted = new Map<string, Value>([
    ["jtype", "Flow"],
    ...[...root].filter(([key]) => key !== "jtype" && key !== "with"),
  ]);
  if (gateway.size > 0) {
    wanted.set("with", gateway);
  }
  wanted.set("executors", [args]);
  return { changes: proven(yaml, spliceDeployment(yaml, gateway, args), wanted), notes };
}

function wrapExecutor(yaml: YamlDocument, root: ValueMap): Rewritten {
  const jtype = String(root.get("jtype"));
  const metas = root.get("metas");
  const given = metas instanceof Map ? metas.get("name") : undefined;
  const name = identifierOf(typeof given === "string" && given !== "" ? given : snakeCase(jtype));
  const args = new Map<string, Value>([
    ["name", name],
    ["uses", root],
  ]);
  const wanted = new Map<string, Value>([
    ["jtype", "Flow"],
    ["version", 1],
    ["executors", [args]],
  ]);
  return { changes: proven(yaml, spliceExecutor(yaml, name), wanted), notes: [] };
}

/** The changes if the text means what it should with them, else those to a text that is written anew. */
function proven(yaml: YamlDocument, spliced: TextChange[] | null, wanted: ValueMap): readonly TextChange[] {
  const after = spliced && parseEngineYaml(applyChanges(yaml.text, spliced));
  const comments = allComments(yaml);
  const isMeant =
    after &&
    !after.fault &&
    sameValue(readValues(after).value, wanted) &&
    allComments(after).toSorted().join("\n") === comments.toSorted().join("\n");
  if (isMeant) {
    return spliced;
  }
  const { eol } = new Layout(yaml.text);
  const mark = yaml.text.startsWith("\ufeff") ? "\ufeff" : "";
  const head = comments.map((comment) => comment + eol).join("");
  return diffChange(yaml.text, mark + head + printFlow(wanted, eol));
}

// --- splices

/** Null where the layout does not let it be. */
function spliceDeployment(
  { text, root }: YamlDocument,
  gateway: ValueMap,
  args: ValueMap,
): TextChange[] | null {
  const holder = root?.kind === "map" ? root.entries.findLast((entry) => keyOf(entry) === "with") : undefined;
  const map = holder?.value;
  if (
    root?.kind !== "map" ||
    root.flow ||
    !holder ||
    map?.kind !== "map" ||
    map.flow ||
    map.start < map.from
  ) {
    return null;
  }
  const layout = new Layout(text);
  const { lines, eol } = layout;
  const { first, gone } = writeType(layout, root, []);
  const start = root.entries[0]!.key.start;
  layout.change(start, start, first ? `${first.lines.join(eol)}${eol}` : "");
  for (const entry of root.entries) {
    if (entry === gone) {
      layout.removePart({ from: entry.key.start, node: entry.value });
    }
  }
  layout.change(holder.key.from, holder.key.to, "executors");

  const { kept, moved, cut } = takeOut(layout, map, args, gateway);
  const head = kept[0];
  if (!head) {
    return null;
  }
  const indent = lines.column(holder.key.start);
  if (moved.length > 0) {
    const added = ["with:", ...moved.map((line) => " ".repeat(INNER) + line)];
    const at = lines.lineStart(holder.key.start);
    layout.change(at, at, added.map((line) => " ".repeat(indent) + line + eol).join(""));
  }
  rename(layout, kept, args);
  const inner = lines.column(map.from);
  const shift = Math.max(0, indent + ITEM - inner);
  const dashed = lines.lineStart(head.key.start);
  layout.change(dashed, head.key.start, `${" ".repeat(inner + shift - 2)}- `);
  shiftLines(layout, map, shift, (at) => at === dashed || cut.has(at));
  return layout.done();
}

interface Taken {
  readonly kept: readonly YamlEntry[];
  /** The lines of what goes to the gateway, without their indentation. */
  readonly moved: readonly string[];
  /** Starts of all lines that go. */
  readonly cut: ReadonlySet<number>;
}

/** Takes the lines of all entries out that are no arguments of the executor. */
function takeOut(layout: Layout, map: YamlMap, args: ValueMap, gateway: ValueMap): Taken {
  const { lines, text } = layout;
  const column = lines.column(map.from);
  const kept: YamlEntry[] = [];
  const moved: string[] = [];
  const cut = new Set<number>();
  for (const entry of map.entries) {
    const key = keyOf(entry) ?? "";
    if (args.has(key)) {
      kept.push(entry);
      continue;
    }
    const from = lines.lineStart(entry.key.start);
    const to = layout.endOfNodeLine(entry.value);
    if (gateway.has(key)) {
      for (const line of text.slice(from, to).split(/\r\n|[\r\n]/)) {
        // What stands further left, as a comment may, has less to lose.
        moved.push(line.slice(Math.min(column, line.search(/\S|$/))));
      }
    }
    for (let at = from; at <= to && at < text.length; at = lines.nextLine(at)) {
      cut.add(at);
    }
    layout.cutPart(entry.key.start, to);
  }
  return { kept, moved, cut };
}

function rename(layout: Layout, entries: readonly YamlEntry[], args: ValueMap): void {
  const entry = entries.findLast((one) => keyOf(one) === "name");
  const name = args.get("name");
  if (entry?.value.kind === "scalar" && typeof name === "string" && entry.value.value !== name) {
    layout.change(entry.value.from, entry.value.to, name);
  }
}

function spliceExecutor({ text, root }: YamlDocument, name: string): TextChange[] | null {
  if (root?.kind !== "map" || root.flow) {
    return null;
  }
  const layout = new Layout(text);
  const { lines, eol } = layout;
  const start = lines.lineStart(root.from);
  const indent = lines.column(root.from);
  const header = ["jtype: Flow", "version: '1'", "executors:", `  - name: ${name}`, "    uses:"];
  // A byte order mark stays first.
  const at = start === 0 && text.startsWith("\ufeff") ? 1 : start;
  layout.change(at, at, header.map((line) => " ".repeat(indent) + line + eol).join(""));
  shiftLines(layout, root, ITEM + INNER, () => false);
  return layout.done();
}

/** Moves the lines of a mapping to the right; blank ones stay as they are. */
function shiftLines(
  layout: Layout,
  map: YamlMap,
  shift: number,
  isLeft: (lineStart: number) => boolean,
): void {
  const { lines } = layout;
  const isMarked = layout.text.startsWith("\ufeff");
  for (let at = lines.lineStart(map.from); at < map.to; at = lines.nextLine(at)) {
    if (!isLeft(at) && !lines.isBlank(at, lines.lineEnd(at))) {
      const from = at === 0 && isMarked ? 1 : at;
      layout.change(from, from, " ".repeat(shift));
    }
  }
}

// --- texts

/** The Flow in a plain layout: a line for each key, and for each key of its one executor. */
function printFlow(flow: ValueMap, eol: string): string {
  const lines: string[] = [];
  for (const [key, value] of flow) {
    if (key !== "executors") {
      lines.push(pairOf(key, value));
      continue;
    }
    lines.push("executors:");
    const [entry] = value as readonly [ValueMap];
    for (const [index, [name, argument]] of [...entry].entries()) {
      lines.push(`${index === 0 ? "  - " : "    "}${pairOf(name, argument)}`);
    }
  }
  return lines.map((line) => line + eol).join("");
}

function pairOf(key: string, value: Value): string {
  const printed =
    key === "version" && value === 1
      ? { text: "version: '1'" }
      : key === "jtype" && value === "Flow"
        ? { text: "jtype: Flow" }
        : printPair(key, value);
  if ("refused" in printed) {
    throw new Unwritable(printed.refused);
  }
  return printed.text;
}

/** The nearest name that Python takes. */
function identifierOf(name: string): string {
  const words = name.replace(/[^\p{L}\p{N}_]+/gu, "_");
  return isIdentifier(words) ? words : `_${words}`.replace(/[^\w]/g, "_");
}

/** `MyExecutor` as `my_executor`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}
