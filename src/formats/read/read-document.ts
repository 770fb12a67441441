/**
 * Text → everything that follows from it: the values that the file declares, the Flow that the engine makes of them,
 * and every problem with its place. Reading never throws and never gives up half-way: what can be drawn is.
 *
 * A Flow is held twice. `flow` is what the file declares, variables kept as text: edits change that. `built` is what
 * the engine builds once it has put in what variables and references stand for.
 */
import { cut, listed } from "../../base/words.ts";
import {
  executorOwner,
  type Owner,
  type OwnerAt,
  THE_GATEWAY,
  theKey,
  UNDER_WITH,
} from "../../model/engine/argument-sentences.ts";
import { buildFlow } from "../../model/engine/build.ts";
import type { BuildProblem } from "../../model/engine/build-problem.ts";
import { type BuiltFlow, handedNodes } from "../../model/engine/built-flow.ts";
import { type Excess, findExcessDrawing, findExcessParts } from "../../model/engine/limits.ts";
import { type Flow, GATEWAY } from "../../model/flow.ts";
import { type LegacyFile, meaningOf, recogniseLegacy } from "../../model/legacy/legacy.ts";
import type { Path } from "../../model/path.ts";
import type { Fix, Problem, ProblemCode, TextRange } from "../../model/problem.ts";
import { isList, isMap, isTrue, pythonRepr, typeName } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import type { YamlDocument, YamlFault, YamlSeq } from "../yaml/yaml.ts";
import { capProblems } from "./cap-problems.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { correctEntryType, correctJtype, insertJtype, moveJtypeFirst } from "./frame-fixes.ts";
import { emptyFlow, listKeyOf, loadFlow } from "./load-flow.ts";
import type { LoadContext, ReadFile } from "./loader.ts";
import { withPossibleFix } from "./possible-fix.ts";
import { anchorsOf, locate, rangeOf, readValues } from "./read-values.ts";
import { canBeWrapped, type RootKind, recogniseRoot } from "./root-kind.ts";
import {
  callersVariablesOf,
  type Environment,
  expandOnce,
  isExcess,
  type ReferenceFault,
  substitute,
  variablesOf,
} from "./substitute.ts";

/** A text and everything that follows from it. */
export interface FlowDocument {
  readonly text: string;
  readonly yaml: YamlDocument;
  /** All values of the file as it declares them; null if the text is not YAML, or no mapping. */
  readonly root: ValueMap | null;
  readonly flow: Flow;
  readonly built: BuiltFlow;
  readonly problems: readonly Problem[];
  /** False if the text is not YAML, or no Flow: then `flow` and `built` are empty and mean nothing. */
  readonly isFlow: boolean;
  /** A file of an old version, of which the engine builds nothing; null for all others. */
  readonly legacy: LegacyFile | null;
  /** What is drawn: `built`, or what an old file meant to its own version. */
  readonly picture: BuiltFlow;
}

/** What stands around a file. What is not given is not known, and what depends on it is a warning. */
export interface Surroundings {
  /** All variables of the environment; an empty map says that there are none. */
  readonly environment?: Environment;
  /** Texts of files beside the Flow's, null for one that is not there. */
  readonly readFile?: ReadFile;
  /** Whether a file that is not read, as a Python module, is there. */
  readonly hasFile?: (path: string) => boolean;
}

/** A Flow that the engine takes, for whoever looks further. */
interface Subject {
  readonly yaml: YamlDocument;
  readonly root: ValueMap;
  /** `root` with what variables and references stand for. */
  readonly effective: ValueMap;
  readonly flow: Flow;
  readonly built: BuiltFlow;
  readonly isLegacy: boolean;
  readonly owner: OwnerAt;
}

/** Tells what the engine does not: of the Flow by entry and key, of the text by path. */
export type Advise = (subject: Subject) => {
  readonly ofFlow: readonly BuildProblem[];
  readonly ofText: readonly Problem[];
};

