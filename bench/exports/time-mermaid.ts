/** How long mermaid takes for its picture of a text, in a Chromium of its own. */
import { setTimeout } from "node:timers/promises";
import { withFreshPage } from "../harness/browser.ts";
import type { DrawMermaid } from "./draw-mermaid.ts";

/** Milliseconds; `mostMs` or a little more if it was stopped then. `url` is of mermaid.html. */
export function timeMermaid(url: string, mostMs: number): Promise<number> {
  return withFreshPage(async (page) => {
    await page.goto(url);
    await page.waitForFunction(() => "drawMermaid" in globalThis);
    const begun = performance.now();
    const drawn = page.evaluate(async () => {
      const text = await (await fetch("/text")).text();
      return (globalThis as unknown as { drawMermaid: DrawMermaid }).drawMermaid(text);
    });
    const stopped = setTimeout(mostMs, null, { ref: false }).then(() => performance.now() - begun);
    return Promise.race([drawn, stopped]);
  });
}
