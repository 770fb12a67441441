/**
 * Builds a declared Flow as Jina 3.34.0 does: names, needs, the end of the Flow, inspect. The numbers in brackets are
 * promises that the tests quote; each was seen on the engine, and stands again where it is kept.
 *
 * [B1] A nameless entry is `executorN`, N = executors in the graph so far.
 * [B2] A taken name gets that same N appended, with no check for a further clash.
 * [B3] Without needs: the last added executor that does not float, or the gateway.
 * [B4] Needs are taken as written; a name that is not there stays in them.
 * [B5] The end is the last added executor that does not float.
 * [B6] `needs_all` needs every executor that does not float and that nobody needs at that moment.
 * [B7] `inspect` adds two; from then on a need of the inspected one means the auxiliary one.
 * [B8] `with.inspect`: COLLECT gathers at build, HANG does not, REMOVE takes both out again.
 * [B9] A Deployment of its own is always `executorN` and follows the last; its own `needs` are not read.
 * [B10] An entry named gateway is passed over.
 */
import { type Entry, type Flow, GATEWAY } from "../flow.ts";
import { addExecutor, addOwnDeployment } from "./add-executor.ts";
import { buildMidway, isTooLate, refuseSecondBuild } from "./build-midway.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow } from "./built-flow.ts";
import { FlowDraft } from "./flow-draft.ts";
import { createGateway } from "./gateway.ts";
import { gatherAtBuild, gatherInspect, inspectLast, joinAll, joinNeeds } from "./join-executors.ts";
import type { Excess } from "./limits.ts";
import { callHarmless, exposedEndpoints, exposeEndpoint, refuseMethod } from "./other-method.ts";
import { refusesReserved } from "./refuse-argument.ts";
import { refusesDates, refusesUnsortable, refuseUnwritable } from "./refuse-at-build.ts";

interface BuildResult {
  readonly flow: BuiltFlow;
  readonly problems: readonly BuildProblem[];
  /** The cap at which the building ended half-way. */
  readonly excess: Excess | null;
}

/**
 * Never throws: what the engine would refuse is a problem of severity `error`, and the rest is still built. What it
 * takes, though it cannot be meant, is found by `checkFlow`.
 */
export function buildFlow(flow: Flow): BuildResult {
  const draft = new FlowDraft(flow);
  tellSettings(draft);
  for (const entry of flow.entries) {
    callEntry(draft, entry);
    if (draft.limits.excess) {
      break;
    }
  }
  const unbuilt = draft.graph.nodes();
  const mode = draft.settings.inspect;
  refuseSecondBuild(draft);
  if (mode === "COLLECT") {
    gatherAtBuild(draft);
  }
  refusesUnsortable(draft);
  refuseUnwritable(draft);
  draft.graph.settleInspect(mode);
  draft.limits.countMissing(draft.graph);
  const built = { ...draft.graph.finish(), unbuilt, settings: draft.settings, gateway: gatewayOf(draft) };
  refusesDates(draft);
  return { flow: built, problems: draft.problems.found, excess: draft.limits.excess };
}

function tellSettings({ problems, settings }: FlowDraft): void {
  problems.tell(settings.problems, {
    pathTo: (key) => ["with", key],
    again: (change) => problems.withAgain(change),
  });
  for (const problem of settings.problems) {
    if (problem.engine?.type === "log") {
      problems.markTold(problem);
    }
  }
}

type Call = (draft: FlowDraft, entry: Entry) => void;

/** The methods of the engine's Flow that take an entry's keys, and what comes of the call. */
const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["add", addExecutor],
  ["needs", joinNeeds],
  ["needs_all", joinAll],
  ["inspect", inspectLast],
  ["gather_inspect", gatherInspect],
  ["config_gateway", (draft, { args }) => draft.configured.push(args)],
  ["expose_endpoint", exposeEndpoint],
  ["build", buildMidway],
  ["__call__", buildMidway],
  ["__class__", callHarmless],
  ["__init__", callHarmless],
  ["_update_network_interface", callHarmless],
  ["dry_run", callHarmless],
  ["is_flow_ready", callHarmless],
]);

/** Calls an entry's method with its keys, as the engine does while it reads the list. */
function callEntry(draft: FlowDraft, entry: Entry): void {
  if (entry.deployment) {
    if (!isTooLate(draft, entry)) {
      addOwnDeployment(draft, entry, entry.deployment.kind === "inline");
    }
    return;
  }
  // [B10] An entry named gateway is passed over.
  if (entry.args.get("name") === GATEWAY) {
    draft.problems.warn(entry, {
      code: "gateway-entry",
      message: `Item ${entry.index + 1} of the list is named gateway, and is ignored, and Jina does not say so: write its arguments under gateway, beside the list.`,
      key: "name",
    });
    return;
  }
  const call = CALLS.get(entry.method);
  if (!call) {
    refuseMethod(draft, entry);
  } else if (!refusesReserved(draft, entry) && !isTooLate(draft, entry)) {
    call(draft, entry);
  }
}

/** Entries that configure the gateway come before its section, which wins over them. */
function gatewayOf({ flow, problems, settings, configured, exposed }: FlowDraft): BuiltFlow["gateway"] {
  const section =
    configured.length === 0
      ? flow.gateway
      : new Map([...configured.flatMap((args) => [...args]), ...flow.gateway]);
  const gateway = createGateway(settings, section, exposedEndpoints(exposed));
  problems.tell(gateway.problems, {
    pathTo: (key) => [GATEWAY, key],
    again: (change) => createGateway(settings, change(section)).problems,
  });
  return gateway;
}