/** With null for `advise`, what the engine says nothing about is not told: that code comes after the first picture. */
export function readDocument(text: string, surroundings: Surroundings, advise: Advise | null): FlowDocument {
  const yaml = parseEngineYaml(text);
  if (yaml.fault) {
    return noFlow(yaml, null, [faultProblem(yaml.fault)]);
  }
  if (yaml.root === null) {
    const message = "This file is empty: a Flow begins with the line jtype: Flow.";
    const range = { from: 0, to: 0 };
    return noFlow(yaml, null, [
      { code: "empty", severity: "error", message, range, engine: NOTHING_TO_READ },
    ]);
  }
  const declared = readValues(yaml);
  if (declared.limit !== null) {
    return noFlow(yaml, null, [limitProblem(yaml, declared.limit, declared.limitRange)]);
  }
  const root = isMap(declared.value) ? declared.value : null;
  const jtype = root?.get("jtype") ?? null;
  if (!root || !isFlowType(jtype, surroundings.environment)) {
    const reading = readingFaults(yaml, surroundings);
    const problem = noFlowProblem(yaml, readValues(yaml, "yaml").value);
    const { engine: _, ...untold } = problem;
    const isReached = reading.every(({ severity }) => severity !== "error");
    // What is over our own cap cannot be told to be no Flow.
    const isOver = reading.some(({ code }) => code === "limit");
    const problems = isOver ? reading : isReached ? [...reading, problem] : [untold, ...reading];
    return noFlow(
      yaml,
      root,
      problems.map((one) => placed(yaml, one)),
    );
  }
  const excess = findExcessParts(root);
  if (excess) {
    return noFlow(yaml, root, [placed(yaml, excessProblem(excess))]);
  }
  return flowDocument(yaml, root, declared.oddKeys, surroundings, advise);
}

function isFlowType(jtype: Value, environment: Environment = new Map()): boolean {
  try {
    return expandOnce(jtype, environment) === "Flow";
  } catch (error) {
    if (!isExcess(error)) {
      throw error;
    }
    return false;
  }
}

function flowDocument(
  yaml: YamlDocument,
  root: ValueMap,
  oddKeys: readonly Path[],
  surroundings: Surroundings,
  advise: Advise | null,
): FlowDocument {
  const { environment } = surroundings;
  const context = contextOf(surroundings);
  const steps: Step[] = [];
  const found = (problems: readonly Problem[], stepOf = stepAt(root)) => {
    for (const problem of problems) {
      steps.push({ problem, step: stepOf(problem) });
    }
  };
  const { effective, problem: unresolved } = resolved(yaml, root, context);
  const declaring = { ...context, environment: new Map() };
  // Where too much was put in once, nothing is put in a second time.
  const isOver = unresolved.some(({ code }) => code === "limit");
  const loaded = loadFlow(effective, isOver ? declaring : context);
  // What the file declares, variables as text.
  const flow = effective === root ? loaded.flow : loadFlow(root, declaring).flow;
  const { flow: built, problems: buildProblems, excess } = buildFlow(loaded.flow);
  const names = new Map(built.nodes.map(({ entry, name }) => [entry, name]));
  const legacy = recogniseLegacy(root);
  const meant = legacy && meaningOf(legacy);
  const tooMuch = excess ?? meant?.excess;
  if (tooMuch) {
    return noFlow(yaml, root, [placed(yaml, excessProblem(tooMuch))]);
  }
  const picture = meant?.built ?? built;
  const owner: OwnerAt = (path) => ownerAt(path, flow.listKey, names);
  found([...unresolved, ...loaded.reading], () => READING);
  found([...loaded.problems, ...oddKeyProblems(oddKeys, loaded.flow, names)]);
  const advice = advise?.({
    yaml,
    root,
    effective,
    flow: loaded.flow,
    built,
    isLegacy: legacy !== null,
    owner,
  });
  for (const problem of [...buildProblems, ...(advice?.ofFlow ?? [])]) {
    found(
      [withPath(problem, loaded.flow)],
      problem.entry < 0 ? undefined : (at) => stepOfEntry(at, problem.entry),
    );
  }
  found(logConfigProblems(loaded.flow, built, context, names));
  found(podsProblems(picture, loaded.flow, legacy));
  found(advice?.ofText ?? []);
  const problems = steps.sort((a, b) => a.step - b.step).map(({ problem }) => problem);
  const settled = problems.map((problem) =>
    asDepending(withExecutor(problem, flow.listKey, names), root, environment),
  );
  // An old file is converted before anything in it is changed.
  const withTextFix = (problem: Problem) =>
    legacy ? withoutEdit(problem) : withPossibleFix(yaml, root, withFrameFix(yaml, problem));
  if (legacy) {
    settled.unshift(legacyProblem(legacy));
  }
  return {
    text: yaml.text,
    yaml,
    root,
    flow,
    built,
    problems: capProblems(settled).map((problem) => placed(yaml, withTextFix(problem))),
    isFlow: true,
    legacy,
    picture,
  };
}

