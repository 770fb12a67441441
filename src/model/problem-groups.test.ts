/** Which problems are one row of the panel. */
import { expect, test } from "vitest";
import type { Problem } from "./problem.ts";
import { groupProblems, messageOf } from "./problem-groups.ts";

const of = (executor: string | undefined, message: string, more: Partial<Problem> = {}): Problem => ({
  code: "hanging",
  severity: "warning",
  message,
  ...(executor === undefined ? {} : { executor }),
  ...more,
});

const sizes = (...problems: Problem[]) => groupProblems(problems).map((group) => group.length);

test("the same message about several executors is one group, in the order of the first", () => {
  const problems = [
    of("b", "Nobody receives from b."),
    of("c", "c is odd."),
    of("a", "Nobody receives from a."),
    of("my-name", "Nobody receives from my-name."),
  ];
  expect(groupProblems(problems)).toEqual([[problems[0], problems[2], problems[3]], [problems[1]]]);
});

test.each<[string, Problem, Problem, boolean]>([
  ["no name in the message", of("a", "replicas: 1 holds."), of("b", "replicas: 1 holds."), true],
  ["another code", of("a", "x"), of("b", "x", { code: "secret" }), false],
  ["another severity", of("a", "x"), of("b", "x", { severity: "hint" }), false],
  ["no executor on either side", of(undefined, "x"), of(undefined, "x"), true],
  ["an executor on one side only", of("a", "x"), of(undefined, "x"), false],
  ["another word", of("a", "a needs x."), of("b", "b needs y."), false],
  ["a name that is a word of the sentence", of("a", "a has a port."), of("b", "b has a port."), true],
  ["a name within a word", of("a", "a can at a."), of("b", "b cbn bt b."), false],
  ["a name twice", of("a", "a needs x, but a waits."), of("bcd", "bcd needs x, but bcd waits."), true],
  ["another executor's name", of("a", "a and c clash."), of("b", "b and d clash."), false],
  ["the same other name", of("a", "a and c clash."), of("b", "b and c clash."), true],
  ["a variable for a name", of("$X", "$X has 0."), of("a", "a has 0."), true],
  ["a name that ends where the sentence does", of("a", "It is a"), of("b", "It is b"), true],
])("%s", (_, a, b, isOne) => {
  expect(sizes(a, b)).toEqual(isOne ? [2] : [1, 1]);
  expect(sizes(b, a)).toEqual(isOne ? [2] : [1, 1]);
});

test("a group says what its problems say, without the names", () => {
  const said = (...problems: [Problem, ...Problem[]]) => messageOf(problems);
  expect(said(of("a", "With a port, a waits."), of("b", "With a port, b waits."))).toBe(
    "With a port, … waits.",
  );
  expect(said(of("a", "a waits."))).toBe("a waits.");
  expect(said(of(undefined, "Twice."), of(undefined, "Twice."))).toBe("Twice.");
});

test("many problems are grouped at once", () => {
  const problems = Array.from({ length: 20_000 }, (_, index) => of(`e${index}`, `e${index} has a port.`));
  expect(sizes(...problems)).toEqual([20_000]);
});
