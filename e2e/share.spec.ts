/**
 * A Flow in a link: made, opened by somebody else, and links that strangers send. What may stand in one,
 * `src/store/share-link.test.ts` tries.
 */
import { deflateRawSync } from "node:zlib";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Designer } from "./pages/designer.ts";

const FLOW = "jtype: Flow\nexecutors:\n  - name: shared # my note\n  - name: next\n";

test("a Flow goes as a link to another browser, with its places and its request, and is not sent", async ({
  designer,
  page,
  server,
  browser,
}) => {
  await designer.open("small.yml", FLOW);
  await expect(designer.card("shared")).toBeVisible();
  await designer.fillSend({ documents: "try this", address: "grpc://localhost:1" });
  await designer.select("shared");
  await designer.card("shared").focus();
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press("Shift+ArrowDown");
  }
  await designer.command("Share link");
  const dialog = page.getByRole("dialog", { name: "Share link" });
  await expect(dialog.getByRole("status")).toHaveText(/^\d{3} characters\.$/);
  expect(await violationsOn(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await expect(dialog).toHaveCount(0);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.startsWith(`${server.origin}/#flow=1.`)).toBe(true);

  // Beside the token of a launch, in a browser that has never been here.
  const context = await browser.newContext();
  const other = new Designer(await context.newPage());
  await other.page.goto(`${server.url}&${link.slice(link.indexOf("#") + 1)}`);
  await expect(other.toast).toContainText(
    "Opened small.yml from the link. Its request is in the Send panel.",
  );
  await expect(other.card("shared")).toBeVisible();
  await other.ready();
  const [shared, next] = [await other.card("shared").boundingBox(), await other.card("next").boundingBox()];
  expect(shared!.y).toBeGreaterThan(next!.y + 20);
  await expect(other.send.getByLabel("Documents")).toHaveValue("try this");
  await expect(other.send.getByLabel("Gateway address")).toHaveValue("simulator:");
  await expect(other.responses()).toHaveCount(0);
  await expect.poll(() => other.page.evaluate(() => location.hash)).toBe("");
  expect(await other.page.evaluate(() => Object.keys(sessionStorage).join())).toContain("token");
  const tabs = other.page.getByRole("navigation", { name: "Open files" }).getByRole("button");
  const count = await tabs.count();
  await other.page.reload();
  await expect(other.card("shared")).toBeVisible();
  await expect(tabs).toHaveCount(count);
  expect(await other.text()).toBe(FLOW);

  // The same link again leads to the file that is open, and once that is changed to another one.
  await other.page.evaluate((hash) => location.assign(hash), link.slice(link.indexOf("#")));
  await expect(other.toast).toContainText("small.yml from the link is open already.");
  await expect(tabs).toHaveCount(count);
  await other.select("next");
  await other.page.keyboard.press("Delete");
  await expect(other.card("next")).toHaveCount(0);
  await other.page.evaluate((hash) => location.assign(hash), link.slice(link.indexOf("#")));
  await expect(other.toast).toContainText("Opened small-2.yml from the link.");
  await expect(other.card("next")).toBeVisible();
  await context.close();
});

