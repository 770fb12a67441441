/** One request on its way through a simulated gateway, and what follows from how far it has come. */
import { GATEWAY } from "../model/flow.ts";
import type { Doc, Fields } from "../model/run/document.ts";
import type { Route, Status } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { Message } from "./deployment.ts";
import { mergeFields, NO_RESULTS, type Parameters, RESULTS } from "./parameters.ts";
import type { Hits } from "./target-hits.ts";
import type { Topology, TopologyNode } from "./topology.ts";

/** One executor's part in one request. */
export interface Visit {
  /** Those that have come. */
  readonly parts: Message[];
  startMs: number | null;
  endMs: number | null;
  status: Status | null;
  /** What it has given back as dicts, by its processes; nothing as long as it has not answered. */
  results: Fields;
}

/** The way by which a message came: which of the followers it went to last, and before that. */
export interface Way {
  readonly step: number;
  readonly before: Way | null;
}

/** What may become the answer. */
interface Result {
  readonly message: Message;
  readonly way: Way;
  readonly parameters: Parameters;
}

/** One request on its way. */
export interface Passage {
  readonly request: DataRequest;
  /** How many requests came before. */
  readonly ordinal: number;
  /** When the gateway gets it. */
  readonly startMs: number;
  readonly hits: Hits;
  /** By the executor's index. */
  readonly visits: readonly Visit[];
  /** Whether parameters are addressed to single executors, for which the engine copies a request that it hands on. */
  readonly isCopied: boolean;
  /** Executors at work from which the end may yet be reached. */
  awaited: number;
  readonly results: Result[];
  /** What the request's parameters were turned into by the executor that got it last. */
  latest: Parameters;
  /** Whether its answer has left, or its call has failed. */
  isOver: boolean;
  isCanceled: boolean;
}

/** The result that the gateway answers with: the first one in the order of its graph, by its edges and depth-first. */
export function firstResult({ results }: Passage): Result | undefined {
  return results.length > 1
    ? results.toSorted((one, other) => compareWays(one.way, other.way))[0]
    : results[0];
}

function compareWays(one: Way, other: Way): number {
  const [ours, theirs] = [stepsOf(one), stepsOf(other)];
  const at = ours.findIndex((step, index) => step !== theirs[index]);
  return at < 0 ? 0 : (ours[at] ?? 0) - (theirs[at] ?? 0);
}

function stepsOf(way: Way): number[] {
  const steps: number[] = [];
  for (let at: Way | null = way; at; at = at.before) {
    steps.push(at.step);
  }
  return steps.reverse();
}

/** Goes through what the executors have had of a request, depth-first by edges, each once. */
function visitAll(
  { nodes, origins }: Topology,
  { visits }: Passage,
  take: (node: TopologyNode, visit: Visit) => void,
): void {
  const seen = new Set<number>();
  const open = origins.toReversed();
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const [node, visit] = [nodes[index], visits[index]];
    if (seen.has(index) || !node || !visit) {
      continue;
    }
    seen.add(index);
    take(node, visit);
    open.push(...node.followers.toReversed());
  }
}

/** The routes of the executors that have started, depth-first by edges. `epochMs`: when the simulation began. */
export function routesOf(topology: Topology, passage: Passage, epochMs: number): Route[] {
  const routes: Route[] = [];
  visitAll(topology, passage, ({ name }, { startMs, endMs, status }) => {
    if (startMs !== null) {
      const end = endMs === null ? null : epochMs + endMs;
      routes.push({ executor: name, startMs: epochMs + startMs, endMs: end, status });
    }
  });
  return routes;
}

/** The parameters of the answer: what processes have given back as dicts stands in them, by their names. */
export function withResults(topology: Topology, passage: Passage, parameters: Parameters): Parameters {
  if (passage.visits.every(({ results }) => results === NO_RESULTS)) {
    return parameters;
  }
  const all: Fields[] = [];
  visitAll(topology, passage, (_, { results }) => all.push(results));
  const results = mergeFields(all);
  return Object.keys(results).length === 0 ? parameters : { ...parameters, [RESULTS]: results };
}

/** Documents in the order in which the request had them; others behind. */
export function inOrderOf(request: readonly Doc[], documents: readonly Doc[]): readonly Doc[] {
  const places = new Map(request.map(({ id }, index) => [id, index]));
  const placeOf = ({ id }: Doc) => places.get(id) ?? request.length;
  return documents.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/**
 * The executor that keeps the end waiting for ever, and for whom. All that waits, waits in the end for an executor that
 * requests never reach; without cycles there is a first one.
 */
export function waitingOf({ nodes }: Topology): readonly [waiting: string, missing: readonly string[]] {
  const awaited = new Set(nodes.filter(({ isAwaited }) => isAwaited).map(({ name }) => name));
  const missingOf = ({ needs }: TopologyNode) =>
    needs.filter((need) => need !== GATEWAY && !awaited.has(need));
  const waiting = nodes.find((node) => node.isAwaited && missingOf(node).length > 0);
  return waiting ? [waiting.name, missingOf(waiting)] : ["The end", []];
}
