/**
 * An old Flow file → the text changes that make it one of Jina 3.34.0, with comments, quotes, line breaks and layout as
 * they are. The changed text is read again, and proven to mean what the plan says, before anybody gets it.
 */

import { conversionRows, type ReportRow } from "../../model/legacy/conversion-report.ts";
import { planRewriting } from "../../model/legacy/plan.ts";
import { isTemplate } from "../../model/legacy/pods.ts";
import { isMap } from "../../model/python.ts";
import { differences } from "../../model/same-value.ts";
import { applySteps } from "../../model/steps.ts";
import { applyChanges, type TextChange } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { patchTree } from "../edit/patch-tree.ts";
import type { PatchOptions } from "../edit/patch-value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readValues } from "../read/read-values.ts";
import { parseYaml, type YamlDocument } from "../yaml/yaml.ts";
import { rowsByLine } from "./report.ts";
import { stepsAsWritten } from "./steps-as-written.ts";

/** A whole file written anew. */
export interface Rewritten {
  readonly changes: readonly TextChange[];
  /** What a person has to do or to look at, in sentences; absent where there is nothing. */
  readonly left?: readonly string[];
  /** What a person may want to know. */
  readonly notes: readonly string[];
  /** What was done at which line of the old text, in its order; absent where the file is written anew as a whole. */
  readonly rows?: readonly ReportRow[];
}

/** New sections come before the list, which is still under its old key; Jina's own files have the version in quotes. */
export const AS_CONVERTED: PatchOptions = {
  order: ["jtype", "version", "with", "gateway", "pods", "executors", "deployments"],
  wordKey: "jtype",
  quotedKey: "version",
  keepsQuotes: true,
  renamesAll: true,
};

/** How a text is converted, or why it is not: it is no YAML, has nothing old in it, or cannot be changed in part. */
export function convert(text: string): Rewritten | { refused: string } {
  const read = readOld(text);
  if ("refused" in read) {
    return read;
  }
  const { yaml, root } = read;
  const plan = planRewriting(root);
  if (!plan) {
    return { refused: "This file is in the form of Jina 3 already: there is nothing to convert." };
  }
  const steps = stepsAsWritten(yaml, plan.steps);
  const changes = "refused" in steps ? steps : patchTree(yaml, root, steps, AS_CONVERTED);
  if ("refused" in changes) {
    return changes;
  }
  const changed = applyChanges(text, changes);
  const after = rootOf(read.parse(changed));
  if ("refused" in after || !means(after.root, applySteps(root, plan.steps), text.includes("*"))) {
    return {
      refused:
        "The layout of this file does not let it be converted in place. Write out first what an anchor shares between several executors.",
    };
  }
  const { fault } = parseEngineYaml(changed);
  if (fault && !hasTemplate(root)) {
    return { refused: `Jina could not read the converted file. ${fault.message}` };
  }
  const left = fault
    ? [...plan.left, "Fill in what stands in {{ }}: neither YAML nor Jina 3 reads it."]
    : plan.left;
  const rows = rowsByLine(yaml, conversionRows(root, plan, beginsWithType(yaml, root)));
  return { changes, left, notes: plan.notes, rows };
}

/** True if `jtype: Flow` is written at the beginning as it is; a tag says it in another way. */
function beginsWithType({ text, root: node }: YamlDocument, root: ValueMap): boolean {
  const [first] = node?.kind === "map" ? node.entries : [];
  return (
    first !== undefined &&
    /^["']?jtype\b/.test(text.slice(first.key.from, first.key.to)) &&
    root.get("jtype") === "Flow"
  );
}

/** Keys at the top that the engine reads. */
const READ = new Set<string | number | undefined>([
  "jtype",
  "version",
  "with",
  "gateway",
  "executors",
  "deployments",
]);

/** `isShared`: under other keys may stand what aliases share, and what has changed there for all who use it. */
function means(root: ValueMap, wanted: ValueMap, isShared: boolean): boolean {
  for (const path of differences(root, wanted)) {
    if (!isShared || READ.has(path[0])) {
      return false;
    }
  }
  return true;
}

type Parse = (text: string) => YamlDocument;

interface Read {
  readonly yaml: YamlDocument;
  readonly root: ValueMap;
  /** The reader that took the text. */
  readonly parse: Parse;
}

/**
 * The text as the engine reads it, or else as YAML alone, which is how 0.x did: it took `!Flow` on the line of another
 * token too, and templates were filled in before anything read them.
 */
function readOld(text: string): Read | { refused: string } {
  const asEngine = parseEngineYaml(text);
  if (!asEngine.fault) {
    return withParser(asEngine, parseEngineYaml);
  }
  const plain = parseYaml(text);
  if (plain.fault) {
    return { refused: `The text is not YAML. ${asEngine.fault.message}` };
  }
  return withParser(plain, parseYaml);
}

function withParser(yaml: YamlDocument, parse: Parse): Read | { refused: string } {
  const read = rootOf(yaml);
  return "refused" in read ? read : { yaml, root: read.root, parse };
}

/** True if `{{ X }}` stands somewhere. */
function hasTemplate(value: Value): boolean {
  if (isTemplate(value)) {
    return true;
  }
  const items = isMap(value) ? [...value.values()] : Array.isArray(value) ? value : [];
  return items.some(hasTemplate);
}

/** The values of the whole file, with `jtype` first where a tag `!Flow` says it. */
function rootOf(yaml: YamlDocument): { root: ValueMap } | { refused: string } {
  if (yaml.fault) {
    return { refused: yaml.fault.message };
  }
  const { value, limit } = readValues(yaml);
  if (limit) {
    return { refused: limit.message };
  }
  if (!isMap(value)) {
    return { refused: "The file holds no Flow: there is nothing to convert." };
  }
  const root = value;
  const tag = yaml.root?.tag;
  return { root: tag && !root.has("jtype") ? new Map([["jtype", tag.slice(1)], ...root]) : root };
}
