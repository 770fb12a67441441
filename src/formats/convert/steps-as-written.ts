/**
 * Steps on values → the same steps at the places where these values are written. What an alias or a merge key brings in
 * is written elsewhere, once, and changes there for all that share it: so all who ask something of it have to ask the
 * same.
 */
import type { Refusal } from "../../model/edit/edit.ts";
import type { Path } from "../../model/path.ts";
import type { Step } from "../../model/steps.ts";
import { nameOfKey } from "../edit/entries.ts";
import { anchorsOf, locate } from "../read/read-values.ts";
import type { YamlDocument, YamlEntry, YamlNode } from "../yaml/yaml.ts";

/** The steps, those that are asked for several times once, or why they cannot be made. */
export function stepsAsWritten(yaml: YamlDocument, steps: readonly Step[]): readonly Step[] | Refusal {
  if (!yaml.root || anchorsOf(yaml).size === 0) {
    return steps;
  }
  const places = new WrittenPlaces(yaml, yaml.root);
  /** By place, and then by the path that asks: what is to become of it. */
  const asked = new Map<string, Map<string, Step[]>>();
  for (const step of steps) {
    const own = places.stepAsWritten(step);
    const place = JSON.stringify(own.path);
    const askers = asked.get(place) ?? new Map<string, Step[]>();
    const asker = JSON.stringify(step.path);
    askers.set(asker, [...(askers.get(asker) ?? []), own]);
    asked.set(place, askers);
  }
  const out: Step[] = [];
  for (const askers of asked.values()) {
    const [first = [], ...others] = askers.values();
    if (others.some((other) => print(other) !== print(first))) {
      return {
        refused:
          "An anchor shares a part of this file between executors that have to change in different ways: write it out for each of them first.",
      };
    }
    out.push(...first);
  }
  return out;
}

function print(steps: readonly Step[]): string {
  return JSON.stringify(steps, (_, value) =>
    value instanceof Map ? [...value] : typeof value === "bigint" ? String(value) : value,
  );
}

/** Where the nodes of a file stand, with no alias or merge key on the way. */
class WrittenPlaces {
  private readonly yaml: YamlDocument;
  private readonly paths = new Map<YamlNode | YamlEntry, Path>();

  constructor(yaml: YamlDocument, root: YamlNode) {
    this.yaml = yaml;
    this.visit(root, []);
  }

  private visit(node: YamlNode, path: Path): void {
    this.paths.set(node, path);
    if (node.kind === "map") {
      for (const entry of node.entries) {
        const own = [...path, nameOfKey(this.yaml.text, entry)];
        this.paths.set(entry, own);
        this.visit(entry.value, own);
      }
    } else if (node.kind === "seq") {
      for (const [index, { value }] of node.items.entries()) {
        this.visit(value, [...path, index]);
      }
    }
  }

  stepAsWritten(step: Step): Step {
    switch (step.kind) {
      case "list":
      case "reword":
        return { ...step, path: this.valueAt(step.path) };
      case "insert":
      case "move":
        return { ...step, path: this.withLast(step.path) };
      case "transfer":
        return { ...step, path: this.partAt(step.path), to: this.partAt(step.to) };
      default:
        return { ...step, path: this.partAt(step.path) };
    }
  }

  /** Where the key or item at a path is written, or would be. */
  private partAt(path: Path): Path {
    const located = locate(this.yaml, path);
    const own = located && this.paths.get(located.entry ?? located.node);
    return own ?? this.withLast(path);
  }

  private withLast(path: Path): Path {
    return path.length === 0 ? path : [...this.valueAt(path.slice(0, -1)), ...path.slice(-1)];
  }

  /** Where the value at a path is written: that of an alias where its anchor stands. */
  private valueAt(path: Path): Path {
    const located = locate(this.yaml, path);
    const { node } = located ?? {};
    const target = node?.kind === "alias" ? anchorsOf(this.yaml).get(node) : node;
    return (target && this.paths.get(target)) ?? this.withLast(path);
  }
}
