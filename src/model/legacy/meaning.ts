/** What an old file's own version made of it: names, needs, copies, the end and the gateway [O3] to [O7]. */
import { buildFlow } from "../engine/build.ts";
import { type BuiltFlow, type BuiltNode, followersIn } from "../engine/built-flow.ts";
import type { Excess } from "../engine/limits.ts";
import { needsOf } from "../engine/needs.ts";
import { type Entry, GATEWAY } from "../flow.ts";
import { pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import type { LegacyFile } from "./legacy.ts";
import { copiesOf, isExternal, isMany, isPolledAll, pollingOf, usesOf } from "./pod-arguments.ts";
import { type Argument, type LegacyPod, NONE, says } from "./pods.ts";
import { type LegacyVersion, meaningOfKey } from "./words.ts";

interface LegacyFlow {
  /** The cap that it goes beyond; what is built then is not the whole. */
  readonly excess: Excess | null;
  /** Names, needs, copies and end as the version meant them. A count that a variable gives is 1. */
  readonly built: BuiltFlow;
  /** Executors from which nobody receives, the end apart. */
  readonly hanging: readonly string[];
  readonly gateway: LegacyGateway;
}

interface LegacyGateway {
  /** As written; null for one that the engine chooses. */
  readonly port: Value;
  readonly protocol: string;
  readonly host: Value;
}

/** What the file's own version made of it. Never throws; what that version refused is built as far as it goes. */
export function meaningOf(legacy: LegacyFile): LegacyFlow {
  const gateway = gatewayOf(legacy);
  const settings: [string, Value][] = [
    ["inspect", legacy.with.get("inspect") ?? null],
    ["port", gateway.port],
    ["protocol", gateway.protocol],
  ];
  const { flow, excess } = buildFlow({
    with: new Map(settings.filter(([, value]) => value !== null)),
    gateway: gateway.host === null ? NONE : new Map([["host", gateway.host]]),
    entries: entriesOf(legacy),
    listKey: "executors",
  });
  const built = asMeant(flow, legacy);
  return { built, hanging: hangingIn(built), gateway, excess: excess && { ...excess, path: ["pods"] } };
}

/** The graph's nodes with what 3.34 would make of some of their arguments undone. */
function asMeant(flow: BuiltFlow, { pods, version }: LegacyFile): BuiltFlow {
  const byName = new Map(
    flow.nodes.map((node) => {
      const pod = pods[node.entry];
      return [node.name, pod ? nodeOf(node, pod, version) : node];
    }),
  );
  const nodes = [...byName.values()];
  return { ...flow, nodes, byName, followers: followersIn(nodes) };
}

function nodeOf(node: BuiltNode, pod: LegacyPod, version: LegacyVersion): BuiltNode {
  const { shards, replicas } = copiesOf(pod);
  const isAll = isPolledAll(pod, version);
  // With ANY the engines put what passes on in place of what merges.
  const after = pod.read.get("uses_after") ?? (isAll ? pod.read.get("uses_reducing") : undefined);
  // From 2.x on the engine puts ANY in place of what is written where there is nothing to choose from.
  const isChosen = version !== "2.x" || isMany(shards?.value);
  return {
    ...node,
    usesBefore: besideOf(pod.read.get("uses_before")),
    usesAfter: besideOf(after),
    shards: countOf(shards),
    replicas: countOf(replicas),
    polling: isChosen ? (pollingOf(pod) ?? (isAll ? "ALL" : "ANY")) : "ANY",
  };
}

function besideOf(argument: Argument | undefined): string | null {
  return argument === undefined ? null : pythonStr(argument.value);
}

/** What a variable says is drawn as one. */
function countOf(argument: Argument | undefined): number {
  return typeof argument?.value === "number" ? argument.value : 1;
}

/** The names under which the pods are added to the graph, null where the method gives one: in the order of the file. */
export function declaredNames(legacy: LegacyFile): (Value | null)[] {
  const stem = defaultStem(legacy);
  let count = 0;
  let inspected = false;
  return legacy.pods.map(({ name, method }) => {
    if (name === GATEWAY) {
      return GATEWAY;
    }
    const given = name === undefined || name === null || name === "" ? null : name;
    const declared = given ?? (method === "add" ? `${stem}${count}` : null);
    if (method === "inspect") {
      count += 2;
      inspected = true;
    } else if (method !== "gather_inspect" || inspected) {
      count++;
    }
    return declared;
  });
}

/** Jina 2.0 still said `podN`: a file of 2.x that refers to such a name is taken for one of it. */
function defaultStem({ version, pods }: LegacyFile): "pod" | "executor" {
  if (version !== "2.x") {
    return "pod";
  }
  const names = new Set(pods.map(({ name }) => name));
  const isOfPods = pods.some(({ read }) =>
    needsOf(read.get("needs")?.value)?.some((need) => /^pod\d+$/.test(need) && !names.has(need)),
  );
  return isOfPods ? "pod" : "executor";
}

function entriesOf(legacy: LegacyFile): Entry[] {
  const names = declaredNames(legacy);
  return legacy.pods.flatMap((pod, index) =>
    pod.name === GATEWAY
      ? []
      : [{ index, method: pod.method, args: argsOf(pod, names[index] ?? null, legacy.version) }],
  );
}

/** A pod's arguments in the words of 3.34, with the old engine's meaning. */
function argsOf(pod: LegacyPod, name: Value, version: LegacyVersion): ValueMap {
  const args = new Map<string, Value>();
  const keep = (key: string, value: Value | undefined) => {
    if (value !== undefined && value !== null) {
      args.set(key, value);
    }
  };
  keep("name", name);
  const needs = pod.read.get("needs")?.value;
  keep("needs", needs);
  keep("uses", usesOf(pod) ?? defaultUses(pod.method, version));
  keep("external", isExternal(pod) || null);
  return args;
}

/** Null for that of 3.34. */
function defaultUses(method: string, version: LegacyVersion): string | null {
  if (version === "1.x" && method === "gather_inspect") {
    return "_merge_eval";
  }
  return version === "0.4" || version === "1.x" ? "_pass" : null;
}

function hangingIn(built: BuiltFlow): string[] {
  return built.nodes
    .filter(({ name }) => name !== built.end && !built.followers.has(name))
    .map(({ name }) => name);
}

function gatewayOf({ version, with: all }: LegacyFile): LegacyGateway {
  const said = new Map<string, Value>();
  for (const [key, value] of all) {
    const word = meaningOfKey(version, "file", key);
    if (word !== null && says(value)) {
      said.set(word, value);
    }
  }
  const protocol = said.get("protocol");
  const first = Array.isArray(protocol) ? protocol[0] : protocol;
  return {
    port: said.get("port_expose") ?? null,
    protocol: first !== undefined ? pythonStr(first).toUpperCase() : said.has("restful") ? "HTTP" : "GRPC",
    host: said.get("host") ?? null,
  };
}
