/** Our own caps that a Flow goes beyond, at their places. */
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import { type Excess, findExcessDrawing } from "../../model/engine/limits.ts";
import type { Flow } from "../../model/flow.ts";
import type { LegacyFile } from "../../model/legacy/legacy.ts";
import type { Problem } from "../../model/problem.ts";
import { withPath } from "./problem-places.ts";

/** At the key, since the value may go over the whole file. */
export function excessProblem({ path, message }: Excess): Problem {
  return { code: "limit", severity: "error", path, isKey: true, message };
}

/** Drawing, addresses and start-up of each process on its own have an end. */
export function podsProblems(picture: BuiltFlow, flow: Flow, legacy: LegacyFile | null): Problem[] {
  const excess = findExcessDrawing(picture);
  if (!excess) {
    return [];
  }
  const { node, message } = excess;
  const { entry, name: executor } = node;
  const key = node.shards > node.replicas ? "shards" : "replicas";
  const found = { code: "limit", severity: "error", message, executor } as const;
  const pod = legacy?.pods[entry];
  if (pod) {
    return [{ ...found, path: pod.path }];
  }
  const isInherited = flow.with.has(key) && !flow.entries[entry]?.args.has(key);
  return [isInherited ? { ...found, path: ["with", key] } : withPath({ ...found, entry, key }, flow)];
}
