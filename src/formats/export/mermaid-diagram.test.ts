import { describe, expect, test } from "vitest";
import { isSameDiagram, missingIn } from "../../model/drawing/diagram.ts";
import { readFlow } from "../read/read-flow.ts";
import { diagramOf, sizeOfDiagram } from "./mermaid-diagram.ts";
import { findMermaidFault, type ReadMermaid } from "./mermaid-faults.ts";
import { printMended } from "./mermaid-mended.ts";

const builtOf = (executors: string) => readFlow(`jtype: Flow\nexecutors:\n${executors}`).built;

const SHARDED = "  - {name: a, shards: 2, replicas: 2, uses: A, uses_before: B, uses_after: C}\n";

// What mermaid reads in the texts is asked of mermaid itself in e2e/mermaid.spec.ts.
describe("diagramOf", () => {
  test("has a group for an executor and its shards, boxes for the rest, a line for each need", () => {
    const { boxes, groups, lines } = diagramOf(builtOf(`${SHARDED}  - {name: b, external: true}\n`));
    expect(groups).toEqual([
      { id: "a", label: "a", members: ["a/shard-0", "a/shard-1", "a-head", "a-tail"] },
      { id: "a/shard-0", label: "a/shard-0", members: ["a/shard-0/rep-0", "a/shard-0/rep-1"] },
      { id: "a/shard-1", label: "a/shard-1", members: ["a/shard-1/rep-0", "a/shard-1/rep-1"] },
    ]);
    expect(boxes.map(({ id, label, look }) => `${id} ${label} ${look}`)).toEqual([
      "a/shard-0/rep-0 A pod",
      "a/shard-0/rep-1 A pod",
      "a/shard-1/rep-0 A pod",
      "a/shard-1/rep-1 A pod",
      "a-head B HEADTAIL",
      "a-tail C HEADTAIL",
      "b b EXTERNAL",
      "gatewaystart gateway GATEWAY",
      "gatewayend gateway GATEWAY",
    ]);
    expect(lines).toHaveLength(7);
  });

  test("shows what is needed and unknown", () => {
    const { boxes, lines } = diagramOf(builtOf("  - {name: a, needs: nobody}\n"));
    expect(boxes).toContainEqual({ id: "nobody", label: "nobody", look: "UNKNOWN" });
    expect(lines).toContainEqual({ from: "nobody", to: "a", isDotted: false });
  });

  test.each([
    SHARDED,
    "  []\n",
    "  - {name: a, replicas: 3}\n  - {name: b, external: true, needs: a}\n  - {name: c, needs: [a, b]}\n",
    "  - {name: a}\n  - {method: inspect}\n  - {name: b, shards: 3, uses_after: X}\n",
  ])("is as large as it is counted: %j", (executors) => {
    const built = builtOf(executors);
    const { boxes, groups, lines } = diagramOf(built);
    expect(sizeOfDiagram(built)).toMatchObject({ lines: lines.length, boxes: boxes.length + groups.length });
  });

  test("letters are counted as often as they are shown", () => {
    const lettersOf = (executors: string) => sizeOfDiagram(builtOf(executors)).letters;
    const one = lettersOf("  - {name: a, uses: Encoder}\n");
    expect(lettersOf("  - {name: a, uses: Encoder, replicas: 3}\n") - one).toBe(2 * "Encodera".length);
    expect(lettersOf("  - {name: a, uses: Encoder, shards: 2, uses_before: Before}\n") - one).toBe(
      "Encoder".length + "Before".length + 3,
    );
  });

  test("a Flow of a thousand million replicas is counted, not made", () => {
    expect(sizeOfDiagram(builtOf("  - {name: a, replicas: 1000000000}\n")).boxes).toBe(1_000_000_003);
  });
});

test("two diagrams differ in what one of them has", () => {
  const one = diagramOf(builtOf("  - {name: a, uses: A}\n"));
  const other = diagramOf(builtOf("  - {name: a, uses: B}\n"));
  expect(missingIn(other, one)).toEqual(["box a/rep-0, “A”, pod"]);
  expect(isSameDiagram(one, other)).toBe(false);
  const twice = { ...one, lines: [...one.lines, one.lines[0]!] };
  expect(missingIn(one, twice)).toHaveLength(1);
  expect(isSameDiagram(one, twice)).toBe(false);
});

describe("printMended", () => {
  test("gives ids of its own and escapes labels", () => {
    const { text } = printMended(
      builtOf(`  - {name: end, uses: 'a"b<c>#35;&amp;\`\\n%%'}\n  - {name: z, needs: nobody}\n`),
    );
    expect(text.split("\n").slice(1, -8)).toEqual([
      "flowchart LR",
      'subgraph e0["end"]',
      "direction LR",
      'e0/rep-0["a#34;b#60;c#62;#35;35;#38;amp;#96;#92;n#37;#37;"]:::pod',
      "end",
      'subgraph e1["z"]',
      "direction LR",
      'e1/rep-0["BaseExecutor"]:::pod',
      "end",
      'unknown0["nobody"]:::UNKNOWN',
      'gatewaystart["gateway"]:::GATEWAY',
      'gatewayend["gateway"]:::GATEWAY',
      "gatewaystart --> e0",
      "unknown0 --> e1",
      "e1 --> gatewayend",
    ]);
  });
});

describe("findMermaidFault", () => {
  const flow = builtOf(Array.from({ length: 40 }, (_, index) => `  - {name: e${index}}\n`).join(""));

  test("finds the executor in many by asking about few", async () => {
    let asked = 0;
    const read: ReadMermaid = async (text) => {
      asked++;
      return text.includes("subgraph e17;") ? { error: "no e17" } : { diagram: diagramOf(flow) };
    };
    const refusing: ReadMermaid = async (text) =>
      text.includes("subgraph e17;")
        ? read(text)
        : { diagram: diagramOf({ ...flow, ...only(flow, await namesIn(text)) }) };
    expect(await findMermaidFault(flow, refusing)).toEqual({
      sentence:
        "Jina's text for this Flow is not valid mermaid: e17, the name of an executor, is a word of mermaid's own.",
      error: "no e17",
    });
    expect(asked).toBeLessThan(12);
  });

  test("says so without a cause where every part by itself is read", async () => {
    const read: ReadMermaid = async (text) => {
      const names = await namesIn(text);
      return names.length > 1
        ? { error: "too many" }
        : { diagram: diagramOf({ ...flow, ...only(flow, names) }) };
    };
    expect(await findMermaidFault(flow, read)).toEqual({
      sentence: "Jina's text for this Flow is not valid mermaid.",
      error: "too many",
    });
  });
});

async function namesIn(text: string): Promise<string[]> {
  return [...text.matchAll(/^subgraph (\w+);$/gm)].map(([, name]) => name!);
}

/** These executors of a Flow, each behind the gateway. */
function only(flow: ReturnType<typeof builtOf>, names: readonly string[]) {
  const nodes = flow.nodes
    .filter(({ name }) => names.includes(name))
    .map((node) => ({ ...node, needs: ["gateway"] }));
  const end = names.at(-1)!;
  return { nodes, byName: new Map(nodes.map((node) => [node.name, node])), end, gatewayNeed: end };
}
