/** Edits of any value of the file, by path, as steps; those of an executor's name, needs and method by way of it. */

import { counted, quoted } from "../../base/words.ts";
import type { BuiltNode } from "../engine/built-flow.ts";
import { needsOf } from "../engine/needs.ts";
import { GATEWAY } from "../flow.ts";
import type { ArgumentEdit } from "../flow-edit.ts";
import type { Path } from "../path.ts";
import { isList, isMap } from "../python.ts";
import type { Value } from "../value.ts";
import { valueAt } from "../value-at.ts";
import { type Plan, type Refusal, refuseName } from "./edit.ts";
import { listed, sameSet } from "./keeping-draft.ts";
import { describedElsewhere, isVariable, touchesGraph } from "./plan-draft.ts";
import { PastePlanner } from "./plan-paste.ts";

const OWN_KEYS: ReadonlySet<string> = new Set(["name", "needs", "method"]);

/** Plans edits of values by their paths. */
export class PathPlanner extends PastePlanner {
  setPath(given: Path, value: Value, follows = false): Plan | Refusal {
    const found = this.find(given);
    if ("refused" in found) {
      return found;
    }
    const { path, place } = found;
    if (place.kind === "top") {
      this.own.push(...this.stepsTo(path, value));
      return this.finishTop(`Set ${path.join(".")}`, path);
    }
    const { index, node, rest } = place;
    const [key, ...deeper] = rest;
    if (key === undefined) {
      return this.setItem(index, node, value);
    }
    if (follows) {
      this.own.push(...this.stepsTo(path, value));
      return this.closeChanged(`Set ${labelOf(place)}`);
    }
    if (node && !this.entry(node).deployment && typeof key === "string") {
      if (deeper.length === 0) {
        return this.set(node.name, key, value);
      }
      if (key === "needs") {
        const needs = [...(this.valueOf(index, "needs") as readonly Value[])];
        needs[deeper[0] as number] = value;
        return this.set(node.name, key, needs);
      }
    }
    this.own.push(...this.stepsTo(path, value));
    return this.finishPlace(`Set ${labelOf(place)}`, place);
  }

  private setItem(index: number, node: BuiltNode | undefined, value: Value): Plan | Refusal {
    const { listKey, entries } = this.declared.flow;
    if (!(value instanceof Map)) {
      return { refused: `An item of ${listKey} is a mapping.` };
    }
    const name = value.get("name");
    if (node && this.valueOf(index, "name") !== name) {
      return { refused: `Another name is an edit of its own: rename ${node.name} first.` };
    }
    this.own.push({
      kind: index < entries.length ? "set" : "insert",
      path: [listKey, index],
      value,
    });
    return this.finish(
      index < entries.length ? `Replace ${shownName(node, index)}` : "Add an entry",
      this.keepAll(node?.name),
    );
  }

  unsetPath(given: Path, { keepsComments = false, follows = false }: UnsetOptions = {}): Plan | Refusal {
    const found = this.find(given);
    if ("refused" in found) {
      return found;
    }
    const { path, place } = found;
    const comments = keepsComments ? ({ comments: "kept" } as const) : {};
    if (valueAt(this.declared.root, path) === undefined) {
      return { refused: `There is no ${path.join(".")} to take away.` };
    }
    if (place.kind === "top") {
      this.own.push({ kind: "unset", path, ...comments });
      return this.finishTop(`Unset ${path.join(".")}`, path);
    }
    if (follows) {
      this.own.push({ kind: "unset", path, ...comments });
      return this.closeChanged(`Unset ${labelOf(place)}`);
    }
    const { index, node, rest } = place;
    const [key, ...deeper] = rest;
    if (key === undefined) {
      if (node) {
        return this.remove([node.name], false);
      }
      this.own.push({ kind: "unset", path, comments: "taken" });
      return this.finish(`Delete ${shownName(node, index)}`, this.keepAll());
    }
    if (node && !this.entry(node).deployment && typeof key === "string") {
      if (deeper.length === 0) {
        return this.unset(node.name, key, keepsComments);
      }
      if (key === "needs") {
        return this.unsetNeed(node, deeper[0] as number);
      }
    }
    this.own.push({ kind: "unset", path, ...comments });
    return this.finishPlace(`Unset ${labelOf(place)}`, place);
  }

  private unsetNeed(node: BuiltNode, at: number): Plan | Refusal {
    const needs = (this.valueOf(node.entry, "needs") as readonly Value[]).filter((_, index) => index !== at);
    if (needs.length > 0) {
      return this.set(node.name, "needs", needs);
    }
    this.notes.push(`${node.name} now needs the gateway: an executor always receives from something.`);
    return this.set(node.name, "needs", [GATEWAY]);
  }

