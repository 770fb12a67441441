/**
 * A read text in a form that goes from one thread to another for a small part of what reading costs. For all texts
 * `reviveDocument(source, packDocument(readFlow(text)))` is `readFlow(text)`; some of it is made when somebody asks for it
 * and not before: values, the YAML nodes in lists, and most of what the engine makes of an executor's arguments, for which
 * the text is read again. What is drawn and told of an executor is no part of that.
 */

import { isSameList } from "../../base/is-same-list.ts";
import { once } from "../../base/once.ts";
import {
  type BuiltFlow,
  type BuiltNode,
  followersIn,
  type UnbuiltNode,
} from "../../model/engine/built-flow.ts";
import type { Deployment } from "../../model/engine/deployment.ts";
import { Drawn, DrawnAddress } from "../../model/engine/drawn.ts";
import type { Need } from "../../model/engine/needs.ts";
import type { Entry, Flow } from "../../model/flow.ts";
import { Float, OddMap, Timestamp, type ValueMap } from "../../model/value.ts";
import type { FlowDocument } from "../read/read-document.ts";
import type { YamlFault } from "../yaml/yaml.ts";
import { type PackedNodes, packNodes, unpackNodes } from "./nodes.ts";
import { packValue, unpackValue } from "./values.ts";

/** Numbers, texts, maps and plain objects alone, of which the thread that gets it has a copy. */
export interface PackedDocument {
  readonly nodes: PackedNodes | null;
  readonly fault: YamlFault | null;
  readonly root: string | null;
  readonly flow: PackedFlow;
  readonly built: PackedBuilt;
  /** The same object as `built` if the document draws what the engine builds. */
  readonly picture: PackedBuilt;
  readonly rest: Omit<FlowDocument, "text" | "surroundings" | "yaml" | "root" | "flow" | "built" | "picture">;
  /** What loses its class on the way, by class, in the order of CLASSES. */
  readonly instances: readonly (readonly object[])[];
  /** Of these the copy is a Map, without its keys that are no texts. */
  readonly oddMaps: readonly (readonly [map: OddMap, pythonKeys: OddMap["pythonKeys"]])[];
}

interface PackedFlow {
  readonly rest: Omit<Flow, "entries">;
  readonly entries: readonly PackedEntry[];
  /** Of each entry, as packed values. */
  readonly args: readonly string[];
}

type PackedEntry = Omit<Entry, "args">;

interface PackedBuilt {
  readonly rest: Omit<BuiltFlow, "nodes" | "byName" | "followers" | "unbuilt">;
  readonly nodes: readonly PackedNode[];
  /** Building has changed nothing of the executors, as in most Flows. */
  readonly isAsUnbuilt: boolean;
}

/** Lists of needs are null where they are the same as `needs`, as most are. */
interface PackedNode extends Omit<BuiltNode, "deployment" | "heldNeeds" | "handedNeeds"> {
  readonly heldNeeds: readonly Need[] | null;
  readonly handedNeeds: readonly Need[] | null;
  /** Null where its Deployment says of something else than its name and role what the node does not. */
  readonly own: OwnFacts | null;
}

/** What a Deployment says beside the node. */
interface OwnFacts extends Pick<Deployment, "role" | "pods" | "hasHead"> {
  /** Null where it is the node's. */
  readonly name: string | null;
}

/** What a node has of its Deployment. */
const SHARED = [
  ...(["external", "floating", "shards", "replicas", "polling"] as const),
  ...(["uses", "usesBefore", "usesAfter", "noReduce"] as const),
];

/** A copy of an object of a class has its fields, and not its class. */
const CLASSES: readonly { readonly prototype: object }[] = [Float, Timestamp, Drawn, DrawnAddress];

// --- there

/** What a thread sends of a document: plain objects and texts, which are copied at little cost. */
export function packDocument(document: FlowDocument): PackedDocument {
  const { text, surroundings: _, yaml, root, flow, built, picture, ...rest } = document;
  const packed = packBuilt(built);
  const parts = {
    flow: packFlow(flow),
    built: packed,
    picture: picture === built ? packed : packBuilt(picture),
    rest,
  };
  return {
    nodes: yaml.root && packNodes(text, yaml.root),
    fault: yaml.fault,
    root: root && packValue(root),
    ...parts,
    ...instancesIn(parts),
  };
}

/** What need not be copied when the document goes to another thread. */
export function transferredWith({ nodes }: PackedDocument): ArrayBuffer[] {
  return nodes ? [nodes.words.buffer] : [];
}

function packFlow({ entries, ...rest }: Flow): PackedFlow {
  return {
    rest,
    entries: entries.map(({ args: _, ...entry }) => entry),
    args: entries.map(({ args }) => packValue(args)),
  };
}

function packBuilt({ nodes, byName: _, followers: _too, unbuilt, ...rest }: BuiltFlow): PackedBuilt {
  const isAsUnbuilt =
    unbuilt.length === nodes.length &&
    unbuilt.every(({ name, entry, needs, deployment }, place) => {
      const node = nodes[place]!;
      return (
        name === node.name &&
        entry === node.entry &&
        deployment === node.deployment &&
        isSameList<Need>(needs, node.heldNeeds)
      );
    });
  return { rest, nodes: nodes.map(packNode), isAsUnbuilt };
}

function packNode({ deployment, heldNeeds, handedNeeds, ...node }: BuiltNode): PackedNode {
  const { needs } = node;
  const { name, role, pods, hasHead } = deployment;
  const isShared = SHARED.every((key) => node[key] === deployment[key]);
  return {
    ...node,
    own: isShared ? { name: name === node.name ? null : name, role, pods, hasHead } : null,
    heldNeeds: isSameList<Need>(heldNeeds, needs) ? null : heldNeeds,
    handedNeeds: isSameList<Need>(handedNeeds, needs) ? null : handedNeeds,
  };
}

