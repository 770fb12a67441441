/**
 * Changes of the values that a file declares: the one form of an edit that both the values (`applySteps`) and the text
 * (formats' `patchTree`) understand. All paths are those before any of the steps, also where one step takes an item
 * away that another counts.
 */

import type { Path } from "../path.ts";
import { isMap } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";

/** In a path a text is the key of a mapping and a number the position in a list. */
export type Step =
  /** Collections on the way that are not there, or are null, are made; a new key comes last. */
  | { readonly kind: "set"; readonly path: Path; readonly value: Value }
  /** Takes a key, or an item of a list, away. */
  | { readonly kind: "unset"; readonly path: Path; readonly comments?: GoneComments }
  /** A new item before the one at `path`; at the list's end if that is its length. A list that is not there is made. */
  | { readonly kind: "insert"; readonly path: Path; readonly value: Value }
  /** The item at `path` to the place before the item at `before`; its list's end if that is the list's length. */
  | { readonly kind: "move"; readonly path: Path; readonly before: number }
  /** Another name for a key; its value stays in its place. */
  | { readonly kind: "rename"; readonly path: Path; readonly to: string };

/**
 * What becomes of comments where something is taken away. Those on its own lines go, unless told otherwise. `taken`: all
 * that a move takes along goes, the comment directly above it too. `kept`: all stay, on lines of their own.
 */
export type GoneComments = "taken" | "kept";

/** All steps of a plan at the places that they are about. */
export interface StepTree {
  /** What the value is replaced by. */
  readonly value?: Value;
  readonly isGone: boolean;
  readonly comments?: GoneComments;
  /** The new name of the key that leads here. */
  readonly to?: string;
  readonly children: ReadonlyMap<string | number, StepTree>;
  /** What comes to stand before an item of this list, in the order of the steps. */
  readonly arrivals: readonly Arrival[];
}

export type Arrival =
  | { readonly before: number; readonly value: Value }
  /** The item that stood at `from`, with what the steps change in it. */
  | { readonly before: number; readonly from: number };

interface DraftTree extends StepTree {
  value?: Value;
  isGone: boolean;
  comments?: GoneComments;
  to?: string;
  readonly children: Map<string | number, DraftTree>;
  readonly arrivals: Arrival[];
}

const emptyTree = (): DraftTree => ({ isGone: false, children: new Map(), arrivals: [] });

export function treeOfSteps(steps: readonly Step[]): StepTree {
  const top = emptyTree();
  for (const step of steps) {
    const { path } = step;
    const last = path.at(-1)!;
    const isAboutList = step.kind === "insert" || step.kind === "move";
    const at = descend(top, isAboutList ? path.slice(0, -1) : path);
    switch (step.kind) {
      case "set":
        at.value = step.value;
        break;
      case "unset":
        at.isGone = true;
        if (step.comments) {
          at.comments = step.comments;
        }
        break;
      case "rename":
        at.to = step.to;
        break;
      case "insert":
        at.arrivals.push({ before: Number(last), value: step.value });
        break;
      case "move":
        at.arrivals.push({ before: step.before, from: Number(last) });
        break;
    }
  }
  return top;
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
  if (tree.children.size === 0 && tree.arrivals.length === 0) {
    return value ?? null;
  }
  if (Array.isArray(value)) {
    return applyToList(value, tree);
  }
  if (isMap(value)) {
    return applyToMap(value, tree);
  }
  if (value === undefined || value === null) {
    return tree.arrivals.length > 0 ? applyToList([], tree) : applyToMap(new Map(), tree);
  }
  throw new Error("steps lead into a value that is no collection");
}

function applyToMap(map: ValueMap, tree: StepTree): ValueMap {
  const out = new Map<string, Value>();
  for (const [key, value] of map) {
    const child = tree.children.get(key);
    if (!child?.isGone) {
      out.set(child?.to ?? key, child ? applyTree(value, child) : value);
    }
  }
  for (const [key, child] of tree.children) {
    if (!map.has(String(key)) && !child.isGone) {
      out.set(child.to ?? String(key), applyTree(undefined, child));
    }
  }
  return out;
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
export function orderAfter(tree: StepTree, count: number): (number | { readonly value: Value })[] {
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
  const out: (number | { readonly value: Value })[] = [];
  for (let index = 0; index <= count; index++) {
    for (const arrival of arriving.get(index) ?? []) {
      out.push("from" in arrival ? arrival.from : { value: arrival.value });
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
