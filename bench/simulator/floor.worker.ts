/** Puts so many callbacks into the simulation's queue and has them called in the order of their times, 64 waiting. */
import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { createEventQueue } from "../../src/simulator/event-queue.ts";

const { steps }: { steps: number } = workerData;
const WAITING = 64;
const queue = createEventQueue<() => void>();
let called = 0;
let pushed = 0;
let nowMs = 0;
const step = (): void => {
  called += 1;
  if (pushed < steps) {
    pushed += 1;
    queue.push(nowMs + ((pushed * 7919) % 41), step);
  }
};
const begun = performance.now();
for (let count = 0; count < WAITING; count++) {
  pushed += 1;
  queue.push(0, step);
}
for (let atMs = queue.nextAtMs(); atMs !== null; atMs = queue.nextAtMs()) {
  nowMs = atMs;
  queue.pop()?.();
}
parentPort?.postMessage({ ms: performance.now() - begun, steps: called, answered: 0 });
