/** Several files open, kept over reloads, and the same one in two tabs of the browser. */
import { expect, test } from "./fixtures.ts";
import { Designer } from "./pages/designer.ts";

const flow = (...names: string[]) =>
  `jtype: Flow\nexecutors:\n${names.map((name) => `  - name: ${name}\n`).join("")}`;

test("files open in tabs, each with its own history, view and selection, over a reload too", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await designer.open("b.yml", flow("b1", "b2"));
  await expect(designer.card("b1")).toBeVisible();
  const tabs = page.getByRole("navigation", { name: "Open files" });
  await expect(tabs.getByRole("button", { name: "b.yml", exact: true })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await designer.select("b2");
  await page.keyboard.press("Delete");
  await expect(designer.card("b2")).toHaveCount(0);
  await designer.canvas.hover();
  await page.mouse.wheel(0, 60);
  const place = () => designer.card("b1").boundingBox();
  await expect.poll(async () => (await place())?.y).toBeGreaterThan(0);
  const before = (await place())!;
  await page.reload();
  await expect(designer.card("b1")).toBeVisible();
  const after = (await place())!;
  expect(Math.abs(after.y - before.y) + Math.abs(after.x - before.x)).toBeLessThan(2);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("b2")).toBeVisible();
  await tabs
    .getByRole("button", { name: /^flow.yml/ })
    .first()
    .click();
  await expect(designer.card("loader")).toContainText("7");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).not.toContainText("7");
  await page.keyboard.press("Alt+PageDown");
  await expect(designer.card("b1")).toBeVisible();
  await page.keyboard.press("Shift+Alt+W");
  await expect(designer.card("loader")).toBeVisible();
  await expect(tabs).toHaveCount(0);
  await page.keyboard.press("Shift+Alt+R");
  await expect(designer.card("b2")).toBeVisible();
  await tabs.getByRole("button", { name: "Close b.yml" }).click();
  await expect(designer.card("loader")).toBeVisible();
});

test("a reload right after an edit keeps it", async ({ designer, page }) => {
  await designer.select("loader");
  await page.keyboard.press("Delete");
  await expect(designer.card("loader")).toHaveCount(0);
  await page.reload();
  await expect(designer.cards().first()).toBeVisible();
  await expect(designer.card("loader")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).toBeVisible();
});

test("two tabs show the same: an edit in one stands in the other within a second", async ({
  designer,
  page,
  server,
}) => {
  // It is kept by now, so that the other page opens it.
  await designer.select("loader");
  await designer.setField("replicas", "7");
  const other = new Designer(await page.context().newPage());
  await expect(async () => {
    await other.page.goto(server.url);
    await expect(other.card("loader")).toContainText("7");
  }).toPass();
  await page.keyboard.press("Escape");
  await designer.card("loader").click({ position: { x: 90, y: 18 } });
  await page.keyboard.press("Delete");
  await expect(other.card("loader")).toHaveCount(0, { timeout: 1000 });
  await other.page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).toBeVisible({ timeout: 1000 });
});

test("two tabs that both change a file before hearing of each other keep both, and say so", async ({
  designer,
  page,
  server,
}) => {
  await designer.select("loader");
  const other = new Designer(await page.context().newPage());
  await other.page.goto(server.url);
  await other.select("loader");
  // At the same moment: neither can have heard of what is done in the other.
  const at = Date.now() + 1000;
  await Promise.all(
    [designer.page, other.page].map((one, index) =>
      one.evaluate(
        ([moment, keys]) =>
          new Promise<void>((resolve) => {
            setTimeout(() => {
              document.body.dispatchEvent(new KeyboardEvent("keydown", { ...keys, bubbles: true }));
              resolve();
            }, moment - Date.now());
          }),
        [at, index === 0 ? { key: "Delete" } : { key: "d", ctrlKey: true }] as const,
      ),
    ),
  );
  await expect(designer.toast).toContainText("flow.yml was changed in another tab at the same time.");
  await expect(other.toast).toContainText("flow.yml was changed in another tab at the same time.");
  // One of them went first.
  const [copied] = (await designer.page.getByRole("navigation", { name: "Open files" }).count())
    ? [designer, other]
    : [other, designer];
  const tabs = copied.page.getByRole("navigation", { name: "Open files" });
  await expect(tabs.getByRole("button", { name: /^flow \(conflict\)\.yml/ })).toHaveAttribute(
    "aria-current",
    "true",
  );
  const names = async () => (await copied.cards().count()) - 4;
  const first = await names();
  await tabs.getByRole("button", { name: /^flow\.yml/ }).click();
  await expect.poll(names).toBe(-first);
});
