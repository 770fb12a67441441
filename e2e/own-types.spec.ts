/** A running Flow of types of its own, as its user meets it: what is opened is seen, and what comes back can be read. */
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";

const TYPED = "jtype: Flow\nwith: {protocol: [grpc, http]}\nexecutors:\n  - {name: typed, uses: Typed}\n";
const EVERYTHING =
  "jtype: Flow\nwith: {protocol: [grpc, http]}\nexecutors:\n  - {name: all, uses: Everything}\n";

/** One pixel. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("forms, stacks and answers of own types are seen whole, and read", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { ports } = await startJina("v2", TYPED);
  const { send } = designer;
  const exception = page.getByRole("region", { name: "Exception" });

  await test.step("a form that is opened comes into view", async () => {
    await designer.fillSend({
      address: `http://localhost:${ports.http}`,
      endpoint: "/seen",
      documents: '{"title": "one", "part": {"name": "p"}, "parts": [{"name": "red"}, {"name": "blue"}]}',
    });
    await send.getByRole("button", { name: "Form of the gateway's types…" }).click();
    const form = send.getByRole("region", { name: "Form of Item" });
    await expect(form.getByText("Item 1 of 1")).toBeInViewport({ ratio: 1 });
    await expect(form.getByLabel("id", { exact: true }).first()).toBeInViewport({ ratio: 1 });
  });

  await test.step("a choice that is left out says so, and stands there once", async () => {
    const options = send.getByRole("combobox", { name: "fresh" }).getByRole("option");
    await expect(options).toHaveText(["left out: false", "true", "false"]);
  });

  await test.step("nothing of what scrolls shows beside the head", async () => {
    const [head, panel] = await Promise.all([
      send.getByRole("banner").or(send.locator("header")).first().boundingBox(),
      send.boundingBox(),
    ]);
    expect(head?.x).toBe(panel?.x);
    expect(head?.width).toBe(panel?.width);
  });

  await test.step("documents within one are called by what they are, in the table and below it", async () => {
    await designer.pressSend();
    await page.getByRole("radio", { name: "As Seen" }).click();
    const table = page.getByRole("table", { name: "Documents of the response as Seen" });
    await expect(table.getByRole("cell", { name: "2 Part: red, blue" })).toBeVisible();
    const id = table.getByRole("row").nth(1).getByRole("cell").first();
    // 32 letters on one line.
    expect((await id.locator("span").boundingBox())?.height).toBeLessThan(24);
    expect(await violationsOn(page, ".responses")).toEqual([]);
    await page.getByRole("radio", { name: /^Documents/ }).click();
    await expect(designer.documents().first()).toContainText("1. red");
    await expect(designer.documents().first()).toContainText("2. blue");
  });

  await test.step("an exception of several lines keeps them, and its stack comes into view", async () => {
    await designer.fillSend({ address: `grpc://localhost:${ports.grpc}`, documents: '{"count": 1}' });
    await designer.pressSend();
    await expect(exception).toContainText("Field required");
    expect(await exception.getByRole("paragraph").first().innerText()).toMatch(/for Item\ntitle\n/);
    await exception.getByText("Stack", { exact: true }).click();
    await expect(exception.locator("pre")).toBeInViewport({ ratio: 0.02 });
    expect(await violationsOn(page, ".responses")).toEqual([]);
  });

  await test.step("executors that are passed by have no end time, and the profile says why", async () => {
    await designer.tab("Profile");
    await page.getByRole("button", { name: "Profile gateway" }).click();
    await expect(page.getByText(/An executor without an end time was passed by/)).toContainText("/");
  });
});

test("files go into the fields of the gateway's own types, and what it would not take is said before", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { ports } = await startJina("v2", EVERYTHING);
  const typed = await startJina("v2", TYPED);
  const { send } = designer;

  await test.step("what the type wants is said while the fields are chosen", async () => {
    await designer.fillSend({ address: `http://localhost:${typed.ports.http}`, endpoint: "/seen" });
    await send.getByLabel("Inputs").selectOption("files");
    await designer.chooseInput("red.png", PICTURE, "image/png");
    await expect(send.getByText(/^red\.png: \d+ bytes\.$/)).toBeVisible();
    await send.getByRole("button", { name: "Ask the gateway for its types" }).click();
    await expect(send).toContainText("Item has no field blob: the gateway passes over what is sent there.");
    await expect(send).toContainText(/The gateway refuses what is no Item: .*title is missing/);
    await send.getByLabel("Bytes go to").fill("raw");
    await expect(send).not.toContainText("has no field");
    await send.getByLabel("Names go to").fill("title");
    await expect(send).not.toContainText("title is missing");
    await expect(send).toContainText("part is missing, and has to be given");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
    await expect(send.getByLabel("Bytes go to")).toHaveValue("raw");
    expect(await violationsOn(page)).toEqual([]);
    await expectWithinWindow(page);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("a gateway that has those fields gives them back", async () => {
    await designer.fillSend({ address: `grpc://localhost:${ports.grpc}`, endpoint: "/" });
    await send.getByLabel("Bytes go to").fill("data");
    await send.getByLabel("Names go to").fill("text");
    await designer.pressSend();
    const document = designer.documents().first();
    await expect(document).toContainText("red.png");
    await expect(document.getByRole("img", { name: /image\/png/ })).toBeVisible();
    await expect(document).toContainText("data");
  });

  await test.step("a template that is not typed yet is no fault", async () => {
    await send.getByLabel("Inputs").selectOption("template");
    await expect(send.getByRole("textbox", { name: "Template" })).toHaveAttribute("aria-invalid", "false");
    await send.getByRole("textbox", { name: "Template" }).fill('{"text": ');
    await expect(send.getByRole("textbox", { name: "Template" })).toHaveAttribute("aria-invalid", "true");
  });
});

test("what a gateway passes over is said of what is typed, made of a template and read of a file, and beside the answer", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { ports } = await startJina("v2", TYPED);
  const { send } = designer;
  const told = (field: string) => `has no ${field}: the gateway passes over what is sent there.`;
  const beside = page.locator(".responses").getByText("the gateway passes over");

  await test.step("the gateway does pass over it, which its answer shows", async () => {
    await designer.fillSend({
      address: `grpc://localhost:${ports.grpc}`,
      endpoint: "/typed",
      documents:
        '[{"title": "one", "titel": "lost", "part": {"name": "p"}}, {"title": "two", "part": {"name": "q", "hue": 3}}]',
    });
    await designer.pressSend();
    await expect(designer.documents().first()).toContainText("one");
    await expect(designer.documents().first()).not.toContainText("lost");
    await expect(beside).toContainText(told("fields titel and part.hue"));
    // The gateway has told its types with the answer.
    await expect(send).toContainText(told("fields titel and part.hue"));
    expect(await violationsOn(page)).toEqual([]);
  });

  await test.step("typed right, nothing is said", async () => {
    await designer.fillSend({ documents: '{"title": "three", "part": {"name": "p"}}' });
    await expect(send).not.toContainText("passes over");
    await designer.pressSend();
    await expect(designer.documents().first()).toContainText("three");
    await expect(beside).toHaveCount(0);
  });

  await test.step("of a template", async () => {
    await send.getByLabel("Inputs").selectOption("template");
    await send.getByRole("textbox", { name: "Template" }).fill('{"title": "t", "headline": "book {i}"}');
    await expect(send).toContainText(told("field headline"));
    await send.getByRole("textbox", { name: "Template" }).fill('{"title": "book {i}"}');
    await expect(send).not.toContainText("passes over");
  });

  await test.step("of a file's columns, until they are led to fields that there are", async () => {
    await send.getByLabel("Inputs").selectOption("files");
    await send.locator('input[type="file"]').setInputFiles({
      name: "books.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("headline,year\nfirst,1999\nsecond,2001\n"),
    });
    await expect(send).toContainText(told("fields headline and year"));
    await send.getByLabel("Field resolver").fill('{"headline": "title", "year": ""}');
    await expect(send).not.toContainText("passes over");
  });

  await test.step("also beside the answer, though rows of a file are not kept", async () => {
    await send.getByLabel("Field resolver").fill('{"headline": "title", "year": "yaer"}');
    await designer.pressSend();
    await expect(designer.responses().first()).toContainText("2 documents sent");
    await expect(beside).toContainText(told("field yaer"));
  });

  await test.step("on a phone too, within the window", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
    await send.getByLabel("Field resolver").fill("");
    await expect(send).toContainText(told("fields headline and year"));
    expect(await violationsOn(page)).toEqual([]);
    await expectWithinWindow(page);
  });
});

test("an endpoint that generates is told before it is asked, and what it gives stands in columns", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { port } = await startJina("v2", "jtype: Flow\nexecutors:\n  - {name: gen, uses: Endpoints}\n");
  const { send } = designer;
  await designer.fillSend({ address: `grpc://localhost:${port}`, endpoint: "/stream", documents: "a" });
  await send.getByRole("button", { name: "Form of the gateway's types…" }).click();
  const offer = send.getByRole("button", { name: "Stream as they are generated" });
  await expect(offer).toBeVisible();
  expect(await violationsOn(page)).toEqual([]);
  await offer.click();
  await expect(offer).toHaveCount(0);
  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(3);
  await expect(designer.documents().nth(2)).toContainText("a 2");
  const starts = await designer
    .documents()
    .first()
    .locator(".document-field > :last-child")
    .evaluateAll((values) => values.map((value) => value.getBoundingClientRect().x));
  expect(new Set(starts).size).toBe(1);
  expect(starts.length).toBeGreaterThan(2);
});

test("what is chosen under Inputs is read whole", async ({ designer }) => {
  const select = designer.send.getByLabel("Inputs");
  await select.selectOption("template");
  const missing = await select.evaluate((element: HTMLElement) => {
    const shown = element.offsetWidth;
    element.style.maxWidth = "none";
    return element.offsetWidth - shown;
  });
  expect(missing).toBe(0);
});
