import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "./fixtures.ts";

const FIXTURES = resolve(import.meta.dirname, "..", "fixtures", "flows");

test("Copy as mermaid gives the very text of Flow.plot(), and the panel draws it", async ({
  designer,
  page,
}) => {
  const folder = join(FIXTURES, "diamond");
  await designer.open("diamond.yml", await readFile(join(folder, "flow.yml")));
  await designer.command("Copy as mermaid");
  await expect(designer.toast).toContainText("Copied the mermaid text");
  const { mermaid } = JSON.parse(await readFile(join(folder, "engine.json"), "utf8"));
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mermaid);

  await designer.tab("Plot");
  const picture = page.getByRole("img", { name: "The Flow as Jina plots it" });
  await expect(picture).toBeVisible({ timeout: 20_000 });
  const { width, height } = (await picture.boundingBox())!;
  expect(width).toBeGreaterThan(100);
  expect(height).toBeGreaterThan(50);
  const frame = page.locator('iframe[src*="mermaid.html"]');
  await expect(frame).toHaveAttribute("sandbox", "allow-scripts");
});

test("the plot follows the Flow, and says why one cannot be drawn", async ({ designer, page }) => {
  await designer.tab("Plot");
  const picture = page.getByRole("img", { name: "The Flow as Jina plots it" });
  await expect(picture).toBeVisible({ timeout: 20_000 });
  const before = await picture.getAttribute("src");
  await designer.dragIn("Executor", 0.5, 0.85);
  await expect.poll(() => picture.getAttribute("src"), { timeout: 20_000 }).not.toBe(before);
  await designer.retype("jtype: Flow\nexecutors:\n  - {name: a, needs: nobody}\n");
  await expect(page.getByRole("tabpanel", { name: "Plot" })).toContainText("nobody");
  await expect(picture).toHaveCount(0);
});

test("Copy run command gives the command for this file", async ({ designer, page }) => {
  await designer.command("Copy run command");
  await expect(designer.toast).toContainText("jina flow --uses flow.yml");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("jina flow --uses flow.yml");
});
