/** The comparison with the engine finds what differs, counts it under its question, and passes over what does not. */
import { describe, expect, test } from "vitest";
import type { Problem } from "../src/model/problem.ts";
import { differencesOf } from "./differences.ts";
import type { EngineAnswer } from "./engine.ts";
import type { OurExports } from "./exports.ts";
import { type OurAnswer, QUESTIONS, Report } from "./fidelity.ts";
import { readFixtures } from "./questions.ts";

const fixtures = new Map(readFixtures().map(({ id, engine }) => [id, engine]));

/** An answer of ours that says what the engine says, and the problems that go with it. */
function agreeing(engine: EngineAnswer): OurAnswer {
  const { end: _, ...answer } = structuredClone(engine) as EngineAnswer & { end?: string };
  const problem = (severity: Problem["severity"], engine: NonNullable<Problem["engine"]>): Problem => ({
    code: "structure",
    severity,
    message: `${engine.message}: mend it.`,
    engine,
  });
  return {
    answer: answer as OurAnswer["answer"],
    problems: [
      ...answer.warnings.map(({ phase, category, message }) =>
        problem("warning", { phase, type: category, message }),
      ),
      ...(answer.ok ? [] : [problem("error", answer.error as NonNullable<Problem["engine"]>)]),
    ],
    exports: () => answer as OurExports,
  };
}

/** The keys of the questions on which a file is counted, with `true` where we agree. */
function countsOf(ours: OurAnswer, engine: EngineAnswer): Record<string, boolean> {
  const report = new Report();
  report.add("file", ours, engine);
  const counted = [...report.tallies].filter(([, { of }]) => of > 0);
  return Object.fromEntries(counted.map(([key, { agree }]) => [key, agree === 1]));
}

const accepted = () => structuredClone(fixtures.get("arguments-maps")) as Extract<EngineAnswer, { ok: true }>;
const warned = () => structuredClone(fixtures.get("version-minor")) as Extract<EngineAnswer, { ok: true }>;
const refused = () => structuredClone(fixtures.get("needs-number"))!;

describe("agreement", () => {
  test("of an accepted file raises the questions of accepted files", () => {
    const counts = countsOf(agreeing(accepted()), accepted());
    expect(Object.keys(counts)).toEqual([
      ...["accepted", "graph", "arguments", "counts", "conditions", "addresses", "mermaid", "no-error"],
    ]);
    expect(Object.values(counts)).not.toContain(false);
  });

  test("of a refused file raises those of refused files", () => {
    expect(countsOf(agreeing(refused()), refused())).toEqual({
      accepted: true,
      "error-type": true,
      "error-message": true,
    });
  });

  test("on warnings", () => {
    expect(countsOf(agreeing(warned()), warned())).toMatchObject({
      warnings: true,
      "warnings-made-up": true,
    });
  });
});