/** All objects of the classes that are in a value, each once. */
function instancesIn(value: unknown): Pick<PackedDocument, "instances" | "oddMaps"> {
  const oddMaps: [OddMap, OddMap["pythonKeys"]][] = [];
  const found = CLASSES.map((): object[] => []);
  const seen = new Set<unknown>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) {
      continue;
    }
    seen.add(next);
    const prototype = Object.getPrototypeOf(next);
    found[CLASSES.findIndex((one) => one.prototype === prototype)]?.push(next);
    if (next instanceof OddMap) {
      oddMaps.push([next, next.pythonKeys]);
      waiting.push(next.pythonKeys);
    }
    for (const inside of next instanceof Map ? next.values() : Object.values(next)) {
      waiting.push(inside);
    }
  }
  return { instances: found, oddMaps };
}

// --- here

/**
 * `source`: what the document was read from. `readAgain`: how that is read here, for the parts that are not handed over,
 * once they are looked at.
 */
export function reviveDocument(
  source: Pick<FlowDocument, "text" | "surroundings">,
  packed: PackedDocument,
  readAgain: () => FlowDocument,
): FlowDocument {
  const { text } = source;
  for (const [map, pythonKeys] of packed.oddMaps) {
    Object.assign(Object.setPrototypeOf(map, OddMap.prototype), { pythonKeys });
  }
  for (const [place, objects] of packed.instances.entries()) {
    for (const object of objects) {
      Object.setPrototypeOf(object, CLASSES[place]!.prototype);
    }
  }
  const { nodes, fault, root, rest } = packed;
  const again = once(readAgain);
  const values = once(() => (root === null ? null : (unpackValue(root) as ValueMap)));
  const built = reviveBuilt(packed.built, () => again().built);
  return {
    ...source,
    yaml: { text, root: nodes && unpackNodes(text, nodes), fault },
    get root() {
      return values();
    },
    flow: reviveFlow(packed.flow),
    built,
    picture: packed.picture === packed.built ? built : reviveBuilt(packed.picture, () => again().picture),
    ...rest,
  };
}

function reviveFlow({ entries, args, rest }: PackedFlow): Flow {
  return { ...rest, entries: entries.map((entry, place) => reviveEntry(entry, args[place]!)) };
}

function reviveEntry(entry: PackedEntry, packedArgs: string): Entry {
  const args = once(() => unpackValue(packedArgs) as ValueMap);
  return {
    ...entry,
    get args() {
      return args();
    },
  };
}

function reviveBuilt(packed: PackedBuilt, readAgain: () => BuiltFlow): BuiltFlow {
  const nodes = packed.nodes.map((node, place) => reviveNode(node, () => readAgain().nodes[place]!));
  const unbuilt = once(() => (packed.isAsUnbuilt ? nodes.map(asUnbuilt) : reviveUnbuilt(nodes, readAgain())));
  return {
    ...packed.rest,
    get unbuilt() {
      return unbuilt();
    },
    nodes,
    byName: new Map(nodes.map((node) => [node.name, node])),
    followers: followersIn(nodes),
  };
}

function asUnbuilt(node: BuiltNode): UnbuiltNode {
  const { name, entry, heldNeeds: needs } = node;
  return {
    name,
    entry,
    needs,
    get deployment() {
      return node.deployment;
    },
  };
}

/** Deployments that are in the graph are the same objects there. */
function reviveUnbuilt(nodes: readonly BuiltNode[], again: BuiltFlow): readonly UnbuiltNode[] {
  const places = new Map(again.nodes.map(({ deployment }, place) => [deployment, place]));
  return again.unbuilt.map((one) => {
    const node = nodes[places.get(one.deployment) ?? -1];
    return node ? { ...one, deployment: node.deployment } : one;
  });
}

function reviveNode({ own, ...node }: PackedNode, readAgain: () => BuiltNode): BuiltNode {
  const whole = () => readAgain().deployment;
  const deployment = once(() => (own ? reviveDeployment(node, own, whole) : whole()));
  return {
    ...node,
    heldNeeds: node.heldNeeds ?? node.needs,
    handedNeeds: node.handedNeeds ?? node.needs,
    get deployment() {
      return deployment();
    },
  };
}

function reviveDeployment(
  node: Pick<BuiltNode, "name" | (typeof SHARED)[number]>,
  { name, role, pods, hasHead }: OwnFacts,
  whole: () => Deployment,
): Deployment {
  const { external, floating, shards, replicas, polling, uses, usesBefore, usesAfter, noReduce } = node;
  return {
    name: name ?? node.name,
    role,
    external,
    floating,
    shards,
    replicas,
    polling,
    uses,
    usesBefore,
    usesAfter,
    get protocols() {
      return whole().protocols;
    },
    get hosts() {
      return whole().hosts;
    },
    get ports() {
      return whole().ports;
    },
    get tls() {
      return whole().tls;
    },
    pods,
    hasHead,
    noReduce,
    get when() {
      return whole().when;
    },
    get grpcMetadata() {
      return whole().grpcMetadata;
    },
    get needsFile() {
      return whole().needsFile;
    },
    get given() {
      return whole().given;
    },
    get problems() {
      return whole().problems;
    },
    get values() {
      return whole().values;
    },
    settings: () => whole().settings(),
    args: () => whole().args(),
    addresses: () => whole().addresses(),
  };
}
