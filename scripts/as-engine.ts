/** A built Flow in the words of the engine's answers, to be compared with them. */
import type { EngineDeployment } from "../e2e/engine.ts";
import { jsonOf } from "../src/model/build.ts";
import { type BuiltFlow, GATEWAY } from "../src/model/flow.ts";

/** The executors in the engine's order, without the gateway. */
export function deploymentsAsEngine(flow: BuiltFlow): EngineDeployment[] {
  return flow.nodes.map(({ name, role, needs, external, floating, shards, replicas, polling, uses }) => ({
    node: name,
    name,
    role,
    needs: sortedAsEngine(needs),
    external,
    floating,
    shards,
    replicas,
    // Where there is nothing to poll, the engine puts ANY in place of what is written.
    polling: shards === 1 ? "ANY" : typeof polling === "string" ? polling : jsonOf(polling),
    uses,
  }));
}

/** Successors by name, as the gateway gets them. */
export function graphAsEngine(flow: BuiltFlow): Record<string, string[]> {
  const names = new Set([...flow.nodes.map(({ name }) => name), ...flow.followers.keys()]);
  const graph: Record<string, string[]> = {};
  for (const name of names) {
    graph[name === GATEWAY ? "start-gateway" : name] = (flow.followers.get(name) ?? []).map(
      (node) => node.name,
    );
  }
  if (flow.end !== GATEWAY) {
    graph[flow.end]?.push("end-gateway");
  }
  return graph;
}

/** The graph that follows from what the engine itself says of needs and end. */
export function graphOfDeployments(
  deployments: readonly EngineDeployment[],
  end: string,
): Record<string, string[]> {
  const graph: Record<string, string[]> = {};
  for (const { node, needs } of deployments) {
    graph[node] ??= [];
    for (const need of needs) {
      const from = need === GATEWAY ? "start-gateway" : need;
      graph[from] ??= [];
      graph[from].push(node);
    }
  }
  if (end !== GATEWAY) {
    graph[end] ??= [];
    graph[end].push("end-gateway");
  }
  return graph;
}

/** Python sorts by code point, and UTF-8's bytes sort alike. */
function sortedAsEngine(names: readonly string[]): string[] {
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
