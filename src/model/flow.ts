/**
 * A Flow as its file declares it, and as the engine builds it. The first is what edits change, the second is what is
 * drawn, simulated and exported.
 */

/** A value as the engine holds it after reading: integers as number (bigint beyond 2^53), floats marked as such. */
export type Value = null | boolean | number | bigint | string | Float | readonly Value[] | ValueMap;

export type ValueMap = ReadonlyMap<string, Value>;

/** A float keeps Python's kind: where the engine wants an integer, 2.0 is refused although it equals 2. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export interface Flow {
  readonly with: ValueMap;
  readonly gateway: ValueMap;
  readonly entries: readonly Entry[];
}

/** One item of the list `executors`: a call of a method of the engine's Flow. */
export interface Entry {
  /** Position in the list, from 0. */
  readonly index: number;
  /** `add` unless the item says otherwise. */
  readonly method: string;
  /** All other keys of the item. */
  readonly args: ValueMap;
}

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
  /** Effective needs, each once, in the order of the file; engine order is a set's. `gateway` is the start. */
  readonly needs: readonly string[];
  /** False where the engine supplies the needs because the file gives none. */
  readonly needsWritten: boolean;
  readonly uses: string;
  /** What runs before and after the shards; null without, and where it would be the default Executor. */
  readonly usesBefore: string | null;
  readonly usesAfter: string | null;
  readonly replicas: number;
  readonly shards: number;
  /** As written: a name, or a map from endpoint to name. */
  readonly polling: string | ValueMap;
  readonly external: boolean;
  readonly floating: boolean;
}

export interface BuiltFlow {
  /** In the engine's order. */
  readonly nodes: readonly BuiltNode[];
  readonly byName: ReadonlyMap<string, BuiltNode>;
  /** The executor that answers to the gateway, or `gateway` if there is none. */
  readonly end: string;
  /** From the auxiliary executor of an `inspect` to the inspected one, for which it stands in all needs. */
  readonly standsFor: ReadonlyMap<string, string>;
  /** From a name (or `gateway`) to those that need it, in the engine's order; without the end's edge. */
  readonly followers: ReadonlyMap<string, readonly BuiltNode[]>;
}
