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

/** The same of a dialog in both themes, at the width of a laptop, a phone, and a page that is enlarged four times, where it is also no wider than the window. */
export async function violationsOnDialog(page: Page): Promise<string[]> {
  const before = page.viewportSize()!;
  const found: string[] = [];
  for (const width of [before.width, 390, 320]) {
    await page.setViewportSize({ width, height: before.height });
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      const violations = await violationsOn(page, "dialog");
      found.push(...violations.map((one) => `${colorScheme}, ${width}: ${one}`));
    }
    const overflow = await page
      .getByRole("dialog")
      .evaluate((dialog) => dialog.getBoundingClientRect().right - innerWidth);
    if (overflow > 0) {
      found.push(`${width}: ${overflow} px wider than the window`);
    }
  }
  await page.setViewportSize(before);
  return found;
}
