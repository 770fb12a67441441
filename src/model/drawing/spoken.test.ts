import { expect, test } from "vitest";
import { spokenEdge, spokenExecutor, spokenFeeds, spokenGateway } from "./spoken.ts";
import { spokenDone } from "./spoken-done.ts";
import { flowOf } from "./test-graphs.ts";

test("an executor is told by its name, what it needs and how many it feeds", () => {
  const flow = flowOf([["gateway"], ["e0"], null, ["gateway"], ["e1", "e2", "e3", "e0", "gateway", "e2"]]);
  const said = flow.nodes.map((node) => spokenExecutor(node, spokenFeeds(flow, node.name)));
  expect(said.slice(0, 4)).toEqual([
    "e0, needs gateway, feeds 2",
    "e1, needs e0, feeds 2",
    "e2, needs e1, feeds 1, by order",
    "e3, needs gateway, feeds 1",
  ]);
  expect(said[4]).toMatch(/^e4, needs e1, e2, e3, e0, gateway.*, answers$/);
  const many = flowOf([
    ...Array.from({ length: 7 }, () => ["gateway"]),
    ["e0", "e1", "e2", "e3", "e4", "e5", "e6"],
  ]);
  expect(many.nodes.map((node) => spokenExecutor(node, spokenFeeds(many, node.name))).at(-1)).toBe(
    "e7, needs e0, e1, e2, e3, e4 and 2 more, answers",
  );
});

test("an edge is told by its ends, a step by what was done", () => {
  expect(spokenEdge({ from: "a", to: "b" }, false)).toBe("b needs a");
  expect(spokenEdge({ from: "a", to: "b" }, true)).toBe("b needs a, by order");
  expect(spokenEdge({ from: "a", to: "gateway" }, false)).toBe("a answers to the gateway");
  expect(spokenGateway("start")).toBe("gateway, where requests come in");
  expect(
    [
      'Add "a"',
      'Connect "a" to "b"',
      "Move 3 cards",
      'Pin "a"',
      "Take replicas away",
      'Set shards of "a"',
    ].map(spokenDone),
  ).toEqual([
    'Added "a"',
    'Connected "a" to "b"',
    "Moved 3 cards",
    'Pinned "a"',
    "Took replicas away",
    'Set shards of "a"',
  ]);
});
