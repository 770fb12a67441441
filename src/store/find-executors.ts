/** Finding executors by words and by what they are. */
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { executorKind } from "../model/engine/executor-kind.ts";

/** What `is:` can ask, in the order in which it is offered. */
export const FILTERS = [
  ...(["invalid", "external", "sharded", "replicated", "floating", "conditional"] as const),
  ...(["docker", "hub", "join", "inspect"] as const),
];

/** A search: executors that have all of it. */
interface Search {
  /** In their names, or else in their classes or images. */
  readonly words: readonly string[];
  readonly uses: readonly string[];
  /** As they are typed after `is:`, beginnings too. */
  readonly is: readonly string[];
}

/** What is typed, in lower case: `is:` and `uses:` before words of their own, all else by its words. */
export function parseSearch(text: string): Search {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const after = (prefix: string) =>
    words.flatMap((word) => (word.startsWith(prefix) ? [word.slice(prefix.length)] : []));
  return {
    words: words.filter((word) => !/^(?:is|uses):/.test(word)),
    uses: after("uses:"),
    is: after("is:"),
  };
}

/** The first `is:` that asks nothing known; null if there is none. */
export function unknownFilter({ is }: Search): string | null {
  return is.find((wanted) => !FILTERS.some((filter) => filter.startsWith(wanted))) ?? null;
}

/** Whether a search finds an executor; `isInvalid`: it has a problem. */
export function isFound(node: BuiltNode, isInvalid: boolean, { words, uses, is }: Search): boolean {
  const kind = executorKind(node);
  const facts: Readonly<Record<(typeof FILTERS)[number], boolean>> = {
    invalid: isInvalid,
    external: node.external,
    sharded: node.shards > 1,
    replicated: node.replicas > 1,
    floating: node.floating,
    conditional: node.when !== null,
    docker: kind === "docker",
    hub: kind === "hub",
    join: kind === "join",
    inspect: kind === "inspect",
  };
  const name = node.name.toLowerCase();
  const source = node.uses.toLowerCase();
  return (
    words.every((word) => name.includes(word) || source.includes(word)) &&
    uses.every((part) => source.includes(part)) &&
    is.every((wanted) => FILTERS.some((filter) => filter.startsWith(wanted) && facts[filter]))
  );
}
