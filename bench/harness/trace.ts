/** What the main thread of a page does, task by task, from the browser's own trace. */
import type { Page } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** Tasks below this are not kept. */
const LEAST_MS = 5;

/** Traces the tasks of the page's thread; the function gives those of 5 ms and more, in milliseconds. */
export async function traceTasks(page: Page): Promise<() => Promise<number[]>> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as {
      traceEvents: readonly TraceEvent[];
    };
    const keyOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
    const names = new Map(
      traceEvents
        .filter(({ ph, name }) => ph === "M" && name === "thread_name")
        .map((event) => [keyOf(event), event.args?.name]),
    );
    return traceEvents
      .filter(({ ph, name, dur = 0 }) => ph === "X" && name.endsWith("RunTask") && dur >= LEAST_MS * 1000)
      .filter((event) => names.get(keyOf(event)) === "CrRendererMain")
      .map(({ dur = 0 }) => dur / 1000);
  };
}

/** Milliseconds of the longest task; 0 if none was kept. */
export function longest(tasks: readonly number[]): number {
  return tasks.reduce((most, ms) => Math.max(most, ms), 0);
}
