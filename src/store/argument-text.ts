/** What a field shows of an argument: text that, handed back as it is, changes nothing. */

import { readTyped } from "../formats/edit/typed-argument.ts";
import { printBlock } from "../formats/yaml/print-block.ts";
import { printValue } from "../formats/yaml/print-value.ts";
import type { ArgumentField } from "../model/engine/argument-fields.ts";
import { isList, isMap } from "../model/python.ts";
import type { Value } from "../model/value.ts";

interface ArgumentText {
  readonly text: string;
  /** It may take several lines. */
  readonly isBlock: boolean;
}

/** `value` undefined: the file does not give the argument. */
export function argumentText(value: Value | undefined, kind: ArgumentField["kind"]): ArgumentText {
  const isBlock =
    kind === "yaml" || isMap(value) || (isList(value) && value.some((item) => isMap(item) || isList(item)));
  if (value === undefined || value === null) {
    return { text: "", isBlock };
  }
  if (isBlock) {
    return { text: printBlock(value), isBlock };
  }
  return { text: typeof value === "string" && standsForItself(value) ? value : inlineText(value), isBlock };
}

function standsForItself(text: string): boolean {
  const typed = readTyped(text);
  return !("refused" in typed) && typed.isPlain && text.trim() === text;
}

function inlineText(value: Value): string {
  const printed = printValue(value);
  return "text" in printed ? printed.text : JSON.stringify(String(value));
}
