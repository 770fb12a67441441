/** What all messages have in common, over every Flow that the engine was asked about. */
import { describe, expect, test } from "vitest";
import { readFixtures, surroundingsOf } from "../../../agreement/questions.ts";
import { fullMessage, MAX_MESSAGE, type Problem } from "../../model/problem.ts";
import { readFlow } from "./read-flow.ts";

const told = readFixtures().flatMap((fixture) =>
  [surroundingsOf(fixture), {}].flatMap((surroundings) =>
    readFlow(fixture.yaml, surroundings).problems.map((problem) => ({ id: fixture.id, problem })),
  ),
);

const all = (isWrong: (problem: Problem) => boolean) =>
  told.filter(({ problem }) => isWrong(problem)).map(({ id, problem }) => `${id}: ${fullMessage(problem)}`);

describe("every message", () => {
  test("is told of many kinds of problems", () => {
    expect(new Set(told.map(({ problem }) => problem.code)).size).toBeGreaterThan(25);
  });

  test("is whole sentences, and not too long", () => {
    expect(all(({ message }) => !/[.?]$/.test(message))).toEqual([]);
    expect(all((problem) => fullMessage(problem).length > MAX_MESSAGE)).toEqual([]);
  });

  test("begins with plain words, in which none of the engine's stand", () => {
    expect(
      all(({ message, engine }) => (engine?.message.length ?? 0) > 8 && message.includes(engine!.message)),
    ).toEqual([]);
  });

  test("ends with what the engine says, where it says something", () => {
    expect(
      all(
        (problem) =>
          problem.engine !== undefined && !/ Jina(?: warns| logs|:| ends)/.test(fullMessage(problem)),
      ),
    ).toEqual([]);
  });

  test("says nothing that can be read in two ways", () => {
    expect(all(({ message }) => /without a word|gives the start up/.test(message))).toEqual([]);
  });

  test("names the executor that it is about, if it has a name", () => {
    const isNameless = (code: string) =>
      code === "structure" || code === "file-missing" || code === "file-unknown";
    expect(
      all(
        ({ executor, message, code, path }) =>
          executor !== undefined && path?.[0] !== "with" && !isNameless(code) && !message.includes(executor),
      ),
    ).toEqual([]);
  });
});
