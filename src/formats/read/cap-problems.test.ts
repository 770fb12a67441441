import { expect, test } from "vitest";
import type { Problem, Severity } from "../../model/problem.ts";
import { capProblems } from "./cap-problems.ts";
import { readFlow } from "./read-flow.ts";

function problems(count: number, severity: Severity, message = "m"): Problem[] {
  return Array.from({ length: count }, (_, index) => ({
    code: "key-unused",
    severity,
    message,
    path: [severity, index],
  }));
}

test("a thousand problems are all there, the very same", () => {
  const all = problems(1000, "warning");
  expect(capProblems(all)).toEqual(all);
  expect(capProblems(all)[0]).toBe(all[0]);
});

test("of more a last row counts what is not listed, at its first place; errors are listed first", () => {
  const capped = capProblems([...problems(1500, "hint"), ...problems(2, "error")]);
  expect(capped).toHaveLength(1001);
  expect(capped.filter(({ severity }) => severity === "error")).toHaveLength(2);
  expect(capped.at(-1)).toEqual({
    code: "limit",
    severity: "warning",
    path: ["hint", 998],
    message:
      "The first of 502 hints that are not listed stands here: up to 1,000 problems of a file are, or 1,000,000 characters of them.",
  });
});

test("long names and paths count, since each problem repeats them", () => {
  const long = problems(10, "warning").map((problem) => ({ ...problem, executor: "n".repeat(300_000) }));
  expect(capProblems(long)).toHaveLength(4);
  expect(capProblems(long).at(-1)?.message).toMatch(/^The first of 7 warnings that are not listed/);
  const longer = problems(2, "warning").map((problem) => ({ ...problem, path: ["n".repeat(2_000_000)] }));
  expect(capProblems(longer)).toHaveLength(2);
});

test("a message keeps its beginning and its end", () => {
  const [capped] = capProblems(problems(1, "error", `begin ${"x".repeat(5000)} end`));
  expect(capped!.message).toHaveLength(1000);
  expect(capped!.message).toMatch(/^begin x+…x+ end$/);
});

test("a file of many problems says how many it has", () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `k${index}: 1\n`).join("");
  const { problems: found } = readFlow(`jtype: Flow\n${keys}executors: []\n`);
  expect(found).toHaveLength(1001);
  expect(found.at(-1)).toMatchObject({
    code: "limit",
    severity: "warning",
    range: { from: expect.any(Number) },
  });
  expect(found.at(-1)?.message).toContain("2,000 warnings");
});

test("a message is one line, whatever name or value stands in it", () => {
  for (const text of [
    "jtype: >-\n  Flow\nexecutors:\n  - name: e0\n",
    'jtype: Flow\nexecutors:\n- jtype: Deployment\n  with: {host: "a\\nb\\r\\nc\\u2028d"}\n',
    'jtype: Flow\nexecutors:\n- {name: "a\\nb", uses: X}\n',
  ]) {
    const { problems: found } = readFlow(text);
    expect(found.length).toBeGreaterThan(0);
    for (const { message } of found) {
      expect(message).toMatch(/^[^\n\r\v\f\x85\u2028\u2029]*$/);
    }
  }
});