/** What ends the reading of a file that is no Flow before the engine sees that. */
function readingFaults(yaml: YamlDocument, surroundings: Surroundings): readonly Problem[] {
  const context = contextOf(surroundings);
  const { value, fault } = substitute(readValues(yaml, "yaml").value, context.environment);
  if (!isMap(value) || value.size === 0) {
    return [];
  }
  return fault ? [referenceProblem(fault)] : loadFlow(value, context).reading.filter(({ engine }) => engine);
}

function contextOf({ environment, readFile, hasFile }: Surroundings): LoadContext {
  return {
    environment: environment ?? new Map(),
    readFile: readFile ?? null,
    hasFile: hasFile ?? null,
  };
}

/** The file's values with what variables and references stand for, or as they are if one leads nowhere. */
function resolved(
  yaml: YamlDocument,
  root: ValueMap,
  context: LoadContext,
): { effective: ValueMap; problem: readonly Problem[] } {
  if (!yaml.text.includes("$")) {
    return { effective: root, problem: [] };
  }
  const { value, fault } = substitute(readValues(yaml, "yaml").value, context.environment);
  return fault
    ? { effective: root, problem: [referenceProblem(fault)] }
    : { effective: value as ValueMap, problem: [] };
}

function noFlow(yaml: YamlDocument, root: ValueMap | null, problems: readonly Problem[]): FlowDocument {
  const flow = emptyFlow();
  const { flow: built } = buildFlow(flow);
  return {
    text: yaml.text,
    yaml,
    root,
    flow,
    built,
    problems: capProblems(problems),
    isFlow: false,
    legacy: null,
    picture: built,
  };
}

function faultProblem({ code, type, words, message, from, to }: YamlFault): Problem {
  const range = { from, to };
  return type === null || words === null
    ? { code, severity: "error", message, range }
    : { code, severity: "error", message, range, engine: { phase: "load", type, message: words } };
}

function limitProblem(yaml: YamlDocument, message: string, range: TextRange = yaml.root!): Problem {
  return { code: "limit", severity: "error", message, range: { from: range.from, to: range.to } };
}

/** At the key, since the value may go over the whole file. */
function excessProblem({ path, message }: Excess): Problem {
  return { code: "limit", severity: "error", path, isKey: true, message };
}

function noFlowProblem(yaml: YamlDocument, value: Value): Problem {
  const engine = !isTrue(value)
    ? NOTHING_TO_READ
    : isMap(value)
      ? {
          type: "BadConfigSource",
          message:
            "Can not construct <class 'jina.orchestrate.flow.base.Flow'> object from <source>. Source might be an invalid configuration.",
        }
      : { type: "AttributeError", message: `'${typeName(value)}' object has no attribute 'update'` };
  const { kind, sentence } = recogniseRoot(value);
  const legacy = isMap(value) ? recogniseLegacy(value) : null;
  const fix: Fix | undefined = legacy
    ? convertFix(legacy).fix
    : canBeWrapped(value)
      ? WRAP
      : isFlowByMistake(kind)
        ? (correctJtype(yaml) ?? insertJtype(yaml))
        : undefined;
  return {
    code: "no-flow",
    severity: "error",
    path: [],
    engine: { ...engine, phase: "load" },
    message: sentence,
    ...(fix ? { fix } : {}),
  };
}

function isFlowByMistake(kind: RootKind): boolean {
  return kind === "mistyped Flow" || kind === "AsyncFlow" || kind === "unknown";
}

const NOTHING_TO_READ = {
  phase: "load",
  type: "BadConfigSource",
  message:
    "can not construct <class 'jina.orchestrate.flow.base.Flow'> from an empty <source>. nothing to read from there",
} as const;

