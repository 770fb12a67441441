/** What is sent along with requests. What reaches gateways, `agreement/headers.test.ts` asks. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

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
  await report.getByRole("button", { name: "Copy report" }).click();
  parts.push(await report.textContent(), await page.evaluate(() => navigator.clipboard.readText()));
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
