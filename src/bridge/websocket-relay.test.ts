import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import {
  FAULT_SUBPROTOCOL,
  MAX_MESSAGE_BYTES,
  RELAY_CLOSE_CODE,
  RELAY_SUBPROTOCOL,
  TOKEN_SUBPROTOCOL,
  WEBSOCKET_RELAY_PATH,
} from "../model/run/bridge-contract.ts";
import type { Bridge } from "./server.ts";
import { MAX_STREAMS } from "./stream-limit.ts";
import { listenOnLoopback, openWebsocket, startBridge, untilStill } from "./test-fixtures.ts";
import { freePort } from "./test-ports.ts";
import { encodeCloseFrame } from "./websocket-frames.ts";
import { acceptOf } from "./websocket-handshake.ts";

let bridge: Bridge;
const clock = createHandClock();
const lines: string[] = [];
const servers: Server[] = [];
const sockets: Duplex[] = [];

beforeAll(async () => {
  bridge = await startBridge({ connectTimeoutMs: 400, log: (line) => lines.push(line), clock });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) {
    socket.destroy();
  }
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  lines.length = 0;
});

afterAll(() => bridge.close());

interface Gateway {
  readonly target: string;
  /** The connection of the next WebSocket, and the head that it came with. */
  readonly opened: Promise<{ socket: Duplex; request: IncomingMessage }>;
}

/** A gateway that accepts every WebSocket, and leaves its bytes to the test. */
async function createGateway(): Promise<Gateway> {
  const { promise: opened, resolve } = Promise.withResolvers<{ socket: Duplex; request: IncomingMessage }>();
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on("upgrade", (request, socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(request.headers["sec-websocket-key"]!)}\r\n\r\n`,
    );
    resolve({ socket, request });
  });
  servers.push(server);
  return { target: `127.0.0.1:${(await listenOnLoopback(server)).port}`, opened };
}

/** The page's side as a real client has it. */
function openPage(target: string, more = ""): WebSocket {
  const url = `ws://127.0.0.1:${bridge.port}${WEBSOCKET_RELAY_PATH}?target=${encodeURIComponent(target)}${more}`;
  // Node's takes headers too, which the types of a browser's do not know.
  const Socket = WebSocket as unknown as new (url: string, options: object) => WebSocket;
  const page = new Socket(url, {
    protocols: [RELAY_SUBPROTOCOL, FAULT_SUBPROTOCOL, TOKEN_SUBPROTOCOL + bridge.token],
    headers: { origin: `http://127.0.0.1:${bridge.port}` },
  });
  page.binaryType = "arraybuffer";
  return page;
}

/** The page's side as bytes. */
async function openRaw(target: string): Promise<Socket> {
  const socket = await openWebsocket(bridge, target);
  sockets.push(socket);
  return socket;
}

/** Counts the bytes that come from now on. */
function bytesOf(socket: Duplex): () => number {
  let bytes = 0;
  socket.on("data", ({ length }: Buffer) => {
    bytes += length;
  });
  return () => bytes;
}

/** A whole unmasked frame, or its head alone. */
function serverFrame(content: string, isText = false): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([isText ? 0x81 : 0x82, bytes.length]), bytes]);
}

/** The head of a masked frame of so many bytes; with a mask of zeros, what follows is the message itself. */
function browserHead(length: number): Buffer {
  const head = Buffer.alloc(14);
  head.writeUInt8(0x82, 0);
  head.writeUInt8(0xff, 1);
  head.writeUInt32BE(length, 6);
  return head;
}

async function closing(page: WebSocket): Promise<[number, string]> {
  const [event] = (await once(page, "close")) as [CloseEvent];
  return [event.code, event.reason];
}

