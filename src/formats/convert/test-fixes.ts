/**
 * For tests: files with something wrong in them that can be fixed, and what the laws of fixes ask of each fix. The laws
 * are told in fix-laws.test.ts.
 */

import type { FileFix, Problem, ProblemCode } from "../../model/problem.ts";
import { isSameProblem } from "../../model/problem-groups.ts";
import { sameValue } from "../../model/same-value.ts";
import { applyChanges, invertChanges } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import { allComments } from "../edit/comments.ts";
import { editDocument } from "../edit/edit-document.ts";
import type { Draw } from "../edit/test-edits.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { type FlowDocument, readFlow } from "../read/read-flow.ts";
import { locate } from "../read/read-values.ts";
import { applyFix, type Fixed } from "./apply-fix.ts";

// --- what is wrong

/** Keys as people write them for others. */
const SLIPS = [
  ["uses", "use"],
  ["uses", "Uses"],
  ["uses", "usse"],
  ["replicas", "replica"],
  ["replicas", "REPLICAS"],
  ["replicas", "replicaz"],
  ["needs", "need"],
  ["needs", "Needs"],
  ["needs", "nedes"],
  ["shards", "shard"],
  ["shards", "parallel"],
  ["uses_with", "uses_wih"],
  ["uses_with", "usesWith"],
  ["uses_with", "override_with"],
  ["uses_with", "uses_wi"],
  ["env", "evn"],
  ["name", "Name"],
  ["name", "nam"],
  ["polling", "poling"],
  ["volumes", "volume"],
  ["method", "Method"],
  ["floating", "floatin"],
  ["port", "port_in"],
  ["port", "prot"],
  ["protocol", "protocl"],
] as const;

const TOP_SLIPS = [
  ["executors", "executor"],
  ["executors", "Executors"],
  ["executors", "excutors"],
  ["executors", "pods"],
  ["deployments", "deployment"],
  ["gateway", "gateways"],
  ["with", "With"],
  ["version", "versions"],
  ["jtype", "jtyp"],
  ["jtype", "Jtype"],
] as const;

/** Arguments that have no effect, or a wrong value. */
const ODD: readonly (readonly [string, Value])[] = [
  ["replicas", 1],
  ["shards", 1],
  ["floating", false],
  ["external", false],
  ["polling", "ALL"],
  ["polling", "AL"],
  ["polling", "SOME"],
  ["timeout_ready", 60],
  ["uses_before", "Before"],
  ["uses_after", "After"],
  ["replicas", 0],
  ["replica", 2],
  ["shard", 2],
  ["shards", 2],
  ["port", 1234],
  ["replicas", 2],
  ["protocol", "htpp"],
  ["compression", "gzip"],
  ["compression", "Gzi"],
  ["method", "nedes"],
  ["method", "needs_al"],
  ["method", "needs_all"],
  ["needs", ["a"]],
  ["method", "build"],
  ["method", "inspect"],
  ["method", "inspect"],
  ["override_metas", new Map([["a", 1]])],
  ["uses-requst", new Map([["/", "go"]])],
  ["timeout", 3],
  ["host", "far.example:5"],
  ["uses", "Other"],
  ["uses", "DOCKER://x"],
  ["uses", new Map([["jtype", "jinahub://Other"]])],
  ["ports", [1, 2]],
  ["port_monitoring", 5],
  ["volumes", ["x"]],
  ["workspace", "${env:HOME}/x"],
  ["name", "my-name"],
  ["jtype", "deployment"],
  ["host", "example.com"],
  ["host", "example.com"],
  ["grpc_metadata", new Map([["Trace", "on"]])],
  ["grpc_metadata", new Map([["Trace", "on"]])],
];

