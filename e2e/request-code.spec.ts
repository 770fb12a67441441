/** The request of the Send panel as code, and code that fills it. What the code does, `agreement/code.test.ts` runs. */
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

const FLOW = "jtype: Flow\nexecutors:\n  - name: only\n";

test("the request is copied as code, and pasted code fills the form, which is brought back", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW);
  const address = page.getByLabel("Gateway address");
  const documents = page.getByRole("textbox", { name: "Documents" });
  const code = page.getByRole("dialog", { name: "Request as code" });
  const from = page.getByRole("dialog", { name: "Request from code" });

  await designer.command("Request as code");
  await expect(code.getByRole("alert")).toContainText("The simulator is in this page alone");
  await page.keyboard.press("Escape");
  await expect(code).toHaveCount(0);

  await address.fill("http://localhost:8080");
  await documents.fill("one line");
  await designer.send.getByRole("button", { name: "As code…" }).click();
  await expect(code.getByRole("region", { name: "Code" })).toContainText("Doc(text='one line')");
  // By keys each language is seen before the list is left.
  await code.getByLabel("Language").press("ArrowDown");
  await expect(code.getByRole("region", { name: "Code" })).toContainText("import asyncio");
  await code.getByLabel("Language").selectOption("curl");
  await expect(code.getByRole("region", { name: "Code" })).toContainText(
    "curl http://localhost:8080/default",
  );
  expect(await violationsOn(page, "dialog")).toEqual([]);
  await code.getByRole("button", { name: "Copy" }).click();
  await expect(designer.toast).toContainText("Copied the request as curl");
  await page.keyboard.press("Escape");
  await expect(code).toHaveCount(0);
  // The focus is back on what has opened the dialog.
  await expect(designer.send.getByRole("button", { name: "As code…" })).toBeFocused();

  // By keys alone.
  await address.fill("grpc://localhost:1");
  await documents.fill("another");
  await designer.send.getByRole("button", { name: "From code…" }).press("Enter");
  await expect(from.getByRole("textbox")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+V");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(from).toHaveCount(0);
  await expect(address).toHaveValue("http://localhost:8080");
  await expect(documents).toHaveValue("one line");
  await designer.send.getByRole("button", { name: "Bring back what was here before" }).click();
  await expect(address).toHaveValue("grpc://localhost:1");
  await expect(documents).toHaveValue("another");

  // What is not understood is named, and the code stays.
  await designer.send.getByRole("button", { name: "From code…" }).click();
  await from.getByRole("textbox").fill("from jina import Client\nClient(port=5).post('/x', inputs=docs)");
  await from.getByRole("button", { name: "Fill in" }).click();
  await expect(from.getByRole("status")).toContainText("Filled in: the address and the endpoint.");
  await expect(from.getByRole("list", { name: "Not understood" })).toContainText("Line 2: docs is not known");
  expect(await violationsOn(page, "dialog")).toEqual([]);
  await from.getByRole("button", { name: "Bring back what was there" }).click();
  await expect(address).toHaveValue("grpc://localhost:1");
  await expect(from.getByRole("textbox")).toHaveValue(/port=5/);
});

test("pasted code is the whole request: nothing that was typed for another one goes along", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW);
  const { send } = designer;
  const inputs = send.getByLabel("Inputs");
  const headers = send.getByLabel("Headers");
  const paste = async (text: string) => {
    await designer.command("Request from code");
    const from = page.getByRole("dialog", { name: "Request from code" });
    await from.getByRole("textbox").fill(text);
    await from.getByRole("button", { name: "Fill in" }).click();
    await expect(from).toHaveCount(0);
  };
  await designer.fillSend({
    address: "grpc://localhost:1",
    target: "only",
    size: "1",
    parameters: '{"k": 1}',
  });
  await send.getByText("More", { exact: true }).click();
  await headers.fill("authorization: canary-4711");
  await inputs.selectOption("template");
  // As the page itself prints a document with an array.
  await paste(
    `grpcurl -plaintext -d '{"data": {"docs": {"docs": [{"id": "a", "embedding": {"dense": {"buffer": "AACAPwAAIEA=", "shape": [2], "dtype": "<f4"}}}]}}}' localhost:2 jina.JinaSingleDataRequestRPC/process_single_data`,
  );
  await expect(inputs).toHaveValue("");
  await expect(page.getByRole("textbox", { name: "Documents" })).toHaveValue(
    '{"id": "a", "embedding": [1, 2.5]}',
  );
  await expect(send.getByLabel("Target executor")).toHaveValue("");
  await expect(send.getByLabel("Request size")).toHaveValue("100");
  await expect(send.getByLabel("Parameters")).toHaveValue("");
  // What was typed for one gateway goes to no other.
  await expect(headers).toHaveValue("");
  await paste("from jina import Client\nClient(port=2).post('/report')");
  await expect(inputs).toHaveValue("none");
  await expect(send.getByText("0 docs · 1 request")).toBeVisible();
  await send.getByRole("button", { name: "Bring back what was here before" }).click();
  await expect(inputs).toHaveValue("");
});

