/** The form of the answer; that it says what the engine says is for engine-fixtures.test.ts and `npm run fidelity`. */
import { describe, expect, test } from "vitest";
import { readFlow } from "../read/read-flow.ts";
import { type AcceptedGraph, graphOf, printGraph } from "./graph.ts";

function accepted(text: string): AcceptedGraph {
  const answer = graphOf(readFlow(text));
  expect(answer).toMatchObject({ ok: true });
  return answer as AcceptedGraph;
}

const FLOW = "jtype: Flow\nexecutors:\n";

describe("an accepted Flow", () => {
  test("has its nodes in the engine's order, each before its needs by letter", () => {
    const text = `${FLOW}  - {name: d, needs: [gateway, c, b]}\n  - {name: c, needs: gateway}\n`;
    const { graph } = accepted(text);
    expect(Object.keys(graph)).toEqual(["d", "b", "c", "start-gateway"]);
    expect(graph).toMatchObject({ "start-gateway": ["d", "c"], c: ["d", "end-gateway"] });
  });

  test("has needs by code point, as Python sorts", () => {
    const [node] = accepted(`${FLOW}  - {name: x, needs: ["\\uFF41", "\\U0001D49C", gateway]}\n`).deployments;
    expect(node?.needs).toEqual(["gateway", "\uFF41", "\u{1D49C}"]);
  });

  test("numbers drawn ports by appearance, and shows folders below the working folder", () => {
    const text = `${FLOW}  - {name: a, replicas: 2, workspace: w}\n  - {name: b, workspace: /abs}\n`;
    const { addresses, deployments } = accepted(text);
    expect(addresses).toEqual({
      a: ["grpc://0.0.0.0:RANDOM_PORT_1", "grpc://0.0.0.0:RANDOM_PORT_2"],
      b: ["grpc://0.0.0.0:RANDOM_PORT_3"],
    });
    expect(deployments.map(({ workspace }) => workspace)).toEqual(["/cwd/w", "/abs"]);
  });

  test("says in the engine's words why it cannot be drawn", () => {
    expect(accepted(`${FLOW}  - {name: a, needs: nobody}\n`)).toMatchObject({
      mermaid: null,
      mermaidError: { type: "KeyError", message: "'nobody'" },
    });
    expect(accepted(`${FLOW}  - {name: a, needs: nobody}\n  - {name: b, replicas: 0}\n`)).toMatchObject({
      mermaid: null,
      mermaidError: { type: "IndexError", message: "list index out of range" },
    });
  });
});

describe("a refused file", () => {
  test("has the engine's fault and nothing of a graph", () => {
    expect(graphOf(readFlow(`${FLOW}  - {name: a, needs: 3}\n`))).toEqual({
      ok: false,
      error: { phase: "load", type: "ValueError", message: "endpoint=3 is not parsable" },
      warnings: [],
    });
  });

  test("has the warnings that come before the fault, and no others", () => {
    const text = `${FLOW}  - {name: a, fooo: 1}\n  - {name: b, shards: x}\n  - {name: c, baar: 1}\n`;
    expect(graphOf(readFlow(text)).warnings.map(({ message }) => message)).toEqual([
      "ignored unknown argument: ['--fooo'].",
    ]);
  });
});

describe("the printed answer", () => {
  test("is one line of JSON with every number whole", () => {
    const text = `${FLOW}  - name: a\n    uses_with: {big: 12345678901234567890, zero: -0.0, inf: .inf, nan: .nan}\n`;
    const printed = printGraph(graphOf(readFlow(text)));
    expect(printed).not.toContain("\n");
    expect(printed).toContain('"uses_with":{"big":12345678901234567890,"zero":-0.0,"inf":"inf","nan":"nan"}');
  });

  test("keeps keys that objects of JavaScript have a meaning for", () => {
    const printed = printGraph(
      graphOf(readFlow(`${FLOW}  - name: a\n    uses_with: {__proto__: {x: 1}, constructor: 2}\n`)),
    );
    expect(printed).toContain('"uses_with":{"__proto__":{"x":1},"constructor":2}');
  });
});
