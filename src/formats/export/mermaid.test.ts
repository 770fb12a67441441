import { describe, expect, test } from "vitest";
import { readFlow } from "../read/read-flow.ts";
import { printMermaid } from "./mermaid.ts";

/** The lines of the drawing of these executors that stand between the head and the class definitions. */
function linesOf(executors: string): string[] {
  const printed = printMermaid(readFlow(`jtype: Flow\nexecutors:\n${executors}`).built);
  return "text" in printed ? printed.text.split("\n").slice(2, -7) : [printed.refused];
}

// Whole drawings are compared with the engine's own in engine-fixtures.test.ts.
describe("printMermaid", () => {
  test("draws a box, and an edge for each need and the end", () => {
    expect(linesOf("  - {name: a, uses: A}\n")).toEqual([
      "subgraph a;",
      "",
      "direction LR;",
      "",
      'a/rep-0[""A""]:::pod;',
      "end;",
      "gatewaystart[gateway]:::GATEWAY --> a:::DEPLOYMENT;",
      "a:::DEPLOYMENT --> gatewayend[gateway]:::GATEWAY;",
    ]);
  });

  test("draws no box for an external executor, but its edges", () => {
    expect(linesOf("  - {name: a, external: true}\n")).toEqual([
      "gatewaystart[gateway]:::GATEWAY --> a:::EXTERNAL;",
      "a:::EXTERNAL --> gatewayend[gateway]:::GATEWAY;",
    ]);
  });

  test("draws the gateway alone for a Flow without executors", () => {
    expect(linesOf("  []\n")).toEqual(["gatewaystart[gateway]:::GATEWAY --> gatewayend[gateway]:::GATEWAY;"]);
  });

  test("hides the secret of a Hub address wherever its letters stand", () => {
    const drawn = (uses: string) => linesOf(`  - {name: a, uses: "${uses}"}\n`)[4];
    expect(drawn("jinahub://Encoder:s3cret")).toBe('a/rep-0[""jinahub://Encoder:&ltsecret&gt""]:::pod;');
    expect(drawn("jinahub://Encoder:a")).toBe(
      'a/rep-0[""jin&ltsecret&gthub://Encoder:&ltsecret&gt""]:::pod;',
    );
    expect(drawn("jinahub://someone/Encoder:tag")).toContain("someone/Encoder:tag");
    expect(drawn("jinahub://[::1]:x")).toContain("jinahub://[::1]:x");
    expect(drawn("docker://encoder:s3cret")).toContain("encoder:s3cret");
  });

  test("refuses what the engine cannot draw, and says why", () => {
    expect(linesOf("  - {name: a, needs: nobody}\n")).toEqual([
      "a needs nobody, which is no executor of this Flow: Jina cannot draw it.",
    ]);
    expect(linesOf("  - {name: a, replicas: 0}\n")).toEqual([
      "a has 0 replicas: Jina draws the first one, and there is none.",
    ]);
  });
});
