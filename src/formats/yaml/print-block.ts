import { isList, isMap } from "../../model/python.ts";
import type { Value } from "../../model/value.ts";
import { printKey, printValue } from "./print-value.ts";

/** A value as YAML for a person to read and change: collections by lines, two blanks deeper each. */
export function printBlock(value: Value): string {
  return linesOf(value).join("\n");
}

function linesOf(value: Value): string[] {
  if (isMap(value) && value.size > 0) {
    return [...value].flatMap(([key, item]) => {
      const name = wordOf(printKey(key), key);
      const lines = linesOf(item);
      return isBlock(item)
        ? [`${name}:`, ...lines.map((line) => `  ${line}`)]
        : [`${name}: ${lines.join("\n")}`];
    });
  }
  if (isList(value) && value.length > 0) {
    return value.flatMap((item) =>
      linesOf(item).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
    );
  }
  return [wordOf(printValue(value), value)];
}

function isBlock(value: Value): boolean {
  return (isMap(value) && value.size > 0) || (isList(value) && value.length > 0);
}

/** What cannot be written is a variable's text, or an odd key: it is shown, and refused where it is handed back. */
function wordOf(printed: ReturnType<typeof printValue>, value: Value): string {
  return "text" in printed ? printed.text : JSON.stringify(String(value));
}
