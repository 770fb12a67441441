/** Nodes as Python writes the values that they become: the engine shows a key so that it cannot take. */

import { pythonRepr } from "../../model/python.ts";
import { Float, type Value } from "../../model/value.ts";
import { resolvePlain } from "./scalar.ts";
import type { YamlNode, YamlScalar } from "./yaml.ts";

/** Nodes that are shown of one value; aliases can make it gigantic. */
const MAX_SHOWN = 40;

/** Python's repr() of a value, with `...` where it is cut. Merge keys are shown as they stand. */
export function reprOf(node: YamlNode, anchors: ReadonlyMap<string, YamlNode>): string {
  let left = MAX_SHOWN;
  const show = (written: YamlNode): string => {
    const shown = written.kind === "alias" ? anchors.get(written.name)! : written;
    left--;
    if (left < 0) {
      return "...";
    }
    switch (shown.kind) {
      case "scalar":
        return reprOfScalar(shown);
      case "seq":
        return `[${shown.items.map(({ value }) => show(value)).join(", ")}]`;
      case "map":
        return `{${shown.entries.map(({ key, value }) => `${show(key)}: ${show(value)}`).join(", ")}}`;
      case "alias":
        return "...";
    }
  };
  return show(node);
}

function reprOfScalar({ style, value }: YamlScalar): string {
  return style === "plain" || style === "empty" ? reprOfValue(resolvePlain(value)) : pythonRepr(value);
}

function reprOfValue(value: Value): string {
  if (typeof value === "string") {
    return pythonRepr(value);
  }
  if (value instanceof Float) {
    return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  }
  return value === null ? "None" : value === true ? "True" : value === false ? "False" : String(value);
}
