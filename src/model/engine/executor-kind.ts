/** What sort of thing an executor is, as its card and the palette tell it at a glance. */
import type { BuiltNode } from "./built-flow.ts";
import { usesSource } from "./uses-source.ts";

/** A Python class, YAML of its own, an image, one of Jina's Hub, one that runs elsewhere, and two roles in the graph. */
export type ExecutorKind = "class" | "file" | "docker" | "hub" | "external" | "join" | "inspect";

/** What the engine says of an executor comes before what it runs. */
export function executorKind({
  external,
  role,
  uses,
}: Pick<BuiltNode, "external" | "role" | "uses">): ExecutorKind {
  if (external) {
    return "external";
  }
  if (role !== "DEPLOYMENT") {
    return role === "JOIN" || role === "JOIN_INSPECT" ? "join" : "inspect";
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