  /** Names, needs and methods are each executor's own; anything else may be the same of several. */
  each(edits: readonly ArgumentEdit[]): Plan | Refusal {
    const names: string[] = [];
    const keys = new Set<string>();
    for (const edit of edits) {
      const found = this.find(edit.path);
      if ("refused" in found) {
        return found;
      }
      const { path, place } = found;
      const key = place.kind === "entry" ? place.rest[0] : undefined;
      if (place.kind !== "entry" || key === undefined || OWN_KEYS.has(String(key))) {
        return { refused: `${path.join(".")} cannot be the same of several executors.` };
      }
      if (edit.kind === "set-path") {
        this.own.push(...this.stepsTo(path, edit.value));
      } else if (valueAt(this.declared.root, path) !== undefined) {
        this.own.push({ kind: "unset", path });
      }
      names.push(nameOf(place.node, place.index));
      keys.add(String(place.rest.at(-1)));
    }
    const what = listed([...keys]);
    const label = `Set ${what} of ${counted(names.length, "executor")}`;
    return this.finish(label, this.keepAll(...names));
  }

  moveItem(given: Path, before: number): Plan | Refusal {
    const found = this.find(given);
    if ("refused" in found) {
      return found;
    }
    const { path, place } = found;
    const list = valueAt(this.declared.root, path.slice(0, -1));
    const at = path.at(-1);
    if (!isList(list) || typeof at !== "number" || at >= list.length || before < 0 || before > list.length) {
      return { refused: `There is no item ${path.join(".")} to move there.` };
    }
    if (place.kind === "entry" && place.rest.length === 0) {
      return { refused: "An executor is moved by its name." };
    }
    if (before === at || before === at + 1) {
      return { refused: "It stands there already." };
    }
    this.own.push({ kind: "move", path, before });
    return place.kind === "top"
      ? this.finishTop(`Move ${path.join(".")}`, path)
      : this.finishPlace(`Move ${labelOf(place)}`, place);
  }

  renameKey(given: Path, to: string, follows = false): Plan | Refusal {
    const found = this.find(given);
    if ("refused" in found) {
      return found;
    }
    const { path, place } = found;
    const key = path.at(-1)!;
    const holder = valueAt(this.declared.root, path.slice(0, -1));
    if (!(holder instanceof Map) || !holder.has(key)) {
      return { refused: `There is no key ${path.join(".")} to rename.` };
    }
    if (holder.has(to)) {
      return {
        refused: to === key ? `The key is called ${to} already.` : `There is a ${to} beside it already.`,
      };
    }
    if (to === "jtype" && (place.kind === "top" ? path.length === 1 : place.rest.length === 1)) {
      return { refused: "What this is can be changed in the text alone." };
    }
    const own = place.kind === "entry" && place.rest.length === 1 ? place.node : undefined;
    if (own && !this.entry(own).deployment) {
      const refused = this.refuseOwnKey(own, String(key), to, holder.get(key)!);
      if (refused) {
        return { refused };
      }
    }
    this.own.push({ kind: "rename", path, to });
    if (own && to === "name" && !this.entry(own).deployment) {
      const now = String(holder.get(key));
      return this.nameInPassing(own.name, now);
    }
    if (follows) {
      return this.closeChanged(`Rename ${path.join(".")} to ${quoted(to)}`);
    }
    if (place.kind === "top") {
      return this.finishTop(`Rename ${path.join(".")} to ${quoted(to)}`, path, to);
    }
    return this.finishPlace(`Rename ${labelOf(place)} to ${quoted(to)}`, place, to);
  }

  /** A name that nobody read: who named the executor as the engine did names it so. */
  private nameInPassing(name: string, to: string): Plan | Refusal {
    for (const node of this.built.nodes) {
      const needs = this.needs(node);
      if (node.needsWritten && node.entry >= 0 && needs.includes(name)) {
        const now = needs.map((need) => (need === name ? to : need));
        const refusal = this.setNeeds(node, now);
        if (refusal) {
          return refusal;
        }
      }
    }
    return this.closeChanged(`Rename ${quoted(name)} to ${quoted(to)}`);
  }

  /** Names, needs and methods are edits of their own: no key becomes one, or ceases to be one, in passing. */
  private refuseOwnKey(node: BuiltNode, key: string, to: string, value: Value): string | null {
    if (OWN_KEYS.has(key)) {
      return `${key} says what ${node.name} is in the graph: take it away, or set it, instead.`;
    }
    if (!OWN_KEYS.has(to) || (to === "needs" && needsOf(value)?.includes(node.name) === false)) {
      return null;
    }
    if (to === "name" && typeof value === "string" && !isVariable(value)) {
      return refuseName(this.built, value, node.name);
    }
    if (to === "method" && (value === "needs" || value === "needs_all")) {
      return null;
    }
    return `${to} says what ${node.name} is in the graph: set it, and take ${key} away.`;
  }

  /** The path as it leads into the file, and what stands at its end. */
  private find(given: Path): { readonly path: Path; readonly place: Place } | Refusal {
    const path = this.leadInto(given);
    if ("refused" in path) {
      return path;
    }
    const place = this.placeOf(path);
    return "refused" in place ? place : { path, place };
  }

