/** Nodes in the words of tests. */
import type { YamlNode } from "./yaml.ts";

/** The value without places: texts, lists, and mappings as lists of pairs. */
export function plainOf(node: YamlNode | null): unknown {
  switch (node?.kind) {
    case undefined:
      return null;
    case "scalar":
      return node.value;
    case "alias":
      return `*${node.name}`;
    case "seq":
      return node.items.map(({ value }) => plainOf(value));
    case "map":
      return { pairs: node.entries.map(({ key, value }) => [plainOf(key), plainOf(value)]) };
  }
}

/** A node and all below it, with the characters that each was written with. */
export function* nodesOf(node: YamlNode): Generator<YamlNode> {
  yield node;
  if (node.kind === "seq") {
    for (const { value } of node.items) {
      yield* nodesOf(value);
    }
  } else if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      yield* nodesOf(key);
      yield* nodesOf(value);
    }
  }
}
