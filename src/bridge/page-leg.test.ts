import { createServer, request as httpRequest, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { createPageLeg } from "./page-leg.ts";
import { listenOnLoopback } from "./test-fixtures.ts";

let close = async (): Promise<void> => {};

afterEach(() => close());

/** Uploads a body to the server, and gives what it answers. */
async function upload(server: Server, body: Buffer): Promise<string> {
  const listening = await listenOnLoopback(server);
  close = listening.close;
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port: listening.port, method: "POST", agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      response.toArray().then((chunks) => resolve(Buffer.concat(chunks).toString()), reject);
    });
    request.end(body);
  });
}

/**
 * Node gives the end of a body that is all there right after its last piece, also to one who has just paused it, and a
 * stream that is ended with that tells nobody any more that it has drained.
 */
test("the end of the upload ends a hold: no answer waits for the gateway to take the last piece", async () => {
  const server = createServer(async (request, response) => {
    await expect.poll(() => request.complete).toBe(true);
    const page = createPageLeg(request, response, createHandClock());
    let isHeld = false;
    page.read(
      () => {
        isHeld = page.hold(1);
        return false;
      },
      () => {
        page.sendHead({});
        page.write(Buffer.from(`held ${isHeld}, `), () => {});
        page.end(Buffer.from("answered"));
      },
      () => undefined,
    );
  });
  expect(await upload(server, Buffer.alloc(1000))).toBe("held true, answered");
});
