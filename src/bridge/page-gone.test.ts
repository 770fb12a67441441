/**
 * A page that goes away at any moment: what was opened to the gateway for it ends within a second, with its memory and
 * its slot. Pages and gateways of these tests are sockets, so that each can stop reading wherever it wants to.
 */
import { once } from "node:events";
import { constants, createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { connect, createServer, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createHandClock, settled } from "../base/test-clock.ts";
import { RELAY_PATH } from "../model/run/bridge-contract.ts";
import type { Bridge } from "./server.ts";
import { MAX_STREAMS } from "./stream-limit.ts";
import {
  call,
  callHeaders,
  createStubGateway,
  frame,
  listenOnLoopback,
  respond,
  type StubGateway,
  startBridge,
  UNARY,
  untilStill,
} from "./test-fixtures.ts";
import { freePort } from "./test-ports.ts";

let bridge: Bridge;
let gateway: StubGateway | null = null;
const lines: string[] = [];
const pages: Socket[] = [];
/** How long anything may stay open after its page has gone. */
const WITHIN_MS = 1000;
const clock = createHandClock();

/** Lets this much pass on the bridge's clock, in steps, with all that comes of each step between the sockets. */
async function pass(ms: number, isOver = () => false): Promise<void> {
  for (let passedMs = 0; passedMs < ms && !isOver(); passedMs += 50) {
    await clock.pass(50);
    for (let round = 0; round < 30; round += 1) {
      await settled();
    }
  }
}

/** Lets time pass until this has happened; fails if it has not within a second of it. */
async function passUntil<Value>(event: Promise<Value>, withinMs = WITHIN_MS): Promise<Value> {
  let hasHappened = false;
  const mark = () => {
    hasHappened = true;
  };
  event.then(mark, mark);
  await pass(withinMs, () => hasHappened);
  expect(hasHappened).toBe(true);
  return event;
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

beforeAll(async () => {
  bridge = await startBridge({ log: (line) => lines.push(line), clock });
});

afterEach(async () => {
  for (const page of pages.splice(0)) {
    page.destroy();
  }
  await gateway?.close();
  gateway = null;
  lines.length = 0;
});

afterAll(async () => {
  await bridge.close();
});

/** A page of one connection that announces an upload of so many bytes in one message, and sends the part of it. */
async function openPage(target: string, messageBytes: number, sentBytes = messageBytes): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: bridge.port });
  pages.push(socket);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const head = Object.entries({
    host: `127.0.0.1:${bridge.port}`,
    "content-length": String(messageBytes + 5),
    ...callHeaders(bridge, target),
  });
  socket.write(
    `POST ${RELAY_PATH}/${UNARY} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
  );
  socket.write(frame(Buffer.alloc(messageBytes)).subarray(0, 5 + sentBytes));
  return socket;
}

/** A gateway that accepts calls and answers nothing; `reads` tells whether it takes what is uploaded. */
async function createDeafGateway(reads = false): Promise<ServerHttp2Stream[]> {
  const streams: ServerHttp2Stream[] = [];
  gateway = await createStubGateway((stream) => {
    streams.push(stream);
    if (reads) {
      stream.resume();
    }
  });
  return streams;
}

/** The ways in which a page leaves. */
const LEAVINGS: [string, (page: Socket) => void][] = [
  ["is closed", (page) => page.destroy()],
  ["resets its connection", (page) => page.resetAndDestroy()],
];

/** Resolves when the gateway's stream has ended after its page has left. */
function leaving(page: Socket, stream: ServerHttp2Stream, leave: (page: Socket) => void): Promise<unknown> {
  const closed = once(stream, "close");
  leave(page);
  return closed;
}

describe.each(LEAVINGS)("a page that %s", (_how, leave) => {
  test.each<[string, { messageBytes: number; sentBytes?: number; reads?: boolean }]>([
    ["before it has sent all", { messageBytes: 1000, sentBytes: 10, reads: true }],
    ["while it waits for the answer", { messageBytes: 1000, reads: true }],
    ["while its small upload waits for a gateway that does not read", { messageBytes: 3 << 20 }],
    ["while its large upload waits for a gateway that does not read", { messageBytes: 48 << 20 }],
  ])("%s", async (_when, { messageBytes, sentBytes, reads }) => {
    const streams = await createDeafGateway(reads);
    const page = await openPage(gateway!.target, messageBytes, sentBytes);
    await expect.poll(() => streams.length).toBe(1);
    await untilStill(() => page.writableLength);
    await pass(600);
    await passUntil(leaving(page, streams[0]!, leave));
    expect(streams[0]!.rstCode).toBe(constants.NGHTTP2_CANCEL);
    await expect.poll(() => lines.length).toBe(1);
    expect(lines[0]).toContain("status canceled");
  });

  test("after the answer has begun, while its upload still waits", async () => {
    const streams = await createDeafGateway();
    const page = await openPage(gateway!.target, 48 << 20);
    await expect.poll(() => streams.length).toBe(1);
    await untilStill(() => page.writableLength);
    streams[0]!.respond({ ":status": 200, "content-type": "application/grpc" });
    streams[0]!.write(frame("first"));
    await untilStill(() => page.writableLength);
    await pass(600);
    await passUntil(leaving(page, streams[0]!, leave));
  });

  test("in the middle of an answer that it does not read", async () => {
    let stream: ServerHttp2Stream | undefined;
    gateway = await createStubGateway((opened) => {
      stream = opened;
      opened.respond({ ":status": 200, "content-type": "application/grpc" });
      opened.write(frame(Buffer.alloc(40 << 20)));
    });
    const page = await openPage(gateway.target, 10);
    page.pause();
    await expect.poll(() => stream).toBeDefined();
    await untilStill(() => stream!.writableLength);
    await pass(600);
    await passUntil(leaving(page, stream!, leave));
  });
});

describe("a gateway that reads nothing of its connection any more", () => {
  /** Opens its windows as far as HTTP/2 lets it, and then leaves all in the socket's buffer. */
  async function createStuckGateway(): Promise<{ port: number; sockets: Socket[]; close(): Promise<void> }> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.once("data", () => {
        const settings = [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff];
        const acknowledge = [0, 0, 0, 4, 1, 0, 0, 0, 0];
        const widen = [0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7f, 0xff, 0, 0];
        socket.write(Buffer.from([...settings, ...acknowledge, ...widen]));
        socket.pause();
      });
    });
    const { port, close } = await listenOnLoopback(server);
    return { port, sockets, close };
  }

  test("gives its connection and its memory back when its last page has gone", async () => {
    const stuck = await createStuckGateway();
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    const opened = await Promise.all([1, 2, 3].map(() => openPage(`127.0.0.1:${stuck.port}`, 40 << 20)));
    await untilStill(() => opened.map((page) => page.writableLength));
    expect(stuck.sockets.length).toBe(1);
    const bridgeSide = new Promise((resolve) => stuck.sockets[0]!.once("close", resolve));
    for (const page of opened) {
      page.destroy();
    }
    // What a socket cannot read any more it learns by writing.
    clock.after(WITHIN_MS - 50, () => stuck.sockets[0]!.write(Buffer.from([0, 0, 0, 4, 1, 0, 0, 0, 0])));
    clock.after(WITHIN_MS, () => stuck.sockets[0]!.write(Buffer.from([0, 0, 0, 4, 1, 0, 0, 0, 0])));
    await passUntil(bridgeSide, WITHIN_MS + 200);
    await expect.poll(() => lines.length).toBe(3);
    await expect
      .poll(() => {
        collectGarbage();
        return process.memoryUsage().arrayBuffers - before;
      })
      .toBeLessThan(4 << 20);
    await stuck.close();
  });
});

test("many such pages at once: all streams end, all slots are free again", { timeout: 120_000 }, async () => {
  // A slot of a page before may not be free yet, while the clock stands still.
  const shared = bridge;
  bridge = await startBridge({ log: (line) => lines.push(line), clock });
  onTestFinished(async () => {
    await bridge.close();
    bridge = shared;
  });
  const streams = await createDeafGateway();
  const { target } = gateway!;
  const opened = await Promise.all(
    Array.from({ length: MAX_STREAMS }, (_, index) => openPage(target, index % 2 === 0 ? 12 << 20 : 100)),
  );
  await expect.poll(() => streams.length, { timeout: 60_000 }).toBe(MAX_STREAMS);
  expect((await call(bridge, target)).headers["x-bridge-error"]).toBe("too-many-streams");
  await untilStill(() => opened.map((page) => page.writableLength));
  for (const page of opened) {
    page.destroy();
  }
  await passUntil(Promise.all(streams.map((stream) => stream.destroyed || once(stream, "close"))));
  await gateway!.close();
  gateway = await createStubGateway((stream) => respond(stream, [frame("x")]));
  const answers = await Promise.all(Array.from({ length: MAX_STREAMS }, () => call(bridge, gateway!.target)));
  expect(answers.map(({ trailers }) => trailers["grpc-status"])).toEqual(Array(MAX_STREAMS).fill("0"));
});

test("a page that waits with its upload gets the answer all the same, once the gateway reads on", async () => {
  const streams = await createDeafGateway();
  const answer = call(bridge, gateway!.target, { body: frame(Buffer.alloc(24 << 20)) });
  await expect.poll(() => streams.length).toBe(1);
  await untilStill(() => clock.waiting());
  await pass(900);
  let readBytes = 0;
  streams[0]!.on("data", (chunk: Buffer) => {
    readBytes += chunk.length;
  });
  streams[0]!.once("end", () => respond(streams[0]!, [frame("all of it")]));
  const { status, messages, trailers } = await answer;
  expect(status).toBe(200);
  expect(readBytes).toBe((24 << 20) + 5);
  expect(messages.map(String)).toEqual(["all of it"]);
  expect(trailers).toEqual({ "grpc-status": "0" });
});

test("a page that leaves while the connection is being made leaves no stream behind", async () => {
  const server = createHttp2Server({ settings: { initialWindowSize: 0 } });
  const streams = await new Promise<ServerHttp2Stream[]>((resolve) => {
    const seen: ServerHttp2Stream[] = [];
    void createStubGateway((stream) => seen.push(stream), server).then((stub) => {
      gateway = stub;
      resolve(seen);
    });
  });
  const page = await openPage(gateway!.target, 1 << 20);
  page.destroy();
  await untilStill(() => streams.length);
  await pass(WITHIN_MS);
  expect(streams.filter((stream) => !stream.destroyed)).toEqual([]);
});

describe("a gateway that goes away while the page still uploads", () => {
  test.each<[string, (stream: ServerHttp2Stream) => void]>([
    ["with its connection", (stream) => stream.session?.socket.destroy()],
    ["by a reset of the stream", (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
  ])("%s: the page hears of it, and its slot is free", async (_how, leave) => {
    const streams = await createDeafGateway();
    const answer = call(bridge, gateway!.target, { body: frame(Buffer.alloc(48 << 20)) });
    await expect.poll(() => streams.length).toBe(1);
    await untilStill(() => clock.waiting());
    await pass(500);
    leave(streams[0]!);
    const { headers, trailers } = await passUntil(answer);
    expect(headers["x-bridge-error"]).toBe("interrupted");
    expect(trailers["grpc-status"]).toBe("14");
    expect(lines.length).toBe(1);
  });
});

test("nothing listens, and the page has left: the call is over at once", async () => {
  const page = await openPage(`127.0.0.1:${await freePort()}`, 48 << 20, 100);
  page.destroy();
  await expect.poll(() => lines.length).toBe(1);
});
