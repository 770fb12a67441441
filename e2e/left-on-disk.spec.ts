/** Where secrets could end up without anybody asking for it: the browser's disk, the other tabs, the addresses of requests. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "./fixtures.ts";
import { killBrowser, startBrowser } from "./own-browser.ts";
import { Designer } from "./pages/designer.ts";

const KEYS = ["canary-5811-first", "canary-5812-second"];
const PASSWORD = "canary-5813-password";
const VARIABLE = "canary-5814-variable";
const FLOW = "jtype: Flow\nexecutors:\n  - name: only\n    uses_with: {api_key: '${{ ENV.API_KEY }}'}\n";
/** What is kept, so that whoever finds none of the others can find something. */
const KEPT = "kept-5815-document";

/** Whether any file below a folder has the text, as a browser may write it. */
async function isOnDisk(folder: string, words: string): Promise<boolean> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile())) {
    // The browser takes files away while it runs.
    const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
    if (bytes.includes(words) || bytes.includes(Buffer.from(words, "utf16le"))) {
      return true;
    }
  }
  return false;
}

test("headers, passwords and secret variables of two tabs are on no disk, in no address and in no message between tabs", async ({
  server,
}) => {
  test.setTimeout(120_000);
  const gateway = createServer(async (request, response) => {
    await text(request);
    const status = { code: 1, description: `refused ${request.headers["x-api-key"]}`, exception: null };
    const answer =
      request.method === "GET"
        ? { paths: { "/post": { post: {} } }, components: { schemas: { JinaRequestModel: {} } } }
        : { header: { requestId: "r", status }, parameters: {}, routes: [], data: [] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    gateway.listen(0, "127.0.0.1", resolve);
  });
  const bound = gateway.address();
  const port = typeof bound === "object" ? bound?.port : 0;
  const profile = await mkdtemp(join(tmpdir(), "designer-disk-"));
  const browser = await startBrowser(profile);
  const said: string[] = [];
  const messages: string[] = [];
  try {
    const open = async () => {
      const page = await browser.page();
      await page.setViewportSize({ width: 1280, height: 800 });
      page.on("request", (request) => said.push(request.url(), request.headers().referer ?? ""));
      page.on("websocket", (socket) => said.push(socket.url()));
      await page.exposeFunction("noteMessage", (message: string) => messages.push(message));
      await page.addInitScript(() => {
        // No test can answer its dialog.
        Object.assign(globalThis, { showOpenFilePicker: undefined });
        const { noteMessage } = globalThis as unknown as { noteMessage: (message: string) => void };
        const { postMessage } = BroadcastChannel.prototype;
        BroadcastChannel.prototype.postMessage = function (message: unknown) {
          noteMessage(
            JSON.stringify(message, (_, value: unknown) => (value instanceof Map ? [...value] : value)),
          );
          postMessage.call(this, message);
        };
      });
      await page.goto(server.url);
      const designer = new Designer(page);
      await designer.ready();
      await expect(designer.send.getByLabel("Documents")).toBeVisible();
      return designer;
    };
    const one = await open();
    await one.open("secrets.yml", FLOW);
    // The tab that is opened next has what the last one has kept.
    await expect.poll(() => isOnDisk(profile, "secrets.yml")).toBe(true);
    const two = await open();
    await expect(two.card("only")).toBeVisible();
    for (const [at, designer] of [one, two].entries()) {
      const { page, send } = designer;
      await page.bringToFront();
      const settings = () => page.evaluate(() => localStorage.getItem("jina-flow-designer.settings"));
      await designer.fillSend({ address: `http://someone:${PASSWORD}@127.0.0.1:${port}`, documents: KEPT });
      await expect.poll(settings).toContain(`"address":"http://127.0.0.1:${port}"`);
      await designer.fillSend({ address: "" });
      await send.getByText("Host, port, protocol, TLS", { exact: true }).click();
      await send.getByRole("textbox", { name: "Host" }).fill(`someone:${PASSWORD}@127.0.0.1`);
      await expect.poll(settings).toContain('"host":"127.0.0.1"');
      await send.getByRole("textbox", { name: "Host" }).fill("");
      await designer.fillSend({ address: `http://127.0.0.1:${port}` });
      await send.getByText("More", { exact: true }).click();
      await send.getByRole("textbox", { name: "Headers" }).fill(`x-api-key: ${KEYS[at]}`);
      await designer.pressSend();
      await expect(page.getByText(`refused ${KEYS[at]}`).first()).toBeVisible();
      await designer.tab("Variables");
      const variable = page.locator('[data-variable="API_KEY"] input');
      await variable.fill(VARIABLE);
      await variable.press("Enter");
      await designer.tab("Inspector");
      await designer.select("only");
      await designer.setField("name", `only${at}`);
      await designer.setField("name", "only");
    }
    await expect.poll(() => messages.length).toBeGreaterThan(0);
    await two.page.reload();
    await two.ready();
    await two.send.getByText("More", { exact: true }).click();
    await expect(two.send.getByRole("textbox", { name: "Headers" })).toHaveValue("");
    await expect(two.send.getByLabel("Documents")).toHaveValue(KEPT);
    await expect.poll(() => isOnDisk(profile, KEPT)).toBe(true);
  } finally {
    await killBrowser(browser);
    gateway.closeAllConnections();
    gateway.close();
  }
  try {
    expect(said.join("\n")).toContain("/relay/");
    for (const secret of [...KEYS, PASSWORD, VARIABLE]) {
      expect(said.join("\n")).not.toContain(secret);
      expect(messages.join("\n")).not.toContain(secret);
      expect(await isOnDisk(profile, secret), `${secret} is on the disk`).toBe(false);
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
