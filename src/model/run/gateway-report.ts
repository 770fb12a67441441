/** What a gateway tells about itself. Nothing of this asks an endpoint of an Executor: its owner alone does that. */
export interface GatewayReport {
  /** Of its docarray: below 0.30 (`v1`), or from there on; null where it does not say. */
  readonly generation: "v1" | "v2" | null;
  /** By name, as `jina`, `docarray` and `python`; empty where it does not say. */
  readonly versions: ReadonlyMap<string, string>;
  readonly readiness: Readiness;
  /** Null where it does not tell them; `endpointsNote` says why. */
  readonly endpoints: readonly GatewayEndpoint[] | null;
  /** A sentence on what the list of endpoints is, or why there is none; "" if there is nothing to say. */
  readonly endpointsNote: string;
}

/** Whether all Executors can be reached, as the gateway's dry run finds out. `why` is in sentences. */
export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "not-ready"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

/** An endpoint of the Executors behind a gateway. */
export interface GatewayEndpoint {
  /** As it is sent, with its slash; `/default` is what takes those that have no Executor of their own. */
  readonly name: string;
  /** Its answer is a stream of documents, made from one. */
  readonly isGenerator: boolean;
  /** The schema of one document of a request and of an answer; null where the gateway tells none. */
  readonly input: JsonSchema | null;
  readonly output: JsonSchema | null;
}

/** A JSON schema as the gateway gives it. References in it end in the names of those in its own `$defs`. */
export type JsonSchema = { readonly [key: string]: unknown };