test("of a long link the beginning is shown, and a copy of what is shown is all of it", async ({
  designer,
  page,
}) => {
  const noise = Array.from({ length: 25_000 }, (_, at) => ((at * 7919) % 36 ** 3).toString(36)).join("");
  await designer.open("small.yml", `${FLOW}# ${noise}\n`);
  await expect(designer.card("shared")).toBeVisible();
  await designer.command("Share link");
  const dialog = page.getByRole("dialog", { name: "Share link" });
  const link = dialog.getByRole("textbox", { name: "Link" });
  await expect(dialog).toContainText("Only its beginning is shown");
  expect((await link.inputValue()).length).toBe(20_000);
  // Selected as the field gets the focus.
  await link.focus();
  await page.keyboard.press("ControlOrMeta+C");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.length).toBeGreaterThan(20_000);
  // A part of it is that part.
  await link.evaluate((field) => (field as HTMLTextAreaElement).setSelectionRange(0, 4));
  await page.keyboard.press("ControlOrMeta+C");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(copied.slice(0, 4));
  expect(await violationsOn(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(copied);
});

test("what was agreed to is asked anew once another tab has put another secret into the Flow", async ({
  designer,
  page,
  server,
}) => {
  await designer.open("small.yml", `${FLOW}    env: {API_KEY: a1b2c3d4e5}\n`);
  await expect(designer.card("shared")).toBeVisible();
  const other = new Designer(await page.context().newPage());
  await expect(async () => {
    await other.page.goto(server.url);
    await expect(other.card("shared")).toBeVisible();
  }).toPass();
  await page.bringToFront();
  await designer.command("Share link");
  const dialog = page.getByRole("dialog", { name: "Share link" });
  const link = dialog.getByRole("textbox", { name: "Link" });
  await dialog.getByLabel("Make the link with this in it").check();
  await expect(link).toHaveValue(/#flow=1\./);
  await other.page.bringToFront();
  await other.retype(`${FLOW}    env: {API_KEY: a1b2c3d4e5, DB_PASSWORD: f6a7b8c9d0}\n`);
  await page.bringToFront();
  await expect(dialog.getByRole("alert")).toContainText("DB_PASSWORD");
  await expect(link).toHaveCount(0);
  await expect(dialog.getByLabel("Make the link with this in it")).not.toBeChecked();
});

test("secrets have to be agreed to, and links that are no Flow are told and change nothing", async ({
  designer,
  page,
  server,
}) => {
  const text = `${FLOW}    env: {API_KEY: a1b2c3d4e5}\n`;
  await designer.open("small.yml", text);
  await expect(designer.card("shared")).toBeVisible();
  await designer.fillSend({ parameters: '{"api_key": "a1b2c3d4e5"}' });
  await designer.command("Share link");
  const dialog = page.getByRole("dialog", { name: "Share link" });
  const link = dialog.getByRole("textbox", { name: "Link" });
  await expect(dialog.getByRole("alert")).toContainText("Line 5: The API_KEY of next holds a secret");
  await expect(dialog.getByRole("button", { name: "Copy link" })).toBeDisabled();
  await expect(link).toHaveCount(0);
  await dialog.getByLabel("Make the link with this in it").check();
  await expect(link).toHaveValue(/#flow=1\./);
  // Agreed to was what was listed then.
  await expect(dialog.getByRole("alert")).toContainText("holds what looks like a secret (api_key)");
  await dialog.getByLabel("With the request of the Send panel").uncheck();
  await expect(dialog.getByRole("alert")).not.toContainText("Send panel");
  await expect(link).toHaveCount(0);
  await dialog.getByRole("button", { name: "Close" }).click();

  const tabs = page.getByRole("navigation", { name: "Open files" }).getByRole("button");
  const before = await tabs.allTextContents();
  const bomb = deflateRawSync(Buffer.alloc(60_000_000)).toString("base64url");
  for (const [sent, why] of [
    ["1.q1YqSyxKzlCyUlBKyUksSVWq", "cut off, or was changed on the way"],
    ["7.AAAA", "made by a newer version of the Designer"],
    [`1.${bomb}`, "unpacks to more than 10 MB"],
  ]) {
    const address = `${server.origin}/#flow=${sent}`;
    await page.goto(address);
    const told = page.getByRole("dialog", { name: "Link not opened" });
    await expect(told.getByRole("alert")).toContainText(why!);
    // Told once: the address is without it, and the dialog has it.
    await expect.poll(() => page.evaluate(() => location.hash)).toBe("");
    await expect(told.getByRole("textbox", { name: "Link" })).toHaveValue(address.slice(0, 20_000));
    if (sent === "7.AAAA") {
      expect(await violationsOn(page, "dialog[open]")).toEqual([]);
      await told.getByRole("button", { name: "Copy link" }).click();
      await expect(designer.toast).toContainText("Copied the link.");
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
      await page.reload();
      await expect(designer.card("shared")).toBeVisible();
      await designer.ready();
    } else {
      await told.getByRole("button", { name: "Close" }).click();
    }
    await expect(told).toHaveCount(0);
    await expect(page.getByRole("button", { name: "File small.yml", exact: true })).toBeVisible();
    await expect(tabs).toHaveText(before);
  }
  expect(await designer.text()).toBe(text);
});
