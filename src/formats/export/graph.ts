/**
 * Text → what the engine makes of it, as one JSON value: what `graph --json` prints and what engine/ask.py answers,
 * word for word, so that the two can be compared. engine/ask.py says what the keys mean.
 */
import { grouped } from "../../base/words.ts";
import { type BuiltFlow, type BuiltNode, handedNodes } from "../../model/engine/built-flow.ts";
import { type ArgumentValue, isDrawn, nameDrawn, withNames } from "../../model/engine/drawn.ts";
import type { FlowArguments } from "../../model/engine/flow-arguments.ts";
import { sortNeeds } from "../../model/engine/needs.ts";
import type { EngineFault } from "../../model/engine-fault.ts";
import type { Problem } from "../../model/problem.ts";
import { isMap, pythonStr } from "../../model/python.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../../model/value.ts";
import type { FlowDocument } from "../read/read-flow.ts";
import { successorsOf } from "./handed-graph.ts";
import { printMermaid } from "./mermaid.ts";
import { inFolder } from "./working-folder.ts";

/** A JSON value; integers beyond 2^53 are bigints. */
type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

interface JsonObject {
  readonly [key: string]: Json;
}

/** What the engine warns of. */
export interface GraphWarning {
  readonly phase: "load" | "build";
  /** Python's class of the warning, or the level of the engine's log, as `log.warning`. */
  readonly category: string;
  readonly message: string;
}

/** What `with` holds. */
interface GraphFlow {
  readonly name: string | null;
  /** All that is given, save what equals its default. */
  readonly args: JsonObject;
  readonly inspect: string;
  readonly env: JsonObject | null;
}

/** One executor; besides these keys, its main arguments that are set stand here under their own names. */
interface GraphDeployment extends JsonObject {
  /** The name in the graph; `name` is what the executor calls itself. */
  readonly node: string;
  readonly name: string;
  readonly role: string;
  /** Sorted; names, unless the file has something else among them. */
  readonly needs: readonly Json[];
  readonly external: boolean;
  readonly floating: boolean;
  readonly shards: number;
  readonly replicas: number;
  /** A name, or a JSON object from endpoint to name. */
  readonly polling: string;
  readonly uses: string;
  readonly protocols: readonly string[];
  /** Processes that it will be, head included. */
  readonly pods: number;
  readonly head: boolean;
  /** Other arguments that differ from their defaults. */
  readonly args: JsonObject;
}

interface GraphGateway {
  readonly protocols: readonly string[];
  /** Null where the engine draws them. */
  readonly ports: readonly Json[] | null;
  readonly uses: string | null;
  readonly host: string;
  readonly needs: readonly string[];
  readonly monitoring: boolean;
  readonly env: JsonObject | null;
  readonly args: JsonObject;
}

/** The answer for a file that the engine refuses. */
export interface RefusedGraph {
  readonly ok: false;
  readonly error: EngineFault;
  readonly warnings: readonly GraphWarning[];
}

/** The answer for a file that the engine builds. */
export interface AcceptedGraph {
  readonly ok: true;
  readonly warnings: readonly GraphWarning[];
  readonly flow: GraphFlow;
  /** In the engine's order, without the gateway. */
  readonly deployments: readonly GraphDeployment[];
  readonly gateway: GraphGateway;
  /** Successors by node, with `start-gateway` and `end-gateway`. */
  readonly graph: Readonly<Record<string, readonly string[]>>;
  /** By node, of those that have any. */
  readonly conditions: JsonObject;
  readonly no_reduce: readonly string[];
  readonly metadata?: JsonObject;
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  readonly num_deployments: number;
  /** 0, as of any Flow that is not started. */
  readonly num_pods: 0;
  readonly num_pods_running: number;
  /** The very text that `Flow.plot()` draws; null where it fails, as `mermaidError` says. */
  readonly mermaid: string | null;
  readonly mermaidError?: { readonly type: string; readonly message: string };
}

/** What the engine makes of a file. */
export type GraphAnswer = RefusedGraph | AcceptedGraph;

/** Where the engine is taken to work: what is relative to it shows below this folder. */
const FOLDER = "/cwd";

