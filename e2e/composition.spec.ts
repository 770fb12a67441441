/**
 * The Enter that ends a composition, as Japanese, Chinese and Korean are typed, chooses characters and commits nothing.
 * Compositions here are the browser's own, driven as an input method drives them.
 */
import type { CDPSession, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

interface InputMethod {
  /** Shows a text under composition at the cursor. */
  compose(text: string): Promise<void>;
  /** A key that the input method takes. */
  press(key: string): Promise<void>;
  /** Ends the composition with a text, by Enter. */
  accept(text: string): Promise<void>;
}

/** What browsers say is the code of a key that an input method takes. */
const TAKEN = 229;

async function startInputMethod(page: Page): Promise<InputMethod> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const press = async (key: string) => {
    const event = { key, code: key, windowsVirtualKeyCode: TAKEN };
    await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
    await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  };
  return {
    press,
    compose: async (text) => {
      const { length } = text;
      await session.send("Input.imeSetComposition", { text, selectionStart: length, selectionEnd: length });
    },
    accept: async (text) => {
      await press("Enter");
      await session.send("Input.insertText", { text });
    },
  };
}

/** The keys that the page is told of while something is composed. */
async function watchComposing(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    addEventListener("keydown", ({ key, isComposing }) => isComposing && seen.push(key), true);
  });
  return () => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
}

test("a field of the Inspector", async ({ designer, page }) => {
  await designer.select("loader");
  const field = designer.inspector.getByRole("textbox", { name: "uses", exact: true });
  await field.fill("");
  const seen = await watchComposing(page);
  const method = await startInputMethod(page);
  await method.compose("か");
  await method.compose("かに");
  await method.press("Escape");
  await method.press("Enter");
  await expect(field).toHaveValue("かに");
  await expect(designer.card("loader")).not.toContainText("かに");
  expect(await seen()).toEqual(["Escape", "Enter"]);
});

test("a field takes what was composed when Enter is pressed again", async ({ designer, page }) => {
  await designer.select("loader");
  const field = designer.inspector.getByRole("textbox", { name: "uses", exact: true });
  await field.fill("");
  const method = await startInputMethod(page);
  await method.compose("かに");
  await method.accept("蟹");
  await expect(field).toHaveValue("蟹");
  await expect(designer.card("loader")).not.toContainText("蟹");
  await page.keyboard.press("Enter");
  await expect(designer.card("loader")).toContainText("蟹");
});

test("a field that is left in the middle of a composition takes what stands there, once", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  const field = designer.inspector.getByRole("textbox", { name: "uses", exact: true });
  await field.fill("");
  const method = await startInputMethod(page);
  await method.compose("かに");
  await designer.inspector.getByRole("textbox", { name: "replicas", exact: true }).click();
  await expect(designer.card("loader")).toContainText("かに");
  expect(await designer.text()).toContain("uses: かに\n");
  await page.keyboard.press("Escape");
  await designer.command("Undo");
  await expect(designer.card("loader")).not.toContainText("かに");
});

test("the dialog that renames", async ({ designer, page }) => {
  await designer.select("loader");
  await designer.command("Rename");
  const dialog = page.getByRole("dialog", { name: "Rename loader" });
  const field = dialog.getByRole("textbox");
  await expect(field).toBeFocused();
  await field.fill("");
  const method = await startInputMethod(page);
  await method.compose("かに");
  await method.press("Escape");
  await method.accept("蟹");
  await expect(field).toHaveValue("蟹");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(designer.card("蟹")).toBeVisible();
});

test("the command palette, and the choice of an end", async ({ designer, page }) => {
  const before = await designer.text();
  await page.keyboard.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const search = palette.getByRole("combobox");
  await expect(search).toBeFocused();
  const method = await startInputMethod(page);
  await method.compose("n");
  await expect(search).toHaveValue("n");
  const current = palette.getByRole("option", { selected: true });
  const first = await current.textContent();
  await method.press("ArrowDown");
  await expect(current).toHaveText(first!);
  await method.accept("New");
  await expect(palette).toBeVisible();
  await expect(current).toContainText("New flow");
  await page.keyboard.press("Escape");
  await designer.select("loader");
  await designer.command("Connect");
  const connect = page.getByRole("dialog", { name: "Connect loader to" });
  await expect(connect.getByRole("combobox")).toBeFocused();
  await method.compose("j");
  await method.press("Enter");
  await expect(connect).toBeVisible();
  await page.keyboard.press("Escape");
  expect(await designer.text()).toBe(before);
});

test("the Send form, and the keys of the page", async ({ designer, page }) => {
  await designer.send.getByLabel("Gateway address").fill("");
  const method = await startInputMethod(page);
  await method.compose("か");
  await method.accept("か");
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await expect(designer.send.getByLabel("Gateway address")).toHaveValue("か");
  await designer.select("loader");
  // Keys that an input method takes while the canvas has the focus.
  await method.press("Delete");
  await expect(designer.card("loader")).toBeVisible();
});

test("the text editor: what is composed is one step of undo", async ({ designer, page }) => {
  await designer.open("typed.yml", "jtype: Flow\n# ");
  await designer.tab("YAML");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  const method = await startInputMethod(page);
  await method.compose("k");
  await method.compose("か");
  await method.compose("かに");
  await method.accept("蟹");
  await expect(designer.editor()).toContainText("# 蟹");
  expect(await designer.text()).toBe("jtype: Flow\n# 蟹");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+Z");
  expect(await designer.text()).toBe("jtype: Flow\n# ");
});
