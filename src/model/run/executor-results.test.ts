import { expect, test } from "vitest";
import { type Fields, Tensor } from "./document.ts";
import { MAX_RUN_RESULTS, resultsOf, resultsOfRun } from "./executor-results.ts";
import { SUCCESS } from "./reply.ts";
import type { Exchange } from "./run.ts";
import { createTestRun } from "./test-run.ts";

const exchange = (parameters: Fields | null): Exchange => ({
  request: { requestId: "r", endpoint: "/", documents: [], parameters: {}, targetExecutor: "" },
  state: parameters ? "answered" : "failed",
  roundtripMs: 1,
  error: null,
  reply: parameters && {
    requestId: "r",
    endpoint: "/",
    targetExecutor: "",
    parameters,
    status: SUCCESS,
    documents: [],
    routes: [],
  },
});

const ofRun = (answers: readonly (Fields | null)[]) => {
  const steps = resultsOfRun(createTestRun(answers.map(exchange)));
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  return step.value;
};

test("each key of what an executor returned is a row", () => {
  const parameters = {
    top_k: 1,
    __results__: { "p1/rep-0": { count: 2, seen: { a: [1] } }, "p2/rep-0": { count: 3 } },
  };
  expect(resultsOf(parameters, 10)).toEqual([
    { executor: "p1/rep-0", key: "count", value: 2 },
    { executor: "p1/rep-0", key: "seen", value: { a: [1] } },
    { executor: "p2/rep-0", key: "count", value: 3 },
  ]);
  expect(resultsOf(parameters, 2)).toHaveLength(2);
});

test.each<Fields>([
  {},
  { __results__: {} },
  { __results__: null },
  { __results__: [1] },
  { __results__: "x" },
  Object.create({ __results__: { a: { b: 1 } } }),
])("without what executors return, as in %j, there are none", (parameters) => {
  expect(resultsOf(parameters, 10)).toEqual([]);
});

test("hostile names are names, and what is no dict is a value", () => {
  const results = JSON.parse('{"__proto__": {"constructor": 1}, "": {"": null}, "e": 5}');
  expect(resultsOf({ __results__: results }, 10)).toEqual([
    { executor: "__proto__", key: "constructor", value: 1 },
    { executor: "", key: "", value: null },
    { executor: "e", key: "", value: 5 },
  ]);
});

test("over a run: the same value, the range of numbers, and what differs", () => {
  const answer = (same: unknown, count: number, other: unknown) =>
    ({ __results__: { e: { same, count, other } } }) as Fields;
  const tensor = () => new Tensor([1], "<f4", new Uint8Array(4));
  expect(ofRun([answer(tensor(), 2, [1]), null, answer(tensor(), 5, [2]), answer(tensor(), 3, [1])])).toEqual(
    [
      { executor: "e", key: "same", value: tensor(), answers: 3, isSame: true, range: null },
      { executor: "e", key: "count", value: 2, answers: 3, isSame: false, range: { least: 2, most: 5 } },
      { executor: "e", key: "other", value: [1], answers: 3, isSame: false, range: null },
    ],
  );
});

test("a run that names new ones in each answer ends at as many as are listed", () => {
  const answers = Array.from({ length: 3 * MAX_RUN_RESULTS }, (_, index) => ({
    __results__: { [`e${index}`]: { key: index } },
  }));
  const results = ofRun(answers);
  expect(results).toHaveLength(MAX_RUN_RESULTS);
  expect(results.at(-1)?.executor).toBe(`e${MAX_RUN_RESULTS - 1}`);
});