test("what is asked in GraphQL, and a stream, are code too, and code fills them in", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW);
  const code = page.getByRole("dialog", { name: "Request as code" });
  const from = page.getByRole("dialog", { name: "Request from code" });
  const text = code.getByRole("region", { name: "Code" });
  await page.getByLabel("Gateway address").fill("grpc://localhost:8080");
  await designer.command("Request as code");
  await expect(text).toContainText("Client");
  await expect(code.getByLabel("What is asked")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(code).toHaveCount(0);
  await page.getByLabel("Gateway address").fill("http://localhost:8080");
  await designer.command("Request as code");
  await code.getByLabel("What is asked").selectOption("GraphQL");
  await expect(text).toContainText("'http://localhost:8080/graphql'");
  await expect(text).toContainText("StrawberryDocumentInput");
  await code.getByLabel("Language").selectOption("grpcurl");
  await expect(code.getByRole("alert")).toContainText("GraphQL is what HTTP gateways may speak");
  await page.keyboard.press("Escape");

  await designer.command("Request from code");
  await from
    .getByRole("textbox")
    .fill(`curl http://localhost:1/graphql -d '{"query": "{ docs { text } }", "variables": {"k": 1}}'`);
  await from.getByRole("button", { name: "Fill in" }).click();
  await expect(from).toHaveCount(0);
  await designer.command("Request as code");
  await code.getByLabel("Language").selectOption("curl");
  await code.getByLabel("What is asked").selectOption("GraphQL");
  await expect(text).toContainText('{"query": "{ docs { text } }", "variables": {"k": 1}}');
  await page.keyboard.press("Escape");

  await designer.command("Request from code");
  await from
    .getByRole("textbox")
    .fill(
      'grpcurl -plaintext -d \'{"header": {"execEndpoint": "/stream"}, "document": {"text": "hi"}}\' localhost:1 jina.JinaSingleDocumentRequestRPC/stream_doc',
    );
  await from.getByRole("button", { name: "Fill in" }).click();
  await expect(from).toHaveCount(0);
  await designer.send.getByText("More", { exact: true }).click();
  await expect(designer.send.getByRole("switch", { name: "Stream as they are generated" })).toBeChecked();
  await expect(page.getByRole("textbox", { name: "Documents" })).toHaveValue("hi");
  await designer.command("Request as code");
  await expect(text).toContainText("client.stream_doc(");
});

test("window, attempts and errors are set, and all of it is reached in both themes on a narrow page too", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW);
  await designer.send.getByText("More", { exact: true }).click();
  const field = designer.send.getByRole("textbox", { name: "Window" });
  await field.fill("9");
  await expect(designer.send).toContainText('The window must be a whole number from 1 to 8, not "9".');
  await designer.send.getByRole("button", { name: "Send" }).click();
  await expect(designer.toast).toContainText("The window must be a whole number from 1 to 8");
  await field.fill("2");
  await designer.send.getByRole("switch", { name: "Continue on error" }).check();
  await designer.send.getByRole("button", { name: "Send" }).click();
  await expect(designer.told).toContainText("Done: 1 response");

  await page.getByLabel("Gateway address").fill("http://localhost:8080");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      for (const label of ["Request as code", "Request from code"]) {
        await designer.command(label);
        const dialog = page.getByRole("dialog", { name: label });
        await expect(dialog.getByRole("button", { name: "Close" })).toBeVisible();
        expect(await violationsOn(page, "dialog")).toEqual([]);
        if (process.env.SHOTS) {
          await page.screenshot({ path: `${process.env.SHOTS}/${label}-${colorScheme}-${width}.png` });
        }
        await page.keyboard.press("Escape");
        await expect(dialog).toHaveCount(0);
      }
      if (width === 1280) {
        expect(await violationsOn(page, ".send")).toEqual([]);
        if (process.env.SHOTS) {
          await page.screenshot({ path: `${process.env.SHOTS}/send-${colorScheme}.png` });
        }
      }
    }
  }
});

for (const [width, height] of [
  [1280, 800],
  [390, 667],
] as const) {
  test(`the field for code takes most of its dialog, which is whole, at ${width} px`, async ({
    designer,
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await expect(designer.card("loader")).toBeVisible();
    await designer.command("Request from code");
    const dialog = page.getByRole("dialog", { name: "Request from code" });
    const field = dialog.getByRole("textbox");
    await expect(field).toBeInViewport({ ratio: 1 });
    await expect(dialog.getByRole("button", { name: "Fill in" })).toBeInViewport({ ratio: 1 });
    const [outer, inner] = [(await dialog.boundingBox())!, (await field.boundingBox())!];
    expect(inner.height).toBeGreaterThan(outer.height / 2);
    expect(inner.width).toBeGreaterThan(outer.width - 48);
    // A line of a program as most are at most.
    expect(width < 800 || inner.width > 740).toBe(true);
  });
}
