/**
 * What the server holds of what has come and is not passed on: 32 MiB and one message at the most, for each way of
 * relaying, plain and over TLS, whoever does not read. Counted is what the other side could hand over, which holds what
 * the sockets of this machine keep as well.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { Duplex, Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import type { Bridge } from "./server.ts";
import { CERTIFICATE, KEY } from "./test-certificate.ts";
import {
  call,
  callRequest,
  createStubGateway,
  frame,
  httpCallRequest,
  listenOnLoopback,
  openWebsocket,
  respond,
  STREAM,
  startBridge,
  untilStill,
} from "./test-fixtures.ts";
import { acceptOf } from "./websocket-handshake.ts";

const PIECE = Buffer.alloc(1 << 16);
const MESSAGE_BYTES = 1 << 20;
const MAX_HELD_BYTES = (32 << 20) + MESSAGE_BYTES;
/** More than may be held, of messages that are smaller than the largest. */
const MANY_BYTES = 256 << 20;
const TLS_OPTIONS = { key: KEY, cert: CERTIFICATE };

const closings: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) {
    await close();
  }
});

/** A server before a gateway, whose authority it trusts. */
async function bridgeTo(target: string): Promise<Bridge> {
  const bridge = await startBridge({ tls: new Map([[target, { ca: CERTIFICATE }]]) });
  closings.push(() => bridge.close());
  return bridge;
}

/** Writes as much as is taken, up to `most`; tells how much that was. */
function flood(to: Writable, piece: Buffer, most: number): () => number {
  let taken = 0;
  const fill = (): void => {
    while (taken < most && !to.destroyed) {
      taken += piece.length;
      if (!to.write(piece)) {
        to.once("drain", fill);
        return;
      }
    }
  };
  to.on("error", () => undefined);
  fill();
  return () => taken;
}

async function grpcGateway(isTls: boolean, answer: (stream: ServerHttp2Stream) => void): Promise<string> {
  const stub = await createStubGateway(answer, isTls ? createSecureServer(TLS_OPTIONS) : undefined);
  closings.push(() => stub.close());
  return stub.target;
}

