import { withFreshPage } from "../harness/browser.ts";

/** What of the page's main thread was seen while a file was opened, in milliseconds. */
interface Opening {
  /** The longest task, by the processor's time and by the clock. */
  readonly cpuMs: number;
  readonly clockMs: number;
  /** From the drop until the page says that it is open. */
  readonly openedMs: number;
}

/** What comes late after a file was opened has come by then. */
const REST_MS = 1500;

/** Drops a text as a file on a fresh page of that width. */
export function measureOpening(url: string, text: string, width: number): Promise<Opening> {
  return withFreshPage(async (page) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(url);
    await page.locator("[data-executor]").first().waitFor();
    await page.waitForTimeout(REST_MS);
    const file = await page.evaluateHandle((content) => new File([content], "long.yml"), text);
    const browser = page.context().browser()!;
    // The first has each task with its times, the second the threads' names.
    await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "__metadata"] });
    const openedMs = await page.evaluate(dropFile, file);
    await page.waitForTimeout(REST_MS);
    const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse(
      (await browser.stopTracing()).toString(),
    );
    const tasks = tasksOf(traceEvents);
    const longest = (time: "tdur" | "dur") =>
      tasks.reduce((most, task) => Math.max(most, task[time] ?? 0), 0) / 1000;
    return { cpuMs: longest("tdur"), clockMs: longest("dur"), openedMs };
  });
}

/** What is used of an event of Chromium's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** The tasks of the main threads of pages. */
function tasksOf(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mains = new Set(
    events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(threadOf),
  );
  const tasks = events.filter((event) => event.name === "RunTask" && mains.has(threadOf(event)));
  if (!tasks.some(({ tdur }) => tdur !== undefined)) {
    throw new Error("this Chromium does not trace how long its tasks took");
  }
  return tasks;
}

/** In the page: gives the milliseconds until it says that the file is open. */
function dropFile(file: File): Promise<number> {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  return new Promise((resolve) => {
    const fromMs = performance.now();
    new MutationObserver((_, observer) => {
      if (document.querySelector("[data-testid=toast]")?.textContent?.includes("Opened long.yml")) {
        observer.disconnect();
        resolve(performance.now() - fromMs);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
}
