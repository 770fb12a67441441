/** Chromium's own ways of leaving a call whose upload waits for a gateway that does not read. */
import { once } from "node:events";
import type { ServerHttp2Stream } from "node:http2";
import type { Page } from "@playwright/test";
import { createStubGateway, frame, respond, UNARY } from "../src/bridge/test-fixtures.ts";
import { expect, type Server, test } from "./fixtures.ts";

const MESSAGE_BYTES = 24 << 20;
const WITHIN_MS = 1000;

/** Starts an upload in the page, and keeps its outcome there as `upload`. */
async function startUpload(page: Page, server: Server, target: string): Promise<void> {
  const token = new URL(server.url).hash.replace("#token=", "");
  await page.evaluate(
    ({ token, target, path, messageBytes }) => {
      const body = new Uint8Array(5 + messageBytes);
      new DataView(body.buffer).setUint32(1, messageBytes);
      const aborter = new AbortController();
      const upload = fetch(path, {
        method: "POST",
        headers: {
          "content-type": "application/grpc-web+proto",
          "x-bridge-token": token,
          "x-bridge-target": target,
        },
        body,
        signal: aborter.signal,
      }).then(
        async (response) => [response.status, (await response.arrayBuffer()).byteLength],
        (error: Error) => error.name,
      );
      Object.assign(globalThis, { upload, abortUpload: () => aborter.abort() });
    },
    { token, target, path: `/relay/grpc/${UNARY}`, messageBytes: MESSAGE_BYTES },
  );
}

const LEAVINGS: [string, (page: Page) => Promise<unknown>][] = [
  [
    "aborts it",
    (page) => page.evaluate(() => (globalThis as unknown as { abortUpload(): void }).abortUpload()),
  ],
  ["is closed", (page) => page.close()],
  ["goes to another address", (page) => page.goto("about:blank")],
];

for (const [how, leave] of LEAVINGS) {
  test(`a page that ${how}: the gateway is rid of the call within a second`, async ({ context, server }) => {
    const streams: ServerHttp2Stream[] = [];
    const gateway = await createStubGateway((stream) => streams.push(stream));
    const page = await context.newPage();
    await page.goto(server.url);
    await startUpload(page, server, gateway.target);
    await expect.poll(() => streams.length).toBe(1);
    await page.waitForTimeout(1000);
    expect(streams[0]!.destroyed).toBe(false);
    const closed = once(streams[0]!, "close");
    const leftAtMs = performance.now();
    await leave(page);
    await closed;
    expect(performance.now() - leftAtMs).toBeLessThan(WITHIN_MS);
    await gateway.close();
  });
}

test("an upload that had to wait gets its answer", async ({ page, server }) => {
  const gateway = await createStubGateway((stream) => {
    setTimeout(() => stream.resume(), 1500);
    stream.once("end", () => respond(stream, [frame("all of it")]));
  });
  await page.goto(server.url);
  await startUpload(page, server, gateway.target);
  const outcome = await page.evaluate(() => (globalThis as unknown as { upload: Promise<unknown> }).upload);
  // Two frames: the message, and the trailers with `grpc-status: 0`.
  expect(outcome).toEqual([200, 5 + "all of it".length + 5 + "grpc-status: 0\r\n".length]);
  await gateway.close();
});
