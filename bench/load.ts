/** The first load: what comes over the wire before the first executor is on the screen, and what that costs. */
import { startServer } from "../e2e/fixtures.ts";
import type { Benchmark, Figures } from "./harness/benchmark.ts";
import { createBusyClock, withFreshPage } from "./harness/browser.ts";

const PAGE = "the page";
const ONE = "one";
const SCRIPTS = "JavaScript kB";

function measureLoad(url: string): Promise<Figures> {
  return withFreshPage(async (page) => {
    const busyMs = await createBusyClock(page);
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (document.querySelector("[data-executor]")) {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => performance.mark("first executor")));
        }
      }).observe(document, { subtree: true, childList: true });
    });
    await page.goto(url);
    await page.waitForFunction(() => performance.getEntriesByName("first executor").length > 0);
    const busy = await busyMs();
    const { shownMs, bytes } = await page.evaluate(() => {
      const { startTime } = performance.getEntriesByName("first executor")[0]!;
      const scripts = (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).filter(
        (entry) => entry.name.endsWith(".js") && entry.startTime <= startTime,
      );
      return { shownMs: startTime, bytes: scripts.reduce((sum, { transferSize }) => sum + transferSize, 0) };
    });
    return { [SCRIPTS]: bytes / 1000, "shown ms": shownMs, "main thread ms": busy, [ONE]: 1 };
  });
}

export const benchmark: Benchmark = {
  title:
    "the first load: compressed JavaScript before the first executor is on the screen, and the time until then",
  async prepare() {
    const { url, stop } = await startServer();
    return {
      runs: new Map([[PAGE, () => measureLoad(url)]]),
      ratios: [
        {
          title: "compressed JavaScript before the first executor, kB",
          of: { run: PAGE, figure: SCRIPTS },
          to: { run: PAGE, figure: ONE },
          atMost: 200,
          isExact: true,
        },
      ],
      close: stop,
    };
  },
};
