import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  countPlaywright,
  countVitest,
  playwrightFailures,
  skipReasons,
  summary,
  vitestFailures,
} from "./test.mjs";

describe("counts", () => {
  test("of Vitest are its own", () => {
    const report = {
      numPassedTests: 7,
      numFailedTests: 2,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [],
    };
    expect(countVitest(report, false)).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  test("have one failure for a test file that fails before its first test", () => {
    const testResults = [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ];
    const report = { numPassedTests: 2, numFailedTests: 1, testResults };
    expect(countVitest(report, false)).toEqual({ passed: 2, failed: 2, skipped: 0 });
  });

  test("of Playwright take a flaky test for a failed one", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
    expect(countPlaywright({ stats }, false)).toEqual({ passed: 5, failed: 3, skipped: 3 });
  });

  test.each([countVitest, countPlaywright])("have one failure for a runner without a report: %o", (count) => {
    expect(count(null, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("have one failure for a runner that reports none but ends badly, or that ran nothing", () => {
    expect(countPlaywright({ stats: { expected: 5 } }, false)).toEqual({ passed: 5, failed: 1, skipped: 0 });
    expect(countPlaywright({ stats: { skipped: 4 } }, true)).toEqual({ passed: 0, failed: 1, skipped: 4 });
    expect(countVitest({ numPassedTests: 0 }, true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

test("tests that were not run say why", () => {
  const skipped = (title: string, annotations: object[]) => ({
    title,
    tests: [{ status: "skipped", annotations }],
  });
  const report = {
    suites: [
      {
        specs: [
          { title: "fine", tests: [{ status: "expected" }] },
          skipped("one", [{ type: "skip", description: "There is no Firefox." }]),
        ],
        suites: [
          {
            specs: [
              skipped("other", [{ type: "skip", description: "There is no Firefox." }]),
              skipped("bare", []),
            ],
          },
        ],
      },
    ],
  };
  expect(skipReasons(report)).toEqual(["There is no Firefox.", "Not run: bare"]);
  expect(skipReasons(null)).toEqual([]);
});

describe("what failed is named", () => {
  const root = resolve(import.meta.dirname, "..");

  test("of Vitest, a file that fails before its first test too", () => {
    const testResults = [
      {
        name: `${root}/src/a.test.ts`,
        status: "failed",
        message: "no such module\nat a",
        assertionResults: [],
      },
      {
        name: `${root}/src/b.test.ts`,
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "fine" },
          {
            status: "failed",
            fullName: "b is one",
            failureMessages: ["\u001B[31mexpected 1\u001B[39m\nat b"],
          },
        ],
      },
      { name: `${root}/src/c.test.ts`, status: "passed", assertionResults: [{ status: "passed" }] },
    ];
    expect(vitestFailures({ testResults })).toEqual([
      "src/a.test.ts › before its first test: no such module",
      "src/b.test.ts › b is one: expected 1",
    ]);
    expect(vitestFailures(null)).toEqual([]);
  });

  test("of Playwright, a flaky one too", () => {
    const spec = (title: string, status: string, results: object[]) => ({
      file: "a.spec.ts",
      title,
      tests: [{ status, results }],
    });
    const suites = [
      {
        specs: [
          spec("fine", "expected", [{}]),
          spec("one", "unexpected", [{ error: { message: "expected 1\nat a" } }]),
        ],
        suites: [{ specs: [spec("two", "flaky", [{ error: { message: "expected 2" } }, {}])] }],
      },
    ];
    expect(playwrightFailures({ suites })).toEqual([
      "e2e/a.spec.ts › one: expected 1",
      "e2e/a.spec.ts › two: expected 2",
    ]);
    expect(playwrightFailures(null)).toEqual([]);
  });
});

describe("the last line", () => {
  const fine = { passed: 3, failed: 0, skipped: 0 };

  test("sums up, and names skipped tests only if there are any", () => {
    expect(summary([fine, fine])).toEqual({ line: "6 passed, 0 failed", ok: true });
    expect(summary([fine, { passed: 1, failed: 0, skipped: 2 }])).toEqual({
      line: "4 passed, 0 failed, 2 skipped",
      ok: true,
    });
  });

  test("is not well with a failure, or if nothing ran", () => {
    expect(summary([fine, { passed: 0, failed: 1, skipped: 0 }])).toEqual({
      line: "3 passed, 1 failed",
      ok: false,
    });
    expect(summary([]).ok).toBe(false);
  });
});
