/** Runs are kept: which there were, of which file, one of them again, and two of them compared. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { freePort } from "../src/bridge/test-ports.ts";
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";

const ONE = "jtype: Flow\nexecutors:\n  - name: one\n";
const TWO = "jtype: Flow\nexecutors:\n  - name: two\n";

async function checkEverywhere(page: Page, what: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      if (width < 700) {
        const places = page.getByRole("navigation", { name: "Panels" });
        await places.getByRole("button", { name: "Send" }).click();
        await page.getByRole("tab", { name: "Runs" }).click();
        await page.getByLabel("Compare with").selectOption({ index: 1 });
        await expect(page.getByRole("table", { name: "Fields that differ" })).toBeVisible();
      }
      await expect(page.getByRole("tabpanel", { name: "Runs" })).toBeVisible();
      expect(await violationsOn(page), `${what}, ${colorScheme}, ${width}`).toEqual([]);
      await expectWithinWindow(page, `${what}, ${colorScheme}, ${width}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** One pixel. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";

test("documents are shown by what they hold: pictures, arrays, and matches with their scores; code is text", async ({
  designer,
  page,
}) => {
  await designer.open("one.yml", ONE);
  const sent = {
    text: "<img src=x onerror=alert(1)>",
    uri: `data:text/html;base64,${PNG}`,
    modality: `data:image/svg+xml;base64,${Buffer.from("<svg onload='x()'/>").toString("base64")}`,
    embedding: [3, 4],
    matches: [
      { text: "near", scores: { cosine: { value: 0.25 } }, chunks: [{ text: "part of it" }] },
      { text: "far", scores: { cosine: { value: 0.75 } } },
    ],
  };
  const tags = '"tags": {"__proto__": {"polluted": 1}}';
  await designer.fillSend({ documents: JSON.stringify([sent]).replace(/\}\]$/, `, ${tags}}]`) });
  await designer.pressSend();
  const shown = designer.documents().first();
  await expect(shown).toContainText("<img src=x onerror=alert(1)>");
  await expect(shown).toContainText("__proto__");
  await expect(shown).toContainText("dimension 2, norm 5, from 3 to 4");
  // The bytes say what it is, not what it is called; SVG is code.
  await expect(shown.getByRole("img", { name: /image\/png, 70 bytes/ })).toHaveJSProperty("naturalWidth", 1);
  await expect(shown.locator("img")).toHaveCount(1);
  const match = shown.getByText("1. near cosine 0.25");
  await match.focus();
  await page.keyboard.press("Enter");
  await shown.getByText("1. part of it").click();
  await expect(shown.locator("details[open] details[open]")).toHaveCount(1);
  await expect(shown).toContainText("2. far cosine 0.75");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violationsOn(page), colorScheme).toEqual([]);
  }
  expect(await page.evaluate(() => "polluted" in {})).toBe(false);
});

test("runs are listed, shown again, told from the open file, sent again and compared", async ({
  designer,
  page,
}) => {
  const origin = page.getByTestId("run-origin");
  const rows = page.getByRole("list", { name: "Runs, latest first" }).getByRole("listitem");
  const pick = (index: number) => rows.nth(index).getByRole("button");

  await test.step("what is shown says which run it is, and of which file", async () => {
    await designer.open("one.yml", ONE);
    await designer.fillSend({ documents: "first\nsecond", parameters: "" });
    await designer.pressSend();
    await expect(designer.documents()).toHaveCount(2);
    await expect(origin).toContainText("one.yml");
    await expect(origin).toContainText("simulator:");
    await expect(designer.card("one")).toContainText("ms");
    await expect(origin).not.toContainText("of another file");
  });

  await test.step("the answers are downloaded as a table, with the columns that were chosen", async () => {
    await page.getByRole("button", { name: "Export…" }).click();
    const dialog = page.getByRole("dialog", { name: "Export answers" });
    await expect(dialog.getByRole("radio", { name: /^Inputs not answered/ })).toBeDisabled();
    await dialog.getByRole("radio", { name: /^CSV/ }).check();
    await dialog.getByRole("checkbox", { name: "id", exact: true }).uncheck();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Download" }).click(),
    ]);
    await expect(dialog).toHaveCount(0);
    expect(download.suggestedFilename()).toMatch(/^answers-\d+\.csv$/);
    const [head, first, second] = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect(head?.split(",")).toContain("text");
    expect(head?.split(",")).not.toContain("id");
    expect([first, second]).toEqual([expect.stringContaining("first"), expect.stringContaining("second")]);
  });

  await test.step("another file's answers are marked, and stand on no card", async () => {
    await designer.open("two.yml", TWO);
    await expect(designer.card("two")).toBeVisible();
    await expect(origin).toContainText("of another file");
    await expect(designer.documents()).toHaveCount(2);
    await designer.tab("Profile");
    await expect(origin).toContainText("of another file");
  });

  await test.step("a run of this file is marked once the file has changed", async () => {
    await designer.fillSend({ documents: "first\nother", size: "1" });
    await designer.pressSend();
    await expect(origin).toContainText("two.yml");
    await expect(origin).not.toContainText("of ");
    const spread = page.getByRole("region", { name: "Times over all answers" });
    await expect(spread.getByRole("row", { name: /^two / })).toContainText("ms");
    await expect(page.locator(".waterfall")).toContainText("critical path");
    expect(await violationsOn(page)).toEqual([]);
    await designer.select("two");
    await designer.setField("name", "deux");
    await expect(designer.card("deux")).toBeVisible();
    await expect(origin).toContainText("of the file before it was changed");
  });

  await test.step("the older run is chosen by keys, and its answers are there again", async () => {
    await designer.tab("Runs");
    await expect(rows).toHaveCount(2);
    await expect(pick(0)).toHaveAttribute("aria-current", "true");
    await expect(pick(0)).toContainText("text 1");
    await pick(0).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(pick(1)).toHaveAttribute("aria-current", "true");
    await expect(origin).toContainText("one.yml");
    await designer.tab("Responses");
    await expect(designer.documents().last()).toContainText("second");
    await designer.tab("Runs");
  });

  await test.step("two runs are compared field by field", async () => {
    await page.getByLabel("Compare with").selectOption({ index: 1 });
    const differing = page.getByRole("table", { name: "Fields that differ" });
    await expect(differing).toContainText('"second"');
    await expect(differing).toContainText('"other"');
    await expect(page.getByRole("table", { name: "Times of both runs" })).toContainText("Roundtrip");
    await checkEverywhere(page, "a comparison");
  });

  await test.step("it is sent again as it was, through the Flow as it is now", async () => {
    await page.getByRole("button", { name: "Resend all" }).click();
    await expect(rows).toHaveCount(3);
    await expect(pick(0)).toHaveAttribute("aria-current", "true");
    await expect(pick(0)).toContainText("2 documents");
    await expect(pick(0)).toContainText("text 2");
    await expect(origin).toContainText("two.yml");
  });
});

test("what could not be sent, and so has no times, says which run it is, and where that went", async ({
  designer,
  page,
}) => {
  await designer.open("one.yml", ONE);
  const address = `grpc://localhost:${await freePort()}`;
  await designer.fillSend({ documents: "first", address });
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Failure" })).toBeVisible();
  await designer.fillSend({ address: "simulator:" });
  for (const tab of ["Responses", "Profile"]) {
    await designer.tab(tab);
    await expect(page.getByTestId("run-origin")).toContainText(`one.yml${address}`);
  }
});

test("what a stopped run has not read is counted and sent; a run under way stands in Runs", async ({
  designer,
  page,
}) => {
  await designer.open("one.yml", ONE);
  const { send } = designer;
  await send.getByLabel("Inputs").selectOption("template");
  await send.getByRole("textbox", { name: "Template" }).fill("number {i}");
  await send.getByLabel("Count").fill("1000");
  await send.getByLabel("Interval in ms").fill("100");
  await designer.fillSend({ size: "1" });
  await designer.pressSend();
  await expect.poll(() => designer.responses().count()).toBeGreaterThan(2);
  await designer.tab("Runs");
  const runs = page.getByRole("tabpanel", { name: "Runs" });
  const first = page.locator("[data-run-id]").first();
  await expect(first).toContainText("running");
  await expect(first).toContainText(/\d+ of \d+ answered/);
  await expect(runs.getByRole("status")).toContainText("Running:");
  expect(await violationsOn(page, ".runs")).toEqual([]);
  await runs.getByRole("button", { name: "Stop" }).click();
  // What was on its way is answered, and shown.
  await designer.tab("Runs");
  await expect(first).toContainText("Stopped:");
  const says = runs.getByText(/^Of 1,000 documents of a template, \d+ documents were not read before/);
  await expect(says).toBeVisible();
  const left = Number(/template, (\d+)/.exec((await says.textContent())!)![1]);
  expect(left).toBeGreaterThan(500);

  await designer.tab("Responses");
  await page.getByRole("button", { name: "Export…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export answers" });
  await expect(dialog).toContainText(`${left} documents were not read before the run ended, and not sent.`);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page
    .getByRole("tabpanel", { name: "Responses" })
    .getByRole("button", { name: `Send the ${left} documents that were not read` })
    .click();
  await designer.tab("Runs");
  await expect(page.locator("[data-run-id]")).toHaveCount(2);
  await expect(first).toContainText("running");
  await designer.tab("Responses");
  await expect(designer.documents().first()).toContainText(`number ${1000 - left}`);
  await send.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("tabpanel", { name: "Responses" })).toContainText("stopped");
});

test("the executor that the gateway cannot reach is named, and told on its card", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const flow = `jtype: Flow
executors:
  - {name: own, uses: Append}
  - {name: away, external: true, host: localhost, port: ${await freePort()}}
`;
  const { port } = await startJina("v1", flow);
  await designer.open("away.yml", flow);
  await designer.fillSend({ documents: "a", endpoint: "/", address: `grpc://localhost:${port}` });
  await designer.pressSend();
  const failure = page.getByRole("region", { name: "Failure" });
  await expect(failure).toContainText("The executor away may be down", { timeout: 30_000 });
  await expect(designer.card("away")).toContainText("did not answer");
  await expect(designer.card("own")).not.toContainText("did not answer");
});

test("what failed is in view, is sent again where it is seen, and is compared with the requests it was", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const flow = "jtype: Flow\nexecutors:\n  - {name: own, uses: Fail}\n";
  const { port } = await startJina("v2", flow);
  await designer.open("fail.yml", flow);
  const texts = Array.from({ length: 40 }, (_, at) => (at === 25 ? "FAIL here" : `number ${at + 1}`));
  await designer.fillSend({
    documents: texts.join("\n"),
    size: "1",
    endpoint: "/",
    address: `grpc://localhost:${port}`,
  });
  await designer.pressSend();
  const responses = page.getByRole("tabpanel", { name: "Responses" });
  await expect(responses).toContainText("Sending ended with the first error, as Continue on error is off.");
  const failed = responses.getByRole("button", { name: /^error 26\. / });
  await expect(failed).toHaveAttribute("aria-current", "true");
  await expect(failed).toBeInViewport({ ratio: 1 });

  const turnOn = responses.getByRole("button", { name: "Turn it on" });
  await expect(turnOn).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
  await page.getByRole("tab", { name: "Responses" }).click();
  await expect(turnOn).toBeInViewport({ ratio: 1 });
  await expect(failed).toBeInViewport({ ratio: 1 });
  const hasFocus = () => responses.evaluate((panel) => panel.contains(document.activeElement));
  await turnOn.press("Enter");
  await expect(responses).toContainText("as Continue on error was off. It is on now.");
  await expect.poll(hasFocus).toBe(true);
  expect(await violationsOn(page)).toEqual([]);

  const resend = responses.getByRole("button", { name: /^Resend \d+ requests? failed or not sent$/ });
  const again = Number(/\d+/.exec((await resend.textContent())!)![0]);
  await resend.press("Enter");
  await expect(responses).toContainText(`${again - 1} of ${again} answered, 1 failed`);
  await expect.poll(hasFocus).toBe(true);

  await designer.tab("Runs");
  const other = page.getByLabel("Compare with");
  const comparison = page.getByRole("region", { name: "Comparison of two runs" });
  // What is chosen by keys is what is seen, before the list is left.
  await other.press("ArrowDown");
  await expect(comparison).toContainText(`Compared are the ${again} of 40 documents that both runs sent`);
  // What failed both times, failed in the same way; what was answered the first time was not sent again.
  await expect(comparison).not.toContainText(/Request ([1-9]|1\d|2[0-6])\b/);
  await expect(comparison).not.toContainText("FAIL here");

  // Who has mended the address sends what failed there.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("tab", { name: "Responses" }).click();
  await expect(resend).toBeVisible();
  await expect(responses.getByRole("button", { name: /^Resend .* to / })).toHaveCount(0);
  const next = await startJina("v2", "jtype: Flow\nexecutors:\n  - {name: other}\n");
  const there = `grpc://localhost:${next.port}`;
  await designer.fillSend({ address: there });
  await expect(responses).toContainText("Another Flow may answer there");
  const elsewhere = responses.getByRole("button", {
    name: `Resend 1 request failed or not sent to ${there}`,
  });
  await elsewhere.press("Enter");
  await expect(responses).toContainText("1 of 1 answered");
  await expect(responses.getByTestId("run-origin")).toContainText(there);
  await expect(elsewhere).toHaveCount(0);
  await designer.tab("Runs");
  const all = page.getByRole("button", { name: `Resend all to ${there}` });
  await expect(all).toHaveCount(0);
  await page
    .getByRole("button", { name: /1 failed/ })
    .first()
    .click();
  await expect(all).toBeVisible();
});