describe("a WebSocket to a gateway", () => {
  test("carries frames both ways, and to the gateway the header by which it speaks protobuf", async () => {
    const gateway = await createGateway();
    const page = openPage(gateway.target);
    await once(page, "open");
    expect(page.protocol).toBe(RELAY_SUBPROTOCOL);
    const { socket, request } = await gateway.opened;
    expect(request.url).toBe("/");
    expect(request.headers).toEqual({
      connection: "Upgrade",
      host: gateway.target,
      "sec-websocket-key": expect.any(String),
      "sec-websocket-protocol": "bytes",
      "sec-websocket-version": "13",
      upgrade: "websocket",
      "user-agent": "jina-flow-designer",
    });
    page.send(new Uint8Array([1, 2, 3]));
    const [bytes] = (await once(socket, "data")) as [Buffer];
    expect([bytes[0], bytes[1]]).toEqual([0x82, 0x83]);
    expect([...bytes.subarray(6)].map((byte, index) => byte ^ bytes[2 + (index % 4)]!)).toEqual([1, 2, 3]);
    socket.write(serverFrame("answer"));
    const [message] = (await once(page, "message")) as [MessageEvent<ArrayBuffer>];
    expect(Buffer.from(message.data).toString()).toBe("answer");
    page.close(1000);
    await once(socket, "data");
    socket.end(encodeCloseFrame(1000, ""));
    expect(await closing(page)).toEqual([1000, ""]);
    await expect
      .poll(() => lines)
      .toEqual([
        expect.stringMatching(/^WEBSOCKET \S+ sent 17 B received 12 B closed by the gateway \d+ ms$/),
      ]);
  });

  test("gives the gateway's own reason of closing", async () => {
    const gateway = await createGateway();
    const page = openPage(gateway.target);
    const { socket } = await gateway.opened;
    socket.end(encodeCloseFrame(1011, "Network error while connecting to deployment"));
    expect(await closing(page)).toEqual([1011, "Network error while connecting to deployment"]);
  });

  test("that the page leaves ends at the gateway, also while the page is not read", async () => {
    const gateway = await createGateway();
    const page = await openRaw(gateway.target);
    const { socket } = await gateway.opened;
    socket.pause();
    const ended = once(socket, "end");
    page.write(browserHead(60 << 20));
    let written = 0;
    const fill = () => {
      while (page.write(Buffer.alloc(1 << 16))) {
        written += 1 << 16;
      }
      page.once("drain", fill);
    };
    fill();
    await untilStill(() => written);
    expect(written).toBeLessThan(32 << 20);
    page.destroy();
    await expect
      .poll(async () => {
        await clock.pass(500);
        return lines.join();
      })
      .toContain("left by the page");
    socket.resume();
    await ended;
  });
});