describe("a planted disagreement", () => {
  type Plant = (engine: Record<string, unknown> & { deployments: Record<string, unknown>[] }) => void;
  const planted: [what: string, key: string, plant: Plant][] = [
    ["an edge", "graph", (engine) => Object.assign(engine.graph as object, { a: [] })],
    ["a name", "graph", ({ deployments }) => Object.assign(deployments[0]!, { node: "x" })],
    ["uses", "graph", ({ deployments }) => Object.assign(deployments[0]!, { uses: "Other" })],
    ["a main argument", "arguments", ({ deployments }) => Object.assign(deployments[0]!, { env: { A: 2 } })],
    [
      "another argument",
      "arguments",
      ({ deployments }) => Object.assign(deployments[1]!.args!, { title: "x" }),
    ],
    ["the gateway's port", "arguments", (engine) => Object.assign(engine.gateway as object, { ports: [1] })],
    ["the saved file", "dump", (engine) => Object.assign(engine, { dump: "jtype: Flow\n" })],
    ["a value for Kubernetes", "k8s", (engine) => Object.assign(engine, { k8s: { "a/a.yml": "a: 2\n" } })],
    ["a value for Compose", "compose", (engine) => Object.assign(engine, { compose: "services: {}\n" })],
    ["the number of processes", "counts", (engine) => Object.assign(engine, { num_pods_running: 9 })],
    ["a condition", "conditions", (engine) => Object.assign(engine, { conditions: {} })],
    ["an address", "addresses", (engine) => Object.assign(engine.addresses as object, { a: ["grpc://x"] })],
    [
      "a letter of the drawing",
      "mermaid",
      (engine) => Object.assign(engine, { mermaid: `${engine.mermaid} ` }),
    ],
  ];

  test.each(planted)("in %s is found, and counts under %s alone", (_, key, plant) => {
    const engine = accepted();
    plant(engine as unknown as Parameters<Plant>[0]);
    const counts = countsOf(agreeing(accepted()), engine);
    expect(Object.entries(counts).filter(([, agrees]) => !agrees)).toEqual([[key, false]]);
  });

  test("in the verdict is found from both sides", () => {
    expect(countsOf(agreeing(accepted()), refused())).toEqual({
      accepted: false,
      "error-type": false,
      "error-message": false,
    });
    expect(countsOf(agreeing(refused()), accepted())).toEqual({ accepted: false, "no-error": false });
  });

  test("in the verdict is none where both refuse, for whatever reason", () => {
    const other = fixtures.get("executors-null")!;
    expect(countsOf(agreeing(refused()), other)).toMatchObject({ accepted: true, "error-type": false });
  });

  test("in the words of an error leaves its type agreed upon", () => {
    const ours = agreeing(refused());
    const problems = ours.problems.map((problem) => ({
      ...problem,
      engine: { ...problem.engine!, message: "other words" },
    }));
    expect(countsOf({ ...ours, problems }, refused())).toMatchObject({
      "error-type": true,
      "error-message": false,
    });
  });

  test("in warnings is found from both sides", () => {
    const told = agreeing(warned());
    const silent: OurAnswer = {
      answer: { ...told.answer, warnings: [] },
      problems: [],
      exports: () => ({ program: null }),
    };
    expect(countsOf(silent, warned())).toMatchObject({ warnings: false });
    const engine = { ...warned(), warnings: [] };
    expect(countsOf(agreeing(warned()), engine)).toMatchObject({ "warnings-made-up": false });
  });

  test("makes the report disagree and names the file, the place and both values", () => {
    const report = new Report();
    report.add("fine", agreeing(accepted()), accepted());
    expect(report.agrees).toBe(true);
    report.add("file", agreeing(accepted()), { ...accepted(), num_deployments: 77 });
    expect(report.agrees).toBe(false);
    expect(report.toText(5)).toContain("file num_deployments\n    ours    3\n    engine  77\n");
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      questions: { accepted: { agree: 2, of: 2 }, counts: { agree: 1, of: 2 } },
      disagreements: [{ question: "counts", id: "file" }],
    });
  });
});

test("an unanswered question counts under none", () => {
  const report = new Report();
  const error = { phase: "ask", type: "Unanswered", message: "it took more than 20 s" } as const;
  report.add("file", agreeing(accepted()), { ok: false, error, warnings: [] });
  expect(report.agrees).toBe(true);
  expect(report.unanswered).toEqual([{ id: "file", message: error.message }]);
  expect([...report.tallies.values()].every(({ of }) => of === 0)).toBe(true);
});

test("every question has a key of its own", () => {
  expect(new Set(QUESTIONS.map(({ key }) => key)).size).toBe(QUESTIONS.length);
});

test("differences of texts are told by their first line that differs", () => {
  expect(differencesOf("a\nb\nc", "a\nB\nC", "mermaid")).toEqual([
    { path: "mermaid, line 2", ours: "b", engine: "B" },
  ]);
  expect(differencesOf("a\nb\nc", "a\nb", "mermaid")).toEqual([
    { path: "mermaid, line 3", ours: "c", engine: null },
  ]);
  expect(differencesOf("a\nb", "a\nb\nc")).toEqual([{ path: ", line 3", ours: null, engine: "c" }]);
});

test("differences are told down to single values", () => {
  expect(differencesOf({ a: [{ b: 1, c: 2 }], d: [1] }, { a: [{ b: 1, c: 3 }], d: [1, 2], e: null })).toEqual(
    [
      { path: "a[0].c", ours: 2, engine: 3 },
      { path: "d", ours: [1], engine: [1, 2] },
      { path: "e", ours: undefined, engine: null },
    ],
  );
});
