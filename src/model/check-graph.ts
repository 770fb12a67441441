/**
 * What the engine takes without a word, or with a line in its log, though it cannot be meant: needs that lead nowhere,
 * executors nobody receives from, circles. All are warnings.
 */
import type { BuildProblem } from "./build.ts";
import { type BuiltFlow, type BuiltNode, type Flow, GATEWAY } from "./flow.ts";
import { findCycles, reaches } from "./graph-walk.ts";
import { nearest } from "./nearest.ts";
import { floatingWords, needsOf } from "./needs.ts";

export function checkGraph(flow: Flow, built: BuiltFlow): BuildProblem[] {
  return [...unknownNeeds(flow, built), ...hanging(flow, built), ...cycles(flow, built)];
}

/** A name is looked for among all others for so many unknown needs of a file: the rest goes without a guess. */
const MAX_GUESSES = 100;

function unknownNeeds(flow: Flow, { nodes, byName }: BuiltFlow): BuildProblem[] {
  const problems: BuildProblem[] = [];
  const names = [...byName.keys()];
  for (const { name, needs, entry } of nodes) {
    for (const need of needs) {
      if (need === GATEWAY || byName.has(need) || !flow.entries[entry]) {
        continue;
      }
      const others = problems.length < MAX_GUESSES ? names.filter((candidate) => candidate !== name) : [];
      const near = nearest(need, others);
      const written = flow.entries[entry].args.get("needs");
      problems.push({
        entry,
        severity: "warning",
        code: "needs-unknown",
        key: "needs",
        item: needsOf(written)?.indexOf(need) ?? 0,
        executor: name,
        message: `${name} needs ${need}, which is no executor of this Flow: the engine takes it without a word, but ${name} never gets a request and the Flow cannot be drawn.${near ? ` Did you mean ${near}?` : ""}`,
        ...(near && written !== undefined
          ? {
              fix: {
                label: `Need ${near} instead`,
                edit: {
                  kind: "set",
                  name,
                  key: "needs",
                  value: Array.isArray(written) ? needs.map((one) => (one === need ? near : one)) : near,
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
      message: `Nobody receives from ${name}: the engine takes it as floating, so it is called but its result is dropped.`,
    };
  });
  if (isGatewayLoose) {
    problems.push({
      entry: -1,
      severity: "warning",
      code: "hanging",
      path: [flow.listKey],
      message:
        "No executor receives from the gateway, so requests enter nowhere: the first executor needs the gateway if it has no needs.",
    });
  }
  const names = [...loose.map(({ name }) => name), ...(isGatewayLoose ? [GATEWAY] : [])];
  const engine = floatingWords(names, "build");
  return problems.map((problem, index) => (index === 0 ? { ...problem, engine } : problem));
}

function cycles(flow: Flow, built: BuiltFlow): BuildProblem[] {
  return findCycles(built).flatMap((cycle): BuildProblem[] => {
    const first = built.byName.get(cycle[0]!)!;
    if (!flow.entries[first.entry]) {
      return [];
    }
    const trail = cycle.length > 8 ? [...cycle.slice(0, 7), `… ${cycle.length - 7} more`] : cycle;
    return [
      {
        entry: first.entry,
        severity: "warning",
        code: "needs-cycle",
        key: "needs",
        executor: first.name,
        message: `These executors need each other in a circle: ${[...trail, cycle[0]].join(" → ")}. The engine takes the file, but ${fateOf(built, first)}`,
      },
    ];
  });
}

/** Seen on the engine: a circle that the gateway feeds is walked without end, one apart from it is never entered. */
function fateOf(built: BuiltFlow, node: BuiltNode): string {
  return reaches(built, GATEWAY, node.name)
    ? "no request comes through: with docarray v1 each fails with a RecursionError, with v2 the Flow never gets ready."
    : "none of them ever gets a request.";
}
