/** Answers that a gateway compresses: they are expanded on their way to the page, within the limit of a message. */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import { createDeflate, createGzip, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import type { Bridge } from "./server.ts";
import {
  call,
  callRequest,
  createStubGateway,
  frame,
  readFrames,
  STREAM,
  type StubGateway,
  startBridge,
  untilStill,
} from "./test-fixtures.ts";

let bridge: Bridge;
let gateway: StubGateway | null = null;

beforeAll(async () => {
  bridge = await startBridge();
});

afterEach(async () => {
  await gateway?.close();
  gateway = null;
});

afterAll(() => bridge.close());

const COMPRESS = { gzip: gzipSync, deflate: deflateSync } as const;

/** Answers with these bytes in this encoding. */
function respondIn(stream: ServerHttp2Stream, encoding: string, bytes: readonly Buffer[]): void {
  begin(stream, encoding);
  for (const piece of bytes) {
    stream.write(piece);
  }
  stream.end();
}

function begin(stream: ServerHttp2Stream, encoding: string): void {
  stream.respond(
    { ":status": 200, "content-type": "application/grpc+proto", "grpc-encoding": encoding },
    { waitForTrailers: true },
  );
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
}

async function answerTo(encoding: string, bytes: readonly Buffer[]) {
  gateway = await createStubGateway((stream) => respondIn(stream, encoding, bytes));
  return call(bridge, gateway.target, { rpc: STREAM });
}

/** A message of so many zeros, compressed without having been there. */
async function bomb(encoding: "gzip" | "deflate", zeros: number): Promise<Buffer> {
  const compressor = encoding === "gzip" ? createGzip() : createDeflate();
  const piece = Buffer.alloc(1 << 20);
  const whole = compressor.toArray();
  for (let left = zeros; left > 0; left -= piece.length) {
    if (!compressor.write(piece.subarray(0, Math.min(left, piece.length)))) {
      await once(compressor, "drain");
    }
  }
  compressor.end();
  return Buffer.concat((await whole) as Buffer[]);
}

describe.each(["gzip", "deflate"] as const)("in %s", (encoding) => {
  test("messages are expanded each by itself, beside plain ones, and nothing tells the page of it", async () => {
    const texts = ["one ".repeat(100_000), "", "three"];
    const frames = Buffer.concat([
      ...texts.map((text) => frame(COMPRESS[encoding](text), 1)),
      frame("plain"),
      frame(Buffer.alloc(0), 1),
    ]);
    // In pieces that end anywhere.
    const pieces = [3, 7, 100].reduce<Buffer[]>(
      (list, at) => [...list.slice(0, -1), list.at(-1)!.subarray(0, at), list.at(-1)!.subarray(at)],
      [frames],
    );
    const answer = await answerTo(encoding, pieces);
    expect(answer.messages.map(String)).toEqual([...texts, "plain", ""]);
    expect(answer.trailers).toEqual({ "grpc-status": "0" });
    expect(answer.headers["grpc-encoding"]).toBeUndefined();
  });

  test("a message of a stream comes as soon as it is there", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => {
      begin(stream, encoding);
      stream.write(frame(COMPRESS[encoding]("first"), 1));
      opened.resolve(stream);
    });
    const request = callRequest(bridge, gateway.target, { rpc: STREAM });
    request.end(frame("hello"));
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    const bytesSoFar = () => Buffer.concat(chunks).length;
    await expect.poll(bytesSoFar).toBe(frame("first").length);
    (await opened.promise).end(frame(COMPRESS[encoding]("second"), 1));
    await once(response, "end");
    expect(readFrames(Buffer.concat(chunks)).messages.map(String)).toEqual(["first", "second"]);
  });

  test("a message at the limit passes, and a bomb ends before a byte of it does", {
    timeout: 90_000,
  }, async () => {
    const limit = await answerTo(encoding, [frame(await bomb(encoding, MAX_MESSAGE_BYTES), 1)]);
    expect(limit.messages.map(({ length }) => length)).toEqual([MAX_MESSAGE_BYTES]);
    expect(limit.trailers["grpc-status"]).toBe("0");
    await gateway?.close();

    const before = process.memoryUsage().rss;
    const explosive = frame(await bomb(encoding, 4 * MAX_MESSAGE_BYTES), 1);
    const answer = await answerTo(encoding, [frame("before"), explosive]);
    expect(answer.messages.map(String)).toEqual(["before"]);
    expect(answer.trailers).toMatchObject({ "grpc-status": "8", "x-bridge-error": "too-large" });
    expect(answer.trailers["grpc-message"]).toContain("64 MiB once it is expanded");
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_MESSAGE_BYTES);
  });

  test.each([
    ["something else", Buffer.from("not compressed at all")],
    ["cut off", COMPRESS[encoding]("a text that is long enough".repeat(100)).subarray(0, 30)],
  ])("a message that is %s is told, and the one before it passes", async (_, message) => {
    const first = frame(COMPRESS[encoding]("first"), 1);
    const answer = await answerTo(encoding, [first, frame(message, 1)]);
    expect(answer.messages.map(String)).toEqual(["first"]);
    expect(answer.trailers).toMatchObject({ "grpc-status": "13", "x-bridge-error": "interrupted" });
    expect(answer.trailers["grpc-message"]).toContain(`compressed with ${encoding}, and it is not`);
  });

  test("a gateway that dies inside a message leaves the whole ones before it, and is told to have died", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => {
      begin(stream, encoding);
      stream.write(
        Buffer.concat([
          frame(COMPRESS[encoding]("first"), 1),
          frame(COMPRESS[encoding]("second"), 1).subarray(0, -3),
        ]),
      );
      opened.resolve(stream);
    });
    const request = callRequest(bridge, gateway.target, { rpc: STREAM });
    request.end(frame("hello"));
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", () => undefined);
    const closed = new Promise((resolve) => response.once("close", resolve));
    await expect.poll(() => Buffer.concat(chunks).length).toBe(frame("first").length);
    (await opened.promise).session?.destroy();
    await closed;
    const { messages, trailers } = readFrames(Buffer.concat(chunks));
    expect(messages.map(String)).toEqual(["first"]);
    // The gateway is gone: what it had sent of the second message was right.
    expect(trailers["x-bridge-error"]).toBe("interrupted");
    expect(trailers["grpc-message"]).not.toContain("and it is not");
  });

  test("a page that goes away in the middle takes the call with it", async () => {
    const gone = Promise.withResolvers<void>();
    gateway = await createStubGateway(async (stream) => {
      stream.on("close", () => gone.resolve());
      begin(stream, encoding);
      const message = frame(COMPRESS[encoding](Buffer.alloc(MAX_MESSAGE_BYTES / 2)), 1);
      stream.write(Buffer.concat([message, message, message]));
    });
    const request = callRequest(bridge, gateway.target, { rpc: STREAM });
    request.on("error", () => undefined);
    request.end(frame("hello"));
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.on("error", () => undefined);
    await once(response, "readable");
    await untilStill(() => response.socket.bytesRead);
    request.destroy();
    await gone.promise;
  });
});

test("an encoding that nobody asked for is left to the page, which says so", async () => {
  const answer = await answerTo("snappy", [frame("x", 1)]);
  expect(answer.headers["grpc-encoding"]).toBe("snappy");
  expect(answer.messages.map(String)).toEqual(["x"]);
});
