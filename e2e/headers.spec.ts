/** What is sent along with requests. What reaches gateways, `agreement/headers.test.ts` asks. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { inflateRawSync } from "node:zlib";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { copiedBy } from "./pages/designer.ts";

const FLOW = "jtype: Flow\nexecutors:\n  - name: only\n";
const CANARY = "canary-4711-secret";
/** In an address, where it has no business. */
const PASSWORD = "canary-4712-password";

test("the value of a header reaches the gateway and nothing else, a password in an address nothing at all: no storage, address, code, log, report or file", async ({
  designer,
  page,
  faults,
}) => {
  const seen: unknown[] = [];
  const gateway = createServer((request, response) => {
    seen.push(request.headers["x-api-key"]);
    response.statusCode = 500;
    response.setHeader("content-type", "text/plain").end("no gateway");
  });
  await new Promise<void>((resolve) => {
    gateway.listen(0, "127.0.0.1", resolve);
  });
  const bound = gateway.address();
  const port = typeof bound === "object" ? bound?.port : 0;
  await designer.open("flow.yml", FLOW);
  await designer.fillSend({ address: `http://someone:${PASSWORD}@127.0.0.1:${port}` });
  await expect(designer.send.getByText("has no user name or password")).toBeVisible();
  await designer.pressSend();
  await expect(designer.toast).toContainText("has no user name or password");
  // The address has been written, without it.
  await expect.poll(() => storageOf(page)).toContain(`127.0.0.1:${port}`);
  expect(await storageOf(page)).not.toContain(PASSWORD);
  await designer.fillSend({ address: `http://127.0.0.1:${port}` });
  await designer.send.getByText("More", { exact: true }).click();
  const headers = designer.send.getByRole("textbox", { name: "Headers" });
  await headers.fill("x-api-key");
  await expect(designer.send.getByText("Headers, line 1, column 1: a header is")).toBeVisible();
  await headers.fill(`x-api-key: ${CANARY}`);
  await expect(designer.send.getByText("Headers, line 1")).toHaveCount(0);
  // Said where it cannot be: a WebSocket of a page has none.
  await designer.fillSend({ address: `ws://127.0.0.1:${port}` });
  await expect(headers).toBeDisabled();
  await designer.fillSend({ address: `http://127.0.0.1:${port}` });
  await expect(headers).toHaveValue(`x-api-key: ${CANARY}`);
  for (const name of ["Timeout", "Return type"]) {
    await designer.send
      .getByRole("textbox", { name, exact: true })
      .fill(name === "Timeout" ? "7.5" : "Answer");
  }
  expect(await violationsOn(page)).toEqual([]);
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Failure" })).toBeVisible();
  await expect.poll(() => seen).toContain(CANARY);

  await designer.command("Request as code");
  const code = page.getByRole("dialog", { name: "Request as code" });
  await expect(code.getByRole("region", { name: "Code" })).toContainText("os.environ['X_API_KEY']");
  const parts = [await code.textContent()];
  await page.keyboard.press("Escape");
  await designer.command("Test connection");
  const report = page.getByRole("dialog", { name: "Test connection" });
  const copied = await copiedBy(page, () => report.getByRole("button", { name: "Copy report" }).click());
  parts.push(await report.textContent(), copied);
  expect(parts.at(-1)).toContain(`127.0.0.1:${port}`);
  await page.keyboard.press("Escape");
  await designer.send.getByRole("button", { name: "Requests…" }).click();
  const requests = page.getByRole("dialog", { name: "Requests" });
  await requests.getByRole("textbox").fill("kept");
  await page.keyboard.press("Enter");
  const [exported] = await Promise.all([
    page.waitForEvent("download"),
    requests.getByRole("button", { name: "Export" }).click(),
  ]);
  parts.push(await readFile(await exported.path(), "utf8"));
  expect(parts.at(-1)).toContain("x-api-key");
  await page.keyboard.press("Escape");
  for (const tab of ["Log", "Runs", "Responses"]) {
    await designer.tab(tab);
    parts.push(await page.locator("body").innerText());
  }
  parts.push(page.url());
  parts.push(await storageOf(page));
  expect(parts.join("\n")).toContain("7.5");
  expect(parts.join("\n")).not.toContain(CANARY);
  expect(parts.join("\n")).not.toContain(PASSWORD);
  // What a browser says of the probes of a gateway that fails and permits nothing.
  const others = faults.splice(0).filter((fault) => !/status of 500|CORS policy|ERR_FAILED/.test(fault));
  expect(others).toEqual([]);
  gateway.closeAllConnections();
  gateway.close();
});

