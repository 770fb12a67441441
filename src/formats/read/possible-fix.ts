/**
 * Whether the fix of a problem can be made in this file, which only the text knows: what comes by a merge key or an
 * alias stands elsewhere, and what a variable says cannot be told to be wrong here.
 */

import type { Path } from "../../model/path.ts";
import type { Fix, Problem } from "../../model/problem.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import type { YamlDocument, YamlNode } from "../yaml/yaml.ts";
import { anchorsOf, isMergeKey, keyOf, locate } from "./read-values.ts";

/** The problem without those of its fixes that cannot be made. */
export function withPossibleFix(yaml: YamlDocument, root: ValueMap, problem: Problem): Problem {
  const { fix, choices, ...plain } = problem;
  if (!fix && !choices) {
    return problem;
  }
  const isPossible = (one: Fix) => !("edit" in one) || canBeMade(yaml, root, problem, one);
  const left = choices?.filter(isPossible) ?? [];
  return {
    ...plain,
    ...(fix && isPossible(fix) ? { fix } : {}),
    ...(left.length > 0 ? { choices: left } : {}),
  };
}

function canBeMade(
  yaml: YamlDocument,
  root: ValueMap,
  { code, path: at = [] }: Problem,
  { edit }: Extract<Fix, { edit: unknown }>,
): boolean {
  switch (edit.kind) {
    case "set-path":
      // What is no variable to the engine is a text as it stands.
      return (code === "variable-form" || !isVariable(valueAt(root, edit.path))) && isAlone(yaml, edit.path);
    case "unset-path":
      return (
        valueAt(root, edit.path) !== undefined &&
        isAlone(yaml, edit.path) &&
        !isMerged(yaml, edit.path) &&
        !isCommentedItem(yaml, edit.path)
      );
    case "rename-key": {
      const holder = valueAt(root, edit.path.slice(0, -1));
      return (
        holder instanceof Map &&
        holder.has(edit.path.at(-1)!) &&
        !holder.has(edit.to) &&
        isAlone(yaml, edit.path) &&
        !isTwice(yaml, edit.path)
      );
    }
    case "rename":
      return at.at(-1) === "name" && !isVariable(valueAt(root, at)) && !isElsewhere(yaml, at);
    default:
      return true;
  }
}

function isVariable(value: Value | undefined): boolean {
  return typeof value === "string" && /\$[\w{]/.test(value);
}

/** True if a place is reached by an alias or a merge key: what stands there belongs to others too. */
function isElsewhere(yaml: YamlDocument, path: Path): boolean {
  return (locate(yaml, path)?.through.length ?? 0) > 0;
}

const anchoredNodes = new WeakMap<YamlDocument, ReadonlySet<YamlNode>>();

/** True if a value stands in this place alone: what others share may be right for them. */
function isAlone(yaml: YamlDocument, path: Path): boolean {
  let anchored = anchoredNodes.get(yaml);
  if (!anchored) {
    anchored = new Set(anchorsOf(yaml).values());
    anchoredNodes.set(yaml, anchored);
  }
  if (anchored.size === 0) {
    return !isElsewhere(yaml, path);
  }
  const nodes = path.map((_, depth) => locate(yaml, path.slice(0, depth + 1))?.node);
  const isAnchored = nodes.some((node) => node && anchored.has(node));
  return !isAnchored && !isElsewhere(yaml, path);
}

/** True if a merge key may bring in what is taken away. */
function isMerged(yaml: YamlDocument, path: Path): boolean {
  const holder = locate(yaml, path.slice(0, -1))?.node;
  return holder?.kind === "map" && holder.entries.some(({ key }) => isMergeKey(key));
}

/** True if comments stand in a list from which an item is taken: they go with the item's lines. */
function isCommentedItem(yaml: YamlDocument, path: Path): boolean {
  const list = typeof path.at(-1) === "number" ? locate(yaml, path.slice(0, -1))?.node : undefined;
  if (!list) {
    return false;
  }
  const end = yaml.text.indexOf("\n", list.to);
  return yaml.text.slice(list.from, end < 0 ? undefined : end).includes("#");
}

function isTwice(yaml: YamlDocument, path: Path): boolean {
  const holder = locate(yaml, path.slice(0, -1))?.node;
  return holder?.kind === "map" && holder.entries.filter((entry) => keyOf(entry) === path.at(-1)).length > 1;
}
