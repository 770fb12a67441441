/**
 * Text → everything that follows from it: the values that the file declares, the Flow that the engine makes of them,
 * and every problem with its place. Reading never throws and never gives up half-way: what can be drawn is.
 *
 * A Flow is held twice. `flow` is what the file declares, variables kept as text: edits change that. `built` is what
 * the engine builds once it has put in what variables and references stand for.
 */
import { type BuildProblem, buildFlow } from "../model/build.ts";
import { checkFlow } from "../model/check-flow.ts";
import type { BuiltFlow, Flow, Value, ValueMap } from "../model/flow.ts";
import { type LegacyFile, meaningOf, recogniseLegacy } from "../model/legacy.ts";
import { listOf, shortened } from "../model/legacy-list.ts";
import { type Excess, findExcessDrawing, findExcessParts } from "../model/limits.ts";
import type { Fix, Path, Problem, TextRange } from "../model/problem.ts";
import { typeName } from "../model/python.ts";
import { recogniseRoot } from "../model/root-kind.ts";
import { valueAt } from "../model/value-at.ts";
import { capProblems } from "./cap-problems.ts";
import { checkTexts } from "./check-texts.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { correctJtype, insertJtype, moveJtypeFirst } from "./frame-fixes.ts";
import { emptyFlow, type LoadContext, loadFlow, type ReadFile } from "./load-flow.ts";
import { anchorsOf, locate, rangeOf, readValues } from "./read-values.ts";
import {
  callersVariablesOf,
  type Environment,
  expandOnce,
  type ReferenceFault,
  sentenceOf,
  substitute,
  variablesOf,
} from "./substitute.ts";
import type { YamlDocument, YamlFault, YamlSeq } from "./yaml.ts";

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

export function readFlow(text: string, surroundings: Surroundings = {}): FlowDocument {
  const yaml = parseEngineYaml(text);
  if (yaml.fault) {
    return noFlow(yaml, null, [faultProblem(yaml.fault)]);
  }
  if (yaml.root === null) {
    const message =
      "The file is empty, so the engine has nothing to read. A Flow begins with the line jtype: Flow.";
    const engine = {
      phase: "load",
      type: "BadConfigSource",
      message:
        "can not construct <class 'jina.orchestrate.flow.base.Flow'> from an empty <source>. nothing to read from there",
    } as const;
    const range = { from: 0, to: 0 };
    return noFlow(yaml, null, [{ code: "empty", severity: "error", message, range, engine }]);
  }
  const declared = readValues(yaml);
  if (declared.limit !== null) {
    return noFlow(yaml, null, [limitProblem(yaml, declared.limit, declared.limitRange)]);
  }
  const root = declared.value instanceof Map ? (declared.value as ValueMap) : null;
  const jtype = root?.get("jtype") ?? null;
  if (!root || !isFlowType(jtype, surroundings.environment)) {
    return noFlow(yaml, root, [placed(yaml, noFlowProblem(yaml, declared.value))]);
  }
  const excess = findExcessParts(root);
  if (excess) {
    return noFlow(yaml, root, [placed(yaml, excessProblem(excess))]);
  }
  return flowDocument(yaml, root, declared.oddKeys, surroundings);
}

function isFlowType(jtype: Value, environment: Environment = new Map()): boolean {
  try {
    return expandOnce(jtype, environment) === "Flow";
  } catch (error) {
    sentenceOf(error);
    return false;
  }
}

