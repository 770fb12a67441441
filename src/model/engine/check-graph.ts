/**
 * What the engine takes without a word, or with a line in its log, though it cannot be meant: needs that lead nowhere,
 * executors nobody receives from, cycles. All are warnings.
 */
import { chained } from "../../base/chained.ts";
import { cut } from "../../base/words.ts";
import { type Flow, GATEWAY } from "../flow.ts";
import { meantBy } from "../meant.ts";
import { isList } from "../python.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow, BuiltNode } from "./built-flow.ts";
import { findCycles, reachedFrom } from "./graph-walk.ts";
import { floatingWords, needsOf } from "./needs.ts";

/** Needs that no executor has the name of, executors nobody receives from, and cycles. */
export function checkGraph(flow: Flow, built: BuiltFlow): BuildProblem[] {
  return [...unknownNeeds(flow, built), ...hanging(flow, built), ...cycles(flow, built)];
}

/** Names compared to find those that unknown needs of a file mean: the rest goes without a guess. */
const MAX_COMPARED = 300_000;

function unknownNeeds(flow: Flow, { nodes, byName }: BuiltFlow): BuildProblem[] {
  const problems: BuildProblem[] = [];
  const names = [...byName.keys()];
  let compared = 0;
  for (const { name, needs, entry } of nodes) {
    const written = flow.entries[entry]?.args.get("needs");
    const items = new Map((needsOf(written) ?? []).map((need, index) => [need, index] as const).reverse());
    for (const need of needs) {
      if (need === GATEWAY || byName.has(need) || !flow.entries[entry]) {
        continue;
      }
      compared += names.length;
      const others = compared <= MAX_COMPARED ? names.filter((candidate) => candidate !== name) : [];
      const item = items.get(need) ?? 0;
      const given = isList(written) ? written[item] : written;
      // A name among numbers could not be sorted.
      const near = typeof given === "string" ? meantBy(need, others) : null;
      const [who, whom] = [cut(name), cut(need)];
      problems.push({
        entry,
        severity: "warning",
        code: "needs-unknown",
        key: "needs",
        item,
        executor: name,
        message: `${who} needs ${whom}, which is no executor of this Flow: Jina takes it and does not say so, but ${who} never gets a request and the Flow cannot be drawn.${near ? ` Did you mean ${near}?` : ""}`,
        ...(near && written !== undefined
          ? {
              fix: {
                label: `Need ${near} instead`,
                edit: {
                  kind: "set-path",
                  path: [flow.listKey, entry, "needs", ...(isList(written) ? [item] : [])],
                  value: near,
                  follows: true,
                },
              },
            }
          : {}),
      });
    }
  }
  return problems;
}

/**
 * Who nobody receives from. The engine says it in one line of its log, that names them all; here each executor has a
 * problem of its own, to be shown at it, and the first one has the engine's words.
 */
function hanging(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const loose = built.nodes.filter(
    ({ name, floating }) => name !== built.gatewayNeed && !floating && !built.followers.has(name),
  );
  // An executor without any need is one that the engine refuses: then there is nothing to say about the whole.
  const isGatewayLoose =
    built.gatewayNeed !== GATEWAY &&
    !built.gateway.floating &&
    !built.followers.has(GATEWAY) &&
    built.nodes.every(({ needs }) => needs.length > 0);
  if (loose.length === 0 && !isGatewayLoose) {
    return [];
  }
  const problems = loose.map(({ name, entry }): BuildProblem => {
    const isWritten = flow.entries[entry] !== undefined;
    return {
      entry,
      severity: "warning",
      code: "hanging",
      executor: name,
      ...(isWritten ? {} : { path: [flow.listKey] }),
      message: `Nothing needs ${cut(name)}, and it is not the last executor: it is called, but its result is dropped.`,
    };
  });
  if (isGatewayLoose) {
    problems.push({
      entry: -1,
      severity: "warning",
      code: "hanging",
      path: [flow.listKey],
      message:
        "No executor needs the gateway, so no request enters the Flow: give the first executor needs: gateway, or no needs.",
    });
  }
  const names = [...loose.map(({ name }) => name), ...(isGatewayLoose ? [GATEWAY] : [])];
  const engine = floatingWords(names, "build");
  return problems.map((problem, index) => (index === 0 ? { ...problem, engine } : problem));
}

function cycles(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const fed = reachedFrom(built, GATEWAY);
  return findCycles(built).flatMap((cycle): BuildProblem[] => {
    const first = built.byName.get(cycle[0]!)!;
    if (!flow.entries[first.entry]) {
      return [];
    }
    const names = cycle.map((name) => cut(name, 20));
    const trail = names.length > 6 ? [...names.slice(0, 5), `… ${names.length - 5} more`] : names;
    return [
      {
        entry: first.entry,
        severity: "warning",
        code: "needs-cycle",
        key: "needs",
        executor: first.name,
        message: `These executors need each other in a cycle: ${chained(...trail, ...names.slice(0, 1))}. Jina takes the file, but ${fateOf(fed, first)}`,
      },
    ];
  });
}

/** Seen on the engine: a cycle that the gateway feeds is walked without end, one apart from it is never entered. */
function fateOf(fed: ReadonlySet<string>, node: BuiltNode): string {
  return fed.has(node.name)
    ? "no request comes through: with docarray v1 each fails with a RecursionError, with v2 the Flow never gets ready."
    : "none of them ever gets a request.";
}
