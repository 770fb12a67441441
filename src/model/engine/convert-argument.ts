/**
 * Texts of the command line as values of an argument's type.
 *
 * [A5] Whole numbers as Python's int() reads them; names of an enum in any case; maps from JSON or `key: value` texts.
 */
import { isList, isMap, parseInteger, pythonRepr, retype, splitKeyValue, typeName } from "../python.ts";
import { dumpJson, loadJson, type PythonFault } from "../python-json.ts";
import type { Value, ValueMap } from "../value.ts";
import type { Argument } from "./argument-table.ts";
import { type Token, textOf } from "./command-line.ts";

/** A value that an argument cannot have. */
export class Refused extends Error {
  readonly fault: PythonFault;

  constructor({ type, message }: PythonFault) {
    super(message);
    this.fault = { type, message };
  }
}

/** What argparse says of one argument before it exits. */
export function argumentFault({ flags }: Argument, message: string): PythonFault {
  return { type: "SystemExit", message: `argument ${flags.join("/")}: ${message}` };
}

/** One text as a number, a name or a text [A5]. @throws Refused */
export function convertText(argument: Argument, text: string): Value {
  const { type, choices = [] } = argument;
  switch (type) {
    case "int": {
      const number = parseInteger(text);
      if (number === null) {
        throw new Refused(argumentFault(argument, `invalid int value: ${shown(text)}`));
      }
      return number;
    }
    case "enum":
    case "enum list": {
      const name = text.toUpperCase();
      if (!choices.includes(name)) {
        throw new Refused(argumentFault(argument, `invalid from_string value: ${shown(text)}`));
      }
      return name;
    }
    case "choice":
      if (!choices.includes(text)) {
        const all = choices.map(pythonRepr).join(", ");
        throw new Refused(argumentFault(argument, `invalid choice: ${shown(text)} (choose from ${all})`));
      }
      return text;
    default:
      return text;
  }
}

let lastShown = { text: "", repr: "''" };

/** A text as Python shows it. One that `with` hands down is refused for each executor, and is held once. */
function shown(text: string): string {
  if (text !== lastShown.text) {
    lastShown = { text, repr: pythonRepr(text) };
  }
  return lastShown.repr;
}

/**
 * A map with what the tokens add to it: each is JSON, or a text `key: value` [A5].
 *
 * @param before what the argument holds already
 * @param onToken hears of each token before it is read
 * @throws Refused
 */
export function extendMap(
  before: Value | undefined,
  tokens: readonly Token[],
  onToken: (token: Token) => void,
): ValueMap {
  const [first] = tokens;
  if (first && before === undefined && tokens.length === 1 && isMap(first.content)) {
    // Its JSON would be read again as what it is.
    return first.content;
  }
  const map = new Map(isMap(before) ? before : []);
  for (const token of tokens) {
    onToken(token);
    const { content } = token;
    const reading = typeof content === "string" ? loadJson(content) : { value: content };
    if ("value" in reading) {
      updateMap(map, reading.value);
      continue;
    }
    if (reading.fault.type !== "JSONDecodeError") {
      throw new Refused(reading.fault);
    }
    const pair = splitKeyValue(textOf(token));
    if (!pair) {
      const message = `could not parse argument "${textOf(first ?? token)}" as k=v format`;
      throw new Refused({ type: "ArgumentTypeError", message });
    }
    map.set(pair.key, retype(pair.value));
  }
  return map;
}

/** What a Python loop over a value of JSON goes through. @throws Refused where it is no collection. */
export function iterate(value: Value): readonly Value[] {
  if (isMap(value)) {
    return [...value.keys()];
  }
  if (isList(value)) {
    return value;
  }
  if (typeof value === "string") {
    return [...value];
  }
  throw new Refused({ type: "TypeError", message: `'${typeName(value)}' object is not iterable` });
}

/** Python's dict.update() with a value of JSON: a map, or a list of pairs. @throws Refused */
function updateMap(map: Map<string, Value>, value: Value): void {
  if (isMap(value)) {
    for (const [key, item] of value) {
      map.set(key, item);
    }
    return;
  }
  for (const [index, pair] of iterate(value).entries()) {
    if (!isMap(pair) && !isList(pair) && typeof pair !== "string") {
      throw new Refused({
        type: "TypeError",
        message: `cannot convert dictionary update sequence element #${index} to a sequence`,
      });
    }
    const items = iterate(pair);
    const [key, item] = items;
    if (key === undefined || item === undefined || items.length > 2) {
      throw new Refused({
        type: "ValueError",
        message: `dictionary update sequence element #${index} has length ${items.length}; 2 is required`,
      });
    }
    if (isMap(key) || isList(key)) {
      throw new Refused({ type: "TypeError", message: `unhashable type: '${typeName(key)}'` });
    }
    map.set(typeof key === "string" ? key : dumpJson(key), item);
  }
}
