/** Calls over a WebSocket: what the page sends and what comes back, held back and ended as calls in HTTP are. */
import { once } from "node:events";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import {
  CALL_RELAY_PATH,
  FAULT_SUBPROTOCOL,
  MAX_MESSAGE_BYTES,
  RELAY_SUBPROTOCOL,
  TOKEN_SUBPROTOCOL,
} from "../model/run/bridge-contract.ts";
import { printHeaders } from "../model/run/headers.ts";
import type { Bridge } from "./server.ts";
import { MAX_STREAMS } from "./stream-limit.ts";
import {
  createStubGateway,
  frame,
  openUpgraded,
  readAll,
  readFrames,
  respond,
  type StubGateway,
  startBridge,
  untilStill,
} from "./test-fixtures.ts";
import { freePort } from "./test-ports.ts";

let bridge: Bridge;
const clock = createHandClock();
const lines: string[] = [];
let gateway: StubGateway | null = null;
const sockets: Socket[] = [];

beforeAll(async () => {
  bridge = await startBridge({ connectTimeoutMs: 400, log: (line) => lines.push(line), clock });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    socket.destroy();
  }
  await gateway?.close();
  gateway = null;
  lines.length = 0;
});

afterAll(() => bridge.close());

const headOf = (target: string, more: Record<string, string> = {}) =>
  new URLSearchParams({ "x-bridge-target": target, ...more }).toString();

/** The page's side as a real client has it. */
async function openPage() {
  // Node's takes headers too, which the types of a browser's do not know.
  const NodeSocket = WebSocket as unknown as new (url: string, options: object) => WebSocket;
  const page = new NodeSocket(`ws://127.0.0.1:${bridge.port}${CALL_RELAY_PATH}`, {
    protocols: [RELAY_SUBPROTOCOL, FAULT_SUBPROTOCOL, TOKEN_SUBPROTOCOL + bridge.token],
    headers: { origin: `http://127.0.0.1:${bridge.port}` },
  });
  page.binaryType = "arraybuffer";
  const chunks: Buffer[] = [];
  page.addEventListener("message", ({ data }) => chunks.push(Buffer.from(data as ArrayBuffer)));
  const closed = once(page, "close").then(([event]) => (event as CloseEvent).code);
  await once(page, "open");
  const soFar = () => readFrames(Buffer.concat(chunks));
  const whole = async () => ({ code: await closed, ...soFar() });
  return { page, soFar, closed, whole };
}

/** A frame as a page sends it. */
const bytesOf = (text: string) => new Uint8Array(frame(text));

/** One whole call with these frames. */
async function call(target: string, frames: readonly Buffer[], more: Record<string, string> = {}) {
  const { page, whole } = await openPage();
  page.send(headOf(target, more));
  for (const one of frames) {
    page.send(new Uint8Array(one));
  }
  page.send("end");
  return whole();
}

/** The page's side as bytes, after its handshake. */
async function openRaw(): Promise<Socket> {
  const socket = await openUpgraded(bridge, CALL_RELAY_PATH);
  sockets.push(socket);
  return socket;
}

/** A frame as browsers send it; `first` is its first byte. */
function masked(first: number, body: Buffer): Buffer {
  const mask = Buffer.from([1, 2, 3, 250]);
  const head = Buffer.alloc(14);
  head.writeUInt8(first, 0);
  head.writeUInt8(0xff, 1);
  head.writeUInt32BE(body.length, 6);
  mask.copy(head, 10);
  return Buffer.concat([head, body.map((byte, index) => byte ^ mask[index % 4]!)]);
}

const TEXT = 0x81;
const BINARY = 0x82;

