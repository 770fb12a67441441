/**
 * Random small Flows, asked of the live engine: what we refuse it refuses, and what it builds and draws we build and
 * draw alike. A seed that fails names its Flow; the Flow stands in the failure.
 */
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { type Asker, createAsker } from "../e2e/engine.ts";
import { createSeededRandom } from "../src/base/random.ts";
import { printMermaid } from "../src/formats/mermaid.ts";
import { readFlow } from "../src/formats/read-flow.ts";
import { deploymentsAsEngine, graphAsEngine, graphOfDeployments } from "./as-engine.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const SEEDS = Array.from({ length: 150 }, (_, index) => index + 1);

/** Names that collide with each other, with those that the engine makes up, and with those it appends numbers to. */
const NAMES = ["a", "b", "c", "d", "a1", "a2", "executor1", "executor2", "joiner", "inspect", "_aux_inspect"];

/** A Flow file of up to eight items, in one line each. */
function randomFlow(seed: number): string {
  const random = createSeededRandom(seed);
  const chance = (share: number) => random() < share;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

  const used: string[] = ["gateway"];
  const nameNow = () => {
    const name = chance(0.12) ? pick(used.slice(1).concat("a")) : pick(NAMES);
    used.push(name);
    return name;
  };
  const need = () => (chance(0.85) ? pick(used) : pick([...NAMES, "nobody"]));
  const needsList = () => `[${Array.from({ length: pick([1, 2, 2, 3]) }, need).join(", ")}]`;

  const add = (): string[] => {
    const needs = chance(0.3) ? [] : [`needs: ${chance(0.35) ? need() : needsList()}`];
    return [
      ...needs,
      ...(chance(0.85) ? [`name: ${nameNow()}`] : chance(0.3) ? ["name: ''"] : []),
      ...(chance(0.4) ? [`uses: ${pick(["Encoder", "docker://x:1", '"odd; name"', "{jtype: A}"])}`] : []),
      ...(chance(0.15) ? [`floating: ${pick(["true", "false", "'no'", "yes"])}`] : []),
      ...(chance(0.1) ? [pick(["external: true", "external: true, host: 'x,y', port: 1234"])] : []),
      ...(chance(0.2) ? [`replicas: ${pick([1, 2, 3, "'2'", 0])}`] : []),
      ...(chance(0.2) ? [`shards: ${pick([1, 2, 3, 2])}`] : []),
      ...(chance(0.15) ? [`polling: ${pick(["ANY", "ALL", "all", "{/index: ANY, '*': ALL}"])}`] : []),
      ...(chance(0.05) ? [`uses_before: ${pick(["Split", "BaseExecutor"])}`] : []),
      ...(chance(0.05) ? ["uses_after: Merge"] : []),
    ];
  };
  const item = (): string[] => {
    const kind = random();
    if (kind < 0.68) {
      return add();
    }
    const name = chance(0.4) ? [`name: ${nameNow()}`] : [];
    if (kind < 0.76) {
      return ["method: needs", `needs: ${needsList()}`, ...name];
    }
    if (kind < 0.83) {
      return ["method: needs_all", ...name];
    }
    if (kind < 0.93) {
      return ["method: inspect", ...name, ...(chance(0.3) ? ["uses: Logger"] : [])];
    }
    if (kind < 0.97) {
      return ["method: gather_inspect", ...name, ...(chance(0.4) ? ["include_last_deployment: false"] : [])];
    }
    return pick([
      ["name: not-a-name"],
      ["name: 7"],
      ["method: frobnicate"],
      ["method: needs"],
      ["shards: 0"],
    ]);
  };

  const settings = [
    ...(chance(0.6) ? [`inspect: ${pick(["COLLECT", "HANG", "REMOVE", "hang", "remove"])}`] : []),
    ...(chance(0.06) ? [pick(["floating: true", "shards: 2", "replicas: 2", "inspect: NEVER"])] : []),
  ];
  const items = Array.from({ length: Math.floor(random() * 8) + 1 }, () => `  - {${item().join(", ")}}`);
  return ["jtype: Flow", `with: {${settings.join(", ")}}`, "executors:", ...items, ""].join("\n");
}

describe("the engine and we agree on", () => {
  let asker: Asker | undefined;
  /** Seeds of Flows that the engine draws otherwise than it routes them. */
  const contradicting: number[] = [];

  afterAll(() => asker?.close());

  test.each(SEEDS)("the random Flow %i", async (seed) => {
    const text = randomFlow(seed);
    asker ??= createAsker("v1");
    const engine = await asker.ask(text);
    const { built, problems } = readFlow(text);
    const errors = problems.filter(({ severity }) => severity === "error").map(({ message }) => message);

    expect(
      errors.length === 0,
      `${text}${JSON.stringify({ errors, engine: !engine.ok && engine.error })}`,
    ).toBe(engine.ok);
    if (engine.ok) {
      const { deployments, graph, end, mermaid } = engine;
      const ours = deploymentsAsEngine(built);
      expect(ours, text).toEqual(deployments);
      // An executor may need one that is inspected only further down. The engine then draws the need of the auxiliary
      // one, but has handed the gateway the graph before it put that one in. We follow the drawing.
      if (!isDeepStrictEqual(graphOfDeployments(deployments, end), graph)) {
        contradicting.push(seed);
        return;
      }
      const drawing = mermaid === null ? { refused: expect.any(String) } : { text: mermaid };
      expect({ graph: graphAsEngine(built), end: built.end, drawing: printMermaid(built) }, text).toEqual({
        graph,
        end,
        drawing,
      });
    }
  });

  test("Flows of which enough are accepted, refused and compared in full to say something", () => {
    const refused = SEEDS.filter((seed) =>
      readFlow(randomFlow(seed)).problems.some(({ severity }) => severity === "error"),
    );
    expect(refused.length).toBeGreaterThan(20);
    expect(SEEDS.length - refused.length).toBeGreaterThan(80);
    expect(contradicting.length).toBeLessThan(8);
  });
});
