/**
 * A file that describes a Deployment or an Executor → a Flow of that one. What it says keeps its lines, moved to the
 * right under the new entry; where its layout does not let that be, it is written anew.
 *
 * [W1] A Deployment's `with` becomes the entry, save its ports and protocols: they are those of its gateway, which is
 *      the Flow's then.
 * [W2] What an Executor's file says stands in the `uses` of the entry.
 * [W3] No value is lost, and no comment: where the file is written anew, its comments come first.
 */

import { isIdentifier, isMap } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import { applyChanges, diffChange, type TextChange } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { allComments } from "../edit/comments.ts";
import { Unwritable } from "../edit/line-printer.ts";
import { TextLines } from "../edit/text-lines.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readValues } from "../read/read-values.ts";
import { recogniseRoot } from "../read/root-kind.ts";
import { printPair } from "../yaml/print-value.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import type { Rewritten } from "./convert.ts";
import { spliceDeployment, spliceExecutor } from "./wrap-text.ts";

/** The file as a Flow of one executor, or why it cannot be one: it is no YAML, or describes something else. */
export function wrapAsFlow(text: string): Rewritten | { refused: string } {
  const yaml = parseEngineYaml(text);
  if (yaml.fault) {
    return { refused: `The text is not YAML. ${yaml.fault.message}` };
  }
  const { value, limit } = readValues(yaml);
  if (limit) {
    return { refused: limit.message };
  }
  const { kind, sentence } = recogniseRoot(value);
  if (kind !== "Deployment" && kind !== "Executor") {
    return { refused: sentence };
  }
  const root = value as ValueMap;
  try {
    return kind === "Deployment" ? wrapDeployment(yaml, root) : wrapExecutor(yaml, root);
  } catch (error) {
    if (error instanceof Unwritable) {
      return { refused: error.message };
    }
    throw error;
  }
}

/** Keys of a Deployment that say how its gateway is reached. */
const GATEWAY_KEYS = new Set(["port", "ports", "protocol", "protocols"]);

function wrapDeployment(yaml: YamlDocument, root: ValueMap): Rewritten {
  const given = root.get("with") ?? null;
  if (given !== null && !isMap(given)) {
    throw new Unwritable("with is no mapping here: fix it first.");
  }
  const all: ValueMap = given ?? new Map();
  const hasGateway = all.get("include_gateway") !== false;
  const gateway = new Map([...all].filter(([key]) => hasGateway && GATEWAY_KEYS.has(key)));
  const own = [...all].filter(([key]) => !gateway.has(key));
  const args = new Map<string, Value>(own.length > 0 ? own : [["name", "executor"]]);
  const notes: string[] = [];
  const name = args.get("name");
  if (typeof name === "string" && !isIdentifier(name)) {
    args.set("name", identifierOf(name));
    notes.push(`The executor is called ${identifierOf(name)}: no executor of a Flow can be called ${name}.`);
  }
  if (gateway.size > 0) {
    const keys = [...gateway.keys()].join(" and ");
    notes.push(`${keys} moved to the Flow's with: its gateway is reached there, as the Deployment's was.`);
  }
  const wanted = new Map<string, Value>([
    ["jtype", "Flow"],
    ...[...root].filter(([key]) => key !== "jtype" && key !== "with"),
  ]);
  if (gateway.size > 0) {
    wanted.set("with", gateway);
  }
  wanted.set("executors", [args]);
  return { changes: proven(yaml, spliceDeployment(yaml, root, gateway, args), wanted), notes };
}

function wrapExecutor(yaml: YamlDocument, root: ValueMap): Rewritten {
  const jtype = String(root.get("jtype"));
  const metas = root.get("metas");
  const given = metas instanceof Map ? metas.get("name") : undefined;
  const name = identifierOf(typeof given === "string" && given !== "" ? given : snakeCase(jtype));
  const args = new Map<string, Value>([
    ["name", name],
    ["uses", root],
  ]);
  const wanted = new Map<string, Value>([
    ["jtype", "Flow"],
    ["version", 1],
    ["executors", [args]],
  ]);
  return { changes: proven(yaml, spliceExecutor(yaml, name), wanted), notes: [] };
}

/** The changes if the text means what it should with them, else those to a text that is written anew. */
function proven(yaml: YamlDocument, spliced: TextChange[] | null, wanted: ValueMap): readonly TextChange[] {
  const after = spliced && parseEngineYaml(applyChanges(yaml.text, spliced));
  const comments = allComments(yaml);
  const isMeant =
    after &&
    !after.fault &&
    sameValue(readValues(after).value, wanted) &&
    allComments(after).toSorted().join("\n") === comments.toSorted().join("\n");
  if (isMeant) {
    return spliced;
  }
  const eol = new TextLines(yaml.text).breakFor(0);
  const mark = yaml.text.startsWith("\ufeff") ? "\ufeff" : "";
  const head = comments.map((comment) => comment + eol).join("");
  return diffChange(yaml.text, mark + head + printFlow(wanted, eol));
}

// --- texts

/** The Flow in a plain layout: a line for each key, and for each key of its one executor. */
function printFlow(flow: ValueMap, eol: string): string {
  const lines: string[] = [];
  for (const [key, value] of flow) {
    if (key !== "executors") {
      lines.push(pairOf(key, value));
      continue;
    }
    lines.push("executors:");
    const [entry] = value as readonly [ValueMap];
    for (const [index, [name, argument]] of [...entry].entries()) {
      lines.push(`${index === 0 ? "  - " : "    "}${pairOf(name, argument)}`);
    }
  }
  return lines.map((line) => line + eol).join("");
}

function pairOf(key: string, value: Value): string {
  const printed =
    key === "version" && value === 1
      ? { text: "version: '1'" }
      : key === "jtype" && value === "Flow"
        ? { text: "jtype: Flow" }
        : printPair(key, value);
  if ("refused" in printed) {
    throw new Unwritable(printed.refused);
  }
  return printed.text;
}

/** The nearest name that Python takes. */
function identifierOf(name: string): string {
  const words = name.replace(/[^\p{L}\p{N}_]+/gu, "_");
  return isIdentifier(words) ? words : `_${words}`.replace(/[^\w]/g, "_");
}

/** `MyExecutor` as `my_executor`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}
