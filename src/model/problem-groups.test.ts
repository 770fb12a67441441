/** Which problems are one row of the panel. */
import { expect, test } from "vitest";
import { cut, quoted } from "../base/words.ts";
import type { EngineFault } from "./engine-fault.ts";
import type { Problem } from "./problem.ts";
import { groupProblems, sentenceOf } from "./problem-groups.ts";

const of = (executor: string | undefined, message: string, more: Partial<Problem> = {}): Problem => ({
  code: "hanging",
  severity: "warning",
  message,
  ...(executor === undefined ? {} : { executor }),
  ...more,
});

const LONG = "x".repeat(30) + "y".repeat(40);

const said = (message: string): { engine: EngineFault } => ({
  engine: { phase: "load", type: "ValueError", message },
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
  [
    "a name at the end of the subject",
    of("a", "The replicas of a are 0."),
    of("b", "The replicas of b are 0."),
    true,
  ],
  ["a name that is cut", of(LONG, `${cut(LONG, 40)} has 0.`), of("a", "a has 0."), true],
  ["a name that is cut less", of(LONG, `${cut(LONG)} has 0.`), of("a", "a has 0."), true],
  ["a name that is whole here", of(LONG, `${LONG} has 0.`), of("a", "a has 0."), true],
  ["a name that is cut twice", of(LONG, `${cut(LONG)} and ${cut(LONG, 40)}.`), of("a", "a and a."), true],
  ["another name that is cut", of("a", `a and ${cut(LONG)}.`), of(LONG, `${cut(LONG)} and a.`), false],
  [
    "a name of two lines",
    of("a\nb", `The name ${quoted("a\nb")}.`),
    of("b c", `The name ${quoted("b c")}.`),
    true,
  ],
  [
    "an entry by its place",
    of("executor1", "The method of item 2 of the list.", { path: ["executors", 1, "method"] }),
    of("executor2", "The method of item 3 of the list.", { path: ["executors", 2, "method"] }),
    true,
  ],
  [
    "an entry by its place, and one by its name",
    of("executor1", "The method of item 2 of the list.", { path: ["executors", 1, "method"] }),
    of("b", "The method of b.", { path: ["executors", 2, "method"] }),
    true,
  ],
  [
    "another entry's place",
    of("executor1", "The method of item 9 of the list.", { path: ["executors", 1] }),
    of("executor2", "The method of item 3 of the list.", { path: ["executors", 2] }),
    false,
  ],
  ["other words of the engine's", of("a", "a is 0.", said("x")), of("b", "b is 0.", said("y")), true],
  ["words of the engine's on one side", of("a", "a is 0.", said("x")), of("b", "b is 0."), true],
  ["a name that ends where the sentence does", of("a", "It is a"), of("b", "It is b"), true],
])("%s", (_, a, b, isOne) => {
  expect(sizes(a, b)).toEqual(isOne ? [2] : [1, 1]);
  expect(sizes(b, a)).toEqual(isOne ? [2] : [1, 1]);
});

test("a group says what its problems say, without the names", () => {
  const words = (...problems: [Problem, ...Problem[]]) => sentenceOf(problems);
  expect(words(of("a", "With a port, a waits."), of("b", "With a port, b waits."))).toBe(
    "With a port, each of these waits.",
  );
  expect(words(of("a", "a waits."))).toBe("a waits.");
  expect(words(of(undefined, "Twice."), of(undefined, "Twice."))).toBe("Twice.");
  expect(words(of(LONG, `${cut(LONG, 40)} waits.`), of("a", "a waits."))).toBe("Each of these waits.");
});

test("a group's sentence can be read: each of its executors, and then it", () => {
  const words = (...problems: [Problem, ...Problem[]]) => sentenceOf(problems);
  const both = (message: (name: string) => string) => words(of("x1", message("x1")), of("x2", message("x2")));
  expect(both((name) => `"replica" of ${name} could mean replicas or replica_id.`)).toBe(
    '"replica" of each of these could mean replicas or replica_id.',
  );
  expect(both((name) => `The port of ${name} is ignored: ${name} has 2 replicas. ${name} is odd.`)).toBe(
    "The port of each of these is ignored: it has 2 replicas. It is odd.",
  );
  expect(both((name) => `The name "${name}" of ${name} is odd.`)).toBe(
    'The name "…" of each of these is odd.',
  );
});

test("a group says the engine's words once, behind its own", () => {
  const words = (...problems: [Problem, ...Problem[]]) => sentenceOf(problems);
  const other = of("b", "The name b is odd.", said("name: b is invalid"));
  expect(words(of("a", "The name a is odd.", said("name: a is invalid")))).toBe(
    "The name a is odd. Jina: ValueError: name: a is invalid",
  );
  expect(words(of("a", "The name a is odd.", said("name: a is invalid")), other)).toBe(
    "The name … is odd. Jina: ValueError: name: … is invalid",
  );
  expect(words(of("a", "The name a is odd.", said("a has ended")), other)).toBe(
    "The name … is odd. Jina: ValueError: a has ended",
  );
  expect(words(of("a", "The name a is odd."), other)).toBe(
    "The name … is odd. Jina: ValueError: name: b is invalid",
  );
});

test("many problems are grouped at once", () => {
  const problems = Array.from({ length: 20_000 }, (_, index) => of(`e${index}`, `e${index} has a port.`));
  expect(sizes(...problems)).toEqual([20_000]);
});
