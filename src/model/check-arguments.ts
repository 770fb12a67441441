/**
 * What an executor's arguments come to once the Flow runs, where that is not what they say: arguments without effect,
 * values at which the start or each request fails, ports that are taken twice, secrets in the file. The engine takes
 * all of it at load and build, so none is an error.
 */
import { counted, quoted } from "../base/words.ts";
import { executorOwner, THE_GATEWAY, theKey, UNDER_WITH } from "./argument-sentences.ts";
import type { BuildProblem } from "./build.ts";
import {
  type BuiltFlow,
  type BuiltNode,
  type Entry,
  type Flow,
  GATEWAY,
  type Value,
  type ValueMap,
} from "./flow.ts";
import { meantBy } from "./meant.ts";
import type { Path, ProblemCode } from "./problem.ts";
import { isList, pythonStr } from "./python.ts";

export function checkArguments(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const problems: BuildProblem[] = [];
  for (const node of built.nodes) {
    const entry = flow.entries[node.entry];
    if (entry && node.role !== "INSPECT_AUX_PASS") {
      problems.push(...checkNode(flow, entry, node));
    }
  }
  return [...problems, ...checkPorts(flow, built), ...checkSecrets(flow, built)];
}

/** Values that people write out and that hold anyway. */
const STANDARD = new Map<string, Value>([
  ["replicas", 1],
  ["shards", 1],
  ["floating", false],
  ["external", false],
]);

function checkNode(flow: Flow, entry: Entry, node: BuiltNode): BuildProblem[] {
  const { name, shards, replicas, external } = node;
  const { args } = entry;
  const problems: BuildProblem[] = [];
  const warn = (code: ProblemCode, key: string, message: string, fix?: BuildProblem["fix"]) => {
    problems.push({
      entry: entry.index,
      severity: "warning",
      code,
      key,
      executor: name,
      message,
      ...(fix ? { fix } : {}),
    });
  };
  const path = pathTo(flow, entry);
  const takeAway = (key: string) =>
    args.has(key) && entry.deployment?.kind !== "file"
      ? {
          fix: {
            label: `Take ${key} away`,
            edit: { kind: "unset-path", path: [...path, key], keepsComments: true } as const,
          },
        }
      : {};
  for (const [key, standard] of STANDARD) {
    if (args.get(key) === standard && !flow.with.has(key)) {
      problems.push({
        entry: entry.index,
        severity: "hint",
        code: "default-written",
        key,
        executor: name,
        message: `${key}: ${standard} of ${name} is the default, and can be left out.`,
        ...takeAway(key),
      });
    }
  }
  if (isGiven(args.get("polling")) && shards <= 1 && !/^any$/i.test(pythonStr(args.get("polling")!))) {
    warn(
      "polling-ignored",
      "polling",
      `The polling of ${name} has no effect while it has one shard: replicas always share the requests among them.`,
      takeAway("polling").fix,
    );
  }
  if (shards > 1) {
    checkPolling(name, args, warn, path);
  }
  for (const key of ["uses_before", "uses_after"]) {
    if (isGiven(args.get(key)) && shards <= 1) {
      warn(
        "uses-ignored",
        key,
        `The ${key} of ${name} is never run: it needs shards above 1, and ${name} has one shard.`,
        takeAway(key).fix,
      );
    }
  }
  if (replicas < 1 && shards === 1 && !external) {
    warn(
      "replicas-zero",
      "replicas",
      `${name} has ${counted(replicas, "replica")}: Jina builds this Flow, but can neither draw, export nor start it.`,
      // The engine refuses a stateful one with fewer than three.
      isGiven(args.get("stateful")) || isGiven(flow.with.get("stateful"))
        ? undefined
        : { label: "Write replicas: 1", edit: { kind: "set-path", path: [...path, "replicas"], value: 1 } },
    );
  }
  if (external && !isGiven(args.get("port")) && !isGiven(args.get("ports")) && !hasPort(args.get("host"))) {
    warn(
      "external-address",
      "external",
      `${name} is external, but no port says where it runs: Jina makes up a random port, at which nothing answers.`,
    );
  }
  if (!external && replicas > 1 && shards === 1 && countOfPorts(args.get("port")) === 1) {
    warn(
      "port-ignored",
      "port",
      `The port of ${name} is ignored: with ${counted(replicas, "replica")} each of them gets a random one.`,
      takeAway("port").fix,
    );
  }
  return problems;
}

/** The values at which the head fails at its start, or each request does; seen on the engine. */
function checkPolling(
  name: string,
  args: ValueMap,
  warn: (code: ProblemCode, key: string, message: string, fix?: BuildProblem["fix"]) => void,
  path: Path,
): void {
  const polling = args.get("polling");
  if (!isGiven(polling)) {
    return;
  }
  const pairs: [Path, Value][] =
    polling instanceof Map
      ? [...(polling as ValueMap)].map(([endpoint, value]) => [[...path, "polling", endpoint], value])
      : [[[...path, "polling"], polling!]];
  for (const [at, value] of pairs) {
    const text = pythonStr(value).toUpperCase();
    if (text === "ANY" || text === "ALL") {
      continue;
    }
    const better = text === "ALL_ASYNC" ? "ALL" : meantBy(text, ["ANY", "ALL"]);
    const fate =
      text === "ALL_ASYNC"
        ? 'each request fails with "Unsupported polling type ALL_ASYNC"'
        : "the Flow does not start";
    warn(
      "polling-value",
      "polling",
      `The polling of ${name} must be ANY or ALL, not ${quoted(pythonStr(value))}: Jina takes the file, but ${fate}.`,
      better ? { label: `Write ${better}`, edit: { kind: "set-path", path: at, value: better } } : undefined,
    );
  }
}