const CONVERT: Fix = { label: "Convert to 3.34", rewrite: "convert" };
const WRAP: Fix = { label: "Wrap as a Flow of one", rewrite: "wrap" };

/** A list of other things than executors is to be mended first. */
function convertFix({ root }: LegacyFile): Pick<Problem, "fix"> {
  const pods = root.get("pods");
  return Array.isArray(pods) && !pods.every((pod) => pod instanceof Map) ? {} : { fix: CONVERT };
}

function legacyProblem(legacy: LegacyFile): Problem {
  const { version, why } = legacy;
  return {
    code: "legacy",
    severity: "warning",
    path: ["pods"],
    isKey: true,
    message: `To Jina 3.34 this Flow is empty, because it reads no pods and says nothing of it. The file is one of Jina ${version}: ${why} It is drawn as that version meant it.`,
    ...convertFix(legacy),
  };
}

// --- places

/** The list of executors in the text, where the file has one. */
function listNode({ yaml, flow, isFlow }: FlowDocument): YamlSeq | null {
  const node = isFlow ? locate(yaml, [flow.listKey])?.node : undefined;
  const target = node?.kind === "alias" ? anchorsOf(yaml).get(node) : node;
  return target?.kind === "seq" ? target : null;
}

/** Where an executor stands in the text: its item, from the dash on; of an old file its pod. */
export function executorRange(document: FlowDocument, index: number): TextRange | undefined {
  if (document.legacy) {
    const pod = document.legacy.pods[index];
    return pod && rangeOf(document.yaml, pod.path);
  }
  const item = listNode(document)?.items[index];
  return item && { from: item.from, to: item.value.to };
}

function placed(yaml: YamlDocument, problem: Problem): Problem {
  if (problem.range || !problem.path) {
    return problem;
  }
  const range = rangeOf(yaml, problem.path, problem.isKey);
  if (!range) {
    return problem;
  }
  // What goes over many lines is pointed at by its first one, unless that is longer than any screen.
  const first = /[\r\n]/.exec(yaml.text.slice(range.from, Math.min(range.to, range.from + 10_000)));
  return { ...problem, range: first ? { from: range.from, to: range.from + first.index } : range };
}

/** What is wrong with a jtype is mended in the text, since it makes things what they are. */
function withFrameFix(yaml: YamlDocument, problem: Problem): Problem {
  const { code, path } = problem;
  const fix =
    code === "jtype-first" && path?.length === 1
      ? moveJtypeFirst(yaml)
      : code === "argument-unknown" && path?.length === 3 && path[2] === "jtype"
        ? correctEntryType(yaml, path)
        : undefined;
  return fix ? { ...problem, fix } : problem;
}

function withoutEdit(problem: Problem): Problem {
  const { fix, choices: _, ...plain } = problem;
  return fix && !("edit" in fix) ? { ...plain, fix } : plain;
}

/** Whose argument stands at a path; null at the top of the file. */
function ownerAt(path: Path, listKey: string, names: ReadonlyMap<number, string>): Owner | null {
  const [key, index] = path;
  if (key === listKey && typeof index === "number") {
    return executorOwner(names.get(index) ?? "this entry");
  }
  return path.length < 2 ? null : key === "gateway" ? THE_GATEWAY : key === "with" ? UNDER_WITH : null;
}

/** Problems that are found before anything has a name. */
const NAMELESS: ReadonlySet<ProblemCode> = new Set(["jtype-first", "flow-nested", "text-changed"]);

/** The name of the executor whose entry a problem stands in. */
function withExecutor(problem: Problem, listKey: string, names: ReadonlyMap<number, string>): Problem {
  const [key, index] = problem.path ?? [];
  const executor = key === listKey && typeof index === "number" ? names.get(index) : undefined;
  if (problem.executor !== undefined || executor === undefined) {
    return problem;
  }
  const { code, message } = problem;
  const named = NAMELESS.has(code) ? `In ${cut(executor, 40)}: ${message}` : message;
  return { ...problem, executor, message: named };
}

