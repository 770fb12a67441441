/**
 * What `with` says: the Flow's own arguments, and those that it hands on to the gateway and to executors. The numbers in
 * brackets are promises that the tests quote; each was seen on the engine.
 *
 * [H1] Keys that are no arguments of the Flow, by their exact names, are handed on to the gateway, except `uses` and
 *      `uses_with`, and to executors, except what has to do with ports, protocols and `uses`.
 * [H2] `with.kwargs` stands for keys of `with` itself, which win over it.
 * [H3] All of `with` goes through the gateway's parser as well, whose refusals refuse the Flow.
 * [H4] An unknown key is told once, here, and not again with each executor.
 */

import { isList, isMap, isTrue, normalizePath, typeName } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { type ArgumentProblem, errorOf, isError, untold } from "./argument-problem.ts";
import type { IgnoresPort } from "./argument-report.ts";
import { theKey, UNDER_WITH, valueShown } from "./argument-sentences.ts";
import { argumentOf, FALLBACKS, neededLogConfig, nonDefaults } from "./argument-table.ts";
import { parseArguments } from "./arguments.ts";
import type { ArgumentValue } from "./drawn.ts";
import { knows, parserOf } from "./flag-parser.ts";

/** What the engine makes of the keys of `with`. */
export interface FlowArguments {
  readonly name: string | null;
  readonly inspect: InspectMode;
  /** Environment variables of the Flow, which the gateway gets. */
  readonly env: ValueMap | null;
  /** A path as os.path.normpath() has it; one that is not absolute is relative to where Jina is started. */
  readonly workspace: string | null;
  readonly logConfig: Value;
  /** What each executor and the gateway get, as written. */
  readonly forExecutors: ValueMap;
  readonly forGateway: ValueMap;
  /** All that differs from the defaults: the Flow's own in the engine's order, then the others as written, search paths in any case. */
  readonly args: ReadonlyMap<string, ArgumentValue>;
  /** A logging set-up that is a file's; the engine refuses the Flow where there is none. */
  readonly needsFile: string | null;
  /** Keys are those of `with`, or of `with.kwargs`. */
  readonly problems: readonly ArgumentProblem[];
}

/** What the Flow does with its inspecting executors when it is built: gather, leave, or take them out. */
export type InspectMode = (typeof INSPECT_MODES)[number];

const INSPECT_MODES = ["COLLECT", "HANG", "REMOVE"] as const;

const NOT_FOR_GATEWAY = new Set(["uses", "uses_with"]);
const NOT_FOR_EXECUTORS = new Set([
  "port",
  "ports",
  "port_monitoring",
  "uses",
  "uses_with",
  "protocol",
  "protocols",
]);

/** The folders to look for files in; the reader of files puts them into each `with`. */
export const SEARCH_PATHS = "extra_search_paths";

/**
 * Never throws: what the engine refuses is a problem, and the rest is read as if it were not there. `section`: the
 * gateway's own, which decides what becomes of the ports that `with` hands to it.
 */
export function createFlowArguments(
  flowWith: ValueMap,
  section: ValueMap = new Map(),
  /** Values that may be handed down. */
  most = mostHanded(1),
): FlowArguments {
  const kwargs = kwargsOf(flowWith);
  const flow = parseArguments("flow", kwargs, { warns: { unlessKnownTo: FALLBACKS } });
  const common = new Map([...kwargs].filter(([key]) => !isFlowsOwn(key)));
  const forGateway = without(common, NOT_FOR_GATEWAY);
  const forExecutors = without(common, NOT_FOR_EXECUTORS);
  const excess = excessOf(forExecutors, most);
  for (const key of excess) {
    forExecutors.delete(key);
  }
  const { values } = flow;
  return {
    name: textOrNull(values.get("name")),
    inspect: INSPECT_MODES.find((mode) => mode === values.get("inspect")) ?? "COLLECT",
    env: mapOrNull(values.get("env")),
    workspace: pathOrNull(values.get("workspace")),
    logConfig: values.get("log_config") ?? (argumentOf("flow", "log_config")!.default as string),
    forExecutors,
    forGateway,
    args: new Map([...nonDefaults("flow", values), ...common]),
    needsFile: neededLogConfig(values),
    problems: [
      ...callFault(flowWith),
      ...problemsOf(flow.problems, forGateway, forExecutors, section),
      ...loggerFault(common),
      ...(excess.length > 0 ? [tooMuch(excess, most)] : []),
    ].map(onlyFirstTold()),
  };
}

