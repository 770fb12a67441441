/** By how many columns a file indents mappings and lists below their keys; two where it shows none. */
import type { YamlNode } from "../yaml/yaml.ts";
import type { TextLines } from "./text-lines.ts";

/** Columns by which a value stands deeper than its key. */
export interface Indentation {
  readonly map: number;
  readonly list: number;
}

/** The indentation of the first mapping and the first list in the upper levels of the file. */
export function findIndentation(root: YamlNode, lines: TextLines): Indentation {
  let map: number | null = null;
  let list: number | null = null;
  const look = (node: YamlNode, depth: number): void => {
    if (node.kind === "seq" && !node.flow && node.items[0]) {
      look(node.items[0].value, depth + 1);
    }
    if (node.kind !== "map" || node.flow || depth > 3) {
      return;
    }
    const column = lines.column(node.from);
    for (const { value } of node.entries) {
      if ((value.kind === "map" || value.kind === "seq") && !value.flow) {
        const step = lines.column(value.from) - column;
        if (value.kind === "map") {
          map ??= step;
        } else {
          list ??= step;
        }
        look(value, depth + 1);
      }
    }
  };
  look(root, 0);
  return { map: map ?? 2, list: list ?? 2 };
}
