/**
 * Drawn Flow files, asked of the live engine: what we refuse it refuses, by an error of the same type, what it builds and
 * draws we build and draw alike, and we warn in its name of what it warns of. A seed that fails names its Flow; the Flow stands in the failure. `npm run fidelity` asks much more.
 */
import { afterAll, describe, expect, test, vi } from "vitest";
import { type Asker, createAsker } from "./engine.ts";
import { ourAnswerTo, QUESTIONS } from "./fidelity.ts";
import { randomFlow } from "./random-flow.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const SEEDS = Array.from({ length: 900 }, (_, index) => index + 1);
const ASKED = QUESTIONS.filter(({ key }) =>
  ["accepted", "graph", "mermaid", "error-type", "warnings", "warnings-made-up"].includes(key),
);

describe("the engine and we agree on", () => {
  let asker: Asker | undefined;
  const counts = { accepted: 0, refused: 0, drawn: 0 };

  afterAll(() => asker?.close());

  test.each(SEEDS)("the drawn Flow %i", async (seed) => {
    const { text, ...around } = randomFlow(seed);
    asker ??= createAsker("v1");
    const engine = await asker.ask(text, around);
    counts[engine.ok ? "accepted" : "refused"]++;
    counts.drawn += engine.ok && engine.mermaid !== null ? 1 : 0;
    const ours = ourAnswerTo({ id: `${seed}`, yaml: text, ...around });
    for (const { title, differences } of ASKED) {
      const found = differences(ours, engine) ?? [];
      expect(found, `${title}\n${text}\n${JSON.stringify(around)}`).toEqual([]);
    }
  });

  test("Flows of which enough are accepted, refused and drawn to say something", () => {
    expect(counts.refused).toBeGreaterThan(250);
    expect(counts.accepted).toBeGreaterThan(400);
    expect(counts.drawn).toBeGreaterThan(350);
  });
});
