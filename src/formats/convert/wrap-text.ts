/** The lines of a Deployment's or an Executor's file, moved to where they stand in a Flow of that one. */

import type { TextChange } from "../../model/text-change.ts";
import type { ValueMap } from "../../model/value.ts";
import { NodePlaces } from "../edit/node-places.ts";
import { patchTree } from "../edit/patch-tree.ts";
import { ChangeList } from "../edit/text-lines.ts";
import { keyOf } from "../read/read-values.ts";
import type { YamlDocument, YamlEntry, YamlMap } from "../yaml/yaml.ts";
import { AS_CONVERTED } from "./convert.ts";

/** Columns from a list's key to the keys of its items, and from such a key to those of a mapping below it. */
const ITEM = 4;
const INNER = 2;

/** `values`: of the whole file. Null where the layout does not let it be. */
export function spliceDeployment(
  yaml: YamlDocument,
  values: ValueMap,
  gateway: ValueMap,
  args: ValueMap,
): TextChange[] | null {
  const { root } = yaml;
  const holder = root?.kind === "map" ? root.entries.findLast((entry) => keyOf(entry) === "with") : undefined;
  const map = holder?.value;
  const isBelow = map?.kind === "map" && !map.flow && map.start === map.from;
  const type = patchTree(
    yaml,
    values,
    [{ kind: "set", path: ["jtype"], value: "Flow", isFirst: true }],
    AS_CONVERTED,
  );
  if (root?.kind !== "map" || root.flow || !holder || !isBelow || "refused" in type) {
    return null;
  }
  const lines = new LineMover(yaml, root);
  for (const { from, to, insert } of type) {
    lines.changes.replace(from, to, insert);
  }
  lines.changes.replace(holder.key.from, holder.key.to, "executors");
  return lines.moveArguments(holder, map, gateway, args) ? lines.changes.done() : null;
}

/** Null where the layout does not let it be. */
export function spliceExecutor(yaml: YamlDocument, name: string): TextChange[] | null {
  const { root } = yaml;
  if (root?.kind !== "map" || root.flow) {
    return null;
  }
  const lines = new LineMover(yaml, root);
  lines.putBefore(root.from, ["jtype: Flow", "version: '1'", "executors:", `  - name: ${name}`, "    uses:"]);
  lines.shift(root, ITEM + INNER);
  return lines.changes.done();
}

class LineMover {
  readonly changes: ChangeList;
  private readonly places: NodePlaces;
  private readonly text: string;
  private readonly eol: string;

  constructor(yaml: YamlDocument, root: YamlMap) {
    this.text = yaml.text;
    this.places = new NodePlaces(yaml, root);
    this.eol = this.places.lines.breakFor(0);
    this.changes = new ChangeList(this.places.lines, (at) => this.places.lastBlockText(at) !== null);
  }

  /** A line's start, but behind a byte order mark, which stays first. */
  private startOf(at: number): number {
    const start = this.places.lines.lineStart(at);
    return start === 0 && this.text.startsWith("\ufeff") ? 1 : start;
  }

  /** Puts lines before the one that a place stands on, in its column. */
  putBefore(at: number, texts: readonly string[]): void {
    const pad = " ".repeat(this.places.lines.column(at));
    this.changes.insert(this.startOf(at), texts.map((text) => pad + text + this.eol).join(""));
  }

  /**
   * A Deployment's arguments become the keys of the list's one item, those of its gateway a section of their own before
   * the list. False if there are none for the item.
   */
  moveArguments(holder: YamlEntry, map: YamlMap, gateway: ValueMap, args: ValueMap): boolean {
    const { lines } = this.places;
    const kept = map.entries.filter((entry) => args.has(keyOf(entry) ?? ""));
    const [head] = kept;
    const cut = new Set<number>();
    const moved = map.entries.flatMap((entry) => {
      const key = keyOf(entry) ?? "";
      const own = args.has(key) ? [] : this.cutEntry(entry, lines.column(map.from), cut);
      return gateway.has(key) ? own : [];
    });
    if (!head || !this.rename(kept, args)) {
      return false;
    }
    if (moved.length > 0) {
      this.putBefore(holder.key.start, ["with:", ...moved.map((line) => " ".repeat(INNER) + line)]);
    }
    const inner = lines.column(map.from);
    const shift = Math.max(0, lines.column(holder.key.start) + ITEM - inner);
    const dashed = lines.lineStart(head.key.start);
    this.changes.replace(dashed, head.key.start, `${" ".repeat(inner + shift - 2)}- `);
    this.shift(map, shift, cut.add(dashed));
    return true;
  }

  /** Takes the lines of an entry out, whose starts are added to `cut`; the lines, without that much indentation. */
  private cutEntry({ key, value }: YamlEntry, column: number, cut: Set<number>): string[] {
    const { lines } = this.places;
    const from = lines.lineStart(key.start);
    const to = this.places.endOfLines(value);
    for (let at = from; at <= to && at < this.text.length; at = lines.nextLine(at)) {
      cut.add(at);
    }
    this.changes.cut(from, to);
    // What stands further left, as a comment may, has less to lose.
    return this.text
      .slice(from, to)
      .split(/\r\n|[\r\n]/)
      .map((line) => line.slice(Math.min(column, line.search(/\S|$/))));
  }

  /** Writes the name that a Flow can call the executor by. False if it does not stand on one line. */
  private rename(entries: readonly YamlEntry[], args: ValueMap): boolean {
    const { value } = entries.findLast((one) => keyOf(one) === "name") ?? {};
    const name = args.get("name");
    if (value?.kind !== "scalar" || typeof name !== "string" || value.value === name) {
      return true;
    }
    this.changes.replace(value.from, value.to, name);
    return !/[\r\n]/.test(this.text.slice(value.from, value.to));
  }

  /** Moves the lines of a mapping to the right, save those that begin at `left`; blank ones stay as they are. */
  shift(map: YamlMap, columns: number, left: ReadonlySet<number> = new Set()): void {
    const { lines } = this.places;
    for (let at = lines.lineStart(map.from); at < map.to; at = lines.nextLine(at)) {
      if (!left.has(at) && !lines.isBlank(at, lines.lineEnd(at))) {
        this.changes.insert(this.startOf(at), " ".repeat(columns));
      }
    }
  }
}
