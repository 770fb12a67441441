/**
 * Chromium's own ways of leaving a call whose upload waits for a gateway that does not read: each is one that the server
 * can find out. How long that takes is asked in `src/bridge/page-gone.test.ts`; here the server's clock is moved until
 * it has.
 */
import type { ServerHttp2Stream } from "node:http2";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { createHandClock } from "../src/base/test-clock.ts";
import { type Bridge, createBridge } from "../src/bridge/server.ts";
import {
  callHeaders,
  createStubGateway,
  frame,
  respond,
  type StubGateway,
  UNARY,
  untilStill,
} from "../src/bridge/test-fixtures.ts";
import { RELAY_PATH } from "../src/model/run/bridge-contract.ts";
import { expect, test } from "./fixtures.ts";

const MESSAGE_BYTES = 24 << 20;

const clock = createHandClock();
let bridge: Bridge;
let gateway: StubGateway;
const streams: ServerHttp2Stream[] = [];

test.beforeEach(async () => {
  bridge = await createBridge({ distFolder: resolve(import.meta.dirname, "../dist"), port: 0, clock });
  gateway = await createStubGateway((stream) => streams.push(stream));
});

test.afterEach(async () => {
  await gateway.close();
  const closed = bridge.close();
  await clock.pass(1000);
  await closed;
  streams.length = 0;
});

/**
 * What the page sends is bytes, each of which the browser tells whoever steers it, for five seconds of a processor's time.
 * It tells none of a blob, which does as well where all of the page goes with its upload.
 */
type Form = "bytes" | "blob";

/** Opens the page and starts an upload in it, whose outcome is kept there as `upload`; waits until it is held back. */
async function startUpload(page: Page, form: Form): Promise<void> {
  await page.goto(bridge.address);
  const { origin: _, "sec-fetch-site": __, ...headers } = callHeaders(bridge, gateway.target);
  await page.evaluate(
    ({ headers, path, messageBytes, isBlob }) => {
      const bytes = new Uint8Array(5 + messageBytes);
      new DataView(bytes.buffer).setUint32(1, messageBytes);
      const body = isBlob ? new Blob([bytes]) : bytes;
      const aborter = new AbortController();
      const upload = fetch(path, { method: "POST", headers, body, signal: aborter.signal }).then(
        async (response) => [response.status, (await response.arrayBuffer()).byteLength],
        (error: Error) => error.name,
      );
      Object.assign(globalThis, { upload, abortUpload: () => aborter.abort() });
    },
    { headers, path: `${RELAY_PATH}/${UNARY}`, messageBytes: MESSAGE_BYTES, isBlob: form === "blob" },
  );
  await expect.poll(() => streams.length).toBe(1);
  await untilStill(() => clock.waiting());
}

const LEAVINGS: [string, Form, (page: Page) => Promise<unknown>][] = [
  [
    "aborts it",
    "bytes",
    (page) => page.evaluate(() => (globalThis as unknown as { abortUpload(): void }).abortUpload()),
  ],
  ["is closed", "blob", (page) => page.close()],
  ["goes to another address", "blob", (page) => page.goto("about:blank")],
];

for (const [how, form, leave] of LEAVINGS) {
  test(`a page that ${how}: the gateway is rid of the call`, async ({ context }) => {
    const page = await context.newPage();
    await startUpload(page, form);
    await clock.pass(1000);
    expect(streams[0]!.destroyed).toBe(false);
    await leave(page);
    await expect
      .poll(async () => {
        await clock.pass(100);
        return streams[0]!.destroyed;
      })
      .toBe(true);
  });
}

test("an upload that had to wait gets its answer", async ({ page }) => {
  await startUpload(page, "bytes");
  await clock.pass(1500);
  streams[0]!.once("end", () => respond(streams[0]!, [frame("all of it")]));
  streams[0]!.resume();
  const outcome = await page.evaluate(() => (globalThis as unknown as { upload: Promise<unknown> }).upload);
  // Two frames: the message, and the trailers with `grpc-status: 0`.
  expect(outcome).toEqual([200, 5 + "all of it".length + 5 + "grpc-status: 0\r\n".length]);
});
