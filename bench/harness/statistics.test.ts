import { describe, expect, test } from "vitest";
import type { Figures, Ratio } from "./benchmark.ts";
import { printNumber, printReport } from "./report.ts";
import { inTurn, runBenchmark } from "./run.ts";
import { judge, median, summarise } from "./statistics.ts";

const rounds = (values: Record<string, number[]>) =>
  new Map(Object.entries(values).map(([run, list]) => [run, list.map((ms) => ({ ms }))]));

const ratio = (targets: Partial<Ratio>): Ratio => ({
  title: "ours to theirs",
  of: { run: "ours", figure: "ms" },
  to: { run: "theirs", figure: "ms" },
  ...targets,
});

test("the median is the middle value, or the mean of the two in the middle", () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 100])).toBe(6);
  expect(() => median([])).toThrow(RangeError);
});

test("the given values keep their order", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

describe("a ratio", () => {
  const measured = rounds({ ours: [10, 30, 20], theirs: [4, 400, 10] });

  test("is that of the medians, not of the means", () => {
    expect(judge(measured, ratio({}))).toEqual({
      title: "ours to theirs",
      value: 2,
      target: null,
      isReached: true,
      isMet: true,
    });
  });

  test.each([
    [{ atMost: 2 }, "≤ 2", { isReached: true, isMet: true }],
    // 2 is 25 % over 1.6, and 26 % over 1.587.
    [{ atMost: 1.6 }, "≤ 1.6", { isReached: false, isMet: true }],
    [{ atMost: 1.587 }, "≤ 1.587", { isReached: false, isMet: false }],
    [{ atLeast: 2 }, "≥ 2", { isReached: true, isMet: true }],
    [{ atLeast: 2.5 }, "≥ 2.5", { isReached: false, isMet: true }],
    [{ atLeast: 2.52 }, "≥ 2.52", { isReached: false, isMet: false }],
  ])("with %j reaches its target, misses it by a quarter, or by more", (targets, target, outcome) => {
    expect(judge(measured, ratio(targets))).toMatchObject({ target, ...outcome });
  });

  test("of figures that are the same everywhere has no slack", () => {
    expect(judge(measured, ratio({ atMost: 2, isExact: true })).isMet).toBe(true);
    expect(judge(measured, ratio({ atMost: 1.99, isExact: true })).isMet).toBe(false);
  });

  test("of a figure that no round measured is a fault, not a number", () => {
    expect(() => judge(measured, ratio({ of: { run: "ours", figure: "MB" } }))).toThrow(/did not measure MB/);
    expect(() => judge(measured, ratio({ of: { run: "nobody", figure: "ms" } }))).toThrow(RangeError);
  });
});

test("all figures are summarised", () => {
  expect(summarise(rounds({ ours: [3, 1, 2] }))).toEqual([
    { run: "ours", figure: "ms", median: 2, least: 1, most: 3 },
  ]);
});

test("what is compared runs in turn, and never two at a time", async () => {
  const log: string[] = [];
  let running = 0;
  const run = (name: string) => async (): Promise<Figures> => {
    running++;
    expect(running).toBe(1);
    await Promise.resolve();
    running--;
    log.push(name);
    return { ms: log.length };
  };
  const runs = new Map(["A", "B", "F"].map((name) => [name, run(name)]));
  const measured = await inTurn(runs, 2, () => {});
  expect(log.join("")).toBe("ABFFBA");
  expect([...measured]).toEqual([
    ["A", [{ ms: 1 }, { ms: 6 }]],
    ["B", [{ ms: 2 }, { ms: 5 }]],
    ["F", [{ ms: 3 }, { ms: 4 }]],
  ]);
});

test("what was made ready is put away when a run fails", async () => {
  let isClosed = false;
  const failing = {
    title: "fails",
    prepare: async () => ({
      runs: new Map([["a", () => Promise.reject(new Error("broken"))]]),
      ratios: [],
      close: async () => {
        isClosed = true;
      },
    }),
  };
  await expect(runBenchmark("x", failing, 1, () => {})).rejects.toThrow("broken");
  expect(isClosed).toBe(true);
});

test("of some ratios alone only what they need is run", async () => {
  const log: string[] = [];
  const run = (name: string) => async (): Promise<Figures> => {
    log.push(name);
    return { ms: 1 };
  };
  const many = {
    title: "many",
    prepare: async () => ({
      runs: new Map(["ours", "theirs", "another"].map((name) => [name, run(name)])),
      ratios: [ratio({}), ratio({ title: "to another", to: { run: "another", figure: "ms" } })],
    }),
  };
  const { ratios } = await runBenchmark("x", many, 1, () => {}, false, ["theirs"]);
  expect(log).toEqual(["ours", "theirs"]);
  expect(ratios.map(({ title }) => title)).toEqual(["ours to theirs"]);
  await expect(runBenchmark("x", many, 1, () => {}, false, ["nobody"])).rejects.toThrow(/nobody/);
});

test.each([
  [0, "0"],
  [0.06214, "0.0621"],
  [8.4, "8.40"],
  [216.3, "216"],
  [65143, "65143"],
  [-1.5, "-1.50"],
])("%d is printed as %s", (value, text) => {
  expect(printNumber(value)).toBe(text);
});

test("the report names the machine, the figures, and the targets that are missed", () => {
  const machine = { cpu: "A CPU", cores: 2, platform: "linux x64", node: "v24.0.0", chromium: null };
  const measured = rounds({ ours: [3], theirs: [1] });
  const report = printReport(machine, 5, [
    {
      name: "yaml",
      title: "reading",
      figures: summarise(measured),
      ratios: [2, 2.5, 3].map((atMost) => judge(measured, ratio({ atMost }))),
    },
  ]);
  expect(report.split("\n")).toEqual([
    "A CPU, 2 cores, linux x64, Node v24.0.0, Chromium none; 5 rounds",
    "",
    "yaml: reading",
    "",
    "run     figure  median  least  most",
    "ours    ms        3.00   3.00  3.00",
    "theirs  ms        1.00   1.00  1.00",
    "",
    "ratio of medians    is  target",
    "ours to theirs    3.00  ≤ 2     missed",
    "ours to theirs    3.00  ≤ 2.5   missed, within 25 %",
    "ours to theirs    3.00  ≤ 3     reached",
  ]);
});
