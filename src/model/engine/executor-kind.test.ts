import { expect, test } from "vitest";
import { readFlow } from "../../formats/read/read-flow.ts";
import { executorKind, runsLabel } from "./executor-kind.ts";

const ENTRIES: readonly (readonly [yaml: string, kind: string, label: string])[] = [
  ["{name: x}", "class", "BaseExecutor"],
  ["{name: x, uses: Encoder}", "class", "Encoder"],
  ["{name: x, uses: docker://a/b}", "docker", "docker://a/b"],
  ["{name: x, external: true, host: example.org, port: 8080}", "external", "example.org:8080"],
  ["{name: x, external: true, host: example.org}", "external", "example.org"],
  ["{name: x, external: true, host: 'grpcs://a.b:443'}", "external", "a.b:443"],
  ["{name: x, external: true, host: [a.b, c.d], port: [1, 2]}", "external", "a.b:1 …"],
  ["{name: x, external: true, host: a.b, port: 1, uses: Encoder}", "external", "Encoder"],
  ["{name: x, needs: [a, b]}", "join", "joins 2"],
  ["{name: x, needs: [a, b], method: needs}", "join", "joins 2"],
  ["{name: x, needs: [a, b], uses: Merger}", "class", "Merger"],
];

test.each(ENTRIES)("%s is of kind %s, and runs %s", (yaml, kind, label) => {
  const { built } = readFlow(`jtype: Flow\nexecutors: [{name: a}, {name: b, needs: gateway}, ${yaml}]\n`);
  const node = built.byName.get("x")!;
  expect([executorKind(node), runsLabel(node)]).toEqual([kind, label]);
});
