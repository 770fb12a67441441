/** The graph of a built Flow as requests are routed through it: plain data, so that a worker can have it. */
import type { BuiltFlow, BuiltNode } from "../model/engine/built-flow.ts";
import type { ArgumentValue } from "../model/engine/drawn.ts";
import { findCycles, leadingTo, reachedFrom } from "../model/engine/graph-walk.ts";
import { GATEWAY } from "../model/flow.ts";
import type { DocValue } from "../model/run/document.ts";
import type { Pod, Scale } from "../model/run/simulation.ts";
import { Float, Timestamp, type Value } from "../model/value.ts";

/** One executor as requests meet it. Executors are told by their index in `nodes`. */
export interface TopologyNode {
  readonly name: string;
  /** In the engine's order. */
  readonly followers: readonly number[];
  /** How many parts it waits for, the gateway's included. */
  readonly parts: number;
  /** The names of what it needs. */
  readonly needs: readonly string[];
  /** Whether requests find the end from here, as far as they come here: the answer waits for these alone. */
  readonly isAwaited: boolean;
  readonly shards: number;
  readonly replicas: number;
  /** Whether a head stands before its shards. */
  readonly hasHead: boolean;
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** From endpoint to polling; `*` is what holds for all others. */
  readonly polling: ReadonlyMap<string, Polling>;
  readonly noReduce: boolean;
  /** How its head calls what is behind it. */
  readonly headCalls: CallRules;
  /** The condition, as JSON has it. */
  readonly when: DocValue;
  /** The classes of its processes, which exceptions name. */
  readonly classes: Readonly<Record<Pod["part"], string>>;
}

/** How the gateway, or a head, calls. */
export interface CallRules {
  /** How many more times it tries; below 0 for as many as there are replicas, and three at least. */
  readonly retries: number;
  /** How long it waits for an answer; null for ever. */
  readonly timeoutMs: number | null;
}

/** Whether one shard gets a message, or all do. */
type Polling = "ANY" | "ALL";

/** A Flow as requests meet it. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  /** Executors that need the gateway, in the engine's order. */
  readonly origins: readonly number[];
  /** The executor that answers to the gateway; null in a Flow without executors. */
  readonly end: number | null;
  /** How the gateway calls executors. */
  readonly calls: CallRules;
  /** Executors of a cycle that requests run into; empty if there is none. */
  readonly cycle: readonly string[];
  /** Whether any executor has a condition: documents are sorted then before the answer leaves. */
  readonly hasConditions: boolean;
}

/** Executors that are gone through in one step. */
const STEP = 200;

/**
 * The graph of a built Flow, with executors scaled as `scales` says by their names. It is made in steps, none of which
 * takes long, for a page's thread to take its breaks between them.
 */
export function* topologySteps(
  flow: BuiltFlow,
  scales: ReadonlyMap<string, Scale> = new Map(),
): Generator<undefined, Topology> {
  const indexOf = new Map(flow.nodes.map(({ name }, index) => [name, index]));
  const followersOf = (name: string): number[] =>
    (flow.followers.get(name) ?? []).flatMap((node) => indexOf.get(node.name) ?? []);
  yield;
  const reached = reachedFrom(flow, GATEWAY);
  yield;
  const back = leadingTo(flow, flow.end);
  yield;
  const cycle = findCycles(flow).find((names) => names.some((name) => reached.has(name))) ?? [];
  // Most executors say the same, and a text that is no JSON takes as long to refuse as all the rest.
  const pollings = new Map<string, ReadonlyMap<string, Polling>>();
  const pollingFor = (text: string): ReadonlyMap<string, Polling> => {
    const polling = pollings.get(text) ?? readPolling(text);
    pollings.set(text, polling);
    return polling;
  };
  const nodes: TopologyNode[] = [];
  for (const node of flow.nodes) {
    if (nodes.length % STEP === 0) {
      yield;
    }
    nodes.push({
      ...deploymentOf(node, scales.get(node.name), pollingFor),
      followers: followersOf(node.name),
      isAwaited: reached.has(node.name) && back.has(node.name),
    });
  }
  // What is made of it is handed over whole.
  yield;
  return {
    nodes,
    origins: followersOf(GATEWAY),
    end: indexOf.get(flow.end) ?? null,
    calls: callRules(flow.gateway.values.get("retries"), flow.gateway.values.get("timeout_send")),
    cycle,
    hasConditions: flow.nodes.some(({ when }) => when !== null),
  };
}

/** What `deployment` says of a node is not looked at: of a long file it would be read anew for that. */
function deploymentOf(
  node: BuiltNode,
  scale: Scale | undefined,
  pollingFor: (text: string) => ReadonlyMap<string, Polling>,
): Omit<TopologyNode, "followers" | "isAwaited"> {
  const { name, needs, noReduce, when, uses, retries, timeoutSend } = node;
  const { shards = node.shards, replicas = node.replicas, polling = node.polling } = scale ?? {};
  // Where an external Executor has shards, its own head has them.
  const hasHead = shards > 1;
  return {
    name,
    needs,
    parts: needs.length,
    shards: Math.max(1, shards),
    replicas: Math.max(1, replicas),
    hasHead,
    hasBefore: hasHead && node.usesBefore !== null,
    hasAfter: hasHead && node.usesAfter !== null,
    polling: pollingFor(polling),
    noReduce,
    headCalls: callRules(retries, timeoutSend),
    when: plain(when),
    classes: {
      worker: uses,
      head: "",
      uses_before: node.usesBefore ?? "",
      uses_after: node.usesAfter ?? "",
    },
  };
}

/** As the engine holds them. */
function callRules(retries: ArgumentValue | undefined, timeoutSend: ArgumentValue | undefined): CallRules {
  const numberOf = (value: ArgumentValue | undefined): number | null =>
    typeof value === "number" || typeof value === "bigint" ? Number(value) : null;
  const timeoutMs = numberOf(timeoutSend);
  return {
    retries: numberOf(retries) ?? -1,
    // What would be over before it has begun is over at once.
    timeoutMs: timeoutMs === null ? null : Math.max(0, timeoutMs),
  };
}

/** A value of the file without the kinds that only Python tells apart. */
function plain(value: Value): DocValue {
  if (value instanceof Float) {
    return value.value;
  }
  if (value instanceof Timestamp) {
    return value.text;
  }
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  }
  return Array.isArray(value) ? value.map(plain) : (value as DocValue);
}

/**
 * `/index` is ANY and `/search` is ALL unless the mapping names them; a plain name, or `*`, holds for all others. What
 * the head could not read counts as ANY.
 */
function readPolling(text: string): ReadonlyMap<string, Polling> {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    given = null;
  }
  const polling = new Map<string, Polling>([
    ["*", pollingOf(given === null ? text : "ANY")],
    ["/index", "ANY"],
    ["/search", "ALL"],
  ]);
  if (typeof given === "object" && given !== null) {
    for (const [endpoint, name] of Object.entries(given)) {
      polling.set(endpoint, pollingOf(name));
    }
  }
  return polling;
}

/** The engine's numbers for them are 1 and 2. */
function pollingOf(name: unknown): Polling {
  return String(name).toUpperCase() === "ALL" || name === 2 ? "ALL" : "ANY";
}
