import { describe, expect, test } from "vitest";
import { buildFlow } from "../engine/build.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { type Reply, SUCCESS } from "../run/reply.ts";
import type { Exchange, Run } from "../run/run.ts";
import { createTestRun } from "../run/test-run.ts";
import type { Value } from "../value.ts";
import { compareDesign, describeDifference } from "./compare-design.ts";

function flowOf(...items: Record<string, Value>[]): BuiltFlow {
  const entries = items.map((args, index) => ({ index, method: "add", args: new Map(Object.entries(args)) }));
  return buildFlow({ with: new Map(), gateway: new Map(), listKey: "executors", entries }).flow;
}

const FAILED: Reply["status"] = { code: "ERROR", description: "", exception: null };

function exchangeOf(names: readonly string[], status = SUCCESS): Exchange {
  const routes = names.map((executor) => ({ executor, startMs: 0, endMs: 1, status: null }));
  const shared = { requestId: "r", endpoint: "/", targetExecutor: "", parameters: {}, documents: [] };
  return {
    request: shared,
    state: "answered",
    roundtripMs: 1,
    reply: { ...shared, status, routes },
    error: null,
  };
}

function runOf(...exchanges: Exchange[]): Run {
  return createTestRun(exchanges);
}

const CHAIN = flowOf({ name: "a" }, { name: "b" });

describe("nobody is accused", () => {
  test.each<[string, BuiltFlow, Run]>([
    ["by an answer as drawn", CHAIN, runOf(exchangeOf(["gateway", "a", "b"]))],
    ["by an answer without routes", CHAIN, runOf(exchangeOf([]))],
    ["by a run without answers", CHAIN, runOf()],
    ["by the simulator", CHAIN, { ...runOf(exchangeOf(["gateway", "x"])), simulated: true }],
    [
      "where an executor raised, behind which none is asked",
      CHAIN,
      runOf(exchangeOf(["gateway", "a"], FAILED)),
    ],
    [
      "that floats",
      flowOf({ name: "a" }, { name: "f", floating: true, needs: "a" }, { name: "b", needs: "a" }),
      runOf(exchangeOf(["gateway", "a", "b"])),
    ],
    [
      "that leads nowhere",
      flowOf({ name: "a" }, { name: "side", needs: "gateway" }, { name: "b", needs: "a" }),
      runOf(exchangeOf(["gateway", "a", "b"])),
    ],
    [
      "that is external",
      flowOf({ name: "a", external: true, host: "h", port: 1 }, { name: "b" }),
      runOf(exchangeOf(["gateway", "b", "behind"])),
    ],
  ])("%s", (_, flow, run) => {
    const difference = compareDesign(flow, run);
    expect(difference).toEqual({ notDrawn: [], notAnswered: [] });
    expect(describeDifference(difference)).toBe("");
  });
});

test("executors that answered and are not drawn, and drawn ones that did not answer, are told", () => {
  const run = runOf(exchangeOf(["gateway", "a", "x", "y"]), exchangeOf(["gateway", "a", "b", "x"]));
  const difference = compareDesign(CHAIN, run);
  expect(difference).toEqual({ notDrawn: ["x", "y"], notAnswered: ["b"] });
  expect(describeDifference(difference)).toBe(
    "Answers came by x and y, which are not drawn. No answer came by b, though the Flow as it is drawn does not answer without: another Flow may be live.",
  );
});

test("one that is called otherwise is told as such", () => {
  const difference = compareDesign(CHAIN, runOf(exchangeOf(["gateway", "a", "bee"])));
  expect(describeDifference(difference)).toBe(
    "Answers came by bee, which is not drawn, and none by b: it may be the same executor under another name.",
  );
});

test("what is not drawn is told of a failed answer too", () => {
  const difference = compareDesign(CHAIN, runOf(exchangeOf(["gateway", "x"], FAILED)));
  expect(difference).toEqual({ notDrawn: ["x"], notAnswered: [] });
});