test("secrets among the parameters leave the page only where that is agreed to, and what a gateway repeats of a header does not", async ({
  designer,
  page,
  faults,
}) => {
  const PARAMETER = "canary-4713-parameter";
  let documents: readonly object[] = [];
  const described = {
    paths: { "/post": { post: {} } },
    components: { schemas: { JinaRequestModel: {}, PydanticDocument: {} } },
  };
  const gateway = createServer(async (request, response) => {
    const body = await text(request);
    const status = {
      code: 1,
      description: `refused ${request.headers["x-api-key"]}`,
      exception: { name: "E", args: [`key ${CANARY}`], stacks: [], executor: "X" },
    };
    const times = { startTime: "2026-01-01T00:00:00Z", endTime: "2026-01-01T00:00:01Z" };
    const answer =
      request.url === "/dry_run"
        ? status
        : request.method === "GET"
          ? described
          : {
              header: { requestId: "r", status },
              parameters: JSON.parse(body).parameters,
              routes: [{ executor: "only", ...times, status }],
              data: documents,
            };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    gateway.listen(0, "127.0.0.1", resolve);
  });
  const bound = gateway.address();
  const port = typeof bound === "object" ? bound?.port : 0;
  await designer.open("flow.yml", FLOW);
  await designer.fillSend({
    address: `http://127.0.0.1:${port}`,
    documents: "one line",
    parameters: `{"api_key": "${PARAMETER}"}`,
  });
  await designer.send.getByText("More", { exact: true }).click();
  const headers = designer.send.getByRole("textbox", { name: "Headers" });
  await headers.fill(`x-api-key: ${CANARY}`);
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Exception" })).toContainText("refused");

  await test.step("the test of the connection", async () => {
    await designer.command("Test connection");
    const dialog = page.getByRole("dialog", { name: "Test connection" });
    await expect(dialog.getByRole("region", { name: "Verdict" })).toContainText("refused ••••••");
    const report = await copiedBy(page, () => dialog.getByRole("button", { name: "Copy report" }).click());
    expect(report).toContain("refused ••••••");
    expect(report).not.toContain(CANARY);
    expect(await dialog.textContent()).not.toContain(CANARY);
    await page.keyboard.press("Escape");
  });

  // From now on the page knows it only by what was sent.
  await headers.fill("x-other: another");

  const asked = async (dialog: Locator, button: string, agree: string) => {
    await expect(dialog.getByRole("alert")).toContainText("what looks like a secret (api_key).");
    expect(await dialog.getByRole("alert").textContent()).not.toContain(PARAMETER);
    await expect(dialog.getByRole("button", { name: button })).toBeDisabled();
    expect(await violationsOn(page, "dialog")).toEqual([]);
    await dialog.getByLabel(agree).check();
    await expect(dialog.getByRole("button", { name: button })).toBeEnabled();
  };
  const saved = async (dialog: Locator, button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: button }).click(),
    ]);
    return readFile(await download.path(), "utf8");
  };

  await test.step("answers as files", async () => {
    const dialog = page.getByRole("dialog", { name: "Export answers" });
    for (const kind of [/^NDJSON/, /^CSV/, /^Inputs not answered/, /^JSON/]) {
      await page.getByRole("button", { name: "Export…" }).click();
      await dialog.getByRole("radio", { name: kind }).check();
      const isWhole = String(kind) === "/^JSON/";
      if (isWhole) {
        await asked(dialog, "Download", "Make the file with this in it");
      } else {
        await expect(dialog.getByRole("alert")).toHaveCount(0);
      }
      if (String(kind) === "/^CSV/") {
        await dialog.getByRole("button", { name: "Cancel" }).click();
        continue;
      }
      const file = await saved(dialog, "Download");
      expect(file).not.toContain(CANARY);
      expect(file.includes(PARAMETER)).toBe(isWhole);
    }
  });

  await test.step("code", async () => {
    await designer.command("Request as code");
    const dialog = page.getByRole("dialog", { name: "Request as code" });
    await asked(dialog, "Copy", "Copy the code with this in it");
    expect(await dialog.textContent()).not.toContain(CANARY);
    await page.keyboard.press("Escape");
  });

  await test.step("kept requests", async () => {
    await designer.send.getByRole("button", { name: "Requests…" }).click();
    const dialog = page.getByRole("dialog", { name: "Requests" });
    await dialog.getByRole("textbox").fill("kept");
    await page.keyboard.press("Enter");
    await asked(dialog, "Export", "Export with this in it");
    expect(await saved(dialog, "Export")).not.toContain(CANARY);
    await page.keyboard.press("Escape");
  });

  await test.step("a link", async () => {
    await designer.command("Share link");
    const dialog = page.getByRole("dialog", { name: "Share link" });
    await asked(dialog, "Copy link", "Make the link with this in it");
    const unpacked = async () => {
      const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
      return inflateRawSync(Buffer.from(link.split("=1.")[1]!, "base64url")).toString();
    };
    expect(await unpacked()).toContain(PARAMETER);
    expect(await unpacked()).not.toContain(CANARY);
    await dialog.getByLabel("With the request of the Send panel").uncheck();
    await expect(dialog.getByRole("alert")).toHaveCount(0);
    await expect.poll(unpacked).not.toContain(PARAMETER);
    expect(await unpacked()).not.toContain(`${port}`);
  });

  await test.step("documents that repeat the header", async () => {
    await page.keyboard.press("Escape");
    documents = [{ text: `called by ${CANARY}` }];
    await headers.fill(`x-api-key: ${CANARY}`);
    await designer.pressSend();
    await expect(designer.documents()).toHaveCount(1);
    await page.getByRole("button", { name: "Export…" }).click();
    const dialog = page.getByRole("dialog", { name: "Export answers" });
    await dialog.getByRole("radio", { name: /^NDJSON/ }).check();
    const told = "The documents in the answers hold what looks like a secret (text).";
    await expect(dialog.getByRole("alert")).toContainText(told);
    await expect(dialog.getByRole("alert")).not.toContainText(CANARY);
    await expect(dialog.getByRole("button", { name: "Download" })).toBeDisabled();
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
  // What a browser says of the probes of a gateway that permits nothing.
  expect(faults.splice(0).filter((fault) => !/CORS policy|ERR_FAILED/.test(fault))).toEqual([]);
  gateway.closeAllConnections();
  gateway.close();
});

/** All that the browser keeps of the page. */
function storageOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const kept: unknown[] = [{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const asked = indexedDB.open(name ?? "");
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
      for (const store of database.objectStoreNames) {
        kept.push(
          await new Promise((resolve, reject) => {
            const asked = database.transaction(store).objectStore(store).getAll();
            asked.onsuccess = () => resolve(asked.result);
            asked.onerror = () => reject(asked.error);
          }),
        );
      }
      database.close();
    }
    return JSON.stringify(kept);
  });
}