  /** The path with numbers where it leads into lists, and texts where it leads into mappings. */
  private leadInto(path: Path): Path | Refusal {
    if (path.length === 0) {
      return { refused: "Name a key of the file." };
    }
    const out: (string | number)[] = [];
    let at: Value | undefined = this.declared.root;
    for (const [depth, key] of path.entries()) {
      if (isList(at)) {
        const index = Number(key);
        const isLast = depth === path.length - 1;
        if (!/^\d+$/.test(String(key)) || index > at.length || (index === at.length && !isLast)) {
          return {
            refused: `${out.join(".")} is a list of ${at.length}: there is no item ${key} in it, counted from 0.`,
          };
        }
        out.push(index);
        at = at[index];
      } else if (isMap(at) || at === undefined || at === null) {
        out.push(String(key));
        at = isMap(at) ? at.get(String(key)) : undefined;
      } else {
        return { refused: `${out.join(".")} is a single value: nothing in it can be called ${key}.` };
      }
    }
    return out;
  }

  /** What a path is about, or why it cannot be edited by path. */
  private placeOf(path: Path): Place | Refusal {
    const [top, index, ...rest] = path;
    const { listKey, entries } = this.declared.flow;
    if (top === "jtype" && path.length === 1) {
      return { refused: "jtype: Flow makes this file a Flow: it can be changed in the text alone." };
    }
    if ((top === "executors" || top === "deployments") && top !== listKey && listKey === "deployments") {
      return {
        refused:
          "The list of executors stands under deployments here; with both keys Jina reads executors only.",
      };
    }
    if (top !== listKey || index === undefined) {
      return { kind: "top" };
    }
    if (typeof index !== "number") {
      return { refused: `${listKey} is a list: its items are counted from 0.` };
    }
    if (rest.length === 1 && rest[0] === "jtype") {
      return { refused: "What kind of entry this is can be changed in the text alone." };
    }
    const node = this.built.nodes.find(({ entry }) => entry === index);
    const source = entries[index]?.deployment;
    if (source?.kind === "file" && rest.length > 0) {
      return { refused: describedElsewhere(nameOf(node, index), source.file) };
    }
    return { kind: "entry", index, node, rest };
  }

  private finishPlace(label: string, { index, node, rest }: EntryPlace, to?: string): Plan | Refusal {
    const isDeployment = this.declared.flow.entries[index]?.deployment !== undefined;
    const [key = "", ...deeper] = isDeployment && rest[0] === "with" ? rest.slice(1) : rest;
    const keys = deeper.length === 0 ? [String(key), ...(to === undefined ? [] : [to])] : [];
    return this.finishArgument(label, node?.name ?? "", ...keys);
  }

  /** Closes a plan about the frame of the file. What `with` changes is its point; anything else changes nobody. */
  private finishTop(label: string, path: Path, to?: string): Plan | Refusal {
    const [top, key] = path;
    const isGraph =
      top === this.declared.flow.listKey ||
      to === "executors" ||
      to === "deployments" ||
      top === "executors" ||
      top === "deployments" ||
      (top === "with" && (key === undefined || touchesGraph(String(key)) || (to && touchesGraph(to)))) ||
      (path.length === 1 && to === "with");
    if (!isGraph) {
      return this.declared.isPlain ? this.close(label) : this.finish(label, this.keepAll());
    }
    return this.closeChanged(label);
  }

  /** Closes a plan whose point is what it changes in the graph, which a note says. */
  private closeChanged(label: string): Plan | Refusal {
    const after = this.declared.after(this.steps);
    if ("refused" in after) {
      return after;
    }
    const { nodes, byName } = this.built;
    const say = (changed: readonly BuiltNode[], sentence: (names: string, isOne: boolean) => string) => {
      if (changed.length > 0) {
        this.notes.push(sentence(listed(changed.map(({ name }) => name)), changed.length === 1));
      }
    };
    say(
      nodes.filter((node) => {
        const now = after.byName.get(node.name);
        return now !== undefined && !sameSet(this.needs(node), this.needs(now, after));
      }),
      (names, isOne) => `This changes what ${names} ${isOne ? "needs" : "need"}.`,
    );
    say(
      nodes.filter(({ name }) => !after.byName.has(name)),
      (names, isOne) => `${names} ${isOne ? "is" : "are"} not in the graph any more.`,
    );
    say(
      after.nodes.filter(({ name }) => !byName.has(name)),
      (names, isOne) => `${names} ${isOne ? "is" : "are"} in the graph now.`,
    );
    return this.close(label);
  }
}

interface UnsetOptions {
  readonly keepsComments?: boolean | undefined;
  readonly follows?: boolean | undefined;
}

/** An entry of the list, or what stands in it. */
interface EntryPlace {
  readonly kind: "entry";
  readonly index: number;
  /** Undefined for an entry that makes no executor. */
  readonly node: BuiltNode | undefined;
  readonly rest: Path;
}

type Place = EntryPlace | { readonly kind: "top" };

function nameOf(node: BuiltNode | undefined, index: number): string {
  return node?.name ?? `entry ${index}`;
}

/** In quotes, since a name may be a word that reads on: `Delete "out"`. */
function shownName(node: BuiltNode | undefined, index: number): string {
  return node ? quoted(node.name) : nameOf(node, index);
}

function labelOf({ index, node, rest }: EntryPlace): string {
  return `${rest.join(".")} of ${shownName(node, index)}`;
}
