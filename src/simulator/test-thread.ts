/** What runs in the simulator's worker, in the test's own thread and time. */
import type { Clock } from "../base/clock.ts";
import { type AskedOfSimulation, createLiveSimulation } from "./live-simulation.ts";

/** A worker as a test sees it. */
interface TestThread {
  /** Stands for the browser's. */
  readonly worker: Worker;
  /** What it was asked, in order. */
  readonly asked: readonly AskedOfSimulation[];
  isEnded(): boolean;
}

/** Messages are copied as between threads, and come one turn later. `isDeaf`: it begins, and does nothing more. */
export function createTestThread(clock: Clock, isDeaf = false): TestThread {
  const asked: AskedOfSimulation[] = [];
  let isEnded = false;
  const take = createLiveSimulation(clock, (told) => {
    const data = structuredClone(told);
    queueMicrotask(() => isEnded || worker.onmessage({ data }));
  });
  const worker = {
    onmessage: (_: { readonly data: unknown }): void => {},
    postMessage(message: AskedOfSimulation): void {
      const copy = structuredClone(message);
      asked.push(copy);
      if (!isDeaf || copy.kind === "begin") {
        queueMicrotask(() => isEnded || take(copy));
      }
    },
    terminate(): void {
      isEnded = true;
    },
  };
  return { worker: worker as unknown as Worker, asked, isEnded: () => isEnded };
}