/** Whatever its replicas say. */
const GATEWAY_PODS = 1;

/** What the engine makes of a Flow file. Never throws. */
export function graphOf(document: FlowDocument): GraphAnswer {
  return (
    refusalOf(document) ?? { ok: true, warnings: warningsOf(document.problems), ...acceptedOf(document) }
  );
}

/** The answer for a file that the engine refuses; null for one that it builds. */
export function refusalOf(document: FlowDocument): RefusedGraph | null {
  const { problems } = document;
  const error = endingProblem(document);
  if (!error) {
    return null;
  }
  return {
    ok: false,
    error: error.engine ?? ownFault(error),
    warnings: warningsOf(beforeError(problems, error)),
  };
}

/** The error at which the engine ends, or one of ours where it has no words; undefined for a file that it takes. */
export function endingProblem({ problems }: FlowDocument): Problem | undefined {
  const errors = problems.filter(({ severity }) => severity === "error");
  return errors.find(({ engine }) => engine) ?? errors[0];
}

/**
 * The problems that the engine comes to before an error ends its work. They stand in its order; who hangs it logs last of
 * all.
 */
function beforeError(problems: readonly Problem[], error: Problem): readonly Problem[] {
  return problems.slice(0, problems.indexOf(error)).filter(({ code }) => code !== "hanging");
}

/** Characters of an answer that is printed: what `with` hands down stands there once for each executor. */
const MAX_PRINTED = 50_000_000;

/** The answer, or a refusal of our own in its place if it is too long to be printed. */
export function printable(answer: GraphAnswer): GraphAnswer {
  let left = MAX_PRINTED;
  const visit = (value: Json): void => {
    if (typeof value === "string") {
      left -= value.length;
    } else if (typeof value === "object" && value !== null && left >= 0) {
      for (const [key, item] of Object.entries(value)) {
        left -= key.length + 1;
        visit(item);
      }
    }
  };
  visit(answer as unknown as Json);
  if (left >= 0) {
    return answer;
  }
  const message = `What the engine makes of this Flow is over ${grouped(MAX_PRINTED)} characters long, which are not printed.`;
  return { ok: false, error: { phase: "load", type: "limit", message }, warnings: [] };
}

/** As one line of JSON, without a line break at its end. */
export function printGraph(answer: GraphAnswer): string {
  return printJson(answer as unknown as Json);
}

