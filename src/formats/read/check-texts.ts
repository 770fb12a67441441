/**
 * What the engine makes of a file without a word, where a person would think otherwise: texts that it re-types, line
 * breaks that it doubles, keys that it does not read, keys that stand twice. All are warnings or hints.
 */
import { counted, cut } from "../../base/words.ts";
import { keyAt, type OwnerAt } from "../../model/engine/argument-sentences.ts";
import { JCLOUD, jcloudWords } from "../../model/engine/jcloud.ts";
import { meantBy } from "../../model/meant.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { isList, isMap, pythonStr } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueOfScalar } from "../yaml/scalar.ts";
import type { YamlDocument, YamlNode, YamlScalar } from "../yaml/yaml.ts";
import { anchorsOf, isMergeKey, keyOf } from "./read-values.ts";

/** Keys at the top of a file that the engine reads; all others are passed over. */
const TOP_KEYS = new Set(["jtype", "version", "with", "executors", "deployments", "gateway", "py_modules"]);

/** What the text says that no value does: keys that nobody reads, keys that come twice, tags. */
export function checkTexts(
  yaml: YamlDocument,
  root: ValueMap,
  effective: ValueMap,
  ownerAt: OwnerAt,
): Problem[] {
  const problems: Problem[] = [];
  visit(yaml.root!, [], problems, (path) => keyAt(path, ownerAt));
  return [...problems, ...tagForm(yaml), ...unusedKeys(yaml, root, effective)];
}

/** `path` is one list for all nodes, that of the node while it is visited. */
function visit(
  node: YamlNode,
  path: (string | number)[],
  problems: Problem[],
  nameOf: (path: Path) => string,
): void {
  switch (node.kind) {
    case "map": {
      const seen = new Set<string>();
      for (const entry of node.entries) {
        const key = keyOf(entry);
        if (key !== null && seen.has(key) && !isMergeKey(entry.key)) {
          problems.push({
            code: "key-twice",
            severity: "warning",
            path: [...path, key],
            range: { from: entry.key.from, to: entry.key.to },
            message: `The key ${nameOf([...path, key])} stands here more than once: Jina takes the last one, ignores the others and does not say so.`,
          });
        }
        seen.add(key ?? "");
        path.push(key ?? "");
        visit(entry.value, path, problems, nameOf);
        path.pop();
      }
      return;
    }
    case "seq":
      for (const [index, { value }] of node.items.entries()) {
        path.push(index);
        visit(value, path, problems, nameOf);
        path.pop();
      }
      return;
    case "scalar": {
      const problem = scalarProblem(node, path, nameOf);
      if (problem) {
        problems.push({ ...problem, path: [...path] });
      }
      return;
    }
    case "alias":
      return;
  }
}

function scalarProblem(
  scalar: YamlScalar,
  path: Path,
  nameOf: (path: Path) => string,
): Omit<Problem, "path"> | null {
  const { style, value, from, to } = scalar;
  if (style === "plain" || style === "empty") {
    return null;
  }
  const range = { from, to };
  if (/[^\n]\n/.test(value) && (style === "literal" || style === "folded")) {
    return {
      code: "text-changed",
      severity: "warning",
      range,
      message: `The line breaks in the ${nameOf(path)} are doubled: Jina puts one more between all lines of a file before it reads them.`,
    };
  }
  const read = valueOfScalar(scalar);
  // Version is written in quotes everywhere, and read as the number that is meant.
  if (read === value || path[0] === "version" || value === "") {
    return null;
  }
  return {
    code: "text-changed",
    severity: typeof read === "string" || looksMeant(value) ? "warning" : "hint",
    range,
    message: `Jina reads the ${nameOf(path)}, ${JSON.stringify(cut(value))}, as ${describe(read)}, in quotes too.`,
  };
}

/** A text whose spelling is lost by the reading: `007`, `1.50`. */
function looksMeant(text: string): boolean {
  return !/^(?:-?(?:0|[1-9]\d{0,15})|-?(?:0|[1-9]\d*)\.\d*[1-9]|true|false)$/.test(text);
}

function describe(value: Value): string {
  if (value === null) {
    return "nothing";
  }
  if (isList(value)) {
    return `a list of ${counted(value.length, "item")}`;
  }
  if (typeof value === "boolean") {
    return value ? "true" : "false";
  }
  if (typeof value === "string") {
    return `the text ${JSON.stringify(cut(value))}`;
  }
  return `the number ${cut(pythonStr(value))}`;
}

