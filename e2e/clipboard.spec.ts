/** Copy, cut, paste and duplicate with the keys that everyone knows; Find and the list of keys. */
import { GESTURES } from "../src/app/gestures.ts";
import { PANEL_COMMANDS } from "../src/app/panel-commands.ts";
import { COMMANDS } from "../src/store/commands.ts";
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
executors:
  # reads files
  - name: loader
    uses: Loader   # ours
  - name: encoder
    needs: loader
    shards: 2
`;

test.beforeEach(async ({ context, designer }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await designer.open("flow.yml", FLOW);
  await expect(designer.card("encoder")).toBeVisible();
});

test("what is copied is the YAML of the file, and pastes at the pointer under fresh names", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  await page.keyboard.press("ControlOrMeta+C");
  await expect(designer.toast).toContainText('Copied "loader".');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    "# reads files\n- name: loader\n  uses: Loader   # ours\n",
  );
  const box = (await designer.canvas.boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height * 0.75 };
  await page.mouse.move(at.x, at.y);
  await page.keyboard.press("ControlOrMeta+V");
  await expect(designer.card("loader1")).toBeVisible();
  const card = (await designer.card("loader1").boundingBox())!;
  expect(card.x).toBeLessThan(at.x);
  expect(card.x + card.width).toBeGreaterThan(at.x);
  await expect(designer.card("loader1")).toHaveAttribute("aria-label", /^loader1/);
  expect(await designer.text()).toBe(
    FLOW.replace(
      "  - name: encoder",
      "  # reads files\n  - name: loader1\n    uses: Loader   # ours\n    needs: gateway\n  - name: encoder",
    ).replace("    needs: gateway\n", ""),
  );
  await page.keyboard.press("ControlOrMeta+Z");
  expect(await designer.text()).toBe(FLOW);
});

test("YAML from anywhere is pasted, with links by Shift; nonsense says what is wrong and changes nothing", async ({
  designer,
  page,
}) => {
  const put = (text: string) => page.evaluate((content) => navigator.clipboard.writeText(content), text);
  await put("- name: index\n  needs: [encoder, nobody]\n- name: rank\n  needs: index\n");
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("ControlOrMeta+Shift+V");
  await expect(designer.card("rank")).toBeVisible();
  await expect(designer.toast).toContainText("Left out the links to nobody");
  expect(await designer.text()).toBe(
    `${FLOW}  - name: index\n    needs: [encoder]\n  - name: rank\n    needs: index\n`,
  );
  await page.keyboard.press("ControlOrMeta+V");
  await put("a: [");
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  const before = await designer.text();
  await put("a: [");
  await page.keyboard.press("ControlOrMeta+V");
  await expect(designer.toast).toContainText("is no YAML (line 1, column");
  expect(await designer.text()).toBe(before);
});

test("an executor is cut with an offer to undo, and duplicated with its needs", async ({
  designer,
  page,
}) => {
  await designer.select("encoder");
  await page.keyboard.press("ControlOrMeta+D");
  await expect(designer.card("encoder1")).toBeVisible();
  await expect.poll(() => designer.needs()).toContain("loader->encoder1");
  await page.keyboard.press("ControlOrMeta+X");
  await expect(designer.card("encoder1")).toHaveCount(0);
  await expect(designer.toast).toContainText('Cut "encoder1".');
  await designer.toast.getByRole("button", { name: "Undo" }).click();
  await expect(designer.card("encoder1")).toBeVisible();
});

test("fields keep their own copy and paste", async ({ designer, page }) => {
  await designer.select("encoder");
  const field = designer.inspector.getByRole("textbox").first();
  await field.click();
  await page.evaluate(() => navigator.clipboard.writeText("name: x"));
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  await expect(field).toHaveValue("name: x");
  await expect(designer.cards()).toHaveCount(2);
});

test("Find lists executors, by what they are too, and brings one into view", async ({ designer, page }) => {
  await page.keyboard.press("ControlOrMeta+F");
  const dialog = page.getByRole("dialog", { name: "Find executor" });
  await expect(dialog.getByRole("option")).toHaveText([/loader/, /encoder/]);
  await expect(dialog).toContainText("is:sharded");
  await dialog.getByRole("combobox").fill("is:sharded");
  await expect(dialog.getByRole("option")).toHaveText([/encoder/]);
  await dialog.getByRole("combobox").fill("is:odd");
  await expect(dialog).toContainText("There is no is:odd.");
  await dialog.getByRole("combobox").fill("uses:load");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(designer.inspector.getByRole("heading", { name: "loader", exact: true })).toBeVisible();
});

test("links to what is here come with what is pasted, if that is chosen after; what cannot be copied is shown selected", async ({
  designer,
  page,
}) => {
  await page.evaluate((text) => navigator.clipboard.writeText(text), "- name: index\n  needs: encoder\n");
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("ControlOrMeta+V");
  await expect(designer.need("gateway", "index")).toHaveCount(1);
  await expect(designer.toast).toContainText("Left out the links to encoder");
  await designer.toast.getByRole("button", { name: "Paste with its links" }).click();
  await expect(designer.need("encoder", "index")).toHaveCount(1);
  const before = await designer.text();
  expect(before).toBe(`${FLOW}  - name: index\n    needs: encoder\n`);

  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("not allowed", "NotAllowedError"));
  });
  await designer.select("index");
  await page.keyboard.press("ControlOrMeta+X");
  const dialog = page.getByRole("dialog", { name: 'Copy "index"' });
  await expect(dialog.getByRole("textbox")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+C");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(designer.card("index")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("- name: index\n  needs: encoder\n");
});

test("? lists every command, searchable; single keys can be turned off, and stay so", async ({
  designer,
  page,
}) => {
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const listed = await dialog
    .locator("dt")
    .evaluateAll((terms) => terms.map((term) => term.firstChild?.textContent));
  // What has keys comes first.
  const commands = [...COMMANDS, ...PANEL_COMMANDS];
  const inOrder = [
    ...commands.filter(({ keys }) => keys),
    ...GESTURES,
    ...commands.filter(({ keys }) => !keys),
  ];
  expect(listed).toEqual(inOrder.map(({ label }) => label));
  await dialog.getByRole("textbox", { name: "Search commands" }).fill("dupl");
  await expect(dialog.locator("dt")).toHaveText(["Duplicate on the canvas"]);
  await dialog.getByRole("textbox", { name: "Search commands" }).fill("box");
  await expect(dialog.locator("dd")).toHaveText(["Shiftdrag over empty space"]);
  await dialog.getByRole("checkbox").uncheck();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("n");
  await page.keyboard.press("?");
  await expect(dialog).toHaveCount(0);
  await expect(designer.cards()).toHaveCount(2);
  await page.reload();
  await expect(designer.card("encoder")).toBeVisible();
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("n");
  await designer.command("Keyboard shortcuts");
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("n");
  await expect(designer.cards()).toHaveCount(3);
});
