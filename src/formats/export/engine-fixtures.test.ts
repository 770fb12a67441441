/** Every Flow of the fixtures, read and built by us, is the one that the real engine has built. */
import { describe, expect, test } from "vitest";
import { ourAnswerTo, QUESTIONS } from "../../../agreement/fidelity.ts";
import { readFixtures, surroundingsOf } from "../../../agreement/questions.ts";
import { readFlow } from "../read/read-flow.ts";

describe.each(readFixtures())("fixture $id", (fixture) => {
  const { engine, yaml } = fixture;
  const ours = ourAnswerTo(fixture);
  const raised = QUESTIONS.flatMap(({ title, differences }) => {
    const found = differences(ours, engine);
    return found === null ? [] : [{ title, found }];
  });

  test.each(raised)("$title", ({ found }) => {
    expect(found).toEqual([]);
  });

  test.each(engine.ok ? [engine.end] : [])("ends at %s", (end) => {
    expect(readFlow(yaml, surroundingsOf(fixture)).built.end).toBe(end);
  });
});
