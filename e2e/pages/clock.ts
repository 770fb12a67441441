import type { Page } from "@playwright/test";

/**
 * Stops the clock of this page and of those beside it: no time passes until it is moved or resumed, however slow the
 * machine is.
 */
export async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
}
