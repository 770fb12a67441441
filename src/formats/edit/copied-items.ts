/** Executors of a Flow as items of their own, and as the text that the clipboard has of them. */
import type { Refusal } from "../../model/edit/edit.ts";
import { describedElsewhere } from "../../model/edit/plan-draft.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import type { Flow } from "../../model/flow.ts";
import type { PastedItem } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { isList, isMap } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import type { Value } from "../../model/value.ts";
import type { FlowDocument } from "../read/read-flow.ts";
import { anchorsOf, locate } from "../read/read-values.ts";
import { printBlock } from "../yaml/print-block.ts";
import type { YamlDocument, YamlSeq } from "../yaml/yaml.ts";
import { readItemText, textOfItem } from "./item-text.ts";
import { NodePlaces } from "./node-places.ts";

/** Items of a list, each once, and where they stand in it. */
export interface CopiedItems {
  readonly items: readonly PastedItem[];
  readonly entries: readonly number[];
}

/** The executors of these names, in the order of the file, or why there is none of one. */
export function copiedItems(document: FlowDocument, names: readonly string[]): CopiedItems | Refusal {
  const { built, flow } = document;
  const entries = new Set<number>();
  for (const name of names) {
    const node = built.byName.get(name);
    const source = flow.entries[node?.entry ?? -1]?.deployment;
    if (!node || node.entry < 0) {
      return {
        refused: node
          ? `${name} is added by Jina itself: it stands nowhere in the file.`
          : `There is no executor ${name}.`,
      };
    }
    if (source?.kind === "file") {
      return { refused: describedElsewhere(name, source.file) };
    }
    entries.add(node.entry);
  }
  const sorted = [...entries].sort((a, b) => a - b);
  const values = document.root?.get(flow.listKey);
  const items = itemsOf(document.yaml, [flow.listKey], isList(values) ? values : [], { flow, built });
  return { items: sorted.flatMap((entry) => items(entry) ?? []), entries: sorted };
}

/** Finds the items of a list, which stands at `path`, by their index; null for one that is no mapping. */
export function itemsOf(
  yaml: YamlDocument,
  path: Path,
  values: readonly Value[],
  { flow, built }: { readonly flow: Flow; readonly built: BuiltFlow },
): (index: number) => PastedItem | null {
  const seq = seqAt(yaml, path);
  const places = yaml.root && new NodePlaces(yaml, yaml.root);
  const names = new Map<number, string>();
  for (const { entry, name } of built.nodes) {
    if (!names.has(entry)) {
      names.set(entry, name);
    }
  }
  return (index) => {
    const value = values[index];
    if (value === undefined || !isMap(value)) {
      return null;
    }
    const written = value.get("name");
    const made = names.get(index) ?? (typeof written === "string" && written !== "" ? written : "executor1");
    const name = flow.entries[index]?.deployment ? null : made;
    const text = seq && places && seq.items[index] ? textOfItem(places, seq, index) : "";
    const read = readItemText(text);
    return { value, name, ...(read && sameValue(read.value, value) && { text }) };
  };
}

function seqAt(yaml: YamlDocument, path: Path): YamlSeq | null {
  const node = locate(yaml, path)?.node;
  const target = node?.kind === "alias" ? anchorsOf(yaml).get(node) : node;
  return target?.kind === "seq" ? target : null;
}

/** A list of the items as YAML, each as it is written, or printed where it cannot stand alone so. */
export function printItems(items: readonly PastedItem[]): string {
  return items.map(({ text, value }) => text ?? `${printBlock([value])}\n`).join("");
}