/** Files that describe one executor, in every layout. */
export const SINGLES: readonly string[] = [
  "jtype: Deployment\nversion: '1'\nwith:\n  name: own # a\n  # b\n  uses: Own\n  env:\n    A: 1\n",
  "# head\njtype: Deployment # what\nwith: # below\n    uses: Own # u\n    # ports\n    port:\n      # first\n      - 1\n# left\n      - 2 # second\n    include_gateway: true # yes\n# tail\n",
  "!Deployment # tag\nneeds: [x] # nobody reads it\nwith: {uses: Own, port: 1, # p\n  protocol: http} # end\n",
  "with:\n  uses: Own\n  include_gateway: false # none\njtype: Deployment # last\n",
  "jtype: Deployment\n# nothing\n",
  "jtype: Deployment\nwith: # nothing\n",
  '{"jtype": "Deployment", "with": {"uses": "Own", "port": [1, 2], "name": "my-own"}}\n',
  '{\n  "jtype": "Deployment", # c\n  "with": {\n    "uses": "Own" # d\n  }\n}\n',
  "jtype: Deployment\nwith: &a # anchored\n  uses: Own\n  port: 1 # p\nx: *a # alias\n",
  "jtype: Deployment\r\nwith:\r\n  uses: Own # c\r\n  description: |  # text\r\n    one\r\n    two\r\n",
  "\ufeffjtype: Deployment\nwith:\n  name: 'my own'\n  uses: Own",
  "? jtype # k\n: Deployment # v\n? with\n: uses: Own # u\n  port: 3 # p\n",
  "jtype: MyEncoder # mine\nwith: # args\n  size: 3 # three\n\nmetas:\n  name: enc\n  py_modules: [own.py] # module\n",
  "# head\n!MyEncoder # tag\nrequests:\n  # go\n  /: go\n",
  '{"jtype": "MyEncoder", "with": {"a": [1, {"b": null}]}} # c\n',
  "---\n# head\njtype: MyEncoder\nmetas:\n  name: 3d # digits\n  workspace: ./w",
];

const TYPES = ["Deployment", "Executor", "flow", "AsyncFlow", "Flwo", "FLOW", "MyExecutor"];

/** A text in the same style with up to four things wrong with it. */
export function spoil(text: string, random: Draw): string {
  let spoiled = random() < 0.7 ? withComments(text, random) : text;
  const count = 1 + Math.floor(random() * 4);
  for (let round = 0; round < count; round++) {
    spoiled = spoilOnce(spoiled, random) ?? spoiled;
  }
  return spoiled;
}

