/** The menus of executors, edges and the canvas, by mouse, keyboard and finger; the order of the Outline. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

const FLOW = `jtype: Flow
executors:
  - name: loader
  - name: encoder
  - name: index
    needs: [loader]
`;

test.beforeEach(async ({ context, designer, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await designer.open("flow.yml", FLOW);
  await expect(designer.card("index")).toBeVisible();
  // The code of menus comes in an idle moment; what asks for one before gets none of ours.
  await expect(async () => {
    await designer.canvas.click({ button: "right", position: { x: 20, y: 20 } });
    await expect(menu(page)).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(menu(page)).toHaveCount(0);
});

const menu = (page: Page): Locator => page.getByRole("menu");
const item = (page: Page, name: string): Locator => page.getByRole("menuitem", { name, exact: false });

test("a menu lies over a message", async ({ designer, page }) => {
  await page.setViewportSize({ width: 1280, height: 760 });
  await designer.ready();
  // The one that tells of the file may have gone by now.
  await designer.command("Copy the whole file");
  await expect(designer.toast).toBeVisible();
  const { x, y, width } = (await designer.toast.boundingBox())!;
  await page.mouse.click(x + width / 2 - 80, y - 40, { button: "right" });
  await expect(menu(page)).toBeVisible();
  const lower = (await menu(page).boundingBox())!;
  expect(lower.y + lower.height).toBeGreaterThan(y);
  const covered = await menu(page)
    .getByRole("menuitem")
    .evaluateAll((items) =>
      items
        .filter((one) => {
          const box = one.getBoundingClientRect();
          return !one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
        })
        .map((one) => one.textContent),
    );
  expect(covered).toEqual([]);
});

test("an executor's menu offers its commands with their keys, and does them", async ({ designer, page }) => {
  await designer.card("encoder").click({ button: "right", position: { x: 60, y: 18 } });
  await expect(menu(page)).toHaveAccessibleName("Menu of encoder");
  await expect(menu(page).getByRole("menuitem")).toHaveText([
    /^RenameF2$/,
    /^ConnectC$/,
    /^DuplicateCtrl D$/,
    /^Copy as YAMLCtrl C$/,
    /^CutCtrl X$/,
    /^DeleteDelete$/,
    /^Delete and reconnectCtrl Delete$/,
    /^Show in YAML$/,
    /^Save as preset$/,
    /^Show details of the card$/,
    /^Show problems$/,
    /^Move up in the file/,
    /^Move down in the file/,
    /^Pin$/,
    /^Unpin/,
  ]);
  expect(await violationsOn(page, "[role=menu]")).toEqual([]);
  await item(page, "Duplicate").click();
  await expect(menu(page)).toHaveCount(0);
  await expect(designer.card("encoder1")).toBeVisible();
});

test("by keyboard: Shift+F10 opens it, arrows move, Escape closes and the focus goes back", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  const focused = () => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 60));
  const before = await focused();
  await page.keyboard.press("Shift+F10");
  await expect(item(page, "Rename")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(item(page, "Duplicate")).toBeFocused();
  await page.keyboard.press("End");
  await expect(item(page, "Unpin")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu(page)).toHaveCount(0);
  await expect.poll(() => focused()).toBe(before);
  await page.keyboard.press("ContextMenu");
  await expect(item(page, "Rename")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(designer.card("loader1")).toBeVisible();
});

test("an edge's menu cuts it, writes it down and puts an executor on it", async ({ designer, page }) => {
  await designer.selectNeed("loader", "encoder");
  await page.keyboard.press("Shift+F10");
  await expect(menu(page)).toHaveAccessibleName("Menu of the edge loader->encoder");
  await item(page, "Insert executor here").click();
  await expect.poll(() => designer.needs()).toContain("executor1->encoder");
  await expect.poll(() => designer.needs()).toContain("loader->executor1");
  await designer.selectNeed("loader", "index", "right");
  await expect(item(page, "Write the need down")).toHaveAttribute("aria-disabled", "true");
  await expect(item(page, "Write the need down")).toContainText("written in the file already");
  await item(page, "Disconnect").click();
  await expect.poll(() => designer.needs()).not.toContain("loader->index");
});

test("the canvas's menu adds and pastes where it was opened", async ({ designer, page }) => {
  const box = (await designer.canvas.boundingBox())!;
  const at = { x: box.width * 0.4, y: box.height * 0.85 };
  await designer.canvas.click({ button: "right", position: at });
  await expect(menu(page)).toHaveAccessibleName("Menu of the canvas");
  await item(page, "Add executor").click();
  const card = (await designer.card("executor1").boundingBox())!;
  expect(Math.abs(card.x + card.width / 2 - box.x - at.x)).toBeLessThan(20);
  await page.evaluate(() => navigator.clipboard.writeText("name: pasted"));
  await designer.canvas.click({ button: "right", position: { x: box.width * 0.8, y: box.height * 0.85 } });
  await item(page, "Paste").first().click();
  const pasted = (await designer.card("pasted").boundingBox())!;
  expect(Math.abs(pasted.x + pasted.width / 2 - box.x - box.width * 0.8)).toBeLessThan(20);
});

test("a press elsewhere closes the menu, and it stays in the window", async ({ designer, page }) => {
  const box = (await designer.canvas.boundingBox())!;
  await designer.canvas.click({ button: "right", position: { x: box.width - 30, y: box.height - 8 } });
  const list = (await menu(page).boundingBox())!;
  const size = page.viewportSize()!;
  expect(list.x + list.width).toBeLessThanOrEqual(size.width);
  expect(list.y + list.height).toBeLessThanOrEqual(size.height);
  await designer.canvas.click({ position: { x: 15, y: 15 } });
  await expect(menu(page)).toHaveCount(0);
});

test("the other button opens no menu while something is dragged", async ({ designer, page }) => {
  await designer.ready();
  const ring = (await designer.card("loader").locator(".react-flow__handle.source").boundingBox())!;
  const { mouse } = page;
  await mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
  await mouse.down();
  await mouse.move(ring.x + 10, ring.y + 150, { steps: 5 });
  await expect(designer.canvas).toHaveClass(/is-connecting/);
  await mouse.down({ button: "right" });
  await mouse.up({ button: "right" });
  await mouse.up();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect(menu(page)).toHaveCount(0);
});

test("the Outline has the same menu, and its rows move by keyboard and by drag", async ({
  designer,
  page,
}) => {
  await designer.tab("Outline");
  const row = (name: string) => page.locator(`[data-outline="${name}"]`);
  await row("index").click({ button: "right" });
  await expect(menu(page)).toHaveAccessibleName("Menu of index");
  await item(page, "Move up in the file").click();
  const order = () =>
    page.locator("[data-outline]").evaluateAll((rows) => rows.map((one) => one.getAttribute("data-outline")));
  await expect.poll(order).toEqual(["loader", "index", "encoder"]);
  // What followed by its place has its need written down, and still needs the same.
  await expect.poll(() => designer.needs()).toContain("loader->encoder");
  await page.getByRole("listbox").focus();
  await page.keyboard.press("Shift+Alt+ArrowDown");
  await expect.poll(order).toEqual(["loader", "encoder", "index"]);
  await row("index").dragTo(row("loader"), { targetPosition: { x: 40, y: 4 } });
  await expect.poll(order).toEqual(["index", "loader", "encoder"]);
  await expect
    .poll(() => designer.needs())
    .toEqual(expect.arrayContaining(["loader->encoder", "loader->index"]));
});

test("the command palette finds commands by other words for them, and says how many it does not list", async ({
  page,
}) => {
  await page.keyboard.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const options = palette.getByRole("option");
  const rest = palette.getByText(/^\d+ more, which typing finds\.$/);
  await expect(rest).toBeVisible();
  const search = palette.getByRole("combobox");
  for (const [word, command] of [
    ["mermaid", "Import"],
    ["python", "Import"],
    ["k8s", "Export Kubernetes"],
    ["picture", "Export SVG"],
    ["compare", "Versions"],
    ["normalise", "Export Flow"],
    ["vertical", "Turn the layout"],
    ["bottleneck", "What if"],
    ["joiner", "Add from the palette"],
    ["replay", "Kept requests"],
    ["external", "Add from the palette"],
    ["resend", "Go to Runs"],
    ["compare", "Go to Runs"],
    ["log", "Go to Log"],
    ["remove", "Delete"],
  ] as const) {
    await search.fill(word);
    await expect(options.filter({ hasText: command }).first(), word).toBeVisible();
  }
  await expect(rest).toHaveCount(0);
  // A label that has the word comes first.
  await search.fill("python");
  await expect(options.first()).toHaveText("Export Python");
});

test("a command leads to each panel, and the focus with it", async ({ designer, page }) => {
  const go = async (label: string) => {
    await page.keyboard.press("ControlOrMeta+K");
    const palette = page.getByRole("dialog", { name: "Command palette" });
    await palette.getByRole("combobox").fill(`Go to ${label}`);
    await expect(palette.getByRole("option").first()).toHaveText(`Go to ${label}`);
    await page.keyboard.press("Enter");
    await expect(palette).toHaveCount(0);
  };
  for (const label of [
    "Outline",
    "Palette",
    "YAML",
    "Variables",
    "Problems",
    "Runs",
    "Steps",
    "Plot",
    "Log",
  ]) {
    await go(label);
    await expect(page.getByRole("tab", { name: label, selected: true })).toBeFocused();
    await expect(page.getByRole("tabpanel", { name: label })).toBeVisible();
  }
  await go("Inspector");
  await expect(designer.inspector.locator(":focus")).toHaveCount(1);
  await go("Send");
  await expect(designer.send.locator(":focus")).toHaveCount(1);
  await designer.command("YAML beside the canvas");
  await page.getByRole("button", { name: "Undo" }).focus();
  await go("YAML");
  await expect(page.getByTestId("yaml-editor").locator("[contenteditable]")).toBeFocused();
});

test.describe("by finger", () => {
  test.use({ hasTouch: true });

  test("a long press opens the menu of an executor, of an edge and of the canvas", async ({
    designer,
    page,
  }) => {
    const session = await page.context().newCDPSession(page);
    const card = (await designer.card("encoder").boundingBox())!;
    const canvas = (await designer.canvas.boundingBox())!;
    const line = await designer
      .need("loader", "encoder")
      .locator("path.react-flow__edge-path")
      .evaluate((element) => {
        const path = element as SVGPathElement;
        const { x, y } = path.getPointAtLength(path.getTotalLength() / 2);
        return new DOMPoint(x, y).matrixTransform(path.getScreenCTM()!).toJSON() as DOMPoint;
      });
    for (const [what, x, y] of [
      ["Menu of encoder", card.x + 60, card.y + 20],
      ["Menu of the edge loader->encoder", line.x, line.y],
      ["Menu of the canvas", canvas.x + 30, canvas.y + 30],
    ] as const) {
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
      await expect(menu(page)).toHaveAccessibleName(what);
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await expect(menu(page)).toHaveCount(1);
      await page.keyboard.press("Escape");
      await expect(menu(page)).toHaveCount(0);
    }
  });

  test("several are selected by the menu of each, and joined", async ({ designer, page }) => {
    await designer.card("loader").tap({ position: { x: 60, y: 18 } });
    await designer.card("encoder").click({ button: "right", position: { x: 60, y: 18 } });
    await item(page, "Add to what is selected").tap();
    await expect(designer.inspector.getByRole("heading", { name: "2 executors" })).toBeVisible();
    // One that is selected already has none to be added to.
    await designer.card("encoder").click({ button: "right", position: { x: 60, y: 18 } });
    await expect(menu(page)).toBeVisible();
    await expect(item(page, "Add to what is selected")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await designer.paletteItem("Joiner").tap();
    await expect(designer.cards()).toHaveCount(4);
    expect(await designer.text()).toMatch(/needs: \[loader, encoder\]/);
  });
});