/** [H1] What ends the process is none of the Flow's values. */
function isFlowsOwn(key: string): boolean {
  const argument = argumentOf("flow", key);
  return argument !== undefined && argument.type !== "exit";
}

/** [H2] What the engine calls Flow() with. */
function kwargsOf(flowWith: ValueMap): Map<string, Value> {
  const nested = flowWith.get("kwargs");
  const kwargs = new Map([...(isMap(nested) ? nested : []), ...flowWith]);
  for (const key of ["args", "kwargs", "self"]) {
    kwargs.delete(key);
  }
  const paths = flowWith.get(SEARCH_PATHS);
  return kwargs.set(SEARCH_PATHS, isList(paths) ? paths : []);
}

/** What keeps the engine from calling Flow() at all. */
function callFault(flowWith: ValueMap): readonly ArgumentProblem[] {
  const paths = searchPathsFault(flowWith);
  if (paths) {
    return [paths];
  }
  const args = flowWith.get("args");
  const positional = args === undefined ? [] : itemsOf(args);
  if (positional === null) {
    return [typeError("args", `'${typeName(args!)}' object is not iterable`, NO_ARGS)];
  }
  const nested = flowWith.get("kwargs");
  if (nested !== undefined && !isMap(nested)) {
    return [
      typeError(
        "kwargs",
        `'${typeName(nested)}' object is not a mapping`,
        `The kwargs under with must be a mapping, not ${valueShown(nested)}: write its keys under with itself.`,
      ),
    ];
  }
  if (positional.length > 1) {
    const message = `Flow.__init__() takes from 1 to 2 positional arguments but ${positional.length + 1} were given`;
    return [typeError("args", message, NO_ARGS)];
  }
  if (flowWith.has("self")) {
    const message = "Flow.__init__() got multiple values for argument 'self'";
    return [typeError("self", message, "There is no argument self under with: leave it out.")];
  }
  return positional.length === 1 && positional[0] !== null
    ? [typeError("args", "vars() argument must have __dict__ attribute", NO_ARGS)]
    : [];
}

const NO_ARGS = "The args under with cannot be used in a file: write the arguments as keys of with itself.";

/** The reader of files adds to the search paths, which must be a list for that. */
export function searchPathsFault(kwargs: ValueMap, owner = UNDER_WITH): ArgumentProblem | null {
  const paths = kwargs.get(SEARCH_PATHS) ?? null;
  if (!isTrue(paths) || isList(paths)) {
    return null;
  }
  const message =
    typeof paths === "string"
      ? 'can only concatenate str (not "list") to str'
      : `unsupported operand type(s) for +: '${typeName(paths)}' and 'list'`;
  const sentence = `${theKey(SEARCH_PATHS, owner)} must be a list of folders, not ${valueShown(paths)}.`;
  return typeError(SEARCH_PATHS, message, sentence);
}

/** What a Python loop goes through; null where it is none. */
function itemsOf(value: Value): readonly Value[] | null {
  return isList(value)
    ? value
    : isMap(value)
      ? [...value.keys()]
      : typeof value === "string"
        ? [...value]
        : null;
}

/** The Flow's logger gets what is handed on as arguments of its own. */
function loggerFault(common: ValueMap): readonly ArgumentProblem[] {
  return common.has("context")
    ? [
        typeError(
          "context",
          "JinaLogger.__init__() got multiple values for argument 'context'",
          "There is no argument context under with: leave it out.",
        ),
      ]
    : [];
}

function typeError(key: string, words: string, sentence: string): ArgumentProblem {
  return { ...errorOf(sentence, { type: "TypeError", message: words }), key };
}

/** The engine stops at the first error: behind it nothing has words of the engine's any more. */
function onlyFirstTold(): (problem: ArgumentProblem) => ArgumentProblem {
  let stopped = false;
  return (problem) => {
    const told = stopped ? untold(problem) : problem;
    stopped ||= problem.severity === "error" && problem.engine !== undefined;
    return told;
  };
}

/**
 * What is wrong with the keys of `with`: what the Flow's parser finds, and for keys that are handed on what those find
 * that get them. A refusal for executors alone comes with the first executor.
 */
