/**
 * What has to change in an old Flow file, as operations on its tree: the one form that both the values
 * (`applyConversion`) and the text (formats' `convert`) understand. All paths are those of the file before the steps.
 */

import type { Path } from "../path.ts";
import { isMap } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { valueAt } from "../value-at.ts";

export type ConversionStep =
  /** The file begins with `jtype: Flow`, whatever said before what it is, and wherever; then comes a `version` if given. */
  | { readonly kind: "type"; readonly version?: Value }
  | { readonly kind: "rename"; readonly path: Path; readonly to: string }
  | { readonly kind: "remove"; readonly path: Path }
  /** `from`: where the value stands now, to be written as it is written there. */
  | { readonly kind: "set"; readonly path: Path; readonly value: Value; readonly from?: Path }
  /** A key that the mapping at `path` does not have, as its first one if `isFirst`, else at its end. */
  | {
      readonly kind: "add";
      readonly path: Path;
      readonly key: string;
      readonly value: Value;
      readonly isFirst?: boolean;
      readonly from?: Path;
    }
  /** To a mapping at the top, `to[0]`, which is made before the list of executors where there is none. */
  | { readonly kind: "move"; readonly path: Path; readonly to: readonly [top: string, key: string] }
  /** The mapping at the path becomes the list of its values, each with its key as its first entry `name`. */
  | { readonly kind: "list"; readonly path: Path }
  /** A new item of the list at the path, before the item `index`, else at its end; `from` as above, by key. */
  | {
      readonly kind: "insert";
      readonly path: Path;
      readonly index: number;
      readonly args: ValueMap;
      readonly from: ReadonlyMap<string, Path>;
    }
  /** In a text, `from` is replaced by `to` wherever it stands. */
  | { readonly kind: "reword"; readonly path: Path; readonly from: string; readonly to: string };

export interface ConversionPlan {
  readonly steps: readonly ConversionStep[];
  /** What a person has to do or to look at, in sentences. */
  readonly left: readonly string[];
  /** What a person may want to know. */
  readonly notes: readonly string[];
}

/** Steps by the places that they are about. */
export interface StepTree {
  readonly steps: readonly ConversionStep[];
  readonly children: ReadonlyMap<string | number, StepTree>;
}

interface GrowingTree {
  readonly steps: ConversionStep[];
  readonly children: Map<string | number, GrowingTree>;
}

export function treeOf(steps: readonly ConversionStep[]): StepTree {
  const root: GrowingTree = { steps: [], children: new Map() };
  for (const step of steps) {
    let at = root;
    for (const part of step.kind === "type" ? [] : step.path) {
      let next = at.children.get(part);
      if (!next) {
        next = { steps: [], children: new Map() };
        at.children.set(part, next);
      }
      at = next;
    }
    at.steps.push(step);
  }
  return root;
}

/** The step of one kind at a place, if there is one. */
export function stepAt<Kind extends ConversionStep["kind"]>(
  tree: StepTree | undefined,
  kind: Kind,
): Extract<ConversionStep, { kind: Kind }> | undefined {
  return tree?.steps.find((step): step is Extract<ConversionStep, { kind: Kind }> => step.kind === kind);
}

/** All steps of one kind at a place. */
export function stepsAt<Kind extends ConversionStep["kind"]>(
  tree: StepTree | undefined,
  kind: Kind,
): Extract<ConversionStep, { kind: Kind }>[] {
  return (tree?.steps ?? []).filter(
    (step): step is Extract<ConversionStep, { kind: Kind }> => step.kind === kind,
  );
}

/** True if what stands there goes away from there. */
export function isGone(tree: StepTree | undefined): boolean {
  return stepAt(tree, "remove") !== undefined || stepAt(tree, "move") !== undefined;
}

/** The values of a file after the steps. */
export function applyConversion(root: ValueMap, steps: readonly ConversionStep[]): ValueMap {
  const tree = treeOf(steps);
  const out = new Map(valueAfter(root, tree) as ValueMap);
  for (const step of steps) {
    if (step.kind === "move") {
      const [top, key] = step.to;
      const holder = out.get(top);
      const moved = valueAt(root, step.path) ?? null;
      out.set(top, new Map([...(isMap(holder) ? holder : []), [key, moved]]));
    }
  }
  const type = stepAt(tree, "type");
  if (!type) {
    return out;
  }
  out.delete("jtype");
  const version: [string, Value][] = type.version === undefined ? [] : [["version", type.version]];
  return new Map<string, Value>([["jtype", "Flow"], ...version, ...out]);
}

/** A value after the steps at its place. */
export function valueAfter(value: Value, tree: StepTree | undefined): Value {
  if (!tree) {
    return value;
  }
  const set = stepAt(tree, "set");
  if (set) {
    return set.value;
  }
  if (Array.isArray(value)) {
    return changedList(value, tree);
  }
  if (isMap(value)) {
    return stepAt(tree, "list") ? listOfMap(value, tree) : changedMap(value, tree);
  }
  if (typeof value === "string") {
    return stepsAt(tree, "reword").reduce((text, { from, to }) => text.replaceAll(from, to), value);
  }
  const adds = stepsAt(tree, "add");
  return adds.length > 0 ? new Map(adds.map((step) => [step.key, step.value])) : value;
}

function changedMap(map: ValueMap, tree: StepTree): ValueMap {
  const out: [string, Value][] = [];
  const adds = stepsAt(tree, "add");
  for (const { isFirst, key, value } of adds) {
    if (isFirst) {
      out.push([key, value]);
    }
  }
  for (const [key, value] of map) {
    const child = tree.children.get(key);
    if (!isGone(child)) {
      out.push([stepAt(child, "rename")?.to ?? key, valueAfter(value, child)]);
    }
  }
  for (const { isFirst, key, value } of adds) {
    if (!isFirst) {
      out.push([key, value]);
    }
  }
  return new Map(out);
}

function changedList(items: readonly Value[], tree: StepTree): Value[] {
  return withInserts(
    items.map((item, index) => {
      const child = tree.children.get(index);
      return isGone(child) ? undefined : valueAfter(item, child);
    }),
    tree,
  );
}

function listOfMap(map: ValueMap, tree: StepTree): Value[] {
  return withInserts(
    [...map].map(([key, value]) => {
      const child = tree.children.get(key);
      if (isGone(child)) {
        return undefined;
      }
      const args = valueAfter(value, child);
      return new Map<string, Value>([["name", key], ...(isMap(args) ? args : [])]);
    }),
    tree,
  );
}

/** `undefined` marks an item that is removed. */
function withInserts(items: readonly (Value | undefined)[], tree: StepTree): Value[] {
  const out: Value[] = [];
  const inserts = new Map<number, ValueMap[]>();
  for (const { index, args } of stepsAt(tree, "insert")) {
    const at = Math.min(index, items.length);
    inserts.set(at, [...(inserts.get(at) ?? []), args]);
  }
  for (const [index, item] of items.entries()) {
    out.push(...(inserts.get(index) ?? []));
    if (item !== undefined) {
      out.push(item);
    }
  }
  out.push(...(inserts.get(items.length) ?? []));
  return out;
}
