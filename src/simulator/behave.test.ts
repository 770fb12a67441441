import { expect, test } from "vitest";
import { createBehave } from "./behave.ts";

test("a text that doubles from executor to executor ends somewhere", () => {
  const behave = createBehave({ kind: "text", template: "{text}{text}" });
  const on = { seed: 1, ordinal: 0, by: { executor: "a", part: "worker", shard: null, replica: 0 } } as const;
  let documents = behave([{ text: "ab" }], on)?.documents ?? [];
  expect(documents).toEqual([{ text: "abab" }]);
  for (let again = 0; again < 40; again++) {
    documents = behave(documents, on)?.documents ?? [];
  }
  expect(String(documents[0]?.text).length).toBe(100_000);
});
