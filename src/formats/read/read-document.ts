/**
 * Text → everything that follows from it: the values that the file declares, the Flow that the engine makes of them,
 * and every problem with its place. Reading never throws and never gives up half-way: what can be drawn is.
 *
 * A Flow is held twice. `flow` is what the file declares, variables kept as text: edits change that. `built` is what
 * the engine builds once it has put in what variables and references stand for.
 */
import type { OwnerAt } from "../../model/engine/argument-sentences.ts";
import { buildFlow } from "../../model/engine/build.ts";
import type { BuildProblem } from "../../model/engine/build-problem.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import { type Excess, findExcessParts } from "../../model/engine/limits.ts";
import type { Flow } from "../../model/flow.ts";
import { isLegacy } from "../../model/legacy/is-legacy.ts";
import type { LegacyFile } from "../../model/legacy/legacy.ts";
import type { Problem } from "../../model/problem.ts";
import { isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { YamlDocument, YamlFault } from "../yaml/yaml.ts";
import { capProblems } from "./cap-problems.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { excessProblem, podsProblems } from "./excess-problems.ts";
import { emptyFlow, type LoadedFlow, loadFlow } from "./load-flow.ts";
import type { LoadContext, ReadFile } from "./loader.ts";
import { logConfigProblems } from "./log-config-problems.ts";
import { EMPTY_FILE, legacyProblem, noFlowProblem, UNREAD_LEGACY } from "./no-flow-problem.ts";
import { oddKeyProblems } from "./odd-key-problems.ts";
import { OrderedProblems } from "./problem-order.ts";
import { Owners, placed, withPath } from "./problem-places.ts";
import { type FileValues, readValues } from "./read-values.ts";
import {
  type Environment,
  expandOnce,
  isExcess,
  NO_VARIABLES,
  substitute,
  type Variables,
} from "./substitute.ts";
import { asDepending, referenceProblem } from "./variable-problems.ts";
import type { Variable, VariableSource } from "./variable-uses.ts";

/** A text and everything that follows from it. */
export interface FlowDocument {
  readonly text: string;
  /** What it was read in. */
  readonly surroundings: Surroundings;
  readonly yaml: YamlDocument;
  /** All values of the file as it declares them; null if the text is not YAML, or no mapping. */
  readonly root: ValueMap | null;
  readonly flow: Flow;
  readonly built: BuiltFlow;
  readonly problems: readonly Problem[];
  /** What its texts ask for, where that is looked for. */
  readonly variables: readonly Variable[];
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
  /** Values that somebody gives for variables; of the environment only where not all of it is known. */
  readonly given?: Variables;
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

/** What the first picture of most files does not need: its code may come after that. */
export interface LateReading {
  readonly advise: Advise;
  /** All variables and references, each with the places that it stands at. */
  variablesIn(source: VariableSource): readonly Variable[];
  /** An old file with what its version made of it; null for all others. */
  readLegacy(root: ValueMap): {
    readonly legacy: LegacyFile;
    readonly built: BuiltFlow;
    readonly excess: Excess | null;
  } | null;
  /** The problem without the values of secrets that are given. */
  maskSecrets(problem: Problem, given: Variables): Problem;
  /** The problem with the fixes that this text lets be made, and no others. */
  withTextFix(yaml: YamlDocument, root: ValueMap, problem: Problem): Problem;
  /** What is said of a text that is no Flow file because it is, or holds, one in another form; null of all others. */
  otherForm(text: string): Pick<Problem, "message" | "range" | "fix"> | null;
  /** The fixes of a text that is not YAML. */
  faultFix(yaml: YamlDocument): Pick<Problem, "fix" | "choices">;
  /** The fix of a file that is a Flow but for its jtype. */
  jtypeFix(yaml: YamlDocument): Pick<Problem, "fix">;
}

/**
 * With null for `late`, what the engine says nothing about is not told, no edit is offered as a fix, and an old file is
 * not drawn.
 */
export function readDocument(
  text: string,
  surroundings: Surroundings,
  late: LateReading | null,
): FlowDocument {
  const yaml = parseEngineYaml(text);
  const source = { yaml, surroundings };
  if (yaml.fault) {
    const mended = late?.otherForm(text) ?? late?.faultFix(yaml);
    return noFlow(source, null, [{ ...faultProblem(yaml.fault), ...mended }]);
  }
  if (yaml.root === null) {
    return noFlow(source, null, [EMPTY_FILE]);
  }
  const declared = readValues(yaml);
  if (declared.limit) {
    return noFlow(source, null, [{ code: "limit", severity: "error", ...declared.limit }]);
  }
  const root = isMap(declared.value) ? declared.value : null;
  if (!root || !isFlowType(root.get("jtype") ?? null, contextOf(surroundings))) {
    const problems = otherFileProblems(yaml, surroundings, late);
    const given = contextOf(surroundings);
    return noFlow(source, root, late ? problems.map((one) => late.maskSecrets(one, given)) : problems);
  }
  const excess = findExcessParts(root);
  if (excess) {
    return noFlow(source, root, [excessProblem(excess)]);
  }
  if (!late && isLegacy(root)) {
    return noFlow(source, root, [UNREAD_LEGACY]);
  }
  return flowDocument({ yaml, root, declared, surroundings }, late);
}

function isFlowType(jtype: Value, { environment }: LoadContext): boolean {
  try {
    return expandOnce(jtype, environment) === "Flow";
  } catch (error) {
    if (!isExcess(error)) {
      throw error;
    }
    return false;
  }
}

/** Of a file that is no Flow, or none that can be told to be one. */
function otherFileProblems(
  yaml: YamlDocument,
  surroundings: Surroundings,
  late: LateReading | null,
): readonly Problem[] {
  const reading = readingFaults(yaml, surroundings);
  // What is over our own cap cannot be told to be no Flow.
  if (reading.some(({ code }) => code === "limit")) {
    return reading;
  }
  const problem = noFlowProblem(yaml, readValues(yaml, "yaml").value, late);
  const { engine: _, ...untold } = problem;
  const isReached = reading.every(({ severity }) => severity !== "error");
  return isReached ? [...reading, problem] : [untold, ...reading];
}

/** What ends the reading of a file that is no Flow before the engine sees that. */
function readingFaults(yaml: YamlDocument, surroundings: Surroundings): readonly Problem[] {
  const context = contextOf(surroundings);
  const { value, fault } = substitute(readValues(yaml, "yaml").value, context);
  if (!isMap(value) || value.size === 0) {
    return [];
  }
  return fault ? [referenceProblem(fault)] : loadFlow(value, context).reading.filter(({ engine }) => engine);
}

/** What a file is loaded in: of what is not known nothing is there. */
export function contextOf({
  environment,
  given = NO_VARIABLES,
  readFile,
  hasFile,
}: Surroundings): LoadContext {
  return {
    environment: environment ?? given.environment,
    callers: given.callers,
    readFile: readFile ?? null,
    hasFile: hasFile ?? null,
  };
}

function noFlow(
  { yaml, surroundings }: Pick<FlowFile, "yaml" | "surroundings">,
  root: ValueMap | null,
  problems: readonly Problem[],
): FlowDocument {
  const flow = emptyFlow();
  const { flow: built } = buildFlow(flow);
  return {
    text: yaml.text,
    surroundings,
    yaml,
    root,
    flow,
    built,
    problems: capProblems(problems.map((problem) => placed(yaml, problem))),
    variables: [],
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

// --- a Flow

/** A file whose values are a Flow's. */
interface FlowFile {
  readonly yaml: YamlDocument;
  readonly root: ValueMap;
  readonly declared: FileValues;
  readonly surroundings: Surroundings;
}

/** What the engine calls for the file, before and after variables and references are put in. */
interface FlowCalls {
  readonly context: LoadContext;
  /** The file's values with what variables and references stand for, or as they are if one leads nowhere. */
  readonly effective: ValueMap;
  /** What keeps the engine from putting them in. */
  readonly unresolved: readonly Problem[];
  readonly loaded: LoadedFlow;
  /** What the file declares, variables as text. */
  readonly flow: Flow;
}

function flowDocument(file: FlowFile, late: LateReading | null): FlowDocument {
  const { yaml, root } = file;
  const calls = callsOf(file);
  const result = buildFlow(calls.loaded.flow);
  const meant = late?.readLegacy(root) ?? null;
  const legacy = meant?.legacy ?? null;
  const excess = result.excess ?? meant?.excess;
  if (excess) {
    return noFlow(file, root, [excessProblem(excess)]);
  }
  const parts = {
    built: result.flow,
    buildProblems: result.problems,
    legacy,
    picture: meant?.built ?? result.flow,
  };
  return {
    text: yaml.text,
    surroundings: file.surroundings,
    yaml,
    root,
    flow: calls.flow,
    built: parts.built,
    problems: problemsOf(file, calls, parts, late),
    variables: (late && yaml.text.includes("$") && variablesOf(file, calls, parts, late)) || [],
    isFlow: true,
    legacy,
    picture: parts.picture,
  };
}

/** The calls that the engine makes of a Flow's file: what variables and references stand for is put in. */
export function calledFlow({ yaml, root, surroundings }: FlowDocument): Flow {
  return root === null ? emptyFlow() : callsOf({ yaml, root, surroundings }).loaded.flow;
}

function callsOf({ yaml, root, surroundings }: Omit<FlowFile, "declared">): FlowCalls {
  const context = contextOf(surroundings);
  const declaring = { ...context, ...NO_VARIABLES };
  if (!yaml.text.includes("$")) {
    const loaded = loadFlow(root, context);
    return { context, effective: root, unresolved: [], loaded, flow: loaded.flow };
  }
  const { value, fault } = substitute(readValues(yaml, "yaml").value, context);
  if (!fault && isMap(value)) {
    const { flow } = loadFlow(root, declaring);
    return { context, effective: value, unresolved: [], loaded: loadFlow(value, context), flow };
  }
  const unresolved = fault ? [referenceProblem(fault)] : [];
  // Where too much was put in once, nothing is put in a second time.
  const isOver = unresolved.some(({ code }) => code === "limit");
  const loaded = loadFlow(root, isOver ? declaring : context);
  return { context, effective: root, unresolved, loaded, flow: loaded.flow };
}

function variablesOf(
  { yaml }: FlowFile,
  { context, effective, unresolved, loaded }: FlowCalls,
  { built }: FlowParts,
  late: LateReading,
): readonly Variable[] {
  const names = new Map(built.nodes.map(({ entry, name }) => [entry, name]));
  return late.variablesIn({
    yaml,
    effective: unresolved.length === 0 ? effective : null,
    flow: loaded.flow,
    given: context,
    nameOf: (entry) => names.get(entry),
  });
}

/** What comes of a Flow's calls. */
interface FlowParts extends Pick<FlowDocument, "built" | "legacy" | "picture"> {
  readonly buildProblems: readonly BuildProblem[];
}

/** All problems of a Flow in the engine's order, each with its place, its executor and the fix that this text lets be made. */
function problemsOf(
  file: FlowFile,
  calls: FlowCalls,
  { built, buildProblems, legacy, picture }: FlowParts,
  late: LateReading | null,
): readonly Problem[] {
  const { yaml, root } = file;
  const { context, effective, unresolved, loaded } = calls;
  const owners = new Owners(calls.flow, built);
  const advice = late?.advise({
    yaml,
    root,
    effective,
    flow: loaded.flow,
    built,
    isLegacy: legacy !== null,
    owner: (path) => owners.at(path),
  });
  const problems = new OrderedProblems(root);
  problems.addOfReading([...unresolved, ...loaded.reading]);
  problems.add([...loaded.problems, ...oddKeyProblems(file.declared.oddKeys, loaded.flow, owners)]);
  for (const problem of [...buildProblems, ...(advice?.ofFlow ?? [])]) {
    problems.addOfEntry(withPath(problem, loaded.flow), problem.entry);
  }
  problems.add(logConfigProblems(loaded.flow, built, context, owners));
  problems.add(podsProblems(picture, loaded.flow, legacy));
  problems.add(advice?.ofText ?? []);
  const settled = problems
    .sorted()
    .map((problem) => asDepending(owners.withExecutor(problem), root, file.surroundings));
  // An old file is converted before anything in it is changed.
  const withTextFix = (problem: Problem) =>
    legacy || !late ? withoutEdit(problem) : late.withTextFix(yaml, root, problem);
  const hasVariables = yaml.text.includes("$");
  const told = (problem: Problem) =>
    late && hasVariables ? late.maskSecrets(withTextFix(problem), context) : withTextFix(problem);
  return capProblems([...(legacy ? [legacyProblem(legacy)] : []), ...settled]).map((problem) =>
    placed(yaml, told(problem)),
  );
}

function withoutEdit(problem: Problem): Problem {
  const { fix, choices: _, ...plain } = problem;
  return fix && !("edit" in fix) ? { ...plain, fix } : plain;
}