function flowDocument(
  yaml: YamlDocument,
  root: ValueMap,
  oddKeys: readonly Path[],
  { environment, readFile, hasFile }: Surroundings,
): FlowDocument {
  const context: LoadContext = {
    environment: environment ?? new Map(),
    readFile: readFile ?? null,
    hasFile: hasFile ?? null,
  };
  const { effective, problem: unresolved } = resolved(yaml, root, context);
  const declaring = { ...context, environment: new Map() };
  // Where too much was put in once, nothing is put in a second time.
  const isOver = unresolved.some(({ code }) => code === "limit");
  const loaded = loadFlow(effective, isOver ? declaring : context);
  // What the file declares, variables as text.
  const flow = effective === root ? loaded.flow : loadFlow(root, declaring).flow;
  const { flow: built, problems: buildProblems, excess } = buildFlow(loaded.flow);
  const legacy = recogniseLegacy(root);
  const meant = legacy && meaningOf(legacy);
  const tooMuch = excess ?? meant?.excess;
  if (tooMuch) {
    return noFlow(yaml, root, [placed(yaml, excessProblem(tooMuch))]);
  }
  const picture = meant?.built ?? built;
  const problems = [
    ...unresolved,
    ...loaded.problems,
    ...oddKeyProblems(oddKeys, loaded.flow),
    ...[...buildProblems, ...checkFlow(loaded.flow, built)].map((problem) => withPath(problem, loaded.flow)),
    ...logConfigProblems(loaded.flow, built, context),
    ...podsProblems(picture, loaded.flow, legacy),
    ...checkTexts(yaml, root, effective),
  ];
  problems.sort((a, b) => engineOrder(a, flow.listKey) - engineOrder(b, flow.listKey));
  const names = new Map(built.nodes.map(({ entry, name }) => [entry, name]));
  const settled = problems.map((problem) =>
    withExecutor(environment ? problem : asDepending(problem, root), flow.listKey, names),
  );
  if (legacy) {
    settled.unshift(legacyProblem(legacy));
  }
  return {
    text: yaml.text,
    yaml,
    root,
    flow,
    built,
    problems: capProblems(settled).map((problem) => placed(yaml, withFrameFix(yaml, problem))),
    isFlow: true,
    legacy,
    picture,
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
  const isMap = value instanceof Map;
  const engine = isMap
    ? {
        type: "BadConfigSource",
        message:
          "Can not construct <class 'jina.orchestrate.flow.base.Flow'> object from <source>. Source might be an invalid configuration.",
      }
    : { type: "AttributeError", message: `'${typeName(value)}' object has no attribute 'update'` };
  const { kind, sentence } = recogniseRoot(value);
  const isOld = isMap && recogniseLegacy(value as ValueMap) !== null;
  const isOne = kind === "Deployment" || kind === "Executor";
  const fix: Fix | undefined = isOld
    ? CONVERT
    : (correctJtype(yaml) ?? (isOne ? WRAP : undefined) ?? insertJtype(yaml));
  return {
    code: "no-flow",
    severity: "error",
    path: [],
    engine: { phase: "load", ...engine },
    message: sentence,
    ...(fix ? { fix } : {}),
  };
}

const CONVERT: Fix = { label: "Convert to 3.34", rewrite: "convert" };
const WRAP: Fix = { label: "Wrap as a Flow of one", rewrite: "wrap" };

function legacyProblem({ version, why }: LegacyFile): Problem {
  return {
    code: "legacy",
    severity: "warning",
    path: ["pods"],
    isKey: true,
    message: `To Jina 3.34 this Flow is empty: it does not read pods, and says nothing of it. The file is one of Jina ${version}: ${why} It is drawn as that version meant it.`,
    fix: CONVERT,
  };
}

// --- places

/** The list of executors in the text, where the file has one. */
export function listNode({ yaml, flow, isFlow }: FlowDocument): YamlSeq | null {
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

/** A jtype that is not first can be moved there, which only the text knows how to do. */
function withFrameFix(yaml: YamlDocument, problem: Problem): Problem {
  const fix = problem.code === "jtype-first" && problem.path?.length === 1 ? moveJtypeFirst(yaml) : undefined;
  return fix ? { ...problem, fix } : problem;
}

/** The name of the executor whose entry a problem stands in. */
function withExecutor(problem: Problem, listKey: string, names: ReadonlyMap<number, string>): Problem {
  const [key, index] = problem.path ?? [];
  const executor = key === listKey && typeof index === "number" ? names.get(index) : undefined;
  return problem.executor === undefined && executor !== undefined ? { ...problem, executor } : problem;
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

/** The engine goes through a file from the frame to the executors, one by one, to the gateway; then it builds. */
function engineOrder({ path = [], engine }: Problem, listKey: string): number {
  if (engine?.phase === "build") {
    return Number.POSITIVE_INFINITY;
  }
  const [key, index] = path;
  if (key === "gateway") {
    return Number.MAX_VALUE;
  }
  return key === listKey && typeof index === "number" ? index + 1 : 0;
}

// --- files

/** A logging set-up that is no built-in one is a file, which the engine opens for each executor that has it. */
function logConfigProblems(flow: Flow, built: BuiltFlow, { hasFile, readFile }: LoadContext): Problem[] {
  const isThere = hasFile ?? (readFile && ((path: string) => readFile(path) !== null));
  const problems = new Map<string, Problem>();
  const tell = (file: string | null, path: Path, phase: "load" | "build") => {
    const at = path.join("\n");
    if (file === null || problems.has(at) || isThere?.(file)) {
      return;
    }
    const message = `[Errno 2] No such file or directory: '${file}'`;
    problems.set(at, {
      ...(isThere
        ? {
            code: "file-missing",
            severity: "error",
            engine: { phase, type: "FileNotFoundError", message },
            message: `${message}: log_config names a file, or one of the engine's own set-ups such as default.`,
          }
        : {
            code: "file-unknown",
            severity: "warning",
            message: `log_config names the file ${file}. Whether it is there cannot be seen from here; the engine refuses the Flow if it is not.`,
          }),
      path,
    });
  };
  const inWith: Path = ["with", "log_config"];
  tell(built.settings.needsFile, inWith, "load");
  for (const { entry: index, deployment } of built.nodes) {
    const entry = flow.entries[index];
    const inside = entry?.deployment ? ["with"] : [];
    const isOwn = entry?.args.has("log_config") ?? false;
    tell(deployment.needsFile, isOwn ? [flow.listKey, index, ...inside, "log_config"] : inWith, "load");
  }
  tell(built.gateway.needsFile, flow.gateway.has("log_config") ? ["gateway", "log_config"] : inWith, "build");
  return [...problems.values()];
}

// --- variables

function referenceProblem({ path, engine, limit }: ReferenceFault): Problem {
  return engine
    ? {
        code: "variable-reference",
        severity: "error",
        path,
        engine,
        message: `${engine.message.replace(/[.:]$/, "")}: a reference such as \${{root.with.port}} has to lead to something in this file.`,
      }
    : { code: "limit", severity: "error", path, message: limit };
}

/** Where the environment is not known, an error that a variable stands behind may be none: it becomes a warning. */
function asDepending(problem: Problem, root: ValueMap): Problem {
  const value = problem.severity === "error" && problem.path ? valueAt(root, problem.path) : undefined;
  const names = value === undefined ? [] : namesIn(value);
  if (names.length === 0) {
    return problem;
  }
  return {
    ...problem,
    code: "variable-unset",
    severity: "warning",
    message: `This depends on ${listOf([...new Set(names)].map(shortened))}, which ${names.length === 1 ? "is" : "are"} not known here; without it the engine refuses: ${problem.message}`,
  };
}

function namesIn(value: Value): string[] {
  if (typeof value === "string") {
    return [...variablesOf(value).map((name) => `$${name}`), ...callersVariablesOf(value)];
  }
  return Array.isArray(value) ? (value as readonly Value[]).flatMap(namesIn) : [];
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
function oddKeyProblems(oddKeys: readonly Path[], { listKey }: Flow): Problem[] {
  return oddKeys
    .filter(
      (path) =>
        (path.length === 1 && (path[0] === "with" || path[0] === "gateway")) ||
        (path.length === 2 && path[0] === listKey),
    )
    .map((path) => ({
      code: "structure",
      severity: "error",
      path,
      engine: { phase: "load", type: "TypeError", message: "keywords must be strings" },
      message: "keywords must be strings: a key here is a number, a boolean or nothing.",
    }));
}
