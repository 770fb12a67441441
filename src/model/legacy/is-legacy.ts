import type { ValueMap } from "../value.ts";

/** True for a Flow file of Jina before 3 [O1]: false for what is no Flow, or one whose list 3.34 reads. */
export function isLegacy(root: ValueMap): boolean {
  const jtype = root.get("jtype");
  return (
    (jtype === "Flow" || jtype === "AsyncFlow") &&
    root.has("pods") &&
    !root.has("executors") &&
    !root.has("deployments")
  );
}