describe("a WebSocket that fails", () => {
  test.each([
    ["nothing listens", async () => freePort(), /^unreachable Nothing listens at 127/],
    [
      "what listens opens none",
      async () => {
        const server = createServer((_, response) => response.writeHead(403).end());
        servers.push(server);
        return (await listenOnLoopback(server)).port;
      },
      /^not-websocket \S+ opens no WebSocket: it answered with HTTP status 403\.$/,
    ],
    [
      "what listens says something else",
      async () => {
        const server = createTcpServer((socket) => {
          socket.on("error", () => undefined);
          socket.end("hello\n");
        });
        return (await listenOnLoopback(server)).port;
      },
      /^not-http /,
    ],
  ])("because %s", async (_, start, reason) => {
    const page = openPage(`127.0.0.1:${await start()}`);
    const [code, said] = await closing(page);
    expect(page.protocol).toBe(FAULT_SUBPROTOCOL);
    expect(code).toBe(RELAY_CLOSE_CODE);
    expect(said).toMatch(reason);
  });

  test.each([
    ["10.0.0.1:80", "", /^target-not-allowed /],
    ["169.254.169.254:80", "", /^target-refused /],
    ["nowhere", "", /^target-invalid /],
    ["127.0.0.1:1", "&tls=yes", /^target-invalid /],
    ["127.0.0.1:1", "&tls=1", /^unreachable /],
  ])("because the target is %s%s", async (target, more, reason) => {
    expect((await closing(openPage(target, more)))[1]).toMatch(reason);
  });

  test("because the gateway says nothing", async () => {
    const server = createTcpServer((socket) => void socket.on("error", () => undefined));
    const page = openPage(`127.0.0.1:${(await listenOnLoopback(server)).port}`);
    const closed = closing(page);
    await untilStill(() => 0);
    await clock.pass(800);
    expect((await closed)[1]).toMatch(/^timeout .* did not answer within 0.8 s/);
  });

  test("because the gateway goes away, also in the middle of a frame", async () => {
    const gateway = await createGateway();
    const page = openPage(gateway.target);
    const { socket } = await gateway.opened;
    socket.destroy();
    expect((await closing(page))[1]).toMatch(/^interrupted .* broke off the connection/);
    const other = await createGateway();
    const cut = openPage(other.target);
    cut.addEventListener("error", () => undefined);
    const { socket: half } = await other.opened;
    half.write(Buffer.from([0x82, 100, 1]), () => half.destroy());
    expect((await closing(cut))[0]).toBe(1006);
  });

  test("because a message is too large, from either side", async () => {
    const gateway = await createGateway();
    const page = await openRaw(gateway.target);
    await gateway.opened;
    page.write(browserHead(MAX_MESSAGE_BYTES + 1));
    const [bytes] = (await once(page, "data")) as [Buffer];
    expect(bytes.toString()).toContain("too-large The request has more than 64 MiB");
    const other = await createGateway();
    const reader = openPage(other.target);
    const { socket } = await other.opened;
    const head = browserHead(MAX_MESSAGE_BYTES + 1).subarray(0, 10);
    head.writeUInt8(127, 1);
    socket.write(head);
    expect((await closing(reader))[1]).toMatch(/^too-large The answer/);
  });

  test("because the gateway closes as only this server does, in one piece or in two", async () => {
    const frame = encodeCloseFrame(RELAY_CLOSE_CODE, "token The server said this.");
    for (const pieces of [[frame], [frame.subarray(0, 3), frame.subarray(3)]]) {
      const gateway = await createGateway();
      const page = openPage(gateway.target);
      const { socket } = await gateway.opened;
      const closed = closing(page);
      for (const piece of pieces) {
        socket.write(piece);
        await untilStill(() => 0);
      }
      expect((await closed)[1]).toMatch(/^interrupted .* closed the connection with a code that only/);
    }
    const other = await createGateway();
    const reader = openPage(other.target);
    const { socket } = await other.opened;
    socket.end(encodeCloseFrame(4499, "its own words"));
    expect(await closing(reader)).toEqual([4499, "its own words"]);
  });

  test("because bytes are no frame", async () => {
    const gateway = await createGateway();
    const page = await openRaw(gateway.target);
    await gateway.opened;
    page.write(serverFrame("unmasked"));
    const [bytes] = (await once(page, "data")) as [Buffer];
    expect(bytes.toString()).toContain("interrupted The request holds bytes");
  });

  test("because the page stops in the middle of a message, and not because it is silent between two", async () => {
    const gateway = await createGateway();
    const page = await openRaw(gateway.target);
    const { socket } = await gateway.opened;
    const got = bytesOf(socket);
    page.write(Buffer.concat([browserHead(1), Buffer.from("x")]));
    await expect.poll(got).toBe(15);
    await clock.pass(300_000);
    const answered = once(page, "data") as Promise<[Buffer]>;
    page.write(browserHead(100));
    await expect.poll(got).toBe(29);
    await clock.pass(30_000);
    expect((await answered)[0].toString()).toContain("timeout The page has stopped");
  });

  test.each([
    ["in the head of a frame", browserHead(100).subarray(0, 5), 0],
    ["between the parts of a message", Buffer.concat([Buffer.of(0x02), browserHead(0).subarray(1)]), 14],
  ])("because the page stops %s", async (_, said, passed) => {
    const gateway = await createGateway();
    const page = await openRaw(gateway.target);
    const { socket } = await gateway.opened;
    const got = bytesOf(socket);
    const answered = once(page, "data") as Promise<[Buffer]>;
    page.write(said);
    await untilStill(got);
    expect(got()).toBe(passed);
    await clock.pass(30_000);
    expect((await answered)[0].toString()).toContain("timeout The page has stopped");
  });

  test("because the page stops after the gateway let it wait, and not while it waits", async () => {
    const gateway = await createGateway();
    const page = await openRaw(gateway.target);
    const { socket } = await gateway.opened;
    socket.pause();
    page.write(browserHead((20 << 20) + 1));
    page.write(Buffer.alloc(20 << 20));
    await untilStill(() => page.writableLength);
    expect(page.writableLength).toBeGreaterThan(0);
    await clock.pass(300_000);
    expect(lines).toEqual([]);
    const got = bytesOf(socket);
    socket.resume();
    await expect.poll(got).toBe(14 + (20 << 20));
    const answered = once(page, "data") as Promise<[Buffer]>;
    await clock.pass(30_000);
    expect((await answered)[0].toString()).toContain("timeout The page has stopped");
  });

  test("because its handshake is none", async () => {
    const socket = connect({ host: "127.0.0.1", port: bridge.port });
    socket.write(
      `GET ${WEBSOCKET_RELAY_PATH}?target=127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:${bridge.port}\r\nOrigin: http://127.0.0.1:${bridge.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Protocol: ${RELAY_SUBPROTOCOL}, ${FAULT_SUBPROTOCOL}, ${TOKEN_SUBPROTOCOL}${bridge.token}\r\n\r\n`,
    );
    const [bytes] = (await once(socket, "data")) as [Buffer];
    expect(bytes.toString()).toMatch(/^HTTP\/1.1 400 /);
    await once(socket, "close");
  });

  test("because too many are open", async () => {
    const gateway = await createGateway();
    const pages = await Promise.all(Array.from({ length: MAX_STREAMS }, () => openRaw(gateway.target)));
    const [code, reason] = await closing(openPage(gateway.target));
    expect([code, reason.split(" ")[0]]).toEqual([RELAY_CLOSE_CODE, "too-many-streams"]);
    for (const page of pages) {
      page.destroy();
    }
    await expect
      .poll(() => lines.filter((line) => line.includes("left by the page")).length)
      .toBe(MAX_STREAMS);
    await once(openPage(gateway.target), "open");
  });
});
