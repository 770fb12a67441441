import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import {
  CALL_RELAY_PATH,
  FAULT_SUBPROTOCOL,
  RELAY_SUBPROTOCOL,
  TOKEN_SUBPROTOCOL,
} from "../model/run/bridge-contract.ts";
import type { Bridge } from "./server.ts";
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

/** What ends a connection, though the other side keeps its own half of it open. */
const ENDED: readonly { readonly name: string; say(bridge: Bridge): string }[] = [
  {
    name: "an upgrade that is refused",
    say: ({ port }) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${UPGRADE}\r\n`,
  },
  {
    name: "a handshake that is none",
    say: ({ port, token }) =>
      [
        `GET ${CALL_RELAY_PATH} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n`,
        `Sec-WebSocket-Protocol: ${RELAY_SUBPROTOCOL}, ${FAULT_SUBPROTOCOL}, ${TOKEN_SUBPROTOCOL}${token}\r\n`,
        `${UPGRADE}\r\n`,
      ].join(""),
  },
];
const UPGRADE = "Connection: upgrade\r\nUpgrade: websocket\r\n";

test.concurrent.each(ENDED)("$name leaves no socket behind", { timeout: 20_000 }, async ({ say }) => {
  const bridge = await startBridge();
  const socket = connect({ port: bridge.port, host: "127.0.0.1", allowHalfOpen: true });
  let isClosed = false;
  socket
    .on("error", () => undefined)
    .once("close", () => {
      isClosed = true;
    });
  socket.write(say(bridge));
  socket.resume();
  await once(socket, "end");
  // Only what is sent to it tells that the other side is gone.
  const writeAndLook = () => {
    socket.write("\r\n");
    return isClosed;
  };
  await expect.poll(writeAndLook, { timeout: 8000, interval: 250 }).toBe(true);
  await bridge.close();
});
