/** Text and graph never disagree. */
import { expect, test } from "./fixtures.ts";

test("what is typed shows on the canvas at once, as one step of undo", async ({ designer, page }) => {
  const before = await designer.text();
  await designer.tab("YAML");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("  - name: extra\nuses: X");
  await expect(designer.card("extra")).toContainText("X");
  await expect(designer.need("joiner", "extra")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("extra")).toHaveCount(0);
  expect(await designer.text()).toBe(before);
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+Shift+Z");
  await expect(designer.card("extra")).toBeVisible();
});

test("what is drawn shows in the text at once", async ({ designer }) => {
  await designer.tab("YAML");
  await designer.dragIn("Executor", 0.5, 0.85);
  await expect(designer.editor()).toContainText("- name: executor1");
  await designer.connect("loader", "executor1");
  await expect(designer.editor()).toContainText("needs: loader");
});

test("text that does not parse keeps the last good graph, marked stale, with the error and its line", async ({
  designer,
  page,
}) => {
  await designer.retype("jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n");
  await expect(designer.cards()).toHaveCount(2);
  await page.keyboard.type("   bad indentation: [");
  await expect(designer.canvas).toHaveClass(/is-stale/);
  await expect(designer.cards()).toHaveCount(2);
  await designer.tab("Problems");
  const row = page.locator("[data-code=yaml]");
  await expect(row).toContainText(/line 5, column \d+/);
  // Canvas editing is shut meanwhile, with the reason; typing is not.
  await expect(designer.paletteItem("Executor")).toBeDisabled();
  const note = designer.canvas.getByRole("button", { name: "Show it" });
  await expect(note).toContainText("In line 5:");
  await note.click();
  await expect(designer.editor()).toBeFocused();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.canvas).not.toHaveClass(/is-stale/);
});

test("a renamed executor keeps its place and its selection, however it was renamed", async ({
  designer,
  page,
}) => {
  await designer.command("New flow");
  await designer.dragIn("Executor", 0.3, 0.25);
  await designer.dragIn("Executor", 0.7, 0.7);
  const before = (await designer.card("executor2").boundingBox())!;
  await designer.tab("YAML");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.type("_renamed");
  await expect(designer.card("executor2_renamed")).toBeVisible();
  const after = (await designer.card("executor2_renamed").boundingBox())!;
  expect(Math.abs(after.x - before.x) + Math.abs(after.y - before.y)).toBeLessThan(2);
});

test("a dropped file opens, and Undo brings the work before it back", async ({ designer, page }) => {
  const before = await designer.text();
  const text = "jtype: Flow\nexecutors: [{name: dropped}]\n";
  const transfer = await page.evaluateHandle((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], "dropped.yml"));
    return data;
  }, text);
  await designer.canvas.dispatchEvent("dragover", { dataTransfer: transfer });
  await expect(page.getByText("Let go to open the file")).toBeVisible();
  await designer.canvas.dispatchEvent("drop", { dataTransfer: transfer });
  await expect(designer.card("dropped")).toBeVisible();
  expect(await designer.text()).toBe(text);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).toBeVisible();
  expect(await designer.text()).toBe(before);
});
