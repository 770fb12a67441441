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

/** The entries of the file that have characters from `from` to `to`, by their index, in the order of the file. */
export function entriesBetween(document: FlowDocument, { from, to }: TextRange): number[] {
  const starts =
    document.legacy?.pods.map((_, index) => executorRange(document, index)?.from ?? 0) ??
    listNode(document)?.items.map((item) => item.from) ??
    [];
  // The last one that begins before it may reach into it.
  let low = 0;
  for (let high = starts.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const found: number[] = [];
  for (let index = Math.max(0, low - 1); index < starts.length && starts[index]! <= to; index++) {
    const range = executorRange(document, index);
    if (range && range.to >= from) {
      found.push(index);
    }
  }
  return found;
}

/** The list of executors in the text, where the file has one. */
function listNode({ yaml, flow, isFlow }: FlowDocument): YamlSeq | null {
  const node = isFlow ? locate(yaml, [flow.listKey])?.node : undefined;
  const target = node?.kind === "alias" ? anchorsOf(yaml).get(node) : node;
  return target?.kind === "seq" ? target : null;
}
