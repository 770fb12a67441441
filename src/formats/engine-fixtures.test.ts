/** Every Flow of the fixtures, read and built by us, is the one that the real engine has built. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { EngineAnswer } from "../../e2e/engine.ts";
import { deploymentsAsEngine, graphAsEngine } from "../../scripts/as-engine.ts";
import { printMermaid } from "./mermaid.ts";
import { readFlow } from "./read-flow.ts";

const FLOWS = resolve(import.meta.dirname, "..", "..", "fixtures", "flows");
const cases = readdirSync(FLOWS).map((name) => {
  const text = (file: string) => readFileSync(join(FLOWS, name, file), "utf8");
  return { name, flow: readFlow(text("flow.yml")), engine: JSON.parse(text("engine.json")) as EngineAnswer };
});

describe.each(cases)("fixture $name", ({ flow, engine }) => {
  test("is refused by both or by neither", () => {
    expect(flow.problems.some(({ severity }) => severity === "error")).toBe(!engine.ok);
  });

  test.runIf(engine.ok)("has the engine's executors, edges and end", () => {
    const { deployments, graph, end } = engine as EngineAnswer & { ok: true };
    expect(deploymentsAsEngine(flow.built)).toEqual(deployments);
    expect(graphAsEngine(flow.built)).toEqual(graph);
    expect(flow.built.end).toBe(end);
  });

  test.runIf(engine.ok)("is drawn as the engine draws it, or not at all", () => {
    const { mermaid } = engine as EngineAnswer & { ok: true };
    expect(printMermaid(flow.built)).toEqual(
      mermaid === null ? { refused: expect.any(String) } : { text: mermaid },
    );
  });
});
