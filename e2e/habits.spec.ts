/** Habits of which the other tests show one side alone: what is mostly done by keys, by mouse, and the other way round. */
import type { Page } from "@playwright/test";
import { showKeys } from "../src/app/keys.ts";
import { COMMANDS } from "../src/store/commands.ts";
import { expect, test } from "./fixtures.ts";

/** a feeds b and c, which d joins. */
const TEXT =
  "jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, needs: a}\n  - {name: c, needs: a}\n  - {name: d, needs: [b, c]}\n";

test.beforeEach(async ({ context, designer, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await designer.open("habits.yml", TEXT);
  await expect(designer.card("d")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(designer.toast).toHaveCount(0);
});

const header = (page: Page) => page.getByRole("banner");
const item = (page: Page, name: string) => page.getByRole("menuitem", { name });

test("undo and redo by their buttons and by Mod+Y; in a field they are the field's own", async ({
  designer,
  page,
}) => {
  await designer.select("b");
  await page.keyboard.press("Delete");
  await expect(designer.card("b")).toHaveCount(0);
  await header(page).getByRole("button", { name: "Undo" }).click();
  await expect(designer.card("b")).toBeVisible();
  await header(page).getByRole("button", { name: "Redo" }).click();
  await expect(designer.card("b")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("b")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Y");
  await expect(designer.card("b")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Z");
  await designer.select("b");
  const uses = designer.inspector.getByRole("textbox", { name: "uses", exact: true });
  await uses.click();
  await page.keyboard.type("Encoder");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(uses).not.toHaveValue("Encoder");
  await expect(designer.card("b")).toBeVisible();
  await page.keyboard.press("Escape");
  expect(await designer.text()).toBe(TEXT);
});

test("copy, cut, paste and delete by the menus; Backspace deletes too", async ({ designer, page }) => {
  const menuOf = (name: string) => designer.card(name).click({ button: "right", position: { x: 60, y: 18 } });
  const box = (await designer.canvas.boundingBox())!;
  const paste = async (x: number) => {
    await designer.canvas.click({ button: "right", position: { x: box.width * x, y: box.height * 0.8 } });
    await item(page, "Paste").first().click();
  };
  await menuOf("a");
  await item(page, "Copy as YAML").click();
  await expect(designer.toast).toContainText('Copied "a".');
  await paste(0.3);
  await expect(designer.card("a1")).toBeVisible();
  await menuOf("a1");
  await page.getByRole("menuitem", { name: /^Cut/ }).click();
  await expect(designer.card("a1")).toHaveCount(0);
  await paste(0.6);
  await expect(designer.card("a1")).toBeVisible();
  await menuOf("a1");
  await page.getByRole("menuitem", { name: /^Delete Delete|^DeleteDelete/ }).click();
  await expect(designer.card("a1")).toHaveCount(0);
  await designer.select("b");
  await page.keyboard.press("Backspace");
  await expect(designer.card("b")).toHaveCount(0);
});

test("all is selected by Mod+A and by the menu, and nothing by Escape and by a click beside the cards", async ({
  designer,
  page,
}) => {
  const selected = designer.canvas.locator(".react-flow__node.selected[data-executor]");
  const beside = { x: 20, y: 20 };
  await designer.canvas.click({ position: beside });
  await page.keyboard.press("ControlOrMeta+A");
  await expect(selected).toHaveCount(4);
  await page.keyboard.press("Escape");
  await expect(selected).toHaveCount(0);
  await designer.canvas.click({ button: "right", position: beside });
  await item(page, "Select all").click();
  await expect(selected).toHaveCount(4);
  await designer.canvas.click({ position: beside });
  await expect(selected).toHaveCount(0);
});

test("buttons zoom, fit and tidy up, and the list of commands has its own", async ({ designer, page }) => {
  const bar = page.getByRole("toolbar", { name: "Zoom" });
  const width = async () => Math.round((await designer.card("a").boundingBox())!.width);
  await bar.getByRole("button", { name: /^Zoom [\d.]+ %/ }).click();
  await expect.poll(width).toBe(178);
  await bar.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(width).toBe(Math.round(178 * 1.25));
  await bar.getByRole("button", { name: "Zoom out" }).click();
  await expect.poll(width).toBe(178);
  const placesNow = () =>
    designer.cards().evaluateAll((cards) => cards.map((card) => (card as HTMLElement).style.transform));
  const tidy = await placesNow();
  await designer.select("d");
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(placesNow).not.toEqual(tidy);
  await bar.getByRole("button", { name: "Tidy up" }).click();
  await expect.poll(placesNow).toEqual(tidy);
  await bar.getByRole("button", { name: "Fit", exact: true }).click();
  await expect(designer.card("d")).toBeInViewport({ ratio: 0.99 });

  await page.getByRole("button", { name: /^Find an executor or run a command/ }).click();
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("combobox").fill("Keyboard");
  await palette.getByRole("option", { name: "Keyboard shortcuts" }).click();
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("every command that has keys is in the palette with them", async ({ page }) => {
  await page.keyboard.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const missing: string[] = [];
  for (const { id, label, keys = [] } of COMMANDS.filter((command) => command.keys)) {
    await palette.getByRole("combobox").fill(label);
    // What cannot be done now says why in the place of its keys.
    const options = await palette
      .getByRole("option")
      .evaluateAll((all) =>
        all.map((one) => [one.textContent ?? "", one.getAttribute("aria-disabled") === "true"] as const),
      );
    const shown = keys.map(showKeys).join(", ");
    const isThere = options.some(
      ([text, isRefused]) => text.startsWith(label) && (isRefused || text.includes(shown)),
    );
    if (!isThere && id !== "commands") {
      missing.push(`${label}: ${shown} in ${JSON.stringify(options.slice(0, 3))}`);
    }
  }
  expect(missing).toEqual([]);
});

test("an edge's end is moved, and an executor put on an edge, by keys alone", async ({ designer, page }) => {
  await designer.select("d");
  await page.keyboard.press("e");
  await expect(designer.need("b", "d")).toBeFocused();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Insert executor here" }).press("Enter");
  await expect.poll(() => designer.needs()).toContain("executor1->d");
  await expect.poll(() => designer.needs()).toContain("b->executor1");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.need("b", "d")).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(designer.card("d")).toBeFocused();
  // d and its need of c go on; a feeds it in place of b.
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(designer.card("c")).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(designer.card("a")).toBeFocused();
  await page.keyboard.press("c");
  await page.getByRole("dialog", { name: "Connect a to" }).getByRole("combobox").fill("d");
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await designer.needs()).filter((need) => need.endsWith("->d")))
    .toEqual(["a->d", "c->d"]);
});

test("Mod+S, Mod+O, Mod+F, Mod+K and Mod+D are never the browser's; Mod+Enter sends from the canvas and from a field", async ({
  designer,
  page,
}) => {
  await page.evaluate(() => {
    const taken: string[] = [];
    Object.assign(globalThis, { taken });
    addEventListener("keydown", (event) => event.defaultPrevented && taken.push(event.key.toLowerCase()));
  });
  await designer.select("a");
  await designer.download();
  await page.keyboard.press("Escape");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.keyboard.press("ControlOrMeta+O"),
  ]);
  expect(chooser.isMultiple()).toBe(false);
  for (const key of ["F", "K"]) {
    await page.keyboard.press(`ControlOrMeta+${key}`);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.keyboard.press("ControlOrMeta+D");
  await expect(designer.card("a1")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(designer.documents()).toHaveCount(2);
  expect(await page.evaluate(() => (globalThis as unknown as { taken: string[] }).taken)).toEqual(
    expect.arrayContaining(["s", "o", "f", "k", "d", "enter"]),
  );
  // Nor are they over a dialog, where they do nothing.
  await designer.select("a1");
  await page.keyboard.press("F2");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  await page.evaluate(() => {
    (globalThis as unknown as { taken: string[] }).taken.length = 0;
  });
  await page.keyboard.press("ControlOrMeta+S");
  await page.keyboard.press("ControlOrMeta+O");
  expect(await page.evaluate(() => (globalThis as unknown as { taken: string[] }).taken)).toEqual(
    expect.arrayContaining(["s", "o"]),
  );
  await page.keyboard.press("Escape");
  await designer.fillSend({ documents: "only one" });
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(designer.documents()).toHaveCount(1);
  // Nor do buttons take those with Ctrl: they press nothing.
  await designer.fillSend({ documents: "one\ntwo\nthree" });
  await page.getByRole("tab", { name: "Responses" }).click();
  await expect(page.getByRole("tab", { name: "Responses" })).toBeFocused();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(designer.documents()).toHaveCount(3);
});