/** The file's path of what the model knows by entry and key. */
function withPath({ entry, key, item, ...problem }: BuildProblem, flow: Flow): Problem {
  const source = flow.entries[entry];
  if (problem.path || !source) {
    return problem;
  }
  const path: (string | number)[] = [flow.listKey, entry];
  if (source.deployment?.kind === "file") {
    return { ...problem, path };
  }
  if (source.deployment && key !== undefined) {
    path.push("with");
  }
  const hasKey = key !== undefined && (key === "method" ? source.hasMethod : source.args.has(key));
  if (hasKey) {
    path.push(key);
    if (item !== undefined && Array.isArray(source.args.get(key))) {
      path.push(item);
    }
  } else if (source.args.has("name") && !source.deployment) {
    path.push("name");
  }
  return { ...problem, path };
}

/** A problem with the engine's step at which it comes up: reading, the frame, the executors, the gateway, building. */
interface Step {
  readonly problem: Problem;
  readonly step: number;
}

const READING = -1;
const FRAME = 0;
const LIST = 0.5;
const GATEWAY_SECTION = Number.MAX_VALUE;
const BUILDING = Number.POSITIVE_INFINITY;

function stepOfEntry({ code, engine }: Problem, entry: number): number {
  return engine?.phase === "build" || code === "hanging" ? BUILDING : entry + 1;
}

function stepAt(root: ValueMap): (problem: Problem) => number {
  const listKey = listKeyOf(root);
  return (problem) => {
    const [key, index] = problem.path ?? [];
    if (problem.engine?.phase === "build") {
      return BUILDING;
    }
    if (key === GATEWAY) {
      return GATEWAY_SECTION;
    }
    return key !== listKey ? FRAME : typeof index === "number" ? stepOfEntry(problem, index) : LIST;
  };
}

// --- files

/** Bytes in the name of a file, on Linux. */
const LONGEST_NAME = 255;

/** A logging set-up that is no built-in one is a file, which the engine opens for each executor that has it. */
function logConfigProblems(
  flow: Flow,
  built: BuiltFlow,
  { hasFile, readFile }: LoadContext,
  names: ReadonlyMap<number, string>,
): Problem[] {
  const isThere = hasFile ?? (readFile && ((path: string) => readFile(path) !== null));
  const problems = new Map<string, Problem>();
  const tell = (file: string | null, path: Path, phase: "load" | "build") => {
    const at = path.join("\n");
    if (file === null || problems.has(at) || isThere?.(file)) {
      return;
    }
    const isLong = file.split("/").some((part) => new TextEncoder().encode(part).length > LONGEST_NAME);
    const type = isLong ? "OSError" : "FileNotFoundError";
    const fault = isLong ? "[Errno 36] File name too long" : "[Errno 2] No such file or directory";
    const words = `${fault}: ${pythonRepr(file)}`;
    const what = theKey("log_config", ownerAt(path, flow.listKey, names) ?? UNDER_WITH);
    problems.set(at, {
      ...(isThere
        ? {
            code: "file-missing",
            severity: "error",
            engine: { phase, type, message: words },
            message: `${what}, ${cut(file)}, is no file beside this one, and none of Jina's own set-ups such as default.`,
          }
        : {
            code: "file-unknown",
            severity: "warning",
            message: `${what} is the file ${cut(file)}, which cannot be looked for from here: if it is not there, Jina refuses the Flow.`,
          }),
      path,
    });
  };
  const inWith: Path = ["with", "log_config"];
  tell(built.settings.needsFile, inWith, "load");
  for (const { entry: index, needsFile } of handedNodes(built)) {
    const entry = flow.entries[index];
    const inside = entry?.deployment ? ["with"] : [];
    const isOwn = entry?.args.has("log_config") ?? false;
    tell(needsFile, isOwn ? [flow.listKey, index, ...inside, "log_config"] : inWith, "load");
  }
  tell(built.gateway.needsFile, flow.gateway.has("log_config") ? ["gateway", "log_config"] : inWith, "build");
  return [...problems.values()];
}

// --- variables

function referenceProblem(fault: ReferenceFault): Problem {
  return fault.engine
    ? {
        code: "variable-reference",
        severity: "error",
        path: fault.path,
        engine: fault.engine,
        message: fault.sentence,
      }
    : { code: "limit", severity: "error", path: fault.path, message: fault.limit };
}

/**
 * A problem behind which a variable stands that is not set. Where the environment is not known, the variable may be set
 * where the Flow is started: then an error is a warning.
 */
