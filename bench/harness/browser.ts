import { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
import { readSetup } from "../../scripts/setup.mjs";

/** A page of a browser of its own, with nothing kept and nothing warmed up. */
export async function withFreshPage<T>(act: (page: Page) => Promise<T>): Promise<T> {
  const { chromium: executablePath, missing } = readSetup();
  if (!executablePath) {
    throw new Error(missing.chromium ?? "There is no Chromium yet: npm test sets one up.");
  }
  let browser: Browser | null = null;
  try {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    return await act(await browser.newPage({ viewport: { width: 1280, height: 800 } }));
  } finally {
    await browser?.close();
  }
}

/**
 * Milliseconds of processor time that the page's main thread has worked since it was made: what other programs take of
 * the machine meanwhile is none of it.
 */
export async function createBusyClock(page: Page): Promise<() => Promise<number>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const task = metrics.find(({ name }) => name === "TaskDuration");
    if (!task) {
      throw new Error("this Chromium does not say how long its tasks took");
    }
    return task.value * 1000;
  };
}
