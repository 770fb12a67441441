import { expect, test } from "vitest";
import { withBreaks } from "./breaks.ts";
import { createClock } from "./clock.ts";

/** A clock on which each look takes 2 milliseconds; `slept` counts the breaks. */
function createBusyClock() {
  let nowMs = 0;
  let slept = 0;
  const clock = createClock({
    nowMs: () => {
      nowMs += 2;
      return nowMs;
    },
    epochMs: () => nowMs,
    after(_ms, run) {
      slept += 1;
      queueMicrotask(run);
      return () => {};
    },
  });
  return { clock, slept: () => slept };
}

function* steps(count: number, done: number[]): Generator<void, string> {
  for (let step = 1; step <= count; step += 1) {
    done.push(step);
    yield;
  }
  return "all";
}

test("long work is done with a break after 5 ms and then after every 20, short work at once", async () => {
  const { clock, slept } = createBusyClock();
  const done: number[] = [];
  // The breaks come after the steps 3, 14 and 25.
  expect(await withBreaks(steps(25, done), clock)).toBe("all");
  expect(done).toHaveLength(25);
  expect(slept()).toBe(3);
  expect(await withBreaks(steps(2, []), clock)).toBe("all");
  expect(slept()).toBe(3);
});

test("what nobody wants any more ends with the next break", async () => {
  const { clock } = createBusyClock();
  const done: number[] = [];
  expect(await withBreaks(steps(9, done), clock, () => false)).toBeNull();
  expect(done).toHaveLength(3);
});
