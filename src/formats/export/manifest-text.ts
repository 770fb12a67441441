/**
 * Resources → YAML. The engine writes without quotes what its own reader, of YAML 1.1 without `on` and `off`, takes for a
 * text: others take `y` for true and `1e3` for a number. Mended, such texts stand in quotes.
 */
import { byCodePoint, isList, isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { type Dumped, dumpYaml, isWrittenPlain, Quoted } from "../read/engine-dump.ts";

/** What some reader of YAML takes for a boolean, nothing or a number. */
const ELSE =
  /^(?:[yn]|yes|no|on|off|true|false|null|~|[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d+)?|[-+]?0o[0-7_]+|[-+]?\.(?:inf|nan))$/i;

/** Whether a text of a value stands without quotes that some readers would not take for a text. */
export function hasUnquoted(value: Value): boolean {
  if (typeof value === "string") {
    return isMisread(value);
  }
  return isList(value)
    ? value.some(hasUnquoted)
    : isMap(value) && [...value].some(([key, item]) => isMisread(key) || hasUnquoted(item));
}

function isMisread(text: string): boolean {
  return ELSE.test(text) && isWrittenPlain(text);
}

/** One document, with a line break at its end. */
export function printManifest(resource: ValueMap, options: { sorted: boolean; isMended: boolean }): string {
  const write = (value: Value): Dumped => {
    if (typeof value === "string") {
      return options.isMended && isMisread(value) ? new Quoted(value) : value;
    }
    if (isList(value)) {
      return value.map(write);
    }
    if (!isMap(value)) {
      return value;
    }
    const entries = [...value].map(([key, item]) => [key, write(item)] as const);
    return new Map(options.sorted ? entries.sort(([one], [other]) => byCodePoint(one, other)) : entries);
  };
  return dumpYaml(
    write(resource) as ReadonlyMap<string, Dumped>,
    (key) => options.isMended && isMisread(key),
  );
}
