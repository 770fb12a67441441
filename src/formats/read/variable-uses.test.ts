/** What texts ask for, where, and what is read there. That the names are the engine's is asked of it in agreement. */
import { describe, expect, test } from "vitest";
import { readFlow } from "./read-flow.ts";
import { createVariables } from "./test-variables.ts";

const FLOW = `jtype: Flow
with:
  port: \${{ ENV.PORT }}
shared: {model: base, copies: '2'}
executors:
  - name: $NAME # a name
    uses_with:
      list: [x, "\${NAME}-\${{ CONTEXT.LAST }}"]
      near: \${{this.far}}
      far: \${{root.shared.copies}}
    description: |
      one \${{ ENV.NAME }}_b
      and \${OTHER}
  - jtype: Deployment
    with: {name: inner, replicas: $REPLICAS}
  - needs: executor1
    workspace: $$
`;

const listed = (text: string, env: Record<string, string> = {}, context: Record<string, string> = {}) =>
  readFlow(text, { given: createVariables(env, context) }).variables.flatMap(({ kind, name, uses }) =>
    uses.map(({ path, executor, range, reads }) => [
      `${kind} ${name}`,
      path.join("."),
      executor,
      range && text.slice(range.from, range.to),
      reads,
    ]),
  );

describe("what a file asks for", () => {
  test("without values stays text, as the engine leaves it", () => {
    expect(listed(FLOW)).toEqual([
      ["environment PORT", "with.port", null, "${{ ENV.PORT }}", "$PORT"],
      ["environment NAME", "executors.0.name", "$NAME", "$NAME", "$NAME"],
      ["environment NAME", "executors.0.uses_with.list.1", "$NAME", "${NAME}", "${NAME}-$$LAST"],
      [
        "environment NAME_b",
        "executors.0.description",
        "$NAME",
        "|",
        expect.stringContaining("one $NAME_b\n"),
      ],
      [
        "environment OTHER",
        "executors.0.description",
        "$NAME",
        "${OTHER}",
        expect.stringContaining("${OTHER}"),
      ],
      ["environment REPLICAS", "executors.1.with.replicas", "executor1", "$REPLICAS", "$REPLICAS"],
      ["callers LAST", "executors.0.uses_with.list.1", "$NAME", "${{ CONTEXT.LAST }}", "${NAME}-$$LAST"],
      ["reference this.far", "executors.0.uses_with.near", "$NAME", "${{this.far}}", 2],
      ["reference root.shared.copies", "executors.0.uses_with.far", "$NAME", "${{root.shared.copies}}", 2],
    ]);
  });

  test("is read with the values, re-typed", () => {
    const env = { PORT: "8080", NAME: "'first'", OTHER: "x", REPLICAS: "3" };
    expect(
      listed(FLOW, env, { LAST: "end" }).map(([name, , executor, , reads]) => [name, executor, reads]),
    ).toEqual([
      ["environment PORT", null, 8080],
      ["environment NAME", "first", "first"],
      ["environment NAME", "first", "'first'-end"],
      ["environment NAME_b", "first", expect.stringContaining("$NAME_b")],
      ["environment OTHER", "first", expect.stringContaining("and x")],
      ["environment REPLICAS", "executor1", 3],
      ["callers LAST", "first", "'first'-end"],
      ["reference this.far", "first", 2],
      ["reference root.shared.copies", "first", 2],
    ]);
  });

  test("is expanded again where a value names a variable, as by the engine", () => {
    const text = "jtype: Flow\nexecutors:\n- {name: a, uses: $A, uses_with: {a: $A}}\n";
    const uses = listed(text, { A: "$B", B: "b" }).filter(([name]) => name === "environment A");
    expect(uses.map(([, path, , , reads]) => [path, reads])).toEqual([
      ["executors.0.uses", "b"],
      ["executors.0.uses_with.a", "b"],
    ]);
  });

  test("is not reached behind a reference that leads nowhere", () => {
    const text = "jtype: Flow\nexecutors:\n- {name: $A, uses: '${{root.nowhere}}'}\n";
    expect(listed(text, { A: "a" }).map(([name, , , , reads]) => [name, reads])).toEqual([
      ["environment A", undefined],
      ["reference root.nowhere", undefined],
    ]);
  });

  test("are no prices, no regular expressions, no shell's defaults", () => {
    expect(
      listed("jtype: Flow\nwith: {title: '$5 ^a$ $(x) ${A:-b} {{ X }} ${{ A.b }}'}\nexecutors: []\n"),
    ).toEqual([]);
  });

  test("is counted where there is too much of it to be held", () => {
    const many = Array.from(
      { length: 150 },
      (_, index) => `- {name: e${index}, workspace: $W, description: $D${index}}`,
    );
    const { variables } = readFlow(`jtype: Flow\nexecutors:\n${many.join("\n")}\n`);
    expect([variables[0]!.name, variables[0]!.count, variables[0]!.uses.length]).toEqual(["W", 150, 100]);
    expect(variables).toHaveLength(151);
  });

  test("with a name too long for a pattern is where its text is", () => {
    const text = `jtype: Flow\nwith: {a: "\${{root${".a".repeat(30_000)}}}"}\nexecutors: []\n`;
    const { variables } = readFlow(text);
    expect(variables.map(({ uses }) => uses[0]?.range?.from)).toEqual([text.indexOf('"')]);
  });
});

test("what the value of a variable asks for is asked for, at the same places", () => {
  const text = "jtype: Flow\nexecutors:\n- {name: $A, uses_with: {k: $A}}\n";
  const names = (env: Record<string, string>) =>
    listed(text, env).map(([name, path, , , reads]) => [name, path, reads]);
  expect(names({ A: "x$B", B: "$C" })).toEqual([
    ["environment A", "executors.0.name", "x$C"],
    ["environment A", "executors.0.uses_with.k", "x$C"],
    ["environment B", "executors.0.name", "x$C"],
    ["environment B", "executors.0.uses_with.k", "x$C"],
    ["environment C", "executors.0.name", "x$C"],
    ["environment C", "executors.0.uses_with.k", "x$C"],
  ]);
  // One that asks for itself is asked for once.
  expect(names({ A: "x$A" }).map(([name]) => name)).toEqual(["environment A", "environment A"]);
});
