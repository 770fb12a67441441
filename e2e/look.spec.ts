/** The page in every state and size that people have: nothing overflows, and the accessibility checker is content. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

async function check(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`,
  );
  expect(found, what).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, `${what}: the page is wider than the window`).toBeLessThanOrEqual(0);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("empty, running, done and failed at 1280 px", async ({ designer, page }) => {
      await check(page, "first sight");
      await designer.select("text_index");
      await check(page, "Inspector");
      await designer.pressSend();
      await expect(designer.documents()).toHaveCount(2);
      await check(page, "responses");
      await designer.tab("Profile");
      await check(page, "profile");
      await designer.tab("Outline");
      await check(page, "outline");
      await designer.tab("YAML");
      await expect(designer.editor()).toBeVisible();
      await check(page, "text");
      await designer.fillSend({ address: "grpc://127.0.0.1:1" });
      await designer.pressSend();
      await expect(page.getByRole("region", { name: "Failure" })).toBeVisible();
      await check(page, "failure");
      await page.keyboard.press("ControlOrMeta+K");
      await expect(page.getByRole("dialog")).toBeVisible();
      await check(page, "command palette");
      await page.keyboard.press("Escape");
      await designer.retype("jtype: Flow\nexecutors:\n  - name: a\n    needs: b\n  - name: a\n x");
      await designer.tab("Problems");
      await check(page, "problems");
      await designer.retype(
        `jtype: Flow\nexecutors:\n${["one", "two", "three"].map((name) => `  - {name: ${name}, replicas: 1, timeout: 3}\n`).join("")}`,
      );
      await expect(page.getByRole("button", { name: "Fix all: Take replicas away" })).toBeVisible();
      await check(page, "problems of several executors");
    });

    test("one panel at a time at 390 px", async ({ page, server, faults: _ }) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(server.url);
      await expect(page.locator('[data-executor="loader"]')).toBeVisible();
      const nav = page.getByRole("navigation", { name: "Panels" });
      for (const panel of ["Add", "Edit", "Send", "Canvas"]) {
        await nav.getByRole("button", { name: panel }).click();
        await check(page, panel);
      }
      await nav.getByRole("button", { name: "Send" }).click();
      await page.getByRole("tab", { name: "Send" }).click();
      const form = page.getByRole("form", { name: "Send" });
      await form.getByRole("button", { name: "Send", exact: true }).click();
      await expect(
        page.getByRole("list", { name: "Documents of the response" }).getByRole("listitem"),
      ).toHaveCount(2);
      await check(page, "responses");
      for (const tab of ["Profile", "Problems", "Log"]) {
        await page.getByRole("tab", { name: tab }).click();
        await check(page, tab);
      }
    });
  });
}
