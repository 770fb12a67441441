/**
 * Flow.add(), and a Deployment of its own in the list: the name, the needs and the arguments of one executor.
 *
 * [B3] Without needs: the last added executor that does not float, or the gateway.
 * [B4] Needs are taken as written; a name that is not there stays in them.
 * [B9] A Deployment of its own is always `executorN` and follows the last; its own `needs` are not read.
 */
import { cut } from "../../base/words.ts";
import { type Entry, NESTED_FLOW } from "../flow.ts";
import type { Path } from "../path.ts";
import { isList, pythonStr, typeName } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { entryKeyMeant } from "./argument-fixes.ts";
import { type ArgumentProblem, untold } from "./argument-problem.ts";
import { valueShown } from "./argument-sentences.ts";
import { cachedDeployment } from "./build-cache.ts";
import type { Role } from "./built-flow.ts";
import { createDeployment, createOwnDeployment } from "./create-deployment.ts";
import type { Deployment } from "./deployment.ts";
import { nameExecutor } from "./executor-name.ts";
import { calledIn, type FlowDraft } from "./flow-draft.ts";
import { distinctNeeds, isNeed, type Need, needsOf } from "./needs.ts";
import { refuseNestedFlow } from "./refuse-argument.ts";

/** What a method gives to Flow.add() by itself, in the place of what the entry says. */
interface Overrules {
  readonly role?: Role;
  readonly needs?: readonly Need[];
  readonly name?: Value;
  readonly args?: ValueMap;
}

/** Calls Flow.add() with the keys of an entry. */
export function addExecutor(draft: FlowDraft, entry: Entry, overrules: Overrules = {}): void {
  const { problems } = draft;
  const { args = entry.args, role = "DEPLOYMENT" } = overrules;
  const before = problems.found.length;
  const name = nameExecutor(draft, entry, overrules.name ?? args.get("name"));
  const written = overrules.needs ?? writtenNeeds(draft, entry, name);
  const needs = settleNeeds(draft, entry, name, written);
  if (args.get("deployment_role") === NESTED_FLOW) {
    refuseNestedFlow(draft, entry, "deployment_role", "DeploymentRoleType");
  }
  checkDeploymentKey(draft, entry);
  const create = (given: ValueMap) =>
    deploymentOf(draft, entry, { name, role, args: given, needs: needs.length });
  const deployment = create(args);
  if (role !== "INSPECT_AUX_PASS") {
    const isReached = typeof (args.get("deployment") ?? null) !== "string" && !problems.hasErrorSince(before);
    const found = isReached ? deployment.problems : deployment.problems.map(untold);
    problems.tell(
      found.map((problem) => withEntryKey(draft, problem, entry, name)),
      {
        entry: entry.index,
        executor: name,
        pathTo: (key) => [...pathOf(draft, entry), key],
        again: (change) => create(change(args)).problems,
      },
    );
  }
  const needsWritten = written !== null && !overrules.needs;
  draft.keep({ name, entry: entry.index, needs, handed: needs, needsWritten, deployment });
}

function pathOf({ flow }: FlowDraft, { index }: Entry): Path {
  return [flow.listKey, index];
}

/** Null where the engine supplies the needs, or refuses what stands there. */
function writtenNeeds({ problems }: FlowDraft, entry: Entry, executor: string): readonly Value[] | null {
  const value = entry.args.get("needs");
  const written = needsOf(value);
  if (written !== undefined) {
    return written && isList(value) ? value : written;
  }
  problems.refuse(entry, {
    code: "needs-form",
    fault: { type: "ValueError", message: `endpoint=${pythonStr(value ?? null)} is not parsable` },
    message: `The needs of ${executor} must be a name or a list of names, not ${valueShown(value)}.`,
    key: "needs",
    executor,
  });
  return null;
}

/** The needs that the graph gets: each once, none of itself, and auxiliary executors in the place of inspected ones. */
function settleNeeds(
  draft: FlowDraft,
  entry: Entry,
  name: string,
  written: readonly Value[] | null,
): readonly Need[] {
  const given = written ?? [draft.graph.last];
  if (given.includes(name)) {
    refuseSelf(draft, entry, name, written !== null);
  }
  if (given.includes(NESTED_FLOW)) {
    refuseNestedFlow(draft, entry, "needs", "str");
  }
  refuseUnhashable(draft, entry, name, given);
  return distinctNeeds(given.filter(isNeed).map((need) => draft.graph.standing(need))).filter(
    (need) => need !== name,
  );
}

/** An executor may need itself because its needs say so, or because a made-up name is that of the last one. */
function refuseSelf({ problems }: FlowDraft, entry: Entry, name: string, isWritten: boolean): void {
  problems.refuse(entry, {
    code: isWritten ? "needs-self" : "name-collision",
    fault: { type: "FlowTopologyError", message: "the income/output of a deployment can not be itself" },
    message: isWritten
      ? `${name} needs itself: take ${name} out of its needs.`
      : `This executor has no name, so Jina calls it ${name}, which is another one's name already: give it a name of its own.`,
    ...(entry.deployment ? {} : { key: isWritten ? "needs" : "name" }),
    executor: name,
  });
}

