/** What sort of thing an executor is, as its card and the palette tell it at a glance. */
import type { BuiltNode } from "./built-flow.ts";
import { DEFAULT_EXECUTOR, usesLabel, usesSource } from "./uses-source.ts";

/** A Python class, YAML of its own, an image, one of Jina's Hub, one that runs elsewhere, and two roles in the graph. */
export type ExecutorKind = "class" | "file" | "docker" | "hub" | "external" | "join" | "inspect";

/** What the engine says of an executor comes before what it runs; one that waits for several and runs nothing joins them. */
export function executorKind({
  external,
  role,
  uses,
  needs,
}: Pick<BuiltNode, "external" | "role" | "uses" | "needs">): ExecutorKind {
  if (external) {
    return "external";
  }
  if (role !== "DEPLOYMENT") {
    return role === "JOIN" || role === "JOIN_INSPECT" ? "join" : "inspect";
  }
  if (uses === DEFAULT_EXECUTOR && needs.length > 1) {
    return "join";
  }
  // A mapping names a class; to read all of it for that takes time.
  const kind = uses.startsWith("{") ? "inline" : usesSource(uses).kind;
  switch (kind) {
    case "image":
      return "docker";
    case "hub":
      return "hub";
    case "file":
    case "url":
      return "file";
    default:
      return "class";
  }
}

/**
 * What an executor runs, in few words: its class, file or image. Where it names none of these: its address, if it runs
 * elsewhere, or how many it joins.
 */
export function runsLabel(node: Pick<BuiltNode, "external" | "address" | "role" | "uses" | "needs">): string {
  if (node.uses !== DEFAULT_EXECUTOR) {
    return usesLabel(node.uses);
  }
  const joined = executorKind(node) === "join" ? `joins ${node.needs.length}` : null;
  return node.address ?? joined ?? DEFAULT_EXECUTOR;
}