function asDepending(problem: Problem, root: ValueMap, environment: Environment | undefined): Problem {
  const value = problem.severity === "hint" || !problem.path ? undefined : valueAt(root, problem.path);
  const { own, callers } = value === undefined ? NO_NAMES : namesIn(value);
  const unset = own.filter((name) => !environment?.has(name));
  const names = [...unset, ...callers];
  if (names.length === 0) {
    return problem;
  }
  const of = `variable${names.length === 1 ? "" : "s"} ${listed(
    names.map((name) => cut(name, 40)),
    "and",
  )}`;
  if (environment) {
    const why =
      unset.length > 0
        ? `The ${of} ${names.length === 1 ? "is" : "are"} not set.`
        : `Only Python code that loads the file can give the ${of}.`;
    return { ...problem, message: `${problem.message} ${why}`, ...(unset.length > 0 ? { unset } : {}) };
  }
  if (problem.severity !== "error") {
    return { ...problem, message: `${problem.message} This page does not know the ${of}.`, unset };
  }
  return {
    ...problem,
    code: "variable-unset",
    severity: "warning",
    message: `This page does not know the ${of}. Unless ${names.length === 1 ? "it is" : "they are"} set where Jina starts, Jina refuses the Flow: ${lowerFirst(problem.message)}`,
    unset,
  };
}

/** Names of variables in a value: the environment's, and those that only a Python caller can give. */
interface Names {
  readonly own: readonly string[];
  readonly callers: readonly string[];
}

const NO_NAMES: Names = { own: [], callers: [] };

function namesIn(value: Value): Names {
  if (typeof value === "string") {
    return {
      own: [...new Set(variablesOf(value).filter((name) => /^\w+$/.test(name)))],
      callers: [...new Set(callersVariablesOf(value))],
    };
  }
  const inside = isList(value) ? value.map(namesIn) : [];
  return {
    own: [...new Set(inside.flatMap(({ own }) => own))],
    callers: [...new Set(inside.flatMap(({ callers }) => callers))],
  };
}

/** A sentence behind a colon: those that do not begin with a name begin with an article. */
function lowerFirst(text: string): string {
  return text.replace(/^The /, "the ");
}

/** Drawing, addresses and start-up of each process on its own have an end. */
function podsProblems(picture: BuiltFlow, flow: Flow, legacy: LegacyFile | null): Problem[] {
  const excess = findExcessDrawing(picture);
  if (!excess) {
    return [];
  }
  const { node, message } = excess;
  const { entry, name: executor } = node;
  const key = node.shards > node.replicas ? "shards" : "replicas";
  const found = { code: "limit", severity: "error", message, executor } as const;
  const pod = legacy?.pods[entry];
  if (pod) {
    return [{ ...found, path: pod.path }];
  }
  const isInherited = flow.with.has(key) && !flow.entries[entry]?.args.has(key);
  return [isInherited ? { ...found, path: ["with", key] } : withPath({ ...found, entry, key }, flow)];
}

/** A mapping that becomes a call's arguments must have texts for keys. */
function oddKeyProblems(
  oddKeys: readonly Path[],
  { listKey, entries }: Flow,
  names: ReadonlyMap<number, string>,
): Problem[] {
  const isNoCall = (index: string | number) => {
    const entry = entries[Number(index)];
    return entry?.deployment !== undefined || entry?.args.get("name") === GATEWAY;
  };
  const isInline = (index: string | number) => entries[Number(index)]?.deployment?.kind === "inline";
  return oddKeys
    .filter(
      (path) =>
        (path.length === 1 && (path[0] === "with" || path[0] === "gateway")) ||
        (path.length === 2 && path[0] === listKey && !isNoCall(path[1]!)) ||
        (path.length === 3 && path[0] === listKey && path[2] === "with" && isInline(path[1]!)),
    )
    .map((path) => ({
      code: "structure",
      severity: "error",
      path,
      engine: { phase: "load", type: "TypeError", message: "keywords must be strings" },
      message: `${ownerAt(path, listKey, names)?.subject ?? `The section ${path[0]}`} has a key that is a number, true, false or nothing: each key must be a text.`,
    }));
}
