/** The accessibility checker, put into a page once and asked there: its own runner opens a page for each question. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type axe from "axe-core";

/** In its short form: a page reads the long one for a good while. */
const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What the checker has against the page, or against the part of it that the selector finds, as `rule: elements`. Frames
 * are left out: the only one there is draws out of sight.
 */
export async function violationsOn(page: Page, part = "html"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    await page.evaluate(SOURCE);
  }
  return page.evaluate(async (selector) => {
    // The page and the text editor in it take over another theme in frames of their own: asked in between, the checker
    // would hold the colours of one against those of the other.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
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

/**
 * The same of a dialog in both themes, at the width of a laptop, a phone, and a page that is enlarged four times; and
 * where it is wider than the window.
 */
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

/** Waits until no part of the page is beyond the window's width. */
export async function expectWithinWindow(page: Page, what = "the page"): Promise<void> {
  await expect
    .poll(
      () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      `${what}: wider than the window`,
    )
    .toBeLessThanOrEqual(0);
}

/**
 * Checks all that can be checked of any panel, dialog or menu: the checker's rules in both themes, no more of it than its
 * width shows, and no help of the browser with what is typed. SHOTS names a folder for a picture of each.
 */
export function createLookCheck(page: Page, width: number) {
  let shots = 0;
  const check = async (what: string, part = "html") => {
    shots++;
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect.soft(await violationsOn(page, part), `${what}, ${colorScheme}`).toEqual([]);
      if (process.env.SHOTS) {
        const name = `${width}-${String(shots).padStart(2, "0")}-${what}-${colorScheme}.png`;
        await page.screenshot({ path: `${process.env.SHOTS}/${name.replaceAll(" ", "-")}` });
      }
    }
    await checkWidth(what, part);
    expect.soft(await helpedFields(), `${what}: the browser would help with its words`).toEqual([]);
  };
  /** Fields into which the browser may put what was typed elsewhere, or under which it underlines names and code. */
  const helpedFields = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")]
        .filter(({ type }) => !["checkbox", "radio", "file"].includes(type))
        .filter(({ spellcheck, autocomplete }) => spellcheck || !/^(off|new-password)$/.test(autocomplete))
        .map(
          (field) => field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent ?? field.outerHTML,
        ),
    );
  const checkWidth = async (what: string, part: string) => {
    const overflow = await page
      .locator(part)
      .first()
      .evaluate((element) => element.scrollWidth - Math.min(element.clientWidth, innerWidth));
    expect.soft(overflow, `${what}: there is more of it than its width shows`).toBeLessThanOrEqual(0);
  };
  return { check, checkWidth };
}
