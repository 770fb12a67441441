import { expect, test } from "vitest";
import { type FileSimulation, NO_SIMULATION, packSimulation, readSimulation } from "./kept-simulation.ts";

const EACH: FileSimulation = {
  seed: 7,
  hopMs: 1.5,
  docarray: "v1",
  common: { concurrency: Number.POSITIVE_INFINITY, latency: { kind: "exponential", meanMs: 30 } },
  executors: new Map([
    ["a", { behaviour: { kind: "text", template: "{text}!" }, latency: { kind: "fixed", ms: 5 } }],
    ["b", { behaviour: { kind: "split", size: 10 }, latency: { kind: "uniform", fromMs: 1, toMs: 2 } }],
    ["c", { behaviour: { kind: "embed", dimension: 8 }, endpoints: ["/index"] }],
    ["d", { behaviour: { kind: "match", count: 3 }, latency: { kind: "normal", meanMs: 9, deviationMs: 2 } }],
    ["e", { behaviour: { kind: "fail", share: 0.5 }, down: [0, 2] }],
    ["f", { behaviour: { kind: "drop", share: 1 }, concurrency: 4 }],
    ["g", { behaviour: { kind: "pass" } }],
    ["h", { behaviour: { kind: "report" } }],
    ["i", { behaviour: { kind: "generate", count: 5 } }],
  ]),
};

test("what is kept comes back, also through JSON", () => {
  expect(readSimulation(packSimulation(EACH), null)).toEqual(EACH);
  expect(readSimulation(JSON.parse(JSON.stringify(packSimulation(EACH))), undefined)).toEqual(EACH);
});

test.each([
  null,
  5,
  [],
  { seed: -1, hopMs: "soon", docarray: "v3", common: [], executors: { a: 1 } },
  { executors: [["a"], [1, {}], "b", ["c", { behaviour: { kind: "explode" }, latency: { kind: "fixed" } }]] },
  {
    executors: [
      ["a", { behaviour: { kind: "fail", share: 2 }, concurrency: 0 }],
      ["b", { latency: { kind: "uniform", fromMs: 1, toMs: -1 }, endpoints: [5], down: [-1, 0.5] }],
    ],
  },
])("of anything else nothing is taken: %j", (kept) => {
  expect(readSimulation(kept, null)).toEqual(NO_SIMULATION);
});

test("older versions kept delays alone", () => {
  expect(readSimulation(undefined, [["x", 1e9], ["y"], 5, ["z", 7]]).executors).toEqual(
    new Map([["z", { latency: { kind: "fixed", ms: 7 } }]]),
  );
});
