/**
 * Changes of the values that a file declares: the one form of an edit, and of the conversion of an old file, that both
 * the values (`applySteps`) and the text (formats' `patchTree`) understand. All paths are those before any of the steps,
 * also where one step takes an item away that another counts.
 */

import type { Path } from "./path.ts";
import { isMap } from "./python.ts";
import type { Value, ValueMap } from "./value.ts";

/** In a path a text is the key of a mapping and a number the position in a list. */
export type Step =
  /**
   * Collections on the way that are not there, or are null, are made; a new key comes last. `isFirst`: the key becomes
   * the first of its mapping; of several such keys, they come in the order of the steps. `writtenAt`: the value stands there
   * too, and is written as it is written there. `comments`: those inside the value that is replaced.
   */
  | {
      readonly kind: "set";
      readonly path: Path;
      readonly value: Value;
      readonly isFirst?: boolean;
      readonly writtenAt?: Path;
      readonly comments?: "kept";
    }
  /** Takes a key, or an item of a list, away. */
  | { readonly kind: "unset"; readonly path: Path; readonly comments?: GoneComments }
  /**
   * A new item before the one at `path`; at the list's end if that is its length. A list that is not there is made.
   * `writtenAt`: by key of the item, as above. `text`: the lines of an item much like it, which it is to keep.
   */
  | {
      readonly kind: "insert";
      readonly path: Path;
      readonly value: Value;
      readonly writtenAt?: ReadonlyMap<string, Path>;
      readonly text?: string;
    }
  /** The item at `path` to the place before the item at `before`; its list's end if that is the list's length. */
  | { readonly kind: "move"; readonly path: Path; readonly before: number }
  /** Another name for a key; its value stays in its place. */
  | { readonly kind: "rename"; readonly path: Path; readonly to: string }
  /**
   * A key of one mapping, whose value is `value`, to another mapping, as the key that `to` ends with. Mappings on the
   * way are made as for `set`; steps in the value are carried out on the way.
   */
  | { readonly kind: "transfer"; readonly path: Path; readonly to: Path; readonly value: Value }
  /**
   * The mapping at `path` becomes the list of its values, mappings too or null, each with its old key as the value of
   * its first key, `key`. Other steps find the items by their old keys; `insert` counts them.
   */
  | { readonly kind: "list"; readonly path: Path; readonly key: string }
  /** In a text, `from` is replaced by `to` wherever it stands, and the rest is written as it is. */
  | { readonly kind: "reword"; readonly path: Path; readonly from: string; readonly to: string };

/**
 * What becomes of comments where something is taken away. Those on its own lines go, unless told otherwise. `taken`: all
 * that a move takes along goes, the comment directly above it too. `kept`: all stay, on lines of their own.
 */
export type GoneComments = "taken" | "kept";

/** All steps of a plan at the places that they are about. */
export interface StepTree {
  /** What the value is replaced by. */
  readonly value?: Value;
  /** Where the new value is written already. */
  readonly writtenAt?: Path;
  readonly isFirst?: boolean;
  readonly isGone: boolean;
  /** Where what goes goes to. */
  readonly goesTo?: Path;
  /** Where the new value stood, which is not there any more. */
  readonly comesFrom?: Path;
  readonly comments?: GoneComments;
  /** The new name of the key that leads here. */
  readonly to?: string;
  /** This mapping becomes a list, and its keys the values of this key. */
  readonly listKey?: string;
  readonly children: ReadonlyMap<string | number, StepTree>;
  /** What comes to stand before an item of this list, in the order of the steps. */
  readonly arrivals: readonly Arrival[];
  readonly rewordings: readonly Rewording[];
}

/** An item that comes to stand before the item `before` of a list: a new one, or one from another place. */
export type Arrival =
  | (NewItem & { readonly before: number })
  /** The item that stood at `from`, with what the steps change in it. */
  | { readonly before: number; readonly from: number };

/** A new item of a list, where the values of its keys are written already, or lines that say much the same. */
export interface NewItem {
  readonly value: Value;
  readonly writtenAt?: ReadonlyMap<string, Path>;
  readonly text?: string;
}

type Rewording = Pick<Extract<Step, { kind: "reword" }>, "from" | "to">;

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

interface DraftTree extends Draft<Omit<StepTree, "children" | "arrivals" | "rewordings">> {
  readonly children: Map<string | number, DraftTree>;
  readonly arrivals: Arrival[];
  readonly rewordings: Rewording[];
}

const emptyTree = (): DraftTree => ({ isGone: false, children: new Map(), arrivals: [], rewordings: [] });

/** The tree of a single step: a value in place of another. */
export function treeOfValue(value: Value): StepTree {
  return { ...emptyTree(), value };
}

/** The tree of several steps, as they stand to each other in the file. */
export function treeOfSteps(steps: readonly Step[]): StepTree {
  const top = emptyTree();
  for (const step of steps) {
    const { path } = step;
    const isAboutList = step.kind === "insert" || step.kind === "move";
    addStep(descend(top, isAboutList ? path.slice(0, -1) : path), step);
  }
  for (const step of steps) {
    if (step.kind === "transfer") {
      const target = descend(top, step.to);
      target.value = applyTree(step.value, descend(top, step.path));
      target.comesFrom = step.path;
    }
  }
  return top;
}

