/**
 * One executor as the engine makes it of its arguments: what it inherits, what the parser reads, what the checks behind
 * the parser refuse, and the shards, replicas and addresses that come of it. The numbers in brackets are promises that
 * the tests quote; each was seen on the engine, and agreement/arguments.test.ts compares all of it with the live one.
 *
 * [P1] What `with` hands on is added where the executor has no key of that very name. Values are replaced, not merged.
 * [P2] Without a workspace of its own it has the Flow's. A Deployment of its own inherits nothing.
 * [P3] A provider other than NONE makes it port 8080 and HTTP.
 * [P4] HTTP takes no more than one shard; websocket is refused; a stateful one speaks GRPC alone.
 * [P5] Hosts and ports are as many as each other, or one of them is repeated. A host may be an address, whose port and
 *      scheme then count.
 * [P6] Several addresses of an external one are its replicas; any other number of replicas is refused, except 1.
 * [P7] A stateful one needs a workspace and three replicas or more.
 * [P8] With several shards there is a head, and one pod each for what runs before and after them.
 * [P9] Ports of peers are as many as replicas, and come to all shards if there are several and it is stateful.
 * [P10] With one shard polling is ANY, whatever is written.
 * [P11] Without shards, with several protocols, and with several shards but no replica the Flow does not build.
 */
import { isList, isTrue, typeName } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { type ArgumentProblem, errorOf } from "./argument-problem.ts";
import type { IgnoresPort } from "./argument-report.ts";
import { executorOwner, type Owner, theKey } from "./argument-sentences.ts";
import { FALLBACKS } from "./argument-table.ts";
import { parseArguments } from "./arguments.ts";
import type { Role } from "./built-flow.ts";
import type { Deployment } from "./deployment.ts";
import { goOver } from "./deployment-checks.ts";
import { DeploymentDraft } from "./deployment-draft.ts";
import { type FlowArguments, searchPathsFault } from "./flow-arguments.ts";

/** The call that makes an executor. */
interface DeploymentCall {
  /** The name that the Flow has settled. */
  readonly name: string;
  /** All keys of the item but `needs`: `method` is among them if it is written, since the engine hands it on. */
  readonly kwargs: ValueMap;
  /** What the method makes it; `add` leaves it to the key `deployment_role`. */
  readonly role: Role;
  /** How many different executors it needs. */
  readonly needs: number;
  /** The method that is called; `add` by default. */
  readonly method?: string;
}

/** What Flow.add() and the methods on top of it make of an item. Never throws: what the engine refuses is a problem. */
export function createDeployment(call: DeploymentCall, flow: FlowArguments): Deployment {
  const isInherited = (key: string) => !call.kwargs.has(key);
  const owner = executorOwner(call.name);
  const parsed = parseArguments("deployment", kwargsOf(call, flow), {
    warns: { unlessKnownTo: FALLBACKS },
    isInherited,
    owner,
    ignoresPort,
  });
  const fault = addFault(call, owner);
  const draft = new DeploymentDraft({ owner, parsed, isInherited, fault }, call.role);
  draft.settleWorkspace(flow.workspace);
  return goOver(draft, call.needs);
}

/** Replicas without a head get ports of their own; for monitoring as many are opened as there are pods. */
const ignoresPort: IgnoresPort = (argument, index, values) => {
  const count = (name: string) => Number(values.get(name) ?? 1);
  const [shards, replicas] = [count("shards"), count("replicas")];
  if (values.get("external") === true) {
    return false;
  }
  return argument === "port"
    ? shards === 1 && replicas > 1
    : index > 0 &&
        (values.get("monitoring") !== true || index >= (shards > 1 ? shards * replicas + 1 : replicas));
};

/** What keeps the engine from calling the method. */
function addFault({ kwargs, method = "add" }: DeploymentCall, owner: Owner): ArgumentProblem | null {
  return reservedFault(kwargs, owner, {
    copy_flow: `jina.orchestrate.flow.base.Flow.${method}() ${TWICE} keyword argument 'copy_flow'`,
    self: `Flow.${method}() ${TWICE} argument 'self'`,
  });
}

