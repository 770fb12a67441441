/** A Flow as the engine builds it, which is what is drawn, simulated and exported. */
import type { ValueMap } from "../value.ts";
import type { Deployment } from "./deployment.ts";
import type { ArgumentValue } from "./drawn.ts";
import type { FlowArguments } from "./flow-arguments.ts";
import type { Gateway } from "./gateway.ts";
import type { Need } from "./needs.ts";

/** What an executor is for in the graph, in the engine's words. */
export const ROLES = ["DEPLOYMENT", "JOIN", "INSPECT", "INSPECT_AUX_PASS", "JOIN_INSPECT"] as const;

/** What the engine takes an executor for. */
export type Role = (typeof ROLES)[number];

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
  /** Where an external one runs, as `example.org:8080`, the first of several; null of all others. */
  readonly address: string | null;
  /** Whether the gateway calls that address over TLS. */
  readonly tls: boolean;
  readonly floating: boolean;
  /** The condition that a document has to meet to be sent here; null without. */
  readonly when: ValueMap | null;
  /** Answers that come together are not merged. */
  readonly noReduce: boolean;
  /** How its head calls what is behind it, as `retries` and `timeout_send` say. */
  readonly retries: ArgumentValue | undefined;
  readonly timeoutSend: ArgumentValue | undefined;
  /** Everything else that the engine makes of its arguments. */
  readonly deployment: Deployment;
}

/** One executor of a Flow that is read and not built yet, with the needs that it has then. */
export interface UnbuiltNode {
  readonly name: string;
  readonly entry: number;
  readonly needs: readonly Need[];
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

/** The Flow as the engine builds it. */
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
  /** The executors before the Flow is built, in the engine's order: what it saves. Building adds some and takes some out. */
  readonly unbuilt: readonly UnbuiltNode[];
  /** What `with` says, and what it hands on. */
  readonly settings: FlowArguments;
  readonly gateway: Gateway;
  /** From a name (or `gateway`) to those that need it, in the engine's order; without the end's edge. */
  readonly followers: ReadonlyMap<string, readonly BuiltNode[]>;
}

/** What the gateway is told of each executor. */
export function handedNodes({ handed, nodes }: BuiltFlow): readonly HandedNode[] {
  return (
    handed ??
    nodes.map(({ name, entry, when, noReduce, deployment: { grpcMetadata, needsFile } }) => ({
      name,
      entry,
      when,
      noReduce,
      grpcMetadata,
      needsFile,
    }))
  );
}

/** From a name (or `gateway`) to those that need it, in the order of `nodes`. */
export function followersIn(nodes: readonly BuiltNode[]): ReadonlyMap<string, readonly BuiltNode[]> {
  const followers = new Map<string, BuiltNode[]>();
  for (const node of nodes) {
    for (const need of node.needs) {
      const list = followers.get(need);
      if (list) {
        list.push(node);
      } else {
        followers.set(need, [node]);
      }
    }
  }
  return followers;
}
