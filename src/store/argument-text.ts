/** What a field shows of an argument, or of a value in one: text that, handed back as it is, changes nothing. */

import { readTyped } from "../formats/edit/typed-argument.ts";
import { printBlock } from "../formats/yaml/print-block.ts";
import { printValue } from "../formats/yaml/print-value.ts";
import { isList, isMap } from "../model/python.ts";
import type { Value } from "../model/value.ts";

interface ArgumentText {
  readonly text: string;
  /** It may take several lines. */
  readonly isBlock: boolean;
}

/**
 * `as`: where the engine wants a text, any plain word stands for itself; a value that is another one as YAML is in
 * quotes; a block is of several lines. `value` undefined: the file does not give it.
 */
export function argumentText(value: Value | undefined, as: "text" | "value" | "block"): ArgumentText {
  const isBlock =
    as === "block" || isMap(value) || (isList(value) && value.some((item) => isMap(item) || isList(item)));
  if (value === undefined || value === null) {
    return { text: "", isBlock };
  }
  if (isBlock) {
    return { text: printBlock(value), isBlock };
  }
  return {
    text: typeof value === "string" && standsForItself(value, as) ? value : inlineText(value),
    isBlock,
  };
}

function standsForItself(text: string, as: "text" | "value" | "block"): boolean {
  const typed = readTyped(text);
  return (
    !("refused" in typed) && typed.isPlain && text.trim() === text && (as === "text" || typed.value === text)
  );
}

function inlineText(value: Value): string {
  const printed = printValue(value);
  return "text" in printed ? printed.text : JSON.stringify(String(value));
}
