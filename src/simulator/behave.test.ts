import { expect, test } from "vitest";
import type { Doc } from "../model/run/document.ts";
import { createBehave } from "./behave.ts";

test("a text that doubles from executor to executor ends somewhere", () => {
  const behave = createBehave({ kind: "text", template: "{text}{text}" });
  const on = { seed: 1, ordinal: 0, by: { executor: "a", part: "worker", shard: null, replica: 0 } } as const;
  const changed = (documents: readonly Doc[]) => {
    const back = behave(documents, on);
    return "documents" in back ? back.documents : [];
  };
  let documents = changed([{ text: "ab" }]);
  expect(documents).toEqual([{ text: "abab" }]);
  for (let again = 0; again < 40; again++) {
    documents = changed(documents);
  }
  expect(String(documents[0]?.text).length).toBe(100_000);
});
