/** Requests that are kept with the file under names: what their file may hold, `src/store/kept-requests.test.ts` tries. */
import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures.ts";

const FLOW = "jtype: Flow\nexecutors:\n  - name: only\n";

test("requests are kept over a reload, filled in, sent, exported, removed and imported", async ({
  designer,
  page,
}) => {
  await designer.open("small.yml", FLOW);
  await expect(designer.card("only")).toBeVisible();
  const documents = page.getByRole("textbox", { name: "Documents" });
  const dialog = page.getByRole("dialog", { name: "Requests" });
  const rows = dialog.getByRole("list", { name: "Kept requests" }).getByRole("listitem");
  const openDialog = async () => {
    await designer.send.getByRole("button", { name: "Requests…" }).click();
    await expect(dialog).toBeVisible();
  };

  await designer.send.getByLabel("Endpoint").fill("/search");
  await documents.fill("a kept line");
  // By keys alone: the focus is in the name.
  await designer.send.getByRole("button", { name: "Requests…" }).press("Enter");
  await expect(dialog.getByRole("textbox")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toHaveText("Give the request a name.");
  await page.keyboard.type("search");
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await documents.fill("something else");
  await page.reload();
  await expect(designer.card("only")).toBeVisible();
  await expect(documents).toHaveValue("something else");
  await openDialog();
  await dialog.getByRole("button", { name: "Fill in search" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(documents).toHaveValue("a kept line");
  await designer.send.getByRole("button", { name: "Bring back what was here before" }).click();
  await expect(documents).toHaveValue("something else");

  await openDialog();
  await dialog.getByRole("button", { name: "Send search" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(designer.responses()).not.toHaveCount(0);
  await expect(documents).toHaveValue("a kept line");

  await openDialog();
  await dialog.getByRole("button", { name: "Rename search" }).click();
  await expect(dialog.getByLabel("New name of search")).toBeFocused();
  await page.keyboard.type("find");
  await page.keyboard.press("Enter");
  await expect(rows).toContainText("find");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Export" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("small.requests.json");
  const buffer = await readFile(await download.path());
  expect(JSON.parse(buffer.toString())).toMatchObject({
    requests: [{ name: "find", address: "simulator:", form: { documents: "a kept line" } }],
  });

  await dialog.getByRole("button", { name: "Remove find" }).click();
  await expect(rows).toHaveCount(0);
  await dialog.getByRole("button", { name: "Bring back find" }).click();
  await expect(rows).toHaveCount(1);
  await dialog.getByRole("button", { name: "Remove find" }).click();
  await expect(rows).toHaveCount(0);
  const input = dialog.locator("input[type=file]");
  const mimeType = "application/json";
  await input.setInputFiles({ name: "bad.json", mimeType, buffer: Buffer.from("[]") });
  await expect(dialog.getByRole("alert")).toContainText("bad.json: The file holds no requests");
  await input.setInputFiles({ name: "small.requests.json", mimeType, buffer });
  await expect(rows).toContainText("find");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
});
