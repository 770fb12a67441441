import { withFreshPage } from "../harness/browser.ts";
import { longest, traceTasks } from "../harness/trace.ts";

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
    const stopTrace = await traceTasks(page);
    const openedMs = await page.evaluate(dropFile, file);
    await page.waitForTimeout(REST_MS);
    const tasks = await stopTrace();
    return { cpuMs: longest(tasks, "cpuMs"), clockMs: longest(tasks, "clockMs"), openedMs };
  });
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
