import { expect, test } from "vitest";
import type { SimulationEvent } from "../run/simulation.ts";
import { createStepHistory } from "./step-marks.ts";

const TO = { part: "worker", shard: null, replica: 0 } as const;

/** A chain `e0`, `e1`, … through which one request goes, and `end`, which has a part of each. */
function stepsOf(count: number): SimulationEvent[] {
  const common = { atMs: 0, requestId: "r", documents: [{ text: "x" }] };
  return Array.from({ length: count }, (_, index): SimulationEvent[] => {
    const executor = `e${index}`;
    const from = index === 0 ? "gateway" : `e${index - 1}`;
    const to = { ...TO, executor };
    return [
      { ...common, kind: "part", executor, from, came: 1, of: 1 },
      { ...common, kind: "sent", executor, to },
      { ...common, kind: "waits", executor, to, behind: 1 },
      { ...common, kind: "starts", executor, to, forMs: 1, waitedMs: 0 },
      { ...common, kind: "done", executor, to },
      { ...common, kind: "part", executor: "end", from: executor, came: index + 1, of: count },
    ];
  }).flat();
}

test("the marks follow the steps, in whatever order and parts they are asked for", () => {
  const steps = stepsOf(3);
  const history = createStepHistory("end");
  history.add(steps.slice(0, 7));
  history.add(steps.slice(7));
  expect(history.steps).toEqual(steps);

  const told = (count: number) => {
    const { executor, waiting, messages, now } = history.after(count);
    return [executor("e0")?.text, executor("end")?.text, waiting(1).count, waiting(1).names, messages, now];
  };
  expect(told(18)).toEqual(["1 doc", "3 of 3 parts", 1, ["end"], 3, "end"]);
  expect(told(1)).toEqual(["has it", undefined, 1, ["e0"], 0, "e0"]);
  expect(told(4)).toEqual(["e0/rep-0: works", undefined, 0, [], 1, "e0"]);
  expect(told(3)).toEqual(["e0/rep-0: waits in turn", undefined, 1, ["e0"], 1, "e0"]);
  expect(told(9)).toEqual(["1 doc", "1 of 3 parts", 2, ["e1"], 2, "e1"]);
  expect(history.after(9).waiting(9)).toEqual({ count: 2, names: ["end", "e1"] });
  expect(history.after(0)).toMatchObject({ messages: 0, now: "gateway" });
  expect([6, 7, 8].map((count) => history.after(count).isPassed("e0->e1"))).toEqual([false, true, true]);
});

/** Steps that count how often it is asked what they are. */
function countingSteps(executors: number) {
  const counter = { reads: 0 };
  const steps = stepsOf(executors).map(
    (step) =>
      new Proxy(step, {
        get(target, key) {
          counter.reads += key === "kind" ? 1 : 0;
          return Reflect.get(target, key);
        },
      }),
  );
  return { steps, counter };
}

test("steps are taken in with as much work for each, however many there are", () => {
  const readsOf = (executors: number): number => {
    const { steps, counter } = countingSteps(executors);
    createStepHistory("end").add(steps);
    return counter.reads;
  };
  expect(readsOf(4000) / readsOf(1000)).toBeLessThan(5);
});

test("going to a step reads those of the executor that is asked about, and none of the others", () => {
  const { steps, counter } = countingSteps(1000);
  const history = createStepHistory("end");
  history.add(steps);
  counter.reads = 0;
  for (let count = steps.length; count > 0; count--) {
    const { now, executor } = history.after(count);
    executor(now === "end" ? "e999" : now);
  }
  expect(counter.reads).toBeLessThan(6 * steps.length);
});
