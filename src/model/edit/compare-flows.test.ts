import { expect, test } from "vitest";
import { readFlow } from "../../formats/read/read-flow.ts";
import { compareFlows } from "./compare-flows.ts";

const BEFORE = `jtype: Flow
with: {port: 51000}
executors:
  - name: a
    replicas: 2
  - name: b
  - name: c
    needs: [a, b]
`;

const compare = (before: string, after: string) => compareFlows(readFlow(before), readFlow(after));

test("two Flows differ by executors, their arguments and edges", () => {
  const after = BEFORE.replace("port: 51000", "port: 51001, prefetch: 5")
    .replace("replicas: 2", "replicas: 3")
    .replace("  - name: b\n", "  - name: z\n    needs: gateway\n")
    .replace("needs: [a, b]", "needs: [a, z]");
  expect(compare(BEFORE, after)).toEqual({
    added: ["z"],
    removed: ["b"],
    changed: [{ name: "a", keys: ["replicas"] }],
    addedEdges: [
      { from: "gateway", to: "z" },
      { from: "z", to: "c" },
    ],
    removedEdges: [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ],
    changedWith: ["port", "prefetch"],
    changedGateway: [],
  });
});

test("one that is the same, with other comments and order of keys, differs by nothing", () => {
  const none = {
    added: [],
    removed: [],
    changed: [],
    addedEdges: [],
    removedEdges: [],
    changedWith: [],
    changedGateway: [],
  };
  expect(compare(BEFORE, `# the same\n${BEFORE}`)).toEqual(none);
});
