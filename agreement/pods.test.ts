/** The names of an executor's processes beside those that the engine gives them, live. */
import { expect, test, vi } from "vitest";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { podsOf } from "../src/model/engine/pods.ts";
import { askScript } from "./ask-script.ts";

vi.setConfig({ testTimeout: 90_000 });

test("heads, shards and replicas are called as the engine calls them", () => {
  const questions = [1, 2, 3, 12].flatMap((shards) =>
    [1, 2, 11].flatMap((replicas) =>
      [{}, { uses_before: "A" }, { uses_after: "B", uses_before: "BaseExecutor" }].map((around) => ({
        name: "one",
        shards,
        replicas,
        ...around,
      })),
    ),
  );
  const ours = questions.map((question) => {
    const { built } = readFlow(`jtype: Flow\nexecutors:\n  - ${JSON.stringify(question)}\n`);
    const { head, before, after, shards } = podsOf(built.byName.get("one")!.deployment, 100, 100);
    return { head, before, after, shards: shards.map(({ replicas }) => replicas) };
  });
  expect(ours).toEqual(askScript("name_pods.py", [], questions));
});