function addStep(at: DraftTree, step: Step): void {
  const last = step.path.at(-1)!;
  switch (step.kind) {
    case "set":
    case "unset":
    case "rename": {
      const { kind: _, path: __, ...told } = step;
      Object.assign(at, told, step.kind === "unset" && { isGone: true });
      break;
    }
    case "insert": {
      const { kind: _, path: __, ...item } = step;
      at.arrivals.push({ before: Number(last), ...item });
      break;
    }
    case "move":
      at.arrivals.push({ before: step.before, from: Number(last) });
      break;
    case "transfer":
      at.isGone = true;
      at.goesTo = step.to;
      break;
    case "list":
      at.listKey = step.key;
      break;
    case "reword":
      at.rewordings.push({ from: step.from, to: step.to });
      break;
  }
}

function descend(top: DraftTree, path: Path): DraftTree {
  let at = top;
  for (const key of path) {
    let next = at.children.get(key);
    if (!next) {
      next = emptyTree();
      at.children.set(key, next);
    }
    at = next;
  }
  return at;
}

/** The values after the steps; what no step is about stays the same object. */
export function applySteps(root: ValueMap, steps: readonly Step[]): ValueMap {
  return applyTree(root, treeOfSteps(steps)) as ValueMap;
}

/** A value after the steps in it; undefined stands for one that is not there. */
export function applyTree(value: Value | undefined, tree: StepTree): Value {
  if (tree.value !== undefined) {
    return tree.value;
  }
  if (!isChanging(tree)) {
    return value ?? null;
  }
  if (Array.isArray(value)) {
    return applyToList(value, tree);
  }
  if (isMap(value)) {
    return tree.listKey === undefined ? applyToMap(value, tree) : applyAsList(value, tree, tree.listKey);
  }
  if (value === undefined || value === null) {
    return tree.arrivals.length > 0 ? applyToList([], tree) : applyToMap(new Map(), tree);
  }
  if (typeof value === "string" && tree.rewordings.length > 0) {
    return reworded(value, tree);
  }
  throw new Error("steps lead into a value that is no collection");
}

/** True if the steps change something in the value at their place, which they do not replace. */
export function isChanging({ children, arrivals, rewordings, listKey }: StepTree): boolean {
  return children.size > 0 || arrivals.length > 0 || rewordings.length > 0 || listKey !== undefined;
}

/** A text, or how it is written, with its rewordings. */
export function reworded(text: string, { rewordings }: StepTree): string {
  return rewordings.reduce((before, { from, to }) => before.replaceAll(from, to), text);
}

function applyToMap(map: ValueMap, tree: StepTree): ValueMap {
  const out = new Map<string, Value>();
  for (const [key, child] of tree.children) {
    if (child.isFirst) {
      out.set(String(key), applyTree(map.get(String(key)), child));
    }
  }
  for (const [key, value] of map) {
    const child = tree.children.get(key);
    if (!child?.isGone && !child?.isFirst) {
      out.set(child?.to ?? key, child ? applyTree(value, child) : value);
    }
  }
  for (const [key, child] of tree.children) {
    if (!map.has(String(key)) && !child.isGone && !child.isFirst) {
      out.set(child.to ?? String(key), applyTree(undefined, child));
    }
  }
  return out;
}

function applyAsList(map: ValueMap, tree: StepTree, listKey: string): readonly Value[] {
  const entries = [...map];
  return orderAfter(treeByIndex(map, tree), entries.length).map((source) => {
    if (typeof source === "object") {
      return source.value;
    }
    const [key, value] = entries[source]!;
    const child = tree.children.get(key);
    const rest = child ? applyTree(value, child) : value;
    return new Map<string, Value>([[listKey, key], ...(isMap(rest) ? rest : [])]);
  });
}

/** Steps that find the entries of a mapping by their keys, as those that find them by their places. */
function treeByIndex(map: ValueMap, tree: StepTree): StepTree {
  const children = [...map.keys()].flatMap((key, index) => {
    const child = tree.children.get(key);
    return child ? [[index, child] as const] : [];
  });
  return { ...tree, children: new Map(children) };
}

function applyToList(list: readonly Value[], tree: StepTree): readonly Value[] {
  return orderAfter(tree, list.length).map((source) => {
    if (typeof source === "object") {
      return source.value;
    }
    const child = tree.children.get(source);
    return child ? applyTree(list[source], child) : list[source]!;
  });
}

/** Where each item of a list comes from after the steps: its old position, or the new value. */
export function orderAfter(tree: StepTree, count: number): (number | NewItem)[] {
  const moved = new Set<number>();
  const arriving = new Map<number, Arrival[]>();
  for (const arrival of tree.arrivals) {
    if ("from" in arrival) {
      moved.add(arrival.from);
    }
    const before = Math.min(arrival.before, count);
    const here = arriving.get(before);
    if (here) {
      here.push(arrival);
    } else {
      arriving.set(before, [arrival]);
    }
  }
  const out: (number | NewItem)[] = [];
  for (let index = 0; index <= count; index++) {
    for (const arrival of arriving.get(index) ?? []) {
      const { before: _, ...source } = arrival;
      out.push("from" in source ? source.from : source);
    }
    if (index < count && !moved.has(index) && !tree.children.get(index)?.isGone) {
      out.push(index);
    }
  }
  return out;
}

/** The steps in one place, if there are any. */
export function treeAt(tree: StepTree, path: Path): StepTree | undefined {
  let at: StepTree | undefined = tree;
  for (const key of path) {
    at = at?.children.get(key);
  }
  return at;
}
