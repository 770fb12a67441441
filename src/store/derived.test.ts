import { describe, expect, test } from "vitest";
import { readFlow } from "../formats/read/read-flow.ts";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import type { Problem } from "../model/problem.ts";
import { ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { Exchange, Run } from "../model/run/run.ts";
import { createTestRun } from "../model/run/test-run.ts";
import {
  chosenExchange,
  layoutOf,
  lightOf,
  problemsByName,
  profileOfExchange,
  shownOrigin,
  shownRun,
  timesOf,
} from "./derived.ts";
import { executorsAt } from "./executors-at.ts";
import type { RunOrigin } from "./kept-runs.ts";
import { newFile, openedFile } from "./open-file.ts";
import { countsOf, outcomeOf } from "./run-counts.ts";
import { initialState } from "./state.ts";

const reply = (status: Reply["status"] = SUCCESS): Reply => ({
  requestId: "r",
  endpoint: "/",
  targetExecutor: "",
  parameters: {},
  status,
  routes: [
    { executor: "gateway", startMs: 0, endMs: 4, status: SUCCESS },
    { executor: "a", startMs: 1, endMs: 3, status: SUCCESS },
  ],
  documents: [{ text: "x" }, { text: "y" }],
});

const exchange = (requestId: string, state: Exchange["state"], answer: Reply | null = null): Exchange => ({
  request: { requestId, endpoint: "/", documents: [], parameters: {}, targetExecutor: "" },
  state,
  roundtripMs: answer ? 5 : null,
  reply: answer,
  error: null,
});

const runOf = (...exchanges: Exchange[]): Run =>
  createTestRun(exchanges, { transport: "simulator:", simulated: true, state: "running" });

const NOTHING = initialState(openedFile(newFile("f", "flow.yml", ""), NO_VARIABLES));

const ORIGIN: RunOrigin = {
  address: "simulator:",
  fileId: NOTHING.file.id,
  fileName: "flow.yml",
  text: "",
  textNumber: 1,
  variables: new Map(),
  secrets: [],
  sent: {
    address: { kind: "simulator" },
    way: "bridge",
    request: { endpoint: "/", documents: [], parameters: {}, targetExecutor: "", requestSize: 100 },
  },
};

test("a layout is made once for each Flow", () => {
  const { built } = readFlow("jtype: Flow\nexecutors: [{name: a}]\n");
  expect(layoutOf(built, "right")).toBe(layoutOf(built, "right"));
  expect(layoutOf(built, "down")).not.toEqual(layoutOf(built, "right"));
});

describe("the shown answer", () => {
  const [waiting, first, second] = [
    exchange("r1", "waiting"),
    exchange("r2", "answered", reply()),
    exchange("r3", "answered", reply()),
  ];

  test("is the chosen one, else the first answered, else the first", () => {
    const run = runOf(waiting!, first!, second!);
    expect(chosenExchange({ ...NOTHING, run, chosenRequest: "r3" })).toBe(second);
    expect(chosenExchange({ ...NOTHING, run, chosenRequest: null })).toBe(first);
    expect(chosenExchange({ ...NOTHING, run, chosenRequest: "of an older run" })).toBe(first);
    expect(chosenExchange({ ...NOTHING, run: runOf(waiting!), chosenRequest: null })).toBe(waiting);
    expect(chosenExchange({ ...NOTHING, run: runOf(), chosenRequest: null })).toBeNull();
    expect(chosenExchange({ ...NOTHING, run: null, chosenRequest: "r1" })).toBeNull();
  });

  test("has a profile and times by name, made once", () => {
    const state = { ...NOTHING, run: runOf(first!), origin: ORIGIN };
    expect(profileOfExchange(first!)).toBe(profileOfExchange(first!));
    expect(timesOf(state).get("a")).toMatchObject({ durationMs: 2, share: 0.5 });
    expect(timesOf(state)).toBe(timesOf({ ...state }));
    expect(profileOfExchange(waiting!)).toBeNull();
    expect(timesOf(NOTHING).size).toBe(0);
  });

  test("says nothing about executors of another file", () => {
    const state = { ...NOTHING, run: runOf(first!), origin: { ...ORIGIN, fileId: "another" } };
    expect(timesOf(state).size).toBe(0);
  });

  test("is one of the run that was chosen, as long as that is kept", () => {
    const older = runOf(second!);
    const kept = { run: { ...older, id: 7 }, origin: { ...ORIGIN, fileName: "older.yml" } };
    const state = { ...NOTHING, run: runOf(first!), origin: ORIGIN, runs: [kept], shownRun: 7 };
    expect(chosenExchange(state)).toBe(second);
    expect([shownRun(state)?.id, shownOrigin(state)?.fileName]).toEqual([7, "older.yml"]);
    expect(chosenExchange({ ...state, runs: [] })).toBe(first);
  });
});

test("a tally counts each request once: an exception in the Flow as failed, with its documents, and what was given up as unknown", () => {
  const raised = reply({ code: "ERROR", description: "", exception: null });
  const run = runOf(
    exchange("1", "answered", reply()),
    exchange("2", "answered", raised),
    exchange("3", "failed"),
    exchange("4", "unknown"),
    exchange("5", "sent"),
    exchange("6", "unsent"),
    { ...exchange("7", "unknown"), error: new ClientError("interrupted", "lost") },
  );
  expect(countsOf(run)).toEqual({
    total: 7,
    answered: 1,
    failed: 2,
    unknown: 2,
    unsent: 1,
    open: 3,
    documents: 4,
  });
  expect(outcomeOf(run)).toBe("1 of 7 answered, 2 failed, 2 unknown, 1 not sent");
});

test("problems are found by executor, those of the file by none", () => {
  const problem = (message: string, executor?: string): Problem => ({
    code: "hanging",
    severity: "warning",
    message,
    ...(executor === undefined ? {} : { executor }),
  });
  const problems = [problem("1", "a"), problem("2"), problem("3", "constructor"), problem("4", "a")];
  const byName = problemsByName(problems);
  expect(byName.get("a")!.map(({ message }) => message)).toEqual(["1", "4"]);
  expect([...byName.keys()]).toEqual(["a", "constructor"]);
  expect(problemsByName(problems)).toBe(byName);
});

describe("the executors at a place of the text", () => {
  const text = "jtype: Flow\nexecutors:\n  - name: a\n    uses: A\n\n  - name: b\n  - {name: c}\n";
  const at = (from: string, to = from) =>
    executorsAt(readFlow(text), { from: text.indexOf(from), to: text.indexOf(to) + to.length });

  test.each([
    ["the first line", "- name: a", undefined, ["a"]],
    ["a later line", "uses", undefined, ["a"]],
    ["flow style", "{name: c}", undefined, ["c"]],
    ["several", "uses", "name: b", ["a", "b"]],
    ["all of the text", "jtype", "{name: c}", ["a", "b", "c"]],
    ["above them", "executors", undefined, []],
  ])("%s", (_, from, to, names) => {
    expect(at(from, to)).toEqual(names);
  });

  test("of a text that holds no Flow, and of an old file", () => {
    expect(executorsAt(readFlow("- a"), { from: 0, to: 3 })).toEqual([]);
    const old = "!Flow\nversion: '1'\npods:\n  - name: p\n  - name: q\n";
    expect(executorsAt(readFlow(old), { from: old.indexOf("q"), to: old.indexOf("q") })).toEqual(["q"]);
  });
});

describe("what is known of the gateway", () => {
  const failed = (code: ClientErrorCode, state: Exchange["state"] = "failed"): Exchange => ({
    ...exchange("f", state, null),
    error: new ClientError(code, "it is so"),
  });

  test.each([
    ["nothing before an answer", runOf(exchange("a", "sent", null)), "idle"],
    ["an answer", runOf(exchange("a", "answered", reply()), exchange("b", "sent", null)), "ok"],
    [
      "an executor's exception, which is an answer",
      runOf(exchange("a", "answered", reply({ ...SUCCESS, code: "ERROR" }))),
      "ok",
    ],
    ["a refusal", runOf(failed("gateway")), "ok"],
    [
      "that it has died after answers",
      runOf(exchange("a", "answered", reply()), failed("interrupted")),
      "error",
    ],
    ["that nothing listens", { ...runOf(), error: new ClientError("unreachable", "Nothing.") }, "error"],
    ["nothing where sending was stopped", runOf(failed("canceled", "unknown")), "idle"],
    ["nothing where nothing was sent", runOf(failed("input")), "idle"],
  ] as const)("is %s", (_, run, wanted) => {
    expect(lightOf(run)).toBe(wanted);
  });
});
