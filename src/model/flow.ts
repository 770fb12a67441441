/** A Flow as its file declares it, which is what edits change. */
import type { ValueMap } from "./value.ts";

/** What a file declares, variables kept as text. */
export interface Flow {
  readonly with: ValueMap;
  readonly gateway: ValueMap;
  readonly entries: readonly Entry[];
  /** The key that the file has its list under; `executors` if there is none. */
  readonly listKey: ListKey;
}

/** The keys of a Flow that may hold its list. */
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
