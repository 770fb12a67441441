import { expect, test } from "vitest";
import type { Prediction } from "../model/run/simulation.ts";
import { createDesigner } from "./designer.ts";
import { createFakePorts } from "./test-ports.ts";
import { refuseTrial, verdictOf } from "./what-if.ts";

function refusalOf(text: string): string | null {
  return refuseTrial(createDesigner(createFakePorts(), { fileName: "flow.yml", text }).get().file);
}

test("a file with nothing to try says why", () => {
  expect(refusalOf("jtype: Flow\nexecutors:\n  - name: a\n")).toBeNull();
  expect(refusalOf("jtype: Flow\nexecutors: []\n")).toBe(
    "There is no executor yet whose numbers could be tried.",
  );
  for (const text of ["jtype: Flow\nexecutors: [\n", "just words\n", ""]) {
    expect(refusalOf(text), text).toBe(
      "The text holds no Flow that could be tried: fix it in the YAML tab first.",
    );
  }
});

const EMPTY: Prediction = {
  answered: 0,
  failed: 8,
  whyFailed: null,
  spentMs: 0,
  requestsPerS: 0,
  documentsPerS: 0,
  roundtrips: { p50Ms: 0, p95Ms: 0 },
  messages: 0,
  executors: new Map(),
};

function verdict(after: Partial<Prediction>, perS: number | null = null): string {
  const comparison = {
    requests: 8,
    before: EMPTY,
    after: { ...EMPTY, ...after },
    window: { before: 1, after: 2 },
  };
  return verdictOf(comparison, perS);
}

test("the verdict names the bottleneck, or says why there is none, or no answer", () => {
  const load = { messages: 8, steps: 8, waitMs: 0, longestQueue: 0 };
  const executors = new Map([
    ["a", { ...load, busy: 0.3 }],
    ["b", { ...load, busy: 0.97 }],
  ]);
  expect(verdict({ failed: 0, executors })).toBe(
    "b is the bottleneck: at work for 97 % of the time. More replicas of it would help.",
  );
  expect(verdict({ failed: 0 })).toBe(
    "No executor is the bottleneck: with 2 in flight, the client waits for answers.",
  );
  expect(verdict({ failed: 7 }, 5)).toBe("Nothing is the bottleneck: requests come no faster.");
  expect(verdict({ whyFailed: "b waits for a, so the Flow has no answer." })).toBe(
    "No request is answered well: b waits for a, so the Flow has no answer.",
  );
  expect(verdict({ whyFailed: "RuntimeError('it fails')" })).toBe(
    "No request is answered well: RuntimeError('it fails').",
  );
});
