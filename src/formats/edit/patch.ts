/** Steps on the values of a Flow's file → text changes, with new sections where a Flow has them. */
import type { Step } from "../../model/steps.ts";
import type { TextChange } from "../../model/text-change.ts";
import type { FlowDocument } from "../read/read-flow.ts";
import { patchTree } from "./patch-tree.ts";

/** The order in which Jina itself writes a Flow. */
const SECTIONS = ["jtype", "version", "with", "executors", "deployments", "gateway"];

/** The changes that carry out steps, or why their text cannot be made. */
export function patch(
  { yaml, root }: Pick<FlowDocument, "yaml" | "root">,
  steps: readonly Step[],
): readonly TextChange[] | { readonly refused: string } {
  return root
    ? patchTree(yaml, root, steps, { order: SECTIONS })
    : { refused: "The file is no Flow yet: its first line must be jtype: Flow." };
}
