/** The room of the page: every pane can be made larger and smaller, folded up, and is found again as it was left. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";

const edge = (page: Page, name: string) => page.getByRole("separator", { name });

const EDGES = [
  { name: "Width of the parts of the Flow", pane: "Parts of the Flow", axis: "x", grows: 1 },
  { name: "Width of the details", pane: "Details", axis: "x", grows: -1 },
  { name: "Height of the results", pane: "Results", axis: "y", grows: -1 },
  { name: "Height of Send", pane: "Send panel", axis: "y", grows: -1 },
] as const;

const paneOf = (page: Page, name: string): Locator => page.locator(`.place[aria-label="${name}"]`);

async function sizeOf(pane: Locator, axis: "x" | "y"): Promise<number> {
  const box = (await pane.boundingBox())!;
  return axis === "x" ? box.width : box.height;
}

async function dragBy(page: Page, handle: Locator, axis: "x" | "y", by: number): Promise<void> {
  const box = (await handle.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(axis === "x" ? x + by : x, axis === "y" ? y + by : y, { steps: 5 });
}

test("at first the canvas has at least half of the window, beside one side where there is no room for both", async ({
  designer,
  page,
}) => {
  const share = async (width: number, height: number) => {
    const box = (await designer.canvas.boundingBox())!;
    return (box.width * box.height) / (width * height);
  };
  await expect.poll(() => share(1280, 800)).toBeGreaterThanOrEqual(0.5);
  const [parts, details] = [paneOf(page, "Parts of the Flow"), paneOf(page, "Details")];
  const isOpen = (pane: Locator) => pane.getByRole("tabpanel");
  for (const height of [800, 1024]) {
    await page.setViewportSize({ width: 768, height });
    await expect.poll(() => share(768, height)).toBeGreaterThanOrEqual(0.5);
  }
  await page.getByRole("button", { name: "Show Parts of the Flow" }).click();
  await expect(isOpen(parts)).toBeVisible();
  await expect(isOpen(details)).toHaveCount(0);
  await expect.poll(() => share(768, 1024)).toBeGreaterThanOrEqual(0.5);
  // Whatever opens a panel of the other side.
  await designer.card("loader").dblclick({ position: { x: 90, y: 18 } });
  await expect(designer.inspector).toBeVisible();
  await expect(isOpen(parts)).toHaveCount(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(isOpen(parts)).toBeVisible();
  await expect(isOpen(details)).toBeVisible();
});

for (const { name, pane: label, axis, grows } of EDGES) {
  test(`${name}: by dragging, by keys, back by a double click, kept over a reload`, async ({
    designer,
    page,
  }) => {
    await designer.tab("Problems");
    const pane = paneOf(page, label);
    const handle = edge(page, name);
    await expect(handle).toHaveCount(1);
    const size = await sizeOf(pane, axis);
    const isNear = async (expected: number) =>
      await expect.poll(async () => Math.abs((await sizeOf(pane, axis)) - expected)).toBeLessThan(2);
    await dragBy(page, handle, axis, 40 * grows);
    await isNear(size + 40);
    await page.mouse.up();
    await isNear(size + 40);
    await expect(handle).toHaveAttribute("aria-valuenow", String(Math.round(size + 40)));
    // It has the focus now.
    await expect(handle).toBeFocused();
    const [smaller, larger] =
      axis === "x" ? ["ArrowLeft", "ArrowRight"] : (["ArrowUp", "ArrowDown"] as const);
    await page.keyboard.press(grows > 0 ? smaller! : larger!);
    await isNear(size + 24);
    await page.keyboard.press(`Shift+${grows > 0 ? smaller : larger}`);
    await isNear(size - 40);
    await page.keyboard.press("Home");
    const least = Number(await handle.getAttribute("aria-valuemin"));
    await isNear(least);
    // A drag that is called off leaves all as it was.
    await dragBy(page, handle, axis, 100 * grows);
    await isNear(least + 100);
    await page.keyboard.press("Escape");
    await isNear(least);
    await page.mouse.up();
    await isNear(least);
    await page.keyboard.press("End");
    await expect.poll(() => sizeOf(pane, axis)).toBeGreaterThan(size + 40);
    const most = await sizeOf(pane, axis);
    // The canvas is never lost.
    const canvas = (await designer.canvas.boundingBox())!;
    expect(Math.min(canvas.width, canvas.height)).toBeGreaterThanOrEqual(130);
    await page.reload();
    await isNear(most);
    await handle.dblclick();
    await isNear(size);
    await page.reload();
    await isNear(size);
  });
}

test("Send folds up to its name, stays so over a reload, and opens where its address is asked for", async ({
  designer,
  page,
}) => {
  const panel = paneOf(page, "Send panel");
  const whole = await sizeOf(panel, "y");
  await page.getByRole("button", { name: "Hide Send" }).click();
  await expect(designer.send).toHaveCount(0);
  await expect.poll(() => sizeOf(panel, "y")).toBeLessThan(50);
  expect(await violationsOn(page)).toEqual([]);
  await page.reload();
  await expect(page.getByRole("button", { name: "Show Send" })).toBeVisible();
  await expect(designer.send).toHaveCount(0);
  // With the details folded up too, the canvas gets their column.
  const before = (await designer.canvas.boundingBox())!.width;
  await page.getByRole("button", { name: "Hide Details" }).click();
  await expect.poll(async () => (await designer.canvas.boundingBox())!.width).toBeGreaterThan(before + 200);
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole("button", { name: "Show Details" }).click();
  await page.getByRole("button", { name: "simulator:" }).click();
  await expect(designer.send.getByLabel("Gateway address")).toBeFocused();
  await expect.poll(() => sizeOf(panel, "y")).toBe(whole);
});

test("a window that is too small takes from the panes, and gives it back", async ({ designer, page }) => {
  const handle = edge(page, "Width of the details");
  await handle.focus();
  for (let time = 0; time < 5; time++) {
    await page.keyboard.press("Shift+ArrowLeft");
  }
  const wide = await sizeOf(paneOf(page, "Details"), "x");
  await page.setViewportSize({ width: 800, height: 800 });
  await expectWithinWindow(page);
  await expect.poll(async () => (await designer.canvas.boundingBox())!.width).toBeGreaterThanOrEqual(200);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(() => sizeOf(paneOf(page, "Details"), "x")).toBe(wide);
});

for (const width of [390, 768]) {
  test(`at ${width} px the page is whole, whatever was set on a wide one`, async ({ designer, page }) => {
    await edge(page, "Width of the details").focus();
    await page.keyboard.press("End");
    await designer.command("YAML beside the canvas");
    await expect(page.getByRole("region", { name: "YAML panel" })).toBeVisible();
    await page.setViewportSize({ width, height: 800 });
    if (width === 390) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Edit" }).click();
    }
    await expect(designer.editor()).toBeVisible();
    await expect(page.getByRole("tab", { name: "YAML" })).toHaveAttribute("aria-selected", "true");
    await expectWithinWindow(page);
    expect(await violationsOn(page)).toEqual([]);
  });
}