const TWICE = "got multiple values for";

/** The first of the keys that the engine gives by itself, with what it says of it. */
function reservedFault(
  kwargs: ValueMap,
  owner: Owner,
  reserved: Readonly<Record<string, string>>,
): ArgumentProblem | null {
  for (const [key, message] of Object.entries(reserved)) {
    if (kwargs.has(key)) {
      const sentence = `${theKey(key, owner)} is set by Jina itself: leave it out.`;
      return { ...errorOf(sentence, { type: "TypeError", message }), key };
    }
  }
  return null;
}

/** [P1] What `with` hands on is added where the executor has no key of that very name. */
function kwargsOf({ name, kwargs, role }: DeploymentCall, flow: FlowArguments): ValueMap {
  const all = new Map(kwargs);
  for (const [key, value] of flow.forExecutors) {
    if (!all.has(key)) {
      all.set(key, value);
    }
  }
  all.set("name", name);
  // Of its own only: one that with hands on is overruled.
  if (!kwargs.has("deployment_role")) {
    all.set("deployment_role", role);
  }
  if (!all.has("log_config")) {
    all.set("log_config", flow.logConfig);
  }
  return all;
}

/**
 * [P2] What a Deployment of its own makes of its `with`; `name` is what the Flow calls it, `searchPaths` where the engine
 * looks for files after the folders that it names itself. Never throws: what the engine refuses is a problem.
 */
export function createOwnDeployment(
  kwargs: ValueMap,
  name: string,
  searchPaths: readonly Value[] = [],
): Deployment {
  const owner = executorOwner(name);
  const isInherited = (key: string) => !kwargs.has(key);
  const parsed = parseArguments("deployment", ownKwargs(kwargs, searchPaths), {
    warns: { unlessKnownTo: [] },
    isInherited,
    owner,
    ignoresPort,
  });
  const draft = new DeploymentDraft(
    { owner, parsed, isInherited, fault: callFault(kwargs, owner) },
    "DEPLOYMENT",
  );
  draft.keepLogConfig(kwargs.get("log_config") ?? null);
  return goOver(draft);
}

/** What the engine calls Deployment() with for the parser to read. */
function ownKwargs(kwargs: ValueMap, searchPaths: readonly Value[]): ValueMap {
  const own = new Map(kwargs);
  // These go to a gateway of its own, which a Flow never asks.
  const toGateway = isTrue(kwargs.get("include_gateway") ?? null) ? ["port", "ports"] : [];
  for (const key of [...Object.keys(RESERVED), "args", "include_gateway", ...toGateway]) {
    own.delete(key);
  }
  const paths = kwargs.get("extra_search_paths") ?? null;
  own.set("extra_search_paths", [...(isList(paths) ? paths : []), ...searchPaths]);
  own.set("noblock_on_start", true);
  own.set("deployment_role", "DEPLOYMENT");
  return own;
}

/** What the engine hands to Deployment() itself. */
const RESERVED = {
  needs: `jina.orchestrate.deployments.Deployment() ${TWICE} keyword argument 'needs'`,
  runtime_args: `jina.orchestrate.deployments.Deployment() ${TWICE} keyword argument 'runtime_args'`,
  self: `Deployment.__init__() ${TWICE} argument 'self'`,
};

/** What keeps the engine from reading the keys of a Deployment of its own. */
function callFault(kwargs: ValueMap, owner: Owner): ArgumentProblem | null {
  const fault = searchPathsFault(kwargs, owner) ?? reservedFault(kwargs, owner, RESERVED);
  if (fault) {
    return fault;
  }
  const args = kwargs.get("args") ?? null;
  if (args === null) {
    return null;
  }
  const message = `'${typeName(args)}' object has no attribute 'provider'`;
  const sentence = `${theKey("args", owner)} cannot be used in a file: write its keys under with itself.`;
  return { ...errorOf(sentence, { type: "AttributeError", message }), key: "args" };
}
