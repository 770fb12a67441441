/**
 * The page as narrow as WCAG's reflow has it, 320 px, and as a laptop shows it at 200 %: nothing is wider than the
 * window, and whatever can be pressed can be come by.
 */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { RICH_FLOW } from "./rich-flow.ts";

const PANELS = {
  Add: ["Palette", "Outline"],
  Canvas: [],
  Edit: ["Inspector", "YAML", "Variables"],
  Send: ["Send", "Problems", "Responses", "Profile", "Runs", "Steps", "What if", "Plot", "Log"],
} as const;

/**
 * Controls of which a part lies beyond the window's sides, where no scrolling leads, and how far the page is wider than
 * it.
 */
const beyondWidth = (page: Page) =>
  page.evaluate(() => {
    const isScrolled = (element: Element): boolean => {
      for (let one = element.parentElement; one; one = one.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth) {
          return true;
        }
      }
      return false;
    };
    const beyond = [...document.querySelectorAll<HTMLElement>("button, input, select, textarea, [role=tab]")]
      .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .filter((one) => !one.closest(".react-flow__viewport, .visually-hidden"))
      .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        return width > 1 && (left < -1 || right > innerWidth + 1) && !isScrolled(one);
      })
      .map((one) => one.getAttribute("aria-label") ?? one.textContent);
    return { beyond, wider: Math.max(0, document.documentElement.scrollWidth - innerWidth) };
  });

for (const [name, size] of [
  ["at 320 px", { width: 320, height: 640 }],
  ["of 1280 by 800 px at 200 %", { width: 640, height: 400 }],
] as const) {
  test(`a window ${name} shows every panel and dialog without scrolling sideways`, async ({
    designer,
    page,
  }) => {
    await page.setViewportSize(size);
    const whole = { beyond: [], wider: 0 };
    await designer.open("rich.yml", RICH_FLOW);
    await expect(designer.canvas).toBeVisible();
    await expect
      .poll(async () => (await designer.canvas.boundingBox())!.height)
      .toBeGreaterThan(size.height / 2);
    await designer.command("Find executor");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox").fill("index");
    await page.keyboard.press("Enter");
    await expect(designer.card("index")).toBeInViewport();
    const nav = page.getByRole("navigation", { name: "Panels" });
    for (const [place, panels] of Object.entries(PANELS)) {
      await nav.getByRole("button", { name: new RegExp(`^${place}`) }).click();
      for (const panel of panels) {
        await page.getByRole("tab", { name: panel }).click();
        const shown = page.getByRole("tabpanel", { name: panel });
        await expect(shown).toBeVisible();
        await expect(page.getByText("Loading")).toHaveCount(0);
        // There is room for what it holds.
        expect.soft((await shown.boundingBox())!.height, panel).toBeGreaterThan(100);
        expect.soft(await beyondWidth(page), panel).toEqual(whole);
      }
      expect.soft(await beyondWidth(page), place).toEqual(whole);
      expect.soft(await violationsOn(page), place).toEqual([]);
    }
    for (const command of [
      ...["Command palette", "Find executor", "Keyboard shortcuts", "Kept files", "Save version"],
      ...["Export Flow", "Import", "Share link", "Request as code"],
    ]) {
      if (command === "Command palette") {
        await page.keyboard.press("ControlOrMeta+K");
      } else {
        await designer.command(command);
      }
      await expect(dialog).toBeVisible();
      const box = (await dialog.boundingBox())!;
      expect
        .soft(
          [box.x >= 0, box.y >= 0, box.x + box.width <= size.width, box.y + box.height <= size.height],
          command,
        )
        .toEqual([true, true, true, true]);
      expect.soft(await beyondWidth(page), command).toEqual(whole);
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
    }
  });
}
