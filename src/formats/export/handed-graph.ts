/** What the engine hands to its gateway: the graph, and what holds for single executors. */
import { type BuiltFlow, handedNodes } from "../../model/engine/built-flow.ts";
import { identityOf, type Need, sortNeeds } from "../../model/engine/needs.ts";
import { GATEWAY } from "../../model/flow.ts";
import { dumpJson } from "../../model/python-json.ts";
import type { Value } from "../../model/value.ts";

/** The gateway's arguments about the graph, as the texts that it gets. */
export function graphArguments(built: BuiltFlow): Record<string, string> {
  const handed = handedNodes(built);
  const byName = (of: (node: (typeof handed)[number]) => Value) =>
    dumpJson(new Map(handed.flatMap((node) => (of(node) === null ? [] : [[node.name, of(node)]]))));
  return {
    // Two needs may have the same name in JSON.
    graph_description: `{${successorsOf(built)
      .map(([node, followers]) => `${dumpJson(node)}: ${dumpJson(followers)}`)
      .join(", ")}}`,
    graph_conditions: byName(({ when }) => when),
    deployments_metadata: byName(({ grpcMetadata }) => (grpcMetadata?.size ? grpcMetadata : null)),
    deployments_no_reduce: dumpJson(handed.flatMap(({ name, noReduce }) => (noReduce ? [name] : []))),
  };
}

/**
 * Successors by node, in the engine's order: each executor, then its needs by letter. What is no text gets one when it
 * is written as JSON; of two that get the same, as nothing and `null`, the last is read.
 */
export function successorsOf(built: BuiltFlow): [node: string, followers: string[]][] {
  const successors = new Map<unknown, [node: string, followers: string[]]>();
  const after = (need: Need): string[] => {
    const node = need === GATEWAY ? "start-gateway" : typeof need === "string" ? need : dumpJson(need);
    const identity = typeof need === "string" ? node : identityOf(need);
    const known = successors.get(identity) ?? [node, []];
    successors.set(identity, known);
    return known[1];
  };
  for (const { name, handedNeeds } of built.nodes) {
    after(name);
    for (const need of sortNeeds(handedNeeds)) {
      after(need).push(name);
    }
  }
  if (built.handed) {
    // Told anew once inspects are out, when the gateway is among the executors.
    after(GATEWAY);
  }
  if (built.end !== GATEWAY) {
    after(built.end).push("end-gateway");
  }
  return [...successors.values()];
}