// --- ports

interface Port {
  readonly port: number;
  readonly who: string;
  readonly problem: Pick<BuildProblem, "entry" | "key" | "executor" | "path">;
}

function checkPorts(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const taken = new Map<number, string>();
  const problems: BuildProblem[] = [];
  for (const { port, who, problem } of portsOf(flow, built)) {
    const other = taken.get(port);
    if (other === undefined) {
      taken.set(port, who);
    } else {
      problems.push({
        ...problem,
        severity: "warning",
        code: "port-clash",
        message: `${who} and ${other} have the same port, ${port}: Jina takes the file, and the second one fails to start.`,
      });
    }
  }
  return problems;
}

/** The ports that the file asks for on this machine: random ones, and those of external executors, cannot clash. */
function* portsOf(flow: Flow, built: BuiltFlow): Generator<Port> {
  for (const [section, map] of [
    ["gateway", flow.gateway],
    ["with", flow.with],
  ] as const) {
    for (const key of ["port", "ports", "port_expose", "port_in"]) {
      // The gateway's own section overrides the same key of with.
      if (section === "gateway" || !flow.gateway.has(key)) {
        for (const port of numbersOf(map.get(key))) {
          yield { port, who: "the gateway", problem: { entry: -1, path: [section, key] } };
        }
      }
    }
  }
  for (const { entry: index, external, role, name, replicas, shards } of built.nodes) {
    const entry = flow.entries[index];
    if (!entry || external || role === "INSPECT_AUX_PASS") {
      continue;
    }
    for (const key of ["port", "ports"]) {
      const ports = numbersOf(entry.args.get(key));
      if (ports.length === 1 && replicas > 1 && shards === 1) {
        continue;
      }
      for (const port of ports) {
        yield { port, who: name, problem: { entry: index, key, executor: name } };
      }
    }
    if (entry.args.get("monitoring") === true || flow.with.get("monitoring") === true) {
      for (const port of numbersOf(entry.args.get("port_monitoring"))) {
        yield {
          port,
          who: `the monitoring of ${name}`,
          problem: { entry: index, key: "port_monitoring", executor: name },
        };
      }
    }
  }
}

function itemsOf(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : isList(value) ? value : [value];
}

function numbersOf(value: Value | undefined): number[] {
  return itemsOf(value).flatMap((item) => {
    const parts =
      typeof item === "string" ? item.split(",").map((part) => Number.parseInt(part, 10)) : [item];
    return parts.filter((port): port is number => typeof port === "number" && port > 0);
  });
}

function countOfPorts(value: Value | undefined): number {
  return numbersOf(value).length;
}

function hasPort(host: Value | undefined): boolean {
  const hosts = (Array.isArray(host) ? host : [host ?? null]) as readonly Value[];
  return hosts.some((one) => typeof one === "string" && /:\d+\b/.test(one));
}

// --- secrets

/** Words that name something secret, at the end of a key. */
const SECRET_KEY =
  /(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)$/i;
/** What stands for a secret without being one. */
const NO_SECRET = /^(?:|x+|\*+|<.*>|changeme|none|null|true|false|your.*|.*example.*)$/i;

function checkSecrets(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const problems: BuildProblem[] = [];
  // One list for all values, that of the value while it is visited.
  const path: (string | number)[] = [];
  let owner = UNDER_WITH;
  const within = (step: string | number, value: Value): void => {
    path.push(step);
    visit(value);
    path.pop();
  };
  const visit = (value: Value): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of (value as readonly Value[]).entries()) {
        within(index, item);
      }
    } else if (value instanceof Map) {
      for (const [key, item] of value as ValueMap) {
        within(key, item);
      }
    } else if (typeof value === "string") {
      if (isSecret(value, path.at(-1))) {
        problems.push({
          entry: -1,
          severity: "warning",
          code: "secret",
          path: [...path],
          message: `${theKey(keyOf(path), owner)} holds a secret, which everyone who has the file can read: take it from the environment, as \${{ ENV.NAME }}.`,
        });
      }
    }
  };
  within("with", flow.with);
  owner = THE_GATEWAY;
  within(GATEWAY, flow.gateway);
  const names = new Map(built.nodes.map(({ entry, name }) => [entry, name]));
  for (const entry of flow.entries) {
    if (entry.deployment?.kind !== "file") {
      owner = executorOwner(names.get(entry.index) ?? `item ${entry.index + 1} of the list`);
      path.splice(0, path.length, ...pathTo(flow, entry));
      visit(entry.args);
    }
  }
  return problems;
}

function isSecret(text: string, key: string | number | undefined): boolean {
  if (text.includes("$")) {
    return false;
  }
  return (
    /^jinahub(?:\+\w+)?:\/\/[^/:]+:[^/]+/.test(text) ||
    (typeof key === "string" && text.length >= 4 && !NO_SECRET.test(text) && SECRET_KEY.test(key))
  );
}

/** The key that a value stands under, in a list or by itself. */
function keyOf(path: Path): string {
  return String(path.findLast((step) => typeof step === "string"));
}

function pathTo(flow: Flow, entry: Entry): Path {
  return [flow.listKey, entry.index, ...(entry.deployment ? ["with"] : [])];
}

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}
