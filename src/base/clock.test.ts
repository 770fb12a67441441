import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { createHandClock } from "./test-clock.ts";

test("what is called after a time is called once, unless it is taken back", async () => {
  const clock = createHandClock();
  const called: string[] = [];
  clock.after(20, () => called.push(`b at ${clock.nowMs()}`));
  clock.after(10, () => called.push(`a at ${clock.nowMs()}`));
  clock.after(15, () => called.push("never"))();
  await clock.pass(19);
  expect(called).toEqual(["a at 10"]);
  await clock.pass(100);
  expect(called).toEqual(["a at 10", "b at 20"]);
  expect(clock.nowMs()).toBe(119);
});

test("a sleeper that sleeps again wakes at the right moments", async () => {
  const clock = createHandClock();
  const woken: number[] = [];
  const sleepTwice = async () => {
    for (let time = 0; time < 2; time++) {
      await clock.sleep(10);
      woken.push(clock.nowMs());
    }
  };
  await clock.passUntil(sleepTwice());
  expect(woken).toEqual([10, 20]);
});

test("a sleep that was given up waits no more", async () => {
  const clock = createHandClock();
  const control = new AbortController();
  const sleep = clock.sleep(10, control.signal);
  expect(clock.waiting()).toBe(1);
  control.abort();
  await expect(sleep).rejects.toThrow();
  expect(clock.waiting()).toBe(0);
});

test.each([
  ["the hand-moved", createHandClock()],
  ["the system's", systemClock],
])("a sleep ends with its signal, %s clock", async (_, clock) => {
  const control = new AbortController();
  const sleep = clock.sleep(3_600_000, control.signal);
  control.abort(new Error("given up"));
  await expect(sleep).rejects.toThrow("given up");
  await expect(clock.sleep(1, control.signal)).rejects.toThrow("given up");
});

test("the system's clock sleeps, and goes on meanwhile", async () => {
  const fromMs = systemClock.nowMs();
  await systemClock.sleep(5);
  expect(systemClock.nowMs()).toBeGreaterThan(fromMs);
});
