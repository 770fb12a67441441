/** One executor as the engine makes it of its arguments; create-deployment.ts makes it. */
import type { ValueMap } from "../value.ts";
import type { Given } from "./argument-draft.ts";
import type { ArgumentProblem } from "./argument-problem.ts";
import type { Role } from "./built-flow.ts";
import type { ArgumentValue, Port } from "./drawn.ts";

/** An executor as the engine starts it: what it runs, how often, and where. */
export interface Deployment {
  /** What it calls itself. */
  readonly name: string;
  /** Null where the file says so, which the engine does not build. */
  readonly role: Role | "GATEWAY" | null;
  readonly external: boolean;
  readonly floating: boolean;
  readonly shards: number;
  readonly replicas: number;
  /** As written, ANY with one shard; a map as its JSON. */
  readonly polling: string;
  /** As written; a map as its JSON. */
  readonly uses: string;
  /** What runs before and after the shards; null without, and where there is one shard or the default executor. */
  readonly usesBefore: string | null;
  readonly usesAfter: string | null;
  readonly protocols: readonly string[];
  /** As many as each other once the engine is through with them; ports in a host are text. */
  readonly hosts: readonly string[];
  readonly ports: readonly Port[];
  /** Null where an address that says nothing of it has taken the place of what is written. */
  readonly tls: boolean | null;
  /** Processes that it will be, were it not external. */
  readonly pods: number;
  readonly hasHead: boolean;
  readonly noReduce: boolean;
  readonly when: ValueMap | null;
  readonly grpcMetadata: ValueMap | null;
  /** A logging set-up that is a file's; the engine refuses the Flow where there is none. */
  readonly needsFile: string | null;
  readonly given: Given;
  /** Errors of phase `build` come after those of phase `load` of all other executors. */
  readonly problems: readonly ArgumentProblem[];
  /** All arguments as the engine holds them, by name; those that are not there have their defaults. */
  readonly values: ReadonlyMap<string, ArgumentValue>;
  /** The engine's main arguments where they are set, by their names. */
  settings(): ReadonlyMap<string, ArgumentValue>;
  /** All others that differ from their defaults and that the engine's help lists, in its order. */
  args(): ReadonlyMap<string, ArgumentValue>;
  /** Where the gateway finds it: the head, or each replica. None where it does not build. */
  addresses(): Iterable<Address>;
}

/** Where one replica is called. */
export interface Address {
  /** In lower case, with an s behind it where it is encrypted. */
  readonly protocol: string;
  readonly host: string;
  readonly port: Port;
}