/** `!Flow` on a line of its own: the engine itself puts `jtype: Flow` in its place. */
function tagForm({ text, root }: YamlDocument): Problem[] {
  const first = root?.kind === "map" ? root.entries[0] : undefined;
  if (!first || text.slice(first.key.from, first.key.to) !== "!Flow") {
    return [];
  }
  const range = { from: first.key.from, to: first.key.to };
  return [
    {
      code: "tag-form",
      severity: "hint",
      path: ["jtype"],
      range,
      message:
        "!Flow is an old way to begin a Flow: jtype: Flow means the same, and is read by every YAML tool.",
      fix: { label: "Write jtype: Flow", changes: [{ ...range, insert: "jtype: Flow" }] },
    },
  ];
}

/** Keys that nobody reads: neither the engine, nor a reference, nor an alias of something inside. */
function unusedKeys(yaml: YamlDocument, root: ValueMap, effective: ValueMap): Problem[] {
  const problems: Problem[] = [];
  const referred = referredKeys(root);
  const aliased = aliasedKeys(yaml);
  const hasList = effective.has("executors") || effective.has("deployments");
  for (const key of effective.keys()) {
    // Without a list of today's the whole file is one of an old version, which is said elsewhere.
    if (key === "pods" && !hasList) {
      continue;
    }
    if (!TOP_KEYS.has(key) && key !== JCLOUD && !referred.has(key) && !aliased.has(key)) {
      const meant = sectionMeant(key, root, hasList);
      const advice = meant ? `Did you mean ${meant}?` : (jcloudWords(key) ?? "");
      problems.push({
        code: "key-unused",
        severity: "warning",
        path: [key],
        isKey: true,
        message:
          `${cut(key)} at the top of the file is ignored: Jina does not read it there, and does not say so. ${advice}`.trimEnd(),
        ...(meant
          ? { fix: { label: `Write ${meant}`, edit: { kind: "rename-key", path: [key], to: meant } } }
          : {}),
      });
    }
  }
  if (effective.has("executors") && effective.has("deployments")) {
    problems.push({
      code: "key-unused",
      severity: "warning",
      path: ["deployments"],
      isKey: true,
      message:
        "deployments is ignored, and Jina does not say so, because executors stands here too: write all in one list.",
    });
  }
  return problems;
}

/** Sections of a file, and whether a value can be one. */
const SECTIONS: ReadonlyMap<string, (value: Value) => boolean> = new Map<string, (value: Value) => boolean>([
  ["executors", Array.isArray],
  ["deployments", Array.isArray],
  ["with", (value) => isMap(value)],
  ["gateway", (value) => isMap(value)],
  ["version", (value) => value === 1 || value === "1"],
]);

/** The section that a key at the top was meant to be, if the file has none of it yet. */
function sectionMeant(key: string, root: ValueMap, hasList: boolean): string | null {
  const meant = meantBy(key, [...SECTIONS.keys()]);
  const isList = meant === "executors" || meant === "deployments";
  const isFree = meant !== null && !root.has(meant) && !(isList && hasList);
  return isFree && SECTIONS.get(meant)!(root.get(key) ?? null) ? meant : null;
}

/** Keys at the top that a reference names. */
function referredKeys(root: ValueMap): Set<string> {
  const keys = new Set<string>();
  for (const text of textsOf(root)) {
    for (const [, key] of text.matchAll(/root\.([^.[\]{}\s]+)/g)) {
      keys.add(key!);
    }
  }
  return keys;
}

/** Keys at the top with something in them that an alias stands for. */
function aliasedKeys(yaml: YamlDocument): Set<string | null> {
  const keys = new Set<string | null>();
  const targets = [...new Set(anchorsOf(yaml).values())].sort((a, b) => a.from - b.from);
  let next = 0;
  for (const entry of yaml.root?.kind === "map" ? yaml.root.entries : []) {
    while (next < targets.length && targets[next]!.from < entry.value.from) {
      next++;
    }
    if (next < targets.length && targets[next]!.to <= entry.value.to) {
      keys.add(keyOf(entry));
    }
  }
  return keys;
}

/** All texts with a reference in them. */
function* textsOf(value: Value): Generator<string> {
  if (typeof value === "string") {
    if (value.includes("${{")) {
      yield value;
    }
  } else if (isList(value)) {
    for (const item of value) {
      yield* textsOf(item);
    }
  } else if (isMap(value)) {
    for (const item of value.values()) {
      yield* textsOf(item);
    }
  }
}