describe("what passes", () => {
  test("requests and answers go side by side, and the page's end ends the request alone", async () => {
    const opened = Promise.withResolvers<{ stream: ServerHttp2Stream; headers: IncomingHttpHeaders }>();
    gateway = await createStubGateway((stream, headers) => opened.resolve({ stream, headers }));
    const { page, soFar, whole } = await openPage();
    page.send(
      headOf(gateway.target, {
        __prefetch__: "3",
        "x-bridge-headers": printHeaders([{ name: "authorization", value: "Bearer canary-4711" }]),
      }),
    );
    page.send(bytesOf("one"));
    const { stream, headers } = await opened.promise;
    expect(headers).toMatchObject({
      ":path": "/jina.JinaRPC/Call",
      "content-type": "application/grpc+proto",
      "grpc-accept-encoding": "gzip,deflate,identity",
      __prefetch__: "3",
      authorization: "Bearer canary-4711",
    });
    expect(Object.keys(headers).filter((name) => name.startsWith("x-bridge"))).toEqual([]);
    const received: Buffer[] = [];
    stream.on("data", (piece: Buffer) => received.push(piece));
    let hasEnded = false;
    stream.on("end", () => {
      hasEnded = true;
    });
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.write(frame("answer to one"));
    await expect.poll(() => soFar().messages.map(String)).toEqual(["answer to one"]);
    expect(hasEnded).toBe(false);
    page.send(bytesOf("two"));
    page.send("end");
    await expect.poll(() => hasEnded).toBe(true);
    expect(readFrames(Buffer.concat(received)).messages.map(String)).toEqual(["one", "two"]);
    stream.end(frame("answer to two"));
    const { code, messages, trailers } = await whole();
    expect([code, messages.map(String), trailers]).toEqual([
      1000,
      ["answer to one", "answer to two"],
      { "grpc-status": "0" },
    ]);
    expect(lines.join("\n")).toMatch(/^jina.JinaRPC\/Call \S+ sent 16 B received 36 B status 0 /);
    expect(lines.join("\n")).not.toContain("4711");
  });

  test("messages of any size, however their bytes come", async () => {
    gateway = await createStubGateway(async (stream) => respond(stream, [await readAll(stream)]));
    const sizes = [0, 1, 125, 126, 65_535, 65_536, 5_000_000];
    const frames = sizes.map((size) => frame(Buffer.alloc(size, size % 251)));
    const { messages } = await call(gateway.target, frames);
    expect(messages.map(({ length }) => length)).toEqual(sizes);
    expect(Buffer.concat(messages.map((one) => frame(one))).equals(Buffer.concat(frames))).toBe(true);

    const socket = await openRaw();
    const got: Buffer[] = [];
    socket.on("data", (piece: Buffer) => got.push(piece));
    const said = Buffer.concat([
      masked(TEXT, Buffer.from(headOf(gateway.target))),
      // A message in three parts, with a ping between them.
      masked(0x02, frame("whole").subarray(0, 2)),
      masked(0x89, Buffer.from("ping")),
      masked(0x00, frame("whole").subarray(2, 7)),
      masked(0x80, frame("whole").subarray(7)),
      masked(BINARY, Buffer.alloc(0)),
      masked(TEXT, Buffer.from("end")),
      masked(BINARY, frame("too late")),
    ]);
    for (const byte of said) {
      socket.write(Buffer.of(byte));
    }
    await once(socket, "close");
    const answer = Buffer.concat(got);
    expect(answer.includes("whole")).toBe(true);
    expect(answer.includes("too late")).toBe(false);
    expect(answer.includes("grpc-status: 0")).toBe(true);
  });

  test("answers that are ready together come as one message", async () => {
    gateway = await createStubGateway((stream) => {
      stream.resume();
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      for (const text of ["one", "two", "three"]) {
        stream.write(frame(text));
      }
    });
    const { page, soFar } = await openPage();
    let events = 0;
    page.addEventListener("message", () => {
      events += 1;
    });
    page.send(headOf(gateway.target));
    await expect.poll(() => soFar().messages.map(String)).toEqual(["one", "two", "three"]);
    expect(events).toBe(1);
    page.close();
  });

  test("messages go compressed one by one, and come back expanded", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => opened.resolve(stream));
    const { page, soFar } = await openPage();
    page.send(headOf(gateway.target, { "x-bridge-compression": "gzip" }));
    page.send(bytesOf("one ".repeat(1000)));
    const stream = await opened.promise;
    const [piece] = (await once(stream, "data")) as [Buffer];
    const rest = piece.length > 5 ? piece : Buffer.concat([piece, (await once(stream, "data"))[0] as Buffer]);
    expect(rest[0]).toBe(1);
    expect(String(gunzipSync(rest.subarray(5)))).toBe("one ".repeat(1000));
    stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-encoding": "gzip" });
    stream.write(frame(gzipSync("two ".repeat(1000)), 1));
    await expect.poll(() => soFar().messages.map(String)).toEqual(["two ".repeat(1000)]);
    page.close();
    await once(stream, "close");
  });
});

