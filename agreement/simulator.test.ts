/**
 * The simulator beside real gateways: the same executors hit, the same documents in the same order, the same errors. What
 * the gateways of both generations of docarray answered is in fixtures/routes; some Flows are asked again each time.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { askRoutes } from "./ask-routes.ts";
import type { Generation } from "./engine.ts";
import { type RoutedAnswer, simulatedAnswers } from "./simulated-answers.ts";
import { ROUTED_FLOWS, routesFile } from "./simulator-flows.ts";

const GENERATIONS = ["v1", "v2"] as const;

/**
 * Asked of the real engine in each run: joins and conditions, shards with what is around them, a failure, a join of
 * originals, dicts, calls that take too long, and a stream.
 */
const ASKED: Readonly<Record<Generation, readonly string[]>> = {
  v1: ["when on both branches", "one of two shards fails", "dicts of branches"],
  v2: [
    "when on both branches",
    "shards and what is around",
    "left fails",
    "dicts of all shards",
    "timeout_send of one executor with shards, without retries",
    "a replica dies, and nothing is tried again",
    "a stream of the first executor",
  ],
};

function recorded(generation: Generation): Readonly<Record<string, readonly RoutedAnswer[]>> {
  return JSON.parse(readFileSync(routesFile(generation), "utf8"));
}

/** A fault as both say it: without the code of gRPC and addresses, and without Python's classes behind it. */
function faultOf(error: string): string {
  return error
    .replace(/^[A-Z_]+: /, "")
    .replace(/ipv4:[\d.]+:\d+: /, "")
    .replaceAll(/\{'[^}]*'\}/g, "{}")
    .replace(/\n\tdebug_error_string = .*/, "")
    .replace(/ Trying to update Document of type .*/, "");
}

/** Addresses of a Flow's processes are drawn when it starts. */
function withoutPorts(answers: readonly RoutedAnswer[] | undefined): unknown {
  return JSON.parse(JSON.stringify(answers ?? []).replaceAll(/(\d+\.\d+\.\d+\.\d+):\d+/g, "$1"));
}

function comparable(answer: RoutedAnswer): unknown {
  if ("error" in answer) {
    return { error: faultOf(answer.error) };
  }
  const { documents, routes, parameters, status } = answer;
  return {
    // An external Executor has its own name.
    documents: documents.map(({ id, text, chunks, tags = {} }) => ({
      id,
      text: typeof text === "string" ? text.replace("ext/rep-0", "far/rep-0") : text,
      tags,
      ...(chunks !== undefined && { chunks }),
    })),
    routes,
    parameters,
    status,
  };
}

/**
 * Whose turn it is when a Flow has started, among replicas and shards, hangs on how often they were asked before they
 * were ready, so that any turn will do that makes all of a Flow's answers right. Gives the turn of these answers.
 */
function expectSame(name: string, theirs: readonly RoutedAnswer[], generation: Generation): number {
  const routed = ROUTED_FLOWS[name];
  if (!routed) {
    throw new Error(`there is no Flow ${name}`);
  }
  const expected = theirs.map(comparable).slice(routed.ignored);
  const tries = [0, 1, 2].map((before) =>
    simulatedAnswers(routed, generation, before).map(comparable).slice(routed.ignored),
  );
  const turn = tries.findIndex((ours) => JSON.stringify(ours) === JSON.stringify(expected));
  expect(tries[Math.max(turn, 0)]).toEqual(expected);
  return turn;
}

describe.each(GENERATIONS)("with docarray %s", (generation) => {
  const known = recorded(generation);

  test("at least forty Flows were asked", () => {
    expect(Object.keys(known).length).toBeGreaterThanOrEqual(40);
  });

  test.each(Object.keys(known))("%s: as real gateways have answered", (name) => {
    expectSame(name, known[name] ?? [], generation);
  });

  test("real gateways answer so now", { timeout: 180_000 }, async () => {
    const said = await askRoutes(ASKED[generation], generation);
    for (const name of ASKED[generation]) {
      const turn = expectSame(name, said[name] ?? [], generation);
      if (turn === expectSame(name, known[name] ?? [], generation)) {
        const { ignored } = ROUTED_FLOWS[name]!;
        const [now, then] = [said, known].map((answers) => withoutPorts(answers[name]?.slice(ignored)));
        expect(now).toEqual(then);
      }
    }
  });
});
