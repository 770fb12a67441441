/** The changes of a conversion at the lines of the old text. Time is linear in text and changes. */
import { cut } from "../../base/words.ts";
import type { ConversionRow, ReportRow } from "../../model/legacy/conversion-report.ts";
import type { Path } from "../../model/path.ts";
import { keyOf, rangeOf } from "../read/read-values.ts";
import type { YamlDocument, YamlNode } from "../yaml/yaml.ts";

/** Each change with its line in the text, in the order of the text. */
export function rowsByLine(yaml: YamlDocument, rows: readonly ConversionRow[]): ReportRow[] {
  const places = placesOf(yaml, rows);
  const placed = rows
    .map(({ path, sentence }) => {
      // What comes in by an alias or a merge key stands elsewhere.
      const at = places.get(nameOf(path)) ?? rangeOf(yaml, path, true)?.from ?? 0;
      return { at, sentence };
    })
    .sort((a, b) => a.at - b.at);
  const { text } = yaml;
  const breaks = /\r\n|\r|\n/g;
  let line = 1;
  let start = 0;
  let end = endOfLine(breaks, text);
  return placed.map(({ at, sentence }) => {
    while (at > end) {
      line++;
      start = breaks.lastIndex;
      end = endOfLine(breaks, text);
    }
    return { line, before: cut(text.slice(start, end).trim(), 80), text: sentence };
  });
}

/** The end of the line that begins where the last search for breaks ended. */
function endOfLine(breaks: RegExp, text: string): number {
  const match = breaks.exec(text);
  return match ? match.index : text.length;
}

/** By path, where the key or the item begins: one walk over the nodes, since a file may have a change in each line. */
function placesOf({ root }: YamlDocument, rows: readonly ConversionRow[]): ReadonlyMap<string, number> {
  const wanted = new Set(
    rows.flatMap(({ path }) => path.map((_, index) => nameOf(path.slice(0, index + 1)))),
  );
  const places = new Map<string, number>();
  const path: (string | number)[] = [];
  const enter = (step: string | number, at: number, value: YamlNode) => {
    path.push(step);
    const name = nameOf(path);
    if (wanted.has(name)) {
      // Of a key that stands twice the last one counts.
      places.set(name, at);
      visit(value);
    }
    path.pop();
  };
  const visit = (node: YamlNode): void => {
    if (node.kind === "map") {
      for (const entry of node.entries) {
        const key = keyOf(entry);
        if (key !== null) {
          enter(key, entry.key.from, entry.value);
        }
      }
    } else if (node.kind === "seq") {
      for (const [index, { from, value }] of node.items.entries()) {
        enter(index, from, value);
      }
    }
  };
  if (root) {
    visit(root);
  }
  return places;
}

function nameOf(path: Path): string {
  return JSON.stringify(path);
}
