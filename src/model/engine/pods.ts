/** The processes that the engine starts for one executor, by the names that it gives them. */
import type { Deployment } from "./deployment.ts";

/** Processes of one executor; `null` where there is none of the kind. */
interface Pods {
  /** Takes the requests for several shards. */
  readonly head: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly shards: readonly ShardPods[];
  /** Shards beyond those that are listed. */
  readonly moreShards: number;
}

/** The copies of one shard. */
interface ShardPods {
  /** Null where there is one shard, which the engine does not name. */
  readonly name: string | null;
  readonly replicas: readonly string[];
  /** Replicas beyond those that are listed. */
  readonly moreReplicas: number;
}

/** Of very many, the first `mostShards` and of each the first `mostReplicas`. */
export function podsOf(
  {
    name,
    shards,
    replicas,
    hasHead,
    usesBefore,
    usesAfter,
  }: Pick<Deployment, "name" | "shards" | "replicas" | "hasHead" | "usesBefore" | "usesAfter">,
  mostShards: number,
  mostReplicas: number,
): Pods {
  const replicaCount = Math.min(replicas, mostReplicas);
  const copies = (of: string) =>
    Array.from({ length: Math.max(0, replicaCount) }, (_, at) => `${of}/rep-${at}`);
  const shardNames = hasHead
    ? Array.from({ length: Math.min(shards, mostShards) }, (_, at) => `${name}/shard-${at}`)
    : [null];
  return {
    head: hasHead ? `${name}/head` : null,
    before: usesBefore === null ? null : `${name}/uses_before-0`,
    after: usesAfter === null ? null : `${name}/uses_after-0`,
    shards:
      shards < 1
        ? []
        : shardNames.map((shard) => ({
            name: shard,
            replicas: copies(shard ?? name),
            moreReplicas: Math.max(0, replicas - replicaCount),
          })),
    moreShards: hasHead ? shards - shardNames.length : 0,
  };
}
