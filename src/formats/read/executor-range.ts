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
  const items = document.legacy ? [] : (listNode(document)?.items ?? []);
  const count = document.legacy?.pods.length ?? items.length;
  const startOf = (index: number) => items[index]?.from ?? executorRange(document, index)?.from ?? 0;
  // The last one that begins before it may reach into it.
  let low = 0;
  for (let high = count; low < high; ) {
    const middle = (low + high) >> 1;
    if (startOf(middle) <= from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const found: number[] = [];
  for (let index = Math.max(0, low - 1); index < count && startOf(index) <= to; index++) {
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