describe("what is held back", () => {
  test("a page that sends faster than the gateway reads", async () => {
    gateway = await createStubGateway(() => undefined);
    const socket = await openRaw();
    socket.write(masked(TEXT, Buffer.from(headOf(gateway.target))));
    const piece = masked(BINARY, frame(Buffer.alloc(1 << 20)));
    let written = 0;
    const fill = () => {
      while (written < 1 << 30 && socket.write(piece)) {
        written += piece.length;
      }
      socket.once("drain", fill);
    };
    fill();
    await untilStill(() => written);
    expect(written).toBeLessThan(32 << 20);
    // It goes away while nothing of it is read.
    socket.destroy();
    await untilStill(() => 0);
    await clock.pass(2000);
    await expect.poll(() => lines.length).toBe(1);
  });

  test("a gateway that answers faster than the page reads", async () => {
    let written = 0;
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      const piece = frame(Buffer.alloc(1 << 16));
      const fill = () => {
        do {
          written += piece.length;
        } while (written < 1 << 30 && stream.write(piece));
        stream.once("drain", fill);
      };
      fill();
    });
    const socket = await openRaw();
    socket.pause();
    socket.write(masked(TEXT, Buffer.from(headOf(gateway.target))));
    await expect.poll(() => written).toBeGreaterThan(0);
    await untilStill(() => written);
    expect(written).toBeLessThan(64 << 20);
  });
});