async function httpGateway(
  isTls: boolean,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  upgrade: (socket: Duplex) => void = () => undefined,
): Promise<string> {
  const server = isTls ? createHttpsServer(TLS_OPTIONS, answer) : createHttpServer(answer);
  server.on("upgrade", (request, socket) => {
    closings.push(() => socket.destroy());
    socket.on("error", () => undefined);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(request.headers["sec-websocket-key"]!)}\r\n\r\n`,
    );
    upgrade(socket);
  });
  const { port, close } = await listenOnLoopback(server);
  closings.push(() => {
    server.closeAllConnections();
    return close();
  });
  return `127.0.0.1:${port}`;
}

/** Waits until nothing moves, and holds what was taken against the limit. */
async function expectHeldBack(taken: () => number, mostBytes: number): Promise<void> {
  await expect.poll(taken).toBeGreaterThan(0);
  await untilStill(taken);
  expect(taken()).toBeLessThan(mostBytes);
}

const NAMES = { grpc: "gRPC", http: "HTTP", websocket: "WebSocket" } as const;
/** A frame of a WebSocket's server with a message of this length, and of a browser, whose mask is zeros. */
const serverMessage = Buffer.concat([
  Buffer.of(0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 0),
  Buffer.alloc(MESSAGE_BYTES),
]);
const browserMessage = Buffer.concat([
  Buffer.of(0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0),
  Buffer.alloc(MESSAGE_BYTES),
]);

describe.each([
  ["plain", false],
  ["over TLS", true],
])("%s", (_name, isTls) => {
  const tls: Record<string, string> = isTls ? { "x-bridge-tls": "1" } : {};

  test(`${NAMES.grpc}: a page that does not read`, async () => {
    let taken = () => 0;
    const target = await grpcGateway(isTls, (stream) => {
      stream.resume();
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      taken = flood(stream, frame(Buffer.alloc(MESSAGE_BYTES)), MANY_BYTES);
    });
    const request = callRequest(await bridgeTo(target), target, { rpc: STREAM, headers: tls });
    closings.push(() => request.destroy());
    request.on("error", () => undefined);
    request.on("response", (response) => response.pause());
    request.end(frame("x"));
    await expectHeldBack(() => taken(), MAX_HELD_BYTES);
  });

  test.each(["", "gzip"])(
    `${NAMES.grpc}: a gateway that does not read (compression: %s)`,
    async (compression) => {
      const target = await grpcGateway(isTls, (stream) => stream.pause());
      const headers = compression === "" ? tls : { ...tls, "x-bridge-compression": compression };
      const request = callRequest(await bridgeTo(target), target, { rpc: "jina.JinaRPC/Call", headers });
      closings.push(() => request.destroy());
      // What can be compressed would be taken for ever.
      const noise = randomBytes(MESSAGE_BYTES);
      await expectHeldBack(flood(request, frame(noise), MANY_BYTES), MAX_HELD_BYTES);
    },
  );

  test(`${NAMES.grpc}: others are served beside pages and calls that do not read, and one with too large a message`, async () => {
    const floods: (() => number)[] = [];
    const stub = await createStubGateway(
      (stream, headers) => {
        const rpc = headers[":path"]?.split("/").at(-1);
        if (rpc === "Call") {
          stream.pause();
          return;
        }
        stream.resume();
        if (rpc === "stream_doc") {
          stream.respond({ ":status": 200, "content-type": "application/grpc" });
          floods.push(flood(stream, frame(Buffer.alloc(MESSAGE_BYTES)), MANY_BYTES));
        } else {
          respond(stream, [frame("answer")]);
        }
      },
      isTls ? createSecureServer(TLS_OPTIONS) : undefined,
    );
    closings.push(() => stub.close());
    const bridge = await bridgeTo(stub.target);
    for (let index = 0; index < 8; index += 1) {
      const reader = callRequest(bridge, stub.target, { rpc: STREAM, headers: tls });
      reader.on("response", (response) => response.pause()).end(frame("x"));
      const writer = callRequest(bridge, stub.target, { rpc: "jina.JinaRPC/Call", headers: tls });
      floods.push(flood(writer, frame(Buffer.alloc(MESSAGE_BYTES)), MANY_BYTES));
      for (const request of [reader, writer]) {
        request.on("error", () => undefined);
        closings.push(() => request.destroy());
      }
    }
    const taken = () => floods.reduce((sum, flooded) => sum + flooded(), 0);
    await expect.poll(() => floods.length).toBe(16);
    await expectHeldBack(taken, 16 * MAX_HELD_BYTES);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(MAX_MESSAGE_BYTES + 1, 1);
    const large = await call(bridge, stub.target, { headers: tls, body: prefix });
    expect(large.trailers["x-bridge-error"]).toBe("too-large");
    const { messages } = await call(bridge, stub.target, { headers: tls });
    expect(messages.map(String)).toEqual(["answer"]);
  });

  test(`${NAMES.http}: a page that does not read`, async () => {
    let taken = () => 0;
    const target = await httpGateway(isTls, (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      taken = flood(response, PIECE, MANY_BYTES);
    });
    const request = httpCallRequest(await bridgeTo(target), target, { headers: tls });
    closings.push(() => request.destroy());
    request.on("error", () => undefined);
    request.on("response", (response) => response.pause());
    request.end("{}");
    await expectHeldBack(() => taken(), MAX_HELD_BYTES);
  });

  test(`${NAMES.http}: a gateway that does not read`, async () => {
    const target = await httpGateway(isTls, (request) => void request.pause());
    const length = MAX_MESSAGE_BYTES - 1;
    const request = httpCallRequest(await bridgeTo(target), target, {
      headers: { ...tls, "content-length": String(length) },
    });
    closings.push(() => request.destroy());
    // No more than one message can come, so it is held to less than that.
    await expectHeldBack(flood(request, PIECE, length), 32 << 20);
  });

  test(`${NAMES.websocket}: a page that does not read`, async () => {
    let taken = () => 0;
    const target = await httpGateway(
      isTls,
      () => undefined,
      (socket) => {
        taken = flood(socket, serverMessage, MANY_BYTES);
      },
    );
    const page = await openWebsocket(await bridgeTo(target), target, isTls);
    page.pause();
    closings.push(() => page.destroy());
    await expectHeldBack(() => taken(), MAX_HELD_BYTES);
  });

  test(`${NAMES.websocket}: a gateway that does not read`, async () => {
    const target = await httpGateway(
      isTls,
      () => undefined,
      (socket) => socket.pause(),
    );
    const page = await openWebsocket(await bridgeTo(target), target, isTls);
    closings.push(() => page.destroy());
    await expectHeldBack(flood(page, browserMessage, MANY_BYTES), MAX_HELD_BYTES);
  });
});

describe("bombs", () => {
  /** Much of nothing. */
  const bomb = gzipSync(Buffer.alloc(128 << 20));

  test("an answer of HTTP that is compressed is refused", async () => {
    const target = await httpGateway(false, (_, response) =>
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb),
    );
    const bridge = await bridgeTo(target);
    const request = httpCallRequest(bridge, target).end("{}");
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(response.headers["x-bridge-error"]).toBe("not-http");
    expect((await response.toArray()).join("")).toContain("compresses its answer");
  });

  test("a message of gRPC that is compressed is counted before it is passed on, and never held as it becomes", async () => {
    const compressed = frame(bomb, 1);
    const target = await grpcGateway(false, (stream) => {
      stream.resume();
      stream.respond(
        { ":status": 200, "content-type": "application/grpc", "grpc-encoding": "gzip" },
        { waitForTrailers: true },
      );
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(compressed);
    });
    const bridge = await bridgeTo(target);
    const before = process.memoryUsage().arrayBuffers;
    const { messages, trailers } = await call(bridge, target);
    expect(messages).toEqual([]);
    expect(trailers["x-bridge-error"]).toBe("too-large");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
  });

  test("a message that is compressed for the gateway is not held as it came", async () => {
    let received = 0;
    const target = await grpcGateway(false, (stream) => {
      stream.on("data", (chunk: Buffer) => {
        received += chunk.length;
      });
    });
    const bridge = await bridgeTo(target);
    const request = callRequest(bridge, target, {
      rpc: "jina.JinaRPC/Call",
      headers: { "x-bridge-compression": "gzip" },
    });
    closings.push(() => request.destroy());
    request.on("error", () => undefined);
    // Nothing but zeros, message after message: each is passed on at its end, while the call goes on.
    for (let index = 0; index < 3; index += 1) {
      request.write(frame(Buffer.alloc(8 << 20)));
    }
    await expect.poll(() => received).toBeGreaterThan(3 * 8000);
    expect(received).toBeLessThan(1 << 20);
  });
});