/** Needs are put into a set, which takes neither lists nor mappings. */
function refuseUnhashable(
  { problems }: FlowDraft,
  entry: Entry,
  executor: string,
  needs: readonly Value[],
): void {
  for (const [item, need] of needs.entries()) {
    if (!isNeed(need)) {
      problems.refuse(entry, {
        code: "needs-form",
        fault: { type: "TypeError", message: `unhashable type: '${typeName(need)}'` },
        message: `The needs of ${executor} must be a list of names, but it holds a ${isList(need) ? "list" : "mapping"}.`,
        key: "needs",
        item,
        executor,
      });
      return;
    }
  }
}

/** A key `deployment` is a parameter of Flow.add() itself, for what Python code hands it. */
function checkDeploymentKey({ problems }: FlowDraft, entry: Entry): void {
  const given = entry.args.get("deployment") ?? null;
  if (typeof given === "string") {
    problems.warn(entry, {
      code: "method-other",
      message: `Jina takes ${calledIn(entry)} from ${cut(given)}, and not from what stands here; here it is drawn as it stands.`,
      key: "deployment",
    });
  } else if (given !== null) {
    problems.refuse(entry, {
      code: "argument-value",
      fault: { type: "AttributeError", message: `'${typeName(given)}' object has no attribute 'needs'` },
      message: `The key deployment of ${calledIn(entry)} takes nothing that a file can hold: an entry that is a Deployment begins with jtype: Deployment, or is the path of a file.`,
      key: "deployment",
    });
  }
}

interface ExecutorParts {
  readonly name: string;
  readonly role: Role;
  readonly args: ValueMap;
  /** How many different executors it needs. */
  readonly needs: number;
}

function deploymentOf({ settings }: FlowDraft, entry: Entry, parts: ExecutorParts): Deployment {
  const { name, role, args, needs } = parts;
  const key = `${name} ${role} ${needs > 1} ${entry.hasMethod ? entry.method : ""}`;
  return cachedDeployment({ settings, args, key }, () =>
    createDeployment({ name, kwargs: kwargsOf(entry, parts), role, needs }, settings),
  );
}

/** What Flow.add() is called with, in the engine's order. */
function kwargsOf({ method, hasMethod }: Entry, { name, role, args }: ExecutorParts): ValueMap {
  const kwargs = new Map<string, Value>();
  // A method on top of add() gives the name, and the role, before the keys of the entry.
  if (method !== "add" || role !== "DEPLOYMENT") {
    kwargs.set("name", name);
  }
  if (role !== "DEPLOYMENT") {
    kwargs.set("deployment_role", role);
  }
  for (const [key, value] of args) {
    kwargs.set(key, value);
  }
  kwargs.delete("needs");
  if (role === "JOIN_INSPECT") {
    kwargs.delete("include_last_deployment");
  }
  if (hasMethod) {
    kwargs.set("method", method);
  }
  return kwargs;
}

/** Names that the engine makes up for executors. */
const MADE_UP = /^(?:executor|joiner|gather_inspect|inspect)\d*$/;

/** An unknown key may be meant for one of the entry's own. */
function withEntryKey(
  draft: FlowDraft,
  problem: ArgumentProblem,
  entry: Entry,
  name: string,
): ArgumentProblem {
  if (problem.inherited || problem.better !== undefined) {
    return problem;
  }
  const better = entryKeyMeant(problem, {
    entry,
    name,
    isTaken: (other) => draft.graph.has(other) || draft.isGivenName(other) || MADE_UP.test(other),
    hasLoose: () => draft.graph.looseNames().length > 0,
  });
  return better === null
    ? problem
    : { ...problem, better, message: `${problem.message} Did you mean ${better}?` };
}

/** Adds a Deployment that is written in the list, or that a file of its own holds [B9]. */
export function addOwnDeployment(draft: FlowDraft, entry: Entry, isInline: boolean): void {
  const name = `executor${draft.graph.size}`;
  const needs = [draft.graph.standing(draft.graph.last)];
  if (needs.includes(name)) {
    refuseSelf(draft, entry, name, false);
  }
  const searchPaths = searchPathsOf(draft, entry);
  const key = JSON.stringify([name, searchPaths.map(pythonStr)]);
  const deployment = cachedDeployment({ settings: null, args: entry.args, key }, () =>
    createOwnDeployment(entry.args, name, searchPaths),
  );
  const path = pathOf(draft, entry);
  draft.problems.tell(deployment.problems, {
    entry: entry.index,
    executor: name,
    pathTo: (key) => (isInline ? [...path, "with", key] : path),
    again: (change) => createOwnDeployment(change(entry.args), name).problems,
  });
  draft.keep({ name, entry: entry.index, needs, handed: needs, needsWritten: false, deployment });
}

/** The Flow's own folders, and that of the Deployment's file. */
function searchPathsOf({ flow }: FlowDraft, { deployment }: Entry): readonly Value[] {
  const ofFlow = flow.with.get("extra_search_paths") ?? null;
  const file = deployment?.kind === "file" && /\.ya?ml$/.test(deployment.file) ? deployment.file : null;
  const folder = file === null ? [] : [file.slice(0, Math.max(file.lastIndexOf("/"), 0))];
  return [...(isList(ofFlow) ? ofFlow : []), ...folder];
}
