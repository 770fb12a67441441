/** What the main thread of a page does, task by task, from the browser's own trace. */
import type { Page } from "@playwright/test";

/** How long a task took, by the clock and of the processor's time, of which other programs take nothing. */
export interface Task {
  readonly clockMs: number;
  readonly cpuMs: number;
}

/** What is used of an event of Chromium's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Tasks below this are not kept. */
const LEAST_MS = 5;

/** Traces the tasks of the page's main thread; the function ends that and gives those of 5 ms and more. */
export async function traceTasks(page: Page): Promise<() => Promise<Task[]>> {
  const browser = page.context().browser()!;
  // The first has each task with its times, the second the threads' names.
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as {
      traceEvents: readonly TraceEvent[];
    };
    const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
    const mains = new Set(
      traceEvents
        .filter(
          ({ ph, name, args }) => ph === "M" && name === "thread_name" && args?.name === "CrRendererMain",
        )
        .map(threadOf),
    );
    const tasks = traceEvents.filter(
      (event) => event.ph === "X" && event.name.endsWith("RunTask") && mains.has(threadOf(event)),
    );
    if (!tasks.some(({ tdur }) => tdur !== undefined)) {
      throw new Error("this Chromium does not trace how long its tasks took");
    }
    return tasks
      .map(({ dur = 0, tdur = 0 }) => ({ clockMs: dur / 1000, cpuMs: tdur / 1000 }))
      .filter(({ clockMs }) => clockMs >= LEAST_MS);
  };
}

/** Milliseconds of the longest task; 0 if none was kept. */
export function longest(tasks: readonly Task[], time: keyof Task): number {
  return tasks.reduce((most, task) => Math.max(most, task[time]), 0);
}
