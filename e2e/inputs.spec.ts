/** What is sent beside documents that are typed: files, templates, nothing. How files are read, `client/input` tests. */
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

const FLOW = "jtype: Flow\nexecutors:\n  - name: only\n";

test("files are dropped or chosen and read as they are sent; what is wrong in them is said with its place", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW);
  const inputs = designer.send.getByLabel("Inputs");
  // Dropped on the Send panel, files are sent, and not opened.
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["id,question\n1,red\n2,blue\n3,green\n"], "colours.csv"));
    return data;
  });
  await designer.send.dispatchEvent("dragover", { dataTransfer: dropped });
  await designer.send.dispatchEvent("drop", { dataTransfer: dropped });
  await expect(inputs).toHaveValue("files");
  await expect(designer.send.getByText(/^colours\.csv: /)).toBeVisible();
  await expect(page.getByRole("button", { name: "File flow.yml", exact: true })).toBeVisible();
  await designer.send.getByLabel("Field resolver").fill('{"question": "text"}');
  await designer.fillSend({ size: "2" });
  await designer.pressSend();
  await expect(designer.responses()).toHaveCount(2);
  await expect(designer.responses().first()).toContainText("2 documents sent, 2 back");
  await expect(designer.documents().first()).toContainText("red");
  expect(await violationsOn(page)).toEqual([]);

  // Chosen, by the file dialog; the second document has a fault.
  await designer.chooseInput("lines.ndjson", '{"text": "one"}\n{"text": "two"}\n{"text": }\n');
  await expect(designer.send.getByText(/^lines\.ndjson: /)).toBeVisible();
  await expect(designer.send.getByLabel("Field resolver")).toHaveCount(0);
  await designer.fillSend({ size: "1" });
  await designer.pressSend();
  await expect(
    page.getByText(/lines\.ndjson, line 3, column 10: .* What stands before it was sent\./),
  ).toBeVisible();
  await expect(designer.responses()).toHaveCount(2);

  // A file of JSON holds documents, and can be sent as it is all the same.
  await designer.chooseInput("list.json", '[{"text": "one"},\n {"text": "two"}]');
  const readAs = designer.send.getByLabel("Read as");
  await expect(readAs.locator("option").first()).toHaveText("By the name: documents in JSON");
  await expect(designer.send.getByLabel("Bytes go to")).toHaveCount(0);
  await designer.fillSend({ size: "" });
  await designer.pressSend();
  await expect(designer.responses().first()).toContainText("2 documents sent, 2 back");
  await readAs.selectOption({ label: "A document each, as a blob" });
  await expect(designer.send.getByLabel("Bytes go to")).toBeVisible();
  await designer.pressSend();
  await expect(designer.responses().first()).toContainText("1 document sent, 1 back");
  await readAs.selectOption({ label: "By the name: documents in JSON" });

  // After a reload the page has no files any more, and says so.
  await page.reload();
  await expect(inputs).toHaveValue("files");
  await expect(designer.send.getByText("No file is chosen.")).toBeVisible();
});

test("a later request of a file is stepped through among those before it, up to the last one", async ({
  designer,
  page,
}) => {
  await designer.open("three.yml", "jtype: Flow\nexecutors:\n  - {name: only, uses: A, replicas: 3}\n");
  await designer.send.getByLabel("Inputs").selectOption("files");
  const words = ["one", "two", "three", "four"];
  const lines = words.map((text) => `${JSON.stringify({ text })}\n`).join("");
  await designer.chooseInput("lines.ndjson", `${lines}{"text": }\n`);
  await designer.fillSend({ size: "1" });
  await designer.send.getByRole("button", { name: "Step through" }).click();
  const bar = page.getByRole("region", { name: "Step through" });
  const list = page.getByRole("listbox", { name: "Steps" });
  await expect(bar).toContainText("“one”");
  await expect(list).toContainText("only/rep-1 is sent 1 document: “one”.");
  const steps = page.getByRole("tabpanel", { name: "Steps" });
  const which = steps.getByLabel("Request");
  await which.fill("3");
  await which.press("Enter");
  await expect(bar).toContainText("Request 3 · Step 1 of");
  await expect(bar).toContainText("“three”");
  // Not the one that the first request finds, as if this were alone.
  await expect(list).toContainText("only/rep-0 is sent 1 document: “three”.");
  await expect(steps).toContainText("With the 2 requests before it, as in a run.");
  expect(await violationsOn(page)).toEqual([]);

  // Behind a fault nothing is read, and it is told.
  await which.fill("5");
  await which.press("Enter");
  await expect(designer.told).toContainText("lines.ndjson, line 5");
  await expect(bar).toContainText("Request 3 · Step 1 of");
});

test("a template makes documents; none sends parameters alone; long texts are edited in a window", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW);
  const inputs = designer.send.getByLabel("Inputs");
  await designer.send.getByRole("button", { name: "Edit in a window…" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit documents" });
  await expect(dialog.getByRole("textbox")).toBeFocused();
  await dialog.getByRole("textbox").fill('[{"text": }]');
  await expect(dialog.getByText("Line 1, column 11")).toBeVisible();
  expect(await violationsOn(page, "dialog")).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(designer.send.getByRole("textbox", { name: "Documents" })).toHaveValue('[{"text": }]');

  await inputs.selectOption("template");
  const template = designer.send.getByRole("textbox", { name: "Template" });
  await template.fill("a\nb");
  await expect(designer.send.getByText("The template makes 2 documents, not one.")).toBeVisible();
  await template.fill("number {i}");
  await designer.send.getByLabel("Count").fill("5");
  await designer.send.getByLabel("Interval in ms").fill("10");
  await designer.fillSend({ size: "1" });
  await expect(designer.send.getByText("5 docs · 5 requests")).toBeVisible();
  await designer.pressSend();
  await expect(designer.responses()).toHaveCount(5);
  await designer.responses().nth(4).click();
  await expect(designer.documents().first()).toContainText("number 4");

  await inputs.selectOption("none");
  await designer.fillSend({ parameters: '{"k": 1}' });
  await expect(designer.send.getByText("0 docs · 1 request")).toBeVisible();
  await designer.pressSend();
  await expect(designer.responses()).toHaveCount(1);
  await expect(designer.responses().first()).toContainText("0 documents sent");
});
