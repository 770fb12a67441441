/** What the browser fetches before the first executor is on screen, read from the network. */
import { readdirSync } from "node:fs";
import { expect, test } from "./fixtures.ts";

/** Bytes on the wire. */
const LIMIT = 200 * 1000;

test("every byte of JavaScript before the first executor is at most 200 kB, and late parts stay away", async ({
  page,
  server,
  faults: _,
}) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const scripts = new Map<string, { url: string; bytes: number; encoding: string }>();
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    if (type === "Script" || /\.m?js(\?|$)/.test(response.url) || response.mimeType.includes("javascript")) {
      const encoding = response.headers["content-encoding"] ?? response.headers["Content-Encoding"] ?? "";
      scripts.set(requestId, { url: response.url, bytes: 0, encoding });
    }
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script) {
      script.bytes = encodedDataLength;
    }
  });
  // Counted until the first card is in the page, with all that was asked for until then.
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      const card = document.querySelector("[data-executor]");
      if (card && card.getBoundingClientRect().width > 0 && getComputedStyle(card).visibility === "visible") {
        observer.disconnect();
        performance.mark("first-executor");
      }
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(server.url);
  await expect(page.locator('[data-executor="loader"]')).toBeVisible();
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName("first-executor").length)).toBe(1);
  const early = await page.evaluate(() => {
    const at = performance.getEntriesByName("first-executor")[0]!.startTime;
    return performance
      .getEntriesByType("resource")
      .filter(({ startTime }) => startTime <= at)
      .map(({ name }) => name);
  });
  const counted = [...scripts.values()].filter(({ url }) => early.includes(url));
  expect(counted.length).toBeGreaterThan(0);
  for (const { encoding, url } of counted) {
    expect(encoding, url).toMatch(/^(br|gzip)$/);
  }
  const bytes = counted.reduce((sum, script) => sum + script.bytes, 0);
  test
    .info()
    .annotations.push({ type: "JavaScript before the first executor", description: `${bytes} bytes` });
  expect(bytes, counted.map(({ url, bytes: size }) => `${url} ${size}`).join("\n")).toBeLessThanOrEqual(
    LIMIT,
  );
  expect(early.filter((url) => /mermaid|yaml-editor|plot/.test(url))).toEqual([]);
});

test("mermaid and the text editor come when their tabs are opened, and not before", async ({
  designer,
  page,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(2);
  expect(asked.filter((path) => /yaml-editor|mermaid|frame/.test(path))).toEqual([]);
  await designer.tab("YAML");
  await expect(designer.editor()).toBeVisible();
  expect(asked.some((path) => path.includes("yaml-editor"))).toBe(true);
  expect(asked.filter((path) => /mermaid|frame/.test(path))).toEqual([]);
  expect(readdirSync(new URL("../dist/assets/frame", import.meta.url)).length).toBeGreaterThan(0);
});

test("what is done before the code for it has come is done, in order, once it has", async ({
  designer,
  page,
  server,
}) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(
    (url) => /\/assets\/actions-.*\.js$/.test(url.pathname),
    async (route) => {
      await released;
      await route.continue();
    },
  );
  await page.goto(server.url);
  await page.reload();
  await designer.select("loader");
  await page.keyboard.press("Delete");
  await page.keyboard.press("n");
  await page.keyboard.press("ControlOrMeta+Z");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(designer.card("loader")).toBeVisible();
  release();
  await expect(designer.card("loader")).toHaveCount(0);
  await expect(designer.card("executor1")).toHaveCount(0);
  await expect(designer.documents()).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).toBeVisible();
});

test("keys for a dialog whose code has not come are no commands, and Escape calls it off", async ({
  designer,
  page,
  server,
}) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(/\/assets\/panels-.*\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(server.url);
  await page.reload();
  await expect(designer.card("loader")).toBeVisible();
  const dialog = page.getByRole("dialog", { name: "Command palette" });
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.press("n");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.press("n");
  release();
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(designer.cards()).toHaveCount(4);
  await page.keyboard.press("n");
  await expect(designer.cards()).toHaveCount(5);
});