describe("what ends a call", () => {
  test.each([
    ["nothing listens", async () => headOf(`127.0.0.1:${await freePort()}`), "unreachable", "14"],
    ["the target is not allowed", async () => headOf("10.0.0.1:80"), "target-not-allowed", "7"],
    ["the target is none", async () => headOf("nowhere"), "target-invalid", "3"],
    ["nothing is named", async () => "", "target-invalid", "3"],
    ["of another TLS", async () => headOf("127.0.0.1:1", { "x-bridge-tls": "yes" }), "target-invalid", "3"],
    [
      "of a header that is not passed on",
      async () => headOf("127.0.0.1:1", { "x-bridge-headers": "cookie=a" }),
      "headers-invalid",
      "3",
    ],
    [
      "of another compression",
      async () => headOf("127.0.0.1:1", { "x-bridge-compression": "br" }),
      "headers-invalid",
      "3",
    ],
  ])("because %s", async (_, head, code, status) => {
    const { page, whole } = await openPage();
    page.send(await head());
    expect(await whole()).toMatchObject({
      code: 1000,
      messages: [],
      trailers: { "x-bridge-error": code, "grpc-status": status },
    });
  });

  test.each(["__results_in_order__", "__prefetch__", "traceparent", "tracestate"])(
    "a head whose %s would begin another header",
    async (name) => {
      let calls = 0;
      gateway = await createStubGateway(() => {
        calls += 1;
      });
      const { trailers } = await call(gateway.target, [], { [name]: "1\0\0cookie\0stolen" });
      expect(trailers).toMatchObject({ "x-bridge-error": "headers-invalid", "grpc-status": "3" });
      expect(calls).toBe(0);
    },
  );

  test("the gateway's status, also with requests still to come", async () => {
    gateway = await createStubGateway((stream) =>
      respond(stream, [frame("one")], { "grpc-status": "14", "grpc-message": "worker is down" }),
    );
    const { page, whole } = await openPage();
    page.send(headOf(gateway.target));
    page.send(bytesOf("hello"));
    expect(await whole()).toMatchObject({
      messages: [Buffer.from("one")],
      trailers: { "grpc-status": "14", "grpc-message": "worker is down" },
    });
  });

  test("the gateway's death, which is told, and cut off inside a message", async () => {
    const opened: ServerHttp2Stream[] = [];
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(opened.length === 0 ? frame("one") : frame("one").subarray(0, 6));
      opened.push(stream);
    });
    const first = await openPage();
    first.page.send(headOf(gateway.target));
    await expect.poll(() => first.soFar().messages.length).toBe(1);
    opened[0]!.session!.destroy();
    expect((await first.whole()).trailers).toMatchObject({ "x-bridge-error": "interrupted" });
    const second = await openPage();
    second.page.addEventListener("error", () => undefined);
    second.page.send(headOf(gateway.target));
    await expect.poll(() => opened.length).toBe(2);
    await untilStill(() => 0);
    opened[1]!.session!.destroy();
    expect(await second.closed).toBe(1006);
  });

  test("the page's going away, which the gateway learns at once", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => opened.resolve(stream));
    const { page } = await openPage();
    page.send(headOf(gateway.target));
    page.send(bytesOf("hello"));
    const stream = await opened.promise;
    const closed = once(stream, "close");
    page.close();
    await closed;
    expect(stream.rstCode).toBe(8);
    await expect.poll(() => lines.join()).toMatch(/canceled/);
  });

  test("a message over the limit", async () => {
    gateway = await createStubGateway(() => undefined);
    const { page, whole } = await openPage();
    page.send(headOf(gateway.target));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(MAX_MESSAGE_BYTES + 1, 1);
    page.send(new Uint8Array(prefix));
    expect((await whole()).trailers).toMatchObject({ "x-bridge-error": "too-large", "grpc-status": "8" });
  });

  const STOPS: readonly (readonly [string, Buffer])[] = [
    ["in the head of a message", frame("hello").subarray(0, 3)],
    ["in a message", frame("hello").subarray(0, 7)],
    ["behind a whole one, in the next", Buffer.concat([frame("hello"), frame("hello").subarray(0, 7)])],
  ];
  test.each([
    ...STOPS.map(([where, bytes]) => [where, masked(BINARY, bytes), {}] as const),
    ...STOPS.map(
      ([where, bytes]) =>
        [`${where}, compressed`, masked(BINARY, bytes), { "x-bridge-compression": "gzip" }] as const,
    ),
    ["in the head of a frame", masked(BINARY, frame("hello")).subarray(0, 9), {}],
    ["in a frame", masked(TEXT, Buffer.from("end")).subarray(0, 15), {}],
    ["between the parts of a message", masked(0x02, frame("hello")), {}],
  ] as const)("a page that stops %s, which has its place no longer", async (_, said, more) => {
    gateway = await createStubGateway(() => undefined);
    const socket = await openRaw();
    const got: Buffer[] = [];
    socket.on("data", (piece: Buffer) => got.push(piece));
    socket.write(masked(TEXT, Buffer.from(headOf(gateway.target, more))));
    await expect.poll(() => gateway!.connections()).toBe(1);
    socket.write(said);
    await untilStill(() => 0);
    await clock.pass(29_000);
    expect(lines).toEqual([]);
    await clock.pass(1000);
    await expect.poll(() => lines.join()).toMatch(/ status 4 /);
    await expect
      .poll(() => Buffer.concat(got).toString())
      .toContain("The page has stopped in the middle of a message for 30 s.");
  });

  test("no page that is silent between two messages, or whose message waits for the gateway", async () => {
    let isSlow = false;
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.on("data", () => isSlow && stream.pause());
    });
    const socket = await openRaw();
    socket.write(masked(TEXT, Buffer.from(headOf(gateway.target))));
    socket.write(masked(BINARY, frame("hello")));
    await expect.poll(() => gateway!.connections()).toBe(1);
    await untilStill(() => 0);
    await clock.pass(300_000);
    isSlow = true;
    const large = frame(Buffer.alloc(40 << 20));
    socket.write(masked(BINARY, large.subarray(0, -1)));
    await untilStill(() => socket.writableLength);
    expect(socket.writableLength).toBeGreaterThan(0);
    await clock.pass(300_000);
    expect(lines).toEqual([]);
    socket.destroy();
    await untilStill(() => 0);
    await clock.pass(2000);
    await expect.poll(() => lines.length).toBe(1);
  });

  test("too many calls at once", async () => {
    gateway = await createStubGateway(() => undefined);
    const pages = await Promise.all(Array.from({ length: MAX_STREAMS }, () => openPage()));
    for (const { page } of pages) {
      page.send(headOf(gateway.target));
    }
    await expect.poll(() => gateway!.connections()).toBe(1);
    await untilStill(() => 0);
    const one = await call(gateway.target, []);
    expect(one.trailers).toMatchObject({ "x-bridge-error": "too-many-streams", "grpc-status": "8" });
    for (const { page } of pages) {
      page.close();
    }
    await expect.poll(() => lines.length).toBe(MAX_STREAMS + 1);
  });
});

describe("what is no call", () => {
  test.each([
    ["a frame without a mask", Buffer.from([TEXT, 1, 0x78])],
    ["a reserved bit", Buffer.concat([Buffer.from([0xc1, 0x80]), Buffer.alloc(4)])],
    ["a part of nothing", masked(0x80, Buffer.from("x"))],
    [
      "a message inside another",
      Buffer.concat([masked(0x01, Buffer.from("a")), masked(TEXT, Buffer.from("b"))]),
    ],
    ["another kind of message", masked(0x83, Buffer.from("x"))],
    ["a head that is too long", masked(TEXT, Buffer.alloc(20_000, 0x61))],
    ["a frame that closes", masked(0x88, Buffer.alloc(0))],
    ["what is sent before the head", masked(BINARY, frame("hello"))],
  ])("%s ends the connection", async (_, said) => {
    const socket = await openRaw();
    const closed = once(socket, "close");
    socket.write(said);
    await closed;
    expect(lines).toEqual([]);
  });

  test("and neither does one wait for a head for ever", async () => {
    const socket = await openRaw();
    const closed = once(socket, "close");
    await clock.pass(10_000);
    await closed;
  });
});