function problemsOf(
  ofFlow: readonly ArgumentProblem[],
  forGateway: ValueMap,
  forExecutors: ValueMap,
  section: ValueMap,
): ArgumentProblem[] {
  const isHanded = (key: string) =>
    (forGateway.has(key) && knows("gateway", key)) ||
    (forExecutors.has(key) && knows("deployment", key)) ||
    // The client of a Flow in Python.
    knows("client", key);
  const refused = new Set(ofFlow.filter(isError).map(({ key }) => key));
  // What a parser that gets the key says of it is told there, unless the engine ends before.
  const kept = ofFlow.filter(
    ({ code, key, engine }) =>
      !(code === "argument-elsewhere" && isHanded(key!)) || (engine && refused.size > 0),
  );
  // Where nothing is refused yet, a refusal by the gateway comes with the gateway.
  const isTold = (problem: ArgumentProblem) => !isError(problem) || refused.size > 0;
  const handed = [
    ...parseArguments("gateway", forGateway, {
      owner: UNDER_WITH,
      ignoresPort: besides(section),
    }).problems.filter(isTold),
    ...parseArguments("deployment", forExecutors, { owner: UNDER_WITH }).problems.filter(
      (problem) => !isError(problem),
    ),
  ].filter(({ code, key }) => !UNTAKEN.has(code) && !refused.has(key));
  const told = new Map([...kept, ...handed].map((problem) => [placeOf(problem), problem]));
  return [...told.values()].map(keepMeaning);
}

/** What a gateway does not open: one port for several protocols is dropped, and for monitoring one is opened. */
export const ignoresPort: IgnoresPort = (argument, index, values) => {
  if (argument !== "port") {
    return index > 0;
  }
  const ports = values.get("port") ?? null;
  const protocols = values.get("protocol") ?? null;
  const isOwn = values.has("uses") || values.has("runtime_cls");
  return !isOwn && isList(protocols) && protocols.length > 1 && !(isList(ports) && ports.length > 1);
};

/** What the gateway's own section gives stands for what `with` says. */
function besides(section: ValueMap): IgnoresPort {
  return (argument, index, values) => {
    const own = parseArguments("gateway", section).values;
    return own.has(argument) || ignoresPort(argument, index, new Map([...values, ...own]));
  };
}

/** What two problems have in common that are found twice. */
function placeOf({ code, key, item, message }: ArgumentProblem): string {
  return JSON.stringify([code, key, item, message]);
}

/** Written as a whole, a name that is handed on no further would mean less than its beginning does. */
function keepMeaning(problem: ArgumentProblem): ArgumentProblem {
  const { better, ...plain } = problem;
  const isOther =
    problem.code === "argument-prefix" &&
    problem.severity === "warning" &&
    better !== undefined &&
    (isFlowsOwn(better) ||
      NOT_FOR_GATEWAY.has(better) ||
      NOT_FOR_EXECUTORS.has(better) ||
      // What is the whole name to the gateway may be one of two to an executor.
      parserOf("deployment").meaningOfKey(problem.key ?? better).kind === "ambiguous");
  return isOther ? plain : problem;
}

/** What is said of a key that a parser does not take; another one may. */
const UNTAKEN: ReadonlySet<ArgumentProblem["code"]> = new Set([
  "argument-unknown",
  "argument-elsewhere",
  "argument-renamed",
]);

function without(kwargs: ValueMap, names: ReadonlySet<string>): Map<string, Value> {
  return new Map([...kwargs].filter(([key]) => !names.has(key)));
}

/** Keys, items and pieces of text that each executor has to be worked through with, beyond what files hold. */
const MAX_HANDED = 100;
/** Fewer, where very many executors get them. */
const HANDED_TO_MANY = [
  { above: 8000, most: 20 },
  { above: 3000, most: 40 },
] as const;

/** How many values may be handed down to each of so many executors. In steps: what is made for one stays for most edits. */
export function mostHanded(executors: number): number {
  return HANDED_TO_MANY.find(({ above }) => executors > above)?.most ?? MAX_HANDED;
}

/** The keys behind which there is more than each of many executors can be worked through with. */
function excessOf(forExecutors: ValueMap, most: number): string[] {
  let left = most;
  return [...forExecutors].flatMap(([key, value]) => {
    left -= 1 + (isList(value) ? value.length / 10 : typeof value === "string" ? value.length / 500 : 0);
    return left < 0 ? [key] : [];
  });
}

function tooMuch(keys: readonly string[], most: number): ArgumentProblem {
  return {
    code: "limit",
    severity: "error",
    message: `with hands more than ${most} values down to each executor: what comes from ${keys[0]} on is left out here.`,
    key: keys[0]!,
  };
}

function mapOrNull(value: Value | undefined): ValueMap | null {
  return isMap(value) ? value : null;
}

function textOrNull(value: Value | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function pathOrNull(value: Value | undefined): string | null {
  return typeof value === "string" ? normalizePath(value) : null;
}
