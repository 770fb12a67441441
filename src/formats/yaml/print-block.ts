import { isList, isMap } from "../../model/python.ts";
import type { Value } from "../../model/value.ts";
import { printKey, printValue } from "./print-value.ts";

/** A value as YAML for a person to read and change: collections by lines, two blanks deeper each. */
export function printBlock(value: Value): string {
  const lines: string[] = [];
  addLines(value, "", "", lines);
  return lines.join("\n");
}

/** `first` stands before the first line, `rest` before all others. */
function addLines(value: Value, first: string, rest: string, lines: string[]): void {
  if (!isBlock(value)) {
    lines.push(first + wordOf(printValue(value), value));
    return;
  }
  const deeper = `${rest}  `;
  let before = first;
  if (isMap(value)) {
    for (const [key, item] of value) {
      const name = `${before}${wordOf(printKey(key), key)}:`;
      if (isBlock(item)) {
        lines.push(name);
        addLines(item, deeper, deeper, lines);
      } else {
        addLines(item, `${name} `, deeper, lines);
      }
      before = rest;
    }
  } else {
    for (const item of value as readonly Value[]) {
      addLines(item, `${before}- `, deeper, lines);
      before = rest;
    }
  }
}

function isBlock(value: Value): boolean {
  return (isMap(value) && value.size > 0) || (isList(value) && value.length > 0);
}

/** What cannot be written is a variable's text, or an odd key: it is shown, and refused where it is handed back. */
function wordOf(printed: ReturnType<typeof printValue>, value: Value): string {
  return "text" in printed ? printed.text : JSON.stringify(String(value));
}
