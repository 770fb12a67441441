/** The accessibility checker, put into a page once and asked there: its own runner opens a page for each question. */
import type { Page } from "@playwright/test";
import axe from "axe-core";

/**
 * What the checker has against the page, or against the part of it that the selector finds, as `rule: elements`. Frames
 * are left out: the only one there is draws out of sight.
 */
export async function violationsOn(page: Page, part = "html"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    await page.evaluate(axe.source);
  }
  return page.evaluate(async (selector) => {
    const { axe: checker } = globalThis as unknown as { axe: Pick<typeof axe, "run"> };
    const { violations } = await checker.run(selector, {
      iframes: false,
      resultTypes: ["violations"],
      // By itself it leaves out what WCAG 2.2 asks for beyond 2.1.
      rules: { "target-size": { enabled: true } },
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`,
    );
  }, part);
}
