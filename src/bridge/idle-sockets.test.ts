import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { call, createStubGateway, frame, respond, startBridge } from "./test-fixtures.ts";

const COUNT = 1000;
/** The head has ten seconds, which is looked at every five. */
const CLOSED_WITHIN_MS = 15_000;

test("1,000 sockets that say nothing leave room for the page, and are closed", {
  timeout: 40_000,
}, async () => {
  const gateway = await createStubGateway((stream) => respond(stream, [frame("answer")]));
  const bridge = await startBridge();
  const openSockets = new Set<Socket>();
  await Promise.all(
    Array.from({ length: COUNT }, async () => {
      const socket = connect(bridge.port, "127.0.0.1");
      openSockets.add(socket);
      socket.on("error", () => undefined).resume();
      socket.once("close", () => openSockets.delete(socket));
      await once(socket, "connect");
    }),
  );
  const { messages } = await call(bridge, gateway.target);
  expect(messages.map(String)).toEqual(["answer"]);
  expect(openSockets.size).toBe(COUNT);
  await expect.poll(() => openSockets.size, { timeout: CLOSED_WITHIN_MS + 5000, interval: 250 }).toBe(0);
  await bridge.close();
  await gateway.close();
});
