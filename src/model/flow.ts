/**
 * A Flow as its file declares it, and as the engine builds it. The first is what edits change, the second is what is
 * drawn, simulated and exported.
 */

import type { Deployment } from "./deployment.ts";
import type { FlowArguments } from "./flow-arguments.ts";
import type { Gateway } from "./gateway.ts";
import type { Need } from "./needs.ts";

/** A value as the engine holds it after reading: integers as number (bigint beyond 2^53), floats marked as such. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Timestamp
  | readonly Value[]
  | ValueMap;

export type ValueMap = ReadonlyMap<string, Value>;

/** A mapping with keys that are no texts: those are its entries' names here, as JSON writes them where it can. */
export class OddMap extends Map<string, Value> {
  /** What such a key is, by its name; a list for one of Python's tuples. */
  readonly pythonKeys: ReadonlyMap<string, Value>;

  constructor(entries: Iterable<readonly [string, Value]>, pythonKeys: ReadonlyMap<string, Value>) {
    super(entries);
    this.pythonKeys = pythonKeys;
  }
}

/** The key by that name as Python has it. */
export function pythonKey(map: ValueMap, name: string): Value {
  return map instanceof OddMap && map.pythonKeys.has(name) ? map.pythonKeys.get(name)! : name;
}

/** The mapping with other values. */
export function withValues(map: ValueMap, values: Map<string, Value>): ValueMap {
  return map instanceof OddMap ? new OddMap(values, map.pythonKeys) : values;
}

/** A float keeps Python's kind: where the engine wants an integer, 2.0 is refused although it equals 2. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A date, or a date with a time: text to most of the engine, and nothing that it can write as JSON. */
export class Timestamp {
  /** As Python's str() shows it: `2024-01-31` or `2024-01-31 12:00:00+02:00`. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export interface Flow {
  readonly with: ValueMap;
  readonly gateway: ValueMap;
  readonly entries: readonly Entry[];
  /** The key that the file has its list under; `executors` if there is none. */
  readonly listKey: ListKey;
}

export type ListKey = "executors" | "deployments";

/** One item of the list `executors`: a call of a method of the engine's Flow, or a Deployment of its own. */
export interface Entry {
  /** Position in the list, from 0. */
  readonly index: number;
  /** `add` unless the item says otherwise. */
  readonly method: string;
  /** True if the item says so: the engine then hands the key `method` on as an argument that it does not know. */
  readonly hasMethod?: boolean;
  /** How many keys stand before it. */
  readonly methodAt?: number;
  /** All other keys of the item; of a Deployment, those of its `with`. */
  readonly args: ValueMap;
  /**
   * A Deployment, written here (`jtype: Deployment`) or in a file of its own. It inherits nothing, its own `needs` are
   * not read, and the graph knows it as `executorN`, whatever its own name.
   */
  readonly deployment?: { readonly kind: "inline" } | { readonly kind: "file"; readonly file: string };
}

/** What stands for a Flow, or a Deployment, that a mapping inside the file makes: most of the engine sees this text. */
export const NESTED_FLOW = "<jina.orchestrate.flow.base.Flow object at 0x…>";
export const NESTED_DEPLOYMENT = "<jina.orchestrate.deployments.Deployment object at 0x…>";

/** The name that stands for both ends of a Flow in `needs`. */
export const GATEWAY = "gateway";

export type Role = "DEPLOYMENT" | "JOIN" | "INSPECT" | "INSPECT_AUX_PASS" | "JOIN_INSPECT";

/** One executor as it stands in the engine's graph. */
export interface BuiltNode {
  /** Unique; differs from the name in the file where the engine renames or supplies one. */
  readonly name: string;
  /** Index of its entry in the file; several nodes share one for `inspect`, and -1 is one that no entry made. */
  readonly entry: number;
  readonly role: Role;
  /**
   * Effective needs, each once, in the order of the file; engine order is a set's. `gateway` is the start. All by name:
   * what is no text is shown as one.
   */
  readonly needs: readonly string[];
  /** The same as the engine holds them: a need may be a number, a date or nothing. */
  readonly heldNeeds: readonly Need[];
  /**
   * The needs by which the gateway routes. They differ from those that are drawn for an executor that needs one which is
   * inspected further down: the gateway is told the graph before the auxiliary executor is put in.
   */
  readonly handedNeeds: readonly Need[];
  /** False where the engine supplies the needs because the file gives none. */
  readonly needsWritten: boolean;
  readonly uses: string;
  /** What runs before and after the shards; null without, and where it would be the default Executor. */
  readonly usesBefore: string | null;
  readonly usesAfter: string | null;
  readonly replicas: number;
  readonly shards: number;
  /** A name as written, or JSON from endpoint to name; ANY with one shard, whatever is written. */
  readonly polling: string;
  readonly external: boolean;
  readonly floating: boolean;
  /** Everything else that the engine makes of its arguments. */
  readonly deployment: Deployment;
}

/** What the gateway is told of an executor besides the graph and its address. */
interface HandedNode {
  readonly name: string;
  readonly when: ValueMap | null;
  readonly noReduce: boolean;
  readonly grpcMetadata: ValueMap | null;
  /** Its entry, and the logging set-up that it needs. */
  readonly entry: number;
  readonly needsFile: string | null;
}

export interface BuiltFlow {
  /** In the engine's order. */
  readonly nodes: readonly BuiltNode[];
  readonly byName: ReadonlyMap<string, BuiltNode>;
  /** The executor that answers to the gateway, or `gateway` if there is none. */
  readonly end: string;
  /** What the gateway itself is drawn to need: the end, save where `inspect: REMOVE` leaves it with one it took out. */
  readonly gatewayNeed: string;
  /**
   * What the gateway is told with what `inspect: REMOVE` takes out, of which only the graph and the addresses are told
   * anew; null if it takes nothing out.
   */
  readonly handed: readonly HandedNode[] | null;
  /** From the auxiliary executor of an `inspect` to the inspected one, for which it stands in all needs. */
  readonly standsFor: ReadonlyMap<string, string>;
  /** What `with` says, and what it hands on. */
  readonly settings: FlowArguments;
  readonly gateway: Gateway;
  /** From a name (or `gateway`) to those that need it, in the engine's order; without the end's edge. */
  readonly followers: ReadonlyMap<string, readonly BuiltNode[]>;
}

export function handedNodes({ handed, nodes }: BuiltFlow): readonly HandedNode[] {
  return (
    handed ??
    nodes.map(({ name, entry, deployment: { when, noReduce, grpcMetadata, needsFile } }) => ({
      name,
      entry,
      when,
      noReduce,
      grpcMetadata,
      needsFile,
    }))
  );
}
