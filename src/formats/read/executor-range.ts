/** Where executors stand in the text of a file that was read. */
import type { TextRange } from "../../model/problem.ts";
import type { YamlSeq } from "../yaml/yaml.ts";
import type { FlowDocument } from "./read-document.ts";
import { anchorsOf, locate, rangeOf } from "./read-values.ts";

/** Where an executor stands in the text: its item, from the dash on; of an old file its pod. */
export function executorRange(document: FlowDocument, index: number): TextRange | undefined {
  if (document.legacy) {
    const pod = document.legacy.pods[index];
    return pod && rangeOf(document.yaml, pod.path);
  }
  const item = listNode(document)?.items[index];
  return item && { from: item.from, to: item.value.to };
}

/** The list of executors in the text, where the file has one. */
function listNode({ yaml, flow, isFlow }: FlowDocument): YamlSeq | null {
  const node = isFlow ? locate(yaml, [flow.listKey])?.node : undefined;
  const target = node?.kind === "alias" ? anchorsOf(yaml).get(node) : node;
  return target?.kind === "seq" ? target : null;
}