function spoilOnce(text: string, random: Draw): string | null {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const document = readFlow(text);
  const kind = random();
  if (kind < 0.3) {
    return spoilKey(text, pick(SLIPS), random);
  }
  if (kind < 0.36) {
    return spoilKey(text, pick(TOP_SLIPS), random);
  }
  if (kind < 0.42) {
    return spoilType(document, pick(TYPES));
  }
  if (kind < 0.44) {
    // Behind the first key.
    return text.replace(/^(jtype: Flow[^\r\n]*\r?\n)([^ #\r\n-][^\r\n]*\r?\n)/m, "$2$1");
  }
  if (kind < 0.48) {
    return text.replace(/version: .*/, `version: ${pick(["2", "'1.0'", "1.5", "0"])}`);
  }
  if (!document.isFlow || document.flow.entries.length === 0) {
    return null;
  }
  if (kind < 0.6) {
    return spoilNeed(document, random);
  }
  const { listKey, entries } = document.flow;
  const entry = pick(entries);
  const [key, value] = pick(ODD);
  const inside = entry.deployment ? ["with"] : [];
  const path = kind < 0.94 ? [listKey, entry.index, ...inside, key] : [pick(["with", "gateway"]), key];
  if (key === "name" || key === "method" || key === "jtype") {
    return spoilValue(document, [listKey, entry.index, key], String(value));
  }
  const edited = editDocument(document, { kind: "set-path", path, value });
  if ("refused" in edited) {
    return null;
  }
  // One port for several replicas.
  const more =
    key === "port"
      ? editDocument(edited.document, {
          kind: "set-path",
          path: [...path.slice(0, -1), "replicas"],
          value: 2,
        })
      : edited;
  return "refused" in more ? edited.text : more.text;
}

/** Another name for a key, wherever it first stands as one. */
function spoilKey(text: string, [from, to]: readonly [string, string], random: Draw): string | null {
  const places = [...text.matchAll(new RegExp(`(?<![\\w$/"'])(["']?)${from}\\1(?=:)`, "g"))];
  const place = places[Math.floor(random() * places.length)];
  if (!place) {
    return null;
  }
  const quote = place[1]!;
  return text.slice(0, place.index) + quote + to + quote + text.slice(place.index + place[0].length);
}

function spoilType({ yaml, text }: FlowDocument, type: string): string | null {
  const entry = locate(yaml, ["jtype"]);
  if (!entry || text[entry.entry!.key.from] === "!") {
    return text.replace(/!Flow\b/, `!${type}`);
  }
  return spoilValue({ yaml, text }, ["jtype"], type);
}

function spoilNeed({ yaml, text, built, flow }: FlowDocument, random: Draw): string | null {
  const nodes = built.nodes.filter(({ needsWritten }) => needsWritten);
  const node = nodes[Math.floor(random() * nodes.length)];
  const found = node && locate(yaml, [flow.listKey, node.entry, "needs"])?.node;
  if (!found) {
    return null;
  }
  const scalars = found.kind === "seq" ? found.items.map(({ value }) => value) : [found];
  const one = scalars[Math.floor(random() * scalars.length)];
  return one?.kind === "scalar" && one.style === "plain" && one.value.length > 1
    ? `${text.slice(0, one.to - 1)}${text.slice(one.to)}`
    : null;
}

function spoilValue(
  { yaml, text }: Pick<FlowDocument, "yaml" | "text">,
  path: readonly (string | number)[],
  value: string,
): string | null {
  const node = locate(yaml, path)?.node;
  return node?.kind === "scalar" &&
    node.style !== "empty" &&
    node.style !== "literal" &&
    node.style !== "folded"
    ? text.slice(0, node.from) + value + text.slice(node.to)
    : null;
}

/** Comments behind and between lines, wherever they mean nothing to the values. */
function withComments(text: string, random: Draw): string {
  const values = readValuesOf(text);
  let out = text;
  let count = 0;
  for (let line = text.split("\n").length - 1; line >= 0; line--) {
    if (random() < 0.35) {
      const lines = out.split("\n");
      const ending = lines[line]!.endsWith("\r") ? "\r" : "";
      const own = lines[line]!.slice(0, lines[line]!.length - ending.length);
      const comment = `# note ${++count}`;
      const next =
        random() < 0.6
          ? [`${own} ${comment}${ending}`]
          : [`${/^ */.exec(own)![0]}${comment}${ending}`, `${own}${ending}`];
      const tried = lines.toSpliced(line, 1, ...next).join("\n");
      const yaml = parseEngineYaml(tried);
      if (!yaml.fault && sameValue(readValuesOf(tried), values) && allComments(yaml).includes(comment)) {
        out = tried;
      }
    }
  }
  return out;
}

function readValuesOf(text: string): Value {
  return readFlow(text).root ?? null;
}

// --- the laws

/** Codes whose fix changes what the engine builds: that it did not build what was meant is the problem. */
export const CHANGES_GRAPH: ReadonlySet<ProblemCode> = new Set([
  "yaml",
  "no-flow",
  "legacy",
  "key-unused",
  "needs-unknown",
  "argument-unknown",
  "argument-prefix",
  "argument-renamed",
  "argument-value",
  "method-unknown",
  "name-invalid",
  "needs-form",
]);

/** A fix that was offered, and the file before and after it. */
export interface AppliedFix {
  readonly problem: Problem;
  readonly fix: FileFix;
  readonly before: FlowDocument;
  readonly after: FlowDocument;
}

/** The changes of the file that a problem offers. */
function fileFixesOf({ fix, choices = [] }: Problem): readonly FileFix[] {
  return [...(fix ? [fix] : []), ...choices].flatMap((one) => ("imports" in one ? [] : [one]));
}

/**
 * Every fix that a document offers, tried and held against the laws. An old file is worked through when its conversion is
 * asked for, and what anchors share in it may have to be written out first: then the refusal says so.
 */
export function checkFixes(document: FlowDocument, name: string): AppliedFix[] {
  return document.problems.flatMap((problem) =>
    fileFixesOf(problem).map((fix) => {
      const fixed = applyFix(document, fix);
      const story = (what: string) =>
        `${what}\n${name}: ${problem.code} at ${JSON.stringify(problem.path)}: ${problem.message}\n${show(fix)}\n--- before\n${document.text}\n--- after\n${"refused" in fixed ? `refused: ${fixed.refused}` : fixed.text}`;
      if ("refused" in fixed) {
        if ("rewrite" in fix && fix.rewrite === "convert" && /[&*]/.test(document.text)) {
          return { problem, fix, before: document, after: document };
        }
        throw new Error(story("[X1] refused"));
      }
      checkFix(document, problem, fix, fixed, story);
      return { problem, fix, before: document, after: fixed.document };
    }),
  );
}

function checkFix(
  before: FlowDocument,
  problem: Problem,
  fix: FileFix,
  { text, changes, document: after }: Fixed,
  story: (what: string) => string,
): void {
  const fail = (what: string) => {
    throw new Error(story(what));
  };
  // [X2]
  // A text that could not be read may hold a Flow that has other faults beside.
  if (after.yaml.fault || (!after.isFlow && problem.code !== "yaml")) {
    fail(`[X2] no Flow: ${after.problems[0]?.message}`);
  }
  const errors = (document: FlowDocument) => document.problems.filter(({ severity }) => severity === "error");
  const path = JSON.stringify(problem.path);
  if (after.problems.some((other) => other.code === problem.code && JSON.stringify(other.path) === path)) {
    fail("[X2] the problem stays");
  }
  const isFrame = problem.code === "no-flow" || problem.code === "legacy";
  // What the engine did not come to is no new error; a frame that was none had everything in it hidden.
  const reached = before.problems.some(
    ({ severity, path: at }) => severity === "error" && path === JSON.stringify(at),
  );
  // What nobody read had its own errors already.
  const section =
    "edit" in fix && fix.edit.kind === "rename-key" && problem.code === "key-unused" ? fix.edit.to : null;
  const isUnread = ({ path: at = [] }: Problem) =>
    (section !== null && (at[0] === section || at[0] === "with")) ||
    (fix.label === "Write jtype: Deployment" && at[1] === problem.path?.[1]);
  const fresh = errors(after).filter(
    (error) =>
      !isUnread(error) &&
      // The executor that an error is about may have got another name.
      !errors(before).some((old) => isSameProblem(old, error)),
  );
  if (!isFrame && fresh.length > 0 && !(reached && fresh.every(({ engine }) => engine))) {
    fail(`[X2] a new error: ${fresh[0]!.message}`);
  }
  // [X3]
  const left = [...allComments(after.yaml)];
  for (const comment of allComments(before.yaml)) {
    const at = left.indexOf(comment);
    if (at < 0) {
      fail(`[X3] the comment ${comment} is lost`);
    }
    left.splice(at, 1);
  }
  const lost = lostScalars(before.root!, after.root!).filter((one) => one !== "null");
  const allowed = allowedLoss(before, problem, fix);
  for (const one of lost) {
    const at = allowed.indexOf(one);
    if (at < 0) {
      fail(`[X3] the value ${one} is lost`);
    }
    allowed.splice(at, 1);
  }
  // [X4]
  if (applyChanges(text, invertChanges(before.text, changes)) !== before.text) {
    fail("[X4] undo gives another text");
  }
  // [X5]
  if (!CHANGES_GRAPH.has(problem.code)) {
    const graph = ({ built }: FlowDocument) =>
      built.nodes.map(({ name, needs }) => `${name}: ${needs.join()}`);
    const isRename = "edit" in fix && fix.edit.kind === "rename";
    if (!isRename && JSON.stringify(graph(before)) !== JSON.stringify(graph(after))) {
      fail("[X5] the graph changes");
    }
  }
}

/** Scalars with their number that are there before and not after. */
function lostScalars(before: Value, after: Value): string[] {
  const left = scalarsOf(after);
  return scalarsOf(before).filter((one) => {
    const at = left.indexOf(one);
    if (at < 0) {
      return true;
    }
    left.splice(at, 1);
    return false;
  });
}

function scalarsOf(value: Value): string[] {
  if (Array.isArray(value)) {
    return (value as readonly Value[]).flatMap(scalarsOf);
  }
  if (value instanceof Map) {
    return [...(value as ValueMap).values()].flatMap(scalarsOf);
  }
  return [show(value)];
}

/** The scalars that a fix says it replaces or takes away. */
function allowedLoss({ root }: FlowDocument, { path: place = [], code }: Problem, fix: FileFix): string[] {
  const at = (path: readonly (string | number)[]) => {
    const value = valueAt(root!, path);
    return value === undefined ? [] : scalarsOf(value);
  };
  if ("rewrite" in fix) {
    // Old files have laws of their own, in agreement/legacy.test.ts. A Deployment may have a name that no executor can.
    return fix.rewrite === "convert" ? scalarsOf(root!) : [...at(["jtype"]), ...at(["with", "name"])];
  }
  if ("changes" in fix) {
    // What it says to be, at the top under whatever key stands for jtype.
    return code === "no-flow"
      ? [...root!].filter(([key]) => /typ/i.test(key)).flatMap(([key]) => at([key]))
      : code === "jtype-first" || code === "tag-form"
        ? []
        : at(place);
  }
  const { edit } = fix;
  switch (edit.kind) {
    case "unset-path":
      return /^Take .* away$/.test(fix.label) ? at(edit.path) : [];
    case "set-path":
      return fix.label.includes(show(edit.value).replaceAll('"', "")) ? at(edit.path) : [];
    case "rename":
      // Its name, and every need of it.
      return [...at(place), ...scalarsOf(root!).filter((one) => one === show(edit.name))];
    case "rename-key":
      // Needs of it by the name that the engine made up.
      return edit.to === "name" ? scalarsOf(root!).filter((one) => /^"executor\d+"$/.test(one)) : [];
    default:
      throw new Error(`no fix is known that makes a ${edit.kind}`);
  }
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, one) =>
    one instanceof Map ? { map: [...one] } : typeof one === "bigint" ? `${one}n` : one,
  );
}
