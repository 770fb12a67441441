/** Text of any origin → the executors that it holds: one mapping, a list of them, or a whole Flow. */
import type { Refusal } from "../../model/edit/edit.ts";
import { TABLE } from "../../model/engine/argument-table.ts";
import { buildFlow } from "../../model/engine/build.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import type { PastedItem } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { placeOf } from "../../model/problem.ts";
import { isList, isMap } from "../../model/python.ts";
import { shorten } from "../../model/shorten.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { listKeyOf, loadFlow } from "../read/load-flow.ts";
import { contextOf } from "../read/read-document.ts";
import { locate, readValues } from "../read/read-values.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import { itemsOf } from "./copied-items.ts";
import { readItemText, textOfMapping } from "./item-text.ts";
import { NodePlaces } from "./node-places.ts";

interface PastedItems {
  readonly items: readonly PastedItem[];
  /** The Flow that they make by themselves, in the same order. */
  readonly alone: BuiltFlow;
}

const WANTED = "one executor, a list of executors or a whole Flow, as YAML";

/** What a text holds that can be pasted, or what is wrong with it, and where. */
export function pastedItems(text: string): PastedItems | Refusal {
  if (text.trim() === "") {
    return { refused: `The clipboard holds no text: copy ${WANTED}.` };
  }
  const yaml = parseEngineYaml(text);
  if (yaml.fault) {
    const { line, column } = placeOf(text, yaml.fault.from);
    return {
      refused: `The pasted text is no YAML (line ${line}, column ${column}): ${yaml.fault.message}`,
    };
  }
  const { value, limit } = readValues(yaml);
  if (limit) {
    return { refused: `The text cannot be pasted: ${limit.message}` };
  }
  if (isList(value)) {
    return fromList(yaml, [], value);
  }
  if (!isMap(value)) {
    return { refused: `“${shorten(text.trim(), 40)}” is no executor: copy ${WANTED}.` };
  }
  const jtype = value.get("jtype");
  if (jtype === "Flow" || value.has("executors") || value.has("deployments")) {
    const listKey = listKeyOf(value);
    const list = value.get(listKey) ?? [];
    return isList(list)
      ? fromList(yaml, [listKey], list)
      : { refused: `${listKey} of the pasted Flow is no list (${placeIn(yaml, [listKey])}).` };
  }
  const refused = refuseItem(value, "The pasted text");
  if (refused !== null) {
    return { refused };
  }
  const read = yaml.root && readItemText(textOfMapping(new NodePlaces(yaml, yaml.root), yaml.root));
  return fromList(read?.yaml ?? yaml, [], [value]);
}

const CONTEXT = contextOf({});

function fromList(yaml: YamlDocument, path: Path, list: readonly Value[]): PastedItems | Refusal {
  for (const [index, item] of list.entries()) {
    const refused = refuseItem(item, `Item ${index + 1} of the pasted text`);
    if (refused !== null) {
      return { refused: `${refused} (${placeIn(yaml, [...path, index])})` };
    }
  }
  if (list.length === 0) {
    return { refused: "There is no executor in the pasted text." };
  }
  const root = new Map<string, Value>([["executors", list]]);
  const flow = loadFlow(root, CONTEXT).flow;
  const alone = buildFlow(flow).flow;
  const items = itemsOf(yaml, path, list, { flow, built: alone });
  return { items: list.flatMap((_, index) => items(index) ?? []), alone };
}

function placeIn(yaml: YamlDocument, path: Path): string {
  const { line, column } = placeOf(yaml.text, locate(yaml, path)?.node.from ?? 0);
  return `line ${line}, column ${column}`;
}

/** Keys by which an executor is known: `with` is a Deployment's. */
const KNOWN = new Set(["name", "method", "needs", "with", ...TABLE.deployment.map(({ name }) => name)]);

function refuseItem(item: Value, what: string): string | null {
  if (!isMap(item)) {
    return `${what} is no executor: an executor is a mapping, such as name: encoder.`;
  }
  return isExecutor(item)
    ? null
    : `${what} is no executor: none of its keys is an argument of one, ${[...item.keys()].slice(0, 3).join(", ") || "it has none"}.`;
}

function isExecutor(item: ValueMap): boolean {
  const jtype = item.get("jtype");
  return (
    (jtype === undefined || jtype === "Deployment") &&
    [...item.keys()].some((key) => KNOWN.has(key.replaceAll("-", "_")))
  );
}
