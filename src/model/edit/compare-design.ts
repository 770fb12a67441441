/**
 * How the executors that answers came by differ from those that are drawn, by the routes of the answers. It accuses
 * nobody without proof: an executor is missed only in an answer that went well, and only where its end could not have
 * been reached without it. Those that float, that lead nowhere, that are external or that `inspect` adds are never missed;
 * one that `target_executor` or `when` passes by has a route all the same. Where an external executor is drawn, names that
 * are not may be those of a Flow behind it, and are not told.
 */
import { counted, grouped, listed } from "../../base/words.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { leadingTo, reachedFrom } from "../engine/graph-walk.ts";
import { GATEWAY } from "../flow.ts";
import type { Reply } from "../run/reply.ts";
import type { Run } from "../run/run.ts";

/** Names of executors; both empty where what is drawn may be what is live. */
export interface DesignDifference {
  /** Answers came by them, and they are not drawn. */
  readonly notDrawn: readonly string[];
  /** They are drawn, and an answer that needs them came without them. */
  readonly notAnswered: readonly string[];
}

/** Nothing that differs. */
export const NO_DIFFERENCE: DesignDifference = { notDrawn: [], notAnswered: [] };

/** Compares a Flow with the answers of a run. */
export function compareDesign(flow: BuiltFlow, { exchanges, simulated }: Run): DesignDifference {
  const replies = exchanges.flatMap(({ reply }) => (reply && reply.routes.length > 0 ? [reply] : []));
  if (simulated || replies.length === 0) {
    return NO_DIFFERENCE;
  }
  const seen = new Set<string>();
  const missed = new Set<string>();
  const needed = neededNames(flow);
  let before: Reply | null = null;
  for (const reply of replies) {
    const { routes, status } = reply;
    // Most answers of a long run came by the same executors as the one before.
    if (before && isSameWay(before, reply)) {
      continue;
    }
    before = reply;
    const names = new Set(routes.map(({ executor }) => executor));
    for (const name of names) {
      seen.add(name);
    }
    if (status.code === "SUCCESS") {
      for (const name of needed) {
        if (!names.has(name)) {
          missed.add(name);
        }
      }
    }
  }
  const drawn = new Set([GATEWAY, ...flow.byName.keys(), ...flow.unbuilt.map(({ name }) => name)]);
  const hasExternal = flow.nodes.some(({ external }) => external);
  return {
    notDrawn: hasExternal ? [] : [...seen].filter((name) => !drawn.has(name)),
    notAnswered: [...missed],
  };
}

function isSameWay(one: Reply, other: Reply): boolean {
  return (
    one.status.code === other.status.code &&
    one.routes.length === other.routes.length &&
    one.routes.every(({ executor }, index) => executor === other.routes[index]?.executor)
  );
}

/** Those that every answer from the Flow's end has come by: the end itself, and what it needs on the way from the gateway. */
function neededNames(flow: BuiltFlow): string[] {
  const reached = reachedFrom(flow, GATEWAY);
  const behind = leadingTo(flow, flow.end);
  return flow.nodes
    .filter(
      ({ role, external, floating }) => !external && !floating && (role === "DEPLOYMENT" || role === "JOIN"),
    )
    .map(({ name }) => name)
    .filter((name) => reached.has(name) && behind.has(name));
}

/** The difference as a few words that are short whatever the names are; "" if there is none. */
export function shortDifference({ notDrawn, notAnswered }: DesignDifference): string {
  const counts = [
    ...(notDrawn.length > 0 ? [`${counted(notDrawn.length, "executor")} not drawn`] : []),
    ...(notAnswered.length > 0 ? [`${grouped(notAnswered.length)} drawn without an answer`] : []),
  ];
  return counts.length > 0 ? `Not the Flow that is drawn: ${counts.join(", ")}` : "";
}

/** The difference in sentences; "" if there is none. */
export function describeDifference({ notDrawn, notAnswered }: DesignDifference): string {
  if (notDrawn.length === 1 && notAnswered.length === 1) {
    return `Answers came by ${notDrawn[0]}, which is not drawn, and none by ${notAnswered[0]}: it may be the same executor under another name.`;
  }
  const sentences = [
    ...(notDrawn.length > 0
      ? [`Answers came by ${shown(notDrawn)}, which ${notDrawn.length === 1 ? "is" : "are"} not drawn.`]
      : []),
    ...(notAnswered.length > 0
      ? [
          `No answer came by ${shown(notAnswered)}, though the Flow as it is drawn does not answer without: another Flow may be live.`,
        ]
      : []),
  ];
  return sentences.join(" ");
}

/** Names that are said. */
const MAX_NAMES = 10;

function shown(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return listed([...names.slice(0, MAX_NAMES), ...(more > 0 ? [`${more} more`] : [])], "and");
}
