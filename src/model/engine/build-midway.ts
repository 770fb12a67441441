/**
 * An entry whose method builds the Flow in the middle of the list: what the engine says and refuses then, which it does
 * while the file is read. It builds a Flow once; after that it can neither be added to nor built again.
 */
import { cut, listed } from "../../base/words.ts";
import type { EngineFault } from "../engine-fault.ts";
import type { Entry } from "../flow.ts";
import { calledIn, type FlowDraft } from "./flow-draft.ts";
import { createGateway } from "./gateway.ts";
import { floatingWords } from "./needs.ts";
import { refusesDates, refusesUnsortable } from "./refuse-at-build.ts";

/** Methods that want a Flow that is not built, with the function that says so. */
const ONLY_BEFORE: ReadonlyMap<string, string> = new Map([
  ["add", "add"],
  ["needs", "needs"],
  ["needs_all", "needs_all"],
  ["inspect", "inspect"],
  ["gather_inspect", "gather_inspect"],
  ["config_gateway", "config_gateway"],
  ["build", "build"],
  ["__call__", "build"],
]);

/** Whether an entry comes too late, because one before it has built the Flow; the first that does is refused. */
export function isTooLate(draft: FlowDraft, { method, deployment }: Entry): boolean {
  const called = deployment ? "add" : ONLY_BEFORE.get(method);
  if (!draft.builtBy || called === undefined) {
    return false;
  }
  refuseBuilt(draft, draft.builtBy, "load", `Flow.${called}`);
  return true;
}

/** The list is through, and the engine comes to build a Flow that is built already. */
export function refuseSecondBuild(draft: FlowDraft): void {
  if (draft.builtBy) {
    const isConfigured = draft.flow.gateway.size > 0;
    refuseBuilt(
      draft,
      draft.builtBy,
      isConfigured ? "load" : "build",
      isConfigured ? "Flow.config_gateway" : "Flow.build",
    );
  }
}

function refuseBuilt(draft: FlowDraft, builtBy: Entry, phase: EngineFault["phase"], called: string): void {
  if (draft.isBuiltRefused) {
    return;
  }
  draft.isBuiltRefused = true;
  draft.problems.add({
    entry: builtBy.index,
    key: "method",
    severity: "error",
    code: "method-unknown",
    engine: {
      phase,
      type: "FlowBuildLevelError",
      message: `build_level check failed for <function ${called} at 0x…>, required level: [<FlowBuildLevel.EMPTY: 0>], actual level: GRAPH`,
    },
    message: `The method ${builtBy.method} of ${calledIn(builtBy)} builds the Flow in the middle of the list, and Jina takes nothing after that.`,
    fix: draft.problems.takingAway(builtBy, "method", "Take this entry's method away"),
  });
}

/** The methods `build` and `__call__`. */
export function buildMidway(draft: FlowDraft, entry: Entry): void {
  draft.builtBy = entry;
  if (!refusesUnsortable(draft, entry) && !tellsGateway(draft, entry) && !refusesDates(draft, entry)) {
    logHanging(draft, entry);
  }
}

/** What the engine says of the gateway as it is at that moment. True if that is a refusal, which is the last it says. */
function tellsGateway({ problems, settings, configured }: FlowDraft, entry: Entry): boolean {
  const section = new Map(configured.flatMap((args) => [...args]));
  for (const { code, severity, message, engine } of createGateway(settings, section).problems) {
    if (engine) {
      const told: EngineFault = { ...engine, phase: "load" };
      problems.add({ entry: entry.index, key: "method", code, severity, message, engine: told });
      if (severity === "error") {
        return true;
      }
    }
  }
  return false;
}

/** The engine logs who hangs at that moment. */
function logHanging({ problems, graph, settings }: FlowDraft, entry: Entry): void {
  const hanging = graph.hangingNames(settings.inspect);
  if (hanging.length > 0) {
    const shown = listed(
      hanging.map((name) => cut(name, 20)),
      "and",
    );
    problems.warn(entry, {
      code: "method-other",
      message: `Nothing needs ${shown} where the method ${entry.method} of ${calledIn(entry)} builds the Flow.`,
      key: "method",
      engine: floatingWords(hanging, "load"),
    });
  }
}