function printJson(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(printJson).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${printJson(item)}`);
    return `{${entries.join(",")}}`;
  }
  if (typeof value === "bigint") {
    return String(value);
  }
  return Object.is(value, -0) ? "-0.0" : JSON.stringify(value);
}

/** What the engine warns of; what it says several times in the same words, once, as engine/ask.py. */
function warningsOf(problems: readonly Problem[]): readonly GraphWarning[] {
  const told = new Map<string, GraphWarning>();
  for (const warning of problems.flatMap(warningOf)) {
    const key = `${warning.category} ${warning.message}`;
    told.set(key, told.get(key) ?? warning);
  }
  return [...told.values()];
}

function warningOf({ severity, engine }: Problem): GraphWarning[] {
  // What the engine says at the start it has not said yet.
  if (severity === "error" || !engine || engine.phase === "start") {
    return [];
  }
  const category = engine.type === "log" ? "log.warning" : engine.type;
  return [{ phase: engine.phase, category, message: engine.message }];
}

/** A refusal of our own, for which the engine has no words: one of our caps. */
function ownFault({ code, message }: Problem): EngineFault {
  return { phase: "load", type: code, message };
}

function acceptedOf({ flow, built }: FlowDocument): Omit<AcceptedGraph, "ok" | "warnings"> {
  const { nodes } = built;
  const handed = handedNodes(built);
  const metadata = handed.flatMap(({ name, grpcMetadata }) =>
    grpcMetadata?.size ? entryOf(name, grpcMetadata) : [],
  );
  return {
    flow: settingsOf(built.settings),
    deployments: nodes.map((node) => deploymentOf(node, flow.entries[node.entry]?.deployment !== undefined)),
    gateway: gatewayOf(built),
    graph: Object.fromEntries(successorsOf(built)),
    conditions: Object.fromEntries(handed.flatMap(({ name, when }) => entryOf(name, when))),
    no_reduce: handed.flatMap(({ name, noReduce }) => (noReduce ? [name] : [])),
    ...(metadata.length > 0 ? { metadata: Object.fromEntries(metadata) } : {}),
    addresses: Object.fromEntries(addressesOf(nodes)),
    num_deployments: nodes.length + 1,
    num_pods: 0,
    num_pods_running: nodes.reduce(
      (sum, { deployment }) => sum + (deployment.external ? 0 : deployment.pods),
      GATEWAY_PODS,
    ),
    ...drawingOf(built),
  };
}

function settingsOf({ name, args, inspect, env }: FlowArguments): GraphFlow {
  // Nobody wrote the search paths where they are empty.
  const given = new Map([...args].filter(([key, value]) => key !== "extra_search_paths" || !isNone(value)));
  return { name, args: objectOf(given), inspect, env: env && objectOf(env) };
}

function isNone(value: ArgumentValue): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A Deployment of its own keeps its workspace as written; all others have it below the working folder. */
function deploymentOf({ name, role, heldNeeds, deployment }: BuiltNode, isOwn: boolean): GraphDeployment {
  const { external, floating, shards, replicas, polling, uses, protocols, pods, hasHead } = deployment;
  const nameOf = nameDrawn();
  const settings = objectOf(deployment.settings(), nameOf);
  const { workspace } = settings;
  return {
    node: name,
    name: deployment.name,
    role: deployment.role ?? role,
    needs: sortNeeds(heldNeeds).map(jsonOf),
    external,
    floating,
    shards,
    replicas,
    polling,
    uses,
    protocols,
    pods,
    head: hasHead,
    ...settings,
    ...(typeof workspace === "string" && !isOwn ? { workspace: inFolder(workspace, FOLDER) } : {}),
    args: objectOf(deployment.args(), nameOf),
  };
}

function gatewayOf({ gateway, gatewayNeed }: BuiltFlow): GraphGateway {
  const { protocols, ports, uses, host, monitoring, env } = gateway;
  const nameOf = nameDrawn();
  return {
    protocols,
    ports: isDrawn(ports) ? null : (jsonOf(withNames(ports, nameOf)) as readonly Json[]),
    uses,
    host,
    needs: [gatewayNeed],
    monitoring,
    env: env && objectOf(env),
    args: objectOf(gateway.args, nameOf),
  };
}

function entryOf(name: string, map: ValueMap | null): [string, JsonObject][] {
  return map ? [[name, objectOf(map)]] : [];
}

function addressesOf(nodes: readonly BuiltNode[]): [string, string[]][] {
  const nameOf = nameDrawn();
  return nodes.map(({ name, deployment }) => [
    name,
    Array.from(
      deployment.addresses(),
      ({ protocol, host, port }) => `${protocol}://${host}:${pythonStr(withNames(port, nameOf))}`,
    ),
  ]);
}

function drawingOf(built: BuiltFlow): Pick<AcceptedGraph, "mermaid" | "mermaidError"> {
  const drawing = printMermaid(built);
  return "text" in drawing ? { mermaid: drawing.text } : { mermaid: null, mermaidError: drawing.error };
}

// --- values

function objectOf(map: ReadonlyMap<string, ArgumentValue>, nameOf = nameDrawn()): JsonObject {
  return Object.fromEntries([...map].map(([key, value]) => [key, jsonOf(withNames(value, nameOf))]));
}

/** Numbers that JSON does not have are the texts that Python shows. */
function jsonOf(value: Value): Json {
  if (isMap(value)) {
    return objectOf(value);
  }
  if (Array.isArray(value)) {
    return value.map(jsonOf);
  }
  if (value instanceof Float) {
    return Number.isFinite(value.value) ? value.value : pythonStr(value);
  }
  return value instanceof Timestamp
    ? value.text
    : (value as Exclude<Value, ValueMap | readonly Value[] | Float | Timestamp>);
}
