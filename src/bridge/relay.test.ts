import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { constants, type ServerHttp2Stream } from "node:http2";
import { createServer as createTcpServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import type { Bridge } from "./server.ts";
import { MAX_STREAMS } from "./stream-limit.ts";
import {
  call,
  callRequest,
  createStubGateway,
  frame,
  listenOnLoopback,
  readAll,
  readFrames,
  respond,
  STREAM,
  type StubGateway,
  startBridge,
  UNARY,
  untilStill,
} from "./test-fixtures.ts";
import { freePort } from "./test-ports.ts";

let bridge: Bridge;
const clock = createHandClock();
const lines: string[] = [];
let gateway: StubGateway | null = null;

beforeAll(async () => {
  bridge = await startBridge({
    connectTimeoutMs: 400,
    allowTargets: ["gateway.test:1"],
    log: (line) => lines.push(line),
    clock,
  });
});

afterEach(async () => {
  await gateway?.close();
  gateway = null;
});

afterAll(async () => {
  await bridge.close();
});

/** Starts a call whose answer is read by hand. */
async function openCall(
  target: string,
  options: { rpc?: string; body?: Buffer; headers?: Record<string, string> } = {},
): Promise<{ response: IncomingMessage; abort(): void }> {
  const request = callRequest(bridge, target, options);
  request.on("error", () => undefined);
  request.end(options.body ?? frame("hello"));
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  return { response, abort: () => request.destroy() };
}

/** Takes in an answer: what has come so far, and all of it once it has ended. */
function takeIn(response: IncomingMessage) {
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  const soFar = () => readFrames(Buffer.concat(chunks));
  return { soFar, whole: once(response, "end").then(soFar) };
}

describe("what passes", () => {
  test("a unary call, byte by byte, and nothing of the page's head but the metadata that Jina reads", async () => {
    let seen: unknown;
    gateway = await createStubGateway(async (stream, headers) => {
      seen = Object.fromEntries(Object.entries(headers));
      respond(stream, [await readAll(stream)]);
    });
    const body = frame(Buffer.from([0, 1, 2, 0xff, 0x80]));
    const answer = await call(bridge, gateway.target, {
      body,
      headers: {
        cookie: "a=b",
        referer: "http://127.0.0.1/",
        authorization: "Basic xyz",
        "x-custom": "1",
        "x-bridge-other": "1",
        __prefetch__: "1",
        __results_in_order__: "true",
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/grpc-web+proto");
    expect(answer.headers["x-bridge-error"]).toBeUndefined();
    expect(answer.messages).toEqual([Buffer.from([0, 1, 2, 0xff, 0x80])]);
    expect(answer.trailers).toEqual({ "grpc-status": "0" });
    expect(seen).toEqual({
      ":method": "POST",
      ":path": `/${UNARY}`,
      ":scheme": "http",
      ":authority": gateway.target,
      "content-type": "application/grpc+proto",
      te: "trailers",
      "grpc-accept-encoding": "gzip,deflate,identity",
      "user-agent": "jina-flow-designer",
      __prefetch__: "1",
      __results_in_order__: "true",
    });
  });

  test("the plain content type becomes gRPC's plain content type", async () => {
    let contentType: string | undefined;
    gateway = await createStubGateway((stream, headers) => {
      contentType = headers["content-type"];
      respond(stream, []);
    });
    await call(bridge, gateway.target, { headers: { "content-type": "application/grpc-web" } });
    expect(contentType).toBe("application/grpc");
  });

  test("a server stream arrives frame by frame, as it is sent", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      opened.resolve(stream);
    });
    const { response } = await openCall(gateway.target, { rpc: STREAM });
    const { soFar, whole } = takeIn(response);
    const stream = await opened.promise;
    const sent: string[] = [];
    for (const text of ["one", "two", "three"]) {
      sent.push(text);
      stream.write(frame(text));
      await expect.poll(() => soFar().messages.map(String)).toEqual(sent);
    }
    stream.end();
    expect((await whole).trailers).toEqual({ "grpc-status": "0" });
  });

  test("headers come before the first frame", async () => {
    let release = () => {};
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      release = () => stream.end(frame("late"));
    });
    const { response } = await openCall(gateway.target, { rpc: STREAM });
    expect(response.statusCode).toBe(200);
    release();
    const chunks = await response.toArray();
    expect(readFrames(Buffer.concat(chunks)).messages.map(String)).toEqual(["late"]);
  });

  test("an error with a UTF-8 message and metadata; metadata cannot pose as the bridge", async () => {
    gateway = await createStubGateway((stream) =>
      respond(stream, [frame("part")], {
        "grpc-status": "5",
        "grpc-message": "caf%C3%A9 100%25",
        "grpc-status-details-bin": "AAE=",
        "x-detail": "more",
        "x-bridge-error": "token",
      }),
    );
    const answer = await call(bridge, gateway.target);
    expect(answer.messages.map(String)).toEqual(["part"]);
    expect(answer.trailers).toEqual({
      "grpc-status": "5",
      "grpc-message": "caf%C3%A9 100%25",
      "grpc-status-details-bin": "AAE=",
      "x-detail": "more",
    });
    expect(answer.headers["x-bridge-error"]).toBeUndefined();
  });

  test("a gateway's headers do not become headers of this origin", async () => {
    gateway = await createStubGateway((stream) => {
      stream.respond(
        {
          ":status": 200,
          "content-type": "application/grpc",
          "grpc-encoding": "identity",
          "set-cookie": "a=b",
          "access-control-allow-origin": "*",
          "content-security-policy": "default-src *",
          "x-bridge-error": "token",
        },
        { waitForTrailers: true },
      );
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(frame("x"));
    });
    const { headers } = await call(bridge, gateway.target);
    expect(headers["grpc-encoding"]).toBe("identity");
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["x-bridge-error"]).toBeUndefined();
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["cache-control"]).toBe("no-store");
  });

  test("a status in the head alone becomes a trailer frame", async () => {
    gateway = await createStubGateway((stream) =>
      stream.respond(
        {
          ":status": 200,
          "content-type": "application/grpc",
          "grpc-status": "12",
          "grpc-message": "no",
          "x-why": "old",
        },
        { endStream: true },
      ),
    );
    const answer = await call(bridge, gateway.target);
    expect(answer.messages).toEqual([]);
    expect(answer.trailers).toEqual({ "grpc-status": "12", "grpc-message": "no", "x-why": "old" });
  });

  test("a status in the head followed by trailers without one is kept", async () => {
    gateway = await createStubGateway((stream) => {
      stream.respond(
        { ":status": 200, "content-type": "application/grpc", "grpc-status": "5", "grpc-message": "gone" },
        { waitForTrailers: true },
      );
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-other": "1" }));
      stream.end();
    });
    const { trailers } = await call(bridge, gateway.target);
    expect(trailers).toEqual({ "grpc-status": "5", "grpc-message": "gone", "x-other": "1" });
  });

  test("an early error to a request that is still being sent", async () => {
    gateway = await createStubGateway((stream) =>
      stream.respond(
        { ":status": 200, "content-type": "application/grpc", "grpc-status": "16" },
        { endStream: true },
      ),
    );
    const { trailers } = await call(bridge, gateway.target, { body: frame(Buffer.alloc(8 << 20)) });
    expect(trailers["grpc-status"]).toBe("16");
  });

  test("30 MiB go and come back unchanged", async () => {
    gateway = await createStubGateway(async (stream) => respond(stream, [await readAll(stream)]));
    const message = Buffer.alloc(30 << 20);
    for (let at = 0; at < message.length; at += 4) {
      message.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
    }
    const answer = await call(bridge, gateway.target, { body: frame(message) });
    expect(answer.trailers["grpc-status"]).toBe("0");
    expect(answer.messages.length).toBe(1);
    expect(answer.messages[0]?.equals(message)).toBe(true);
  });

  test("calls share one connection", async () => {
    gateway = await createStubGateway((stream) => respond(stream, [frame("x")]));
    const { target } = gateway;
    await call(bridge, target);
    await Promise.all(Array.from({ length: 20 }, () => call(bridge, target)));
    expect(gateway.connections()).toBe(1);
  });

  test("a gateway that was started again is found again", async () => {
    gateway = await createStubGateway((stream) => respond(stream, [frame("first")]));
    const { target, port } = gateway;
    await call(bridge, target);
    await gateway.close();
    gateway = null;
    expect((await call(bridge, target)).headers["x-bridge-error"]).toBe("unreachable");
    const { createServer } = await import("node:http2");
    const second = createServer();
    second.on("stream", (stream: ServerHttp2Stream) => respond(stream, [frame("second")]));
    second.listen(port, "127.0.0.1");
    await once(second, "listening");
    expect((await call(bridge, target)).messages.map(String)).toEqual(["second"]);
    second.close();
  });
});

describe("faults that the bridge states", () => {
  test("nothing listens", async () => {
    const port = await freePort();
    const answer = await call(bridge, `127.0.0.1:${port}`);
    expect(answer.status).toBe(200);
    expect(answer.headers["x-bridge-error"]).toBe("unreachable");
    expect(answer.trailers).toEqual({
      "grpc-status": "14",
      "grpc-message": `Nothing listens at 127.0.0.1:${port} (connection refused).`,
      "x-bridge-error": "unreachable",
    });
  });

  test("the gateway ends without trailers", async () => {
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.end(frame("x"));
    });
    const { messages, trailers } = await call(bridge, gateway.target);
    expect(messages.map(String)).toEqual(["x"]);
    expect(trailers).toMatchObject({ "grpc-status": "13", "x-bridge-error": "interrupted" });
    expect(trailers["grpc-message"]).toContain("without a gRPC status");
  });

  test("the gateway is killed between two messages", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      for (let count = 0; count < 7; count += 1) {
        stream.write(frame(`message ${count}`));
      }
      opened.resolve(stream);
    });
    const { response } = await openCall(gateway.target, { rpc: STREAM });
    const { soFar, whole } = takeIn(response);
    await expect.poll(() => soFar().messages.length).toBe(7);
    (await opened.promise).session?.socket.destroy();
    const { messages, trailers } = await whole;
    expect(messages.length).toBe(7);
    expect(trailers).toMatchObject({ "grpc-status": "13", "x-bridge-error": "interrupted" });
    expect(trailers["grpc-message"]).toContain(`${gateway.target} broke off in the middle of its answer`);
  });

  test("the gateway resets the stream in the middle", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(frame("x"));
      opened.resolve(stream);
    });
    const { response } = await openCall(gateway.target, { rpc: STREAM });
    const { soFar, whole } = takeIn(response);
    await expect.poll(() => soFar().messages.length).toBe(1);
    (await opened.promise).destroy(new Error("the stub fails"));
    const { messages, trailers } = await whole;
    expect(messages.map(String)).toEqual(["x"]);
    expect(trailers).toMatchObject({ "grpc-status": "13", "x-bridge-error": "interrupted" });
    expect(trailers["grpc-message"]).toContain("HTTP/2 code 2");
  });

  test("the gateway is killed inside a message: the connection is cut, as no trailer fits there", async () => {
    const opened = Promise.withResolvers<ServerHttp2Stream>();
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(frame(Buffer.alloc(1000)).subarray(0, 500));
      opened.resolve(stream);
    });
    const { response } = await openCall(gateway.target);
    expect(response.statusCode).toBe(200);
    await once(response, "readable");
    (await opened.promise).session?.socket.destroy();
    await expect(response.toArray()).rejects.toThrow("aborted");
  });

  test("the gateway is killed before it answers", async () => {
    gateway = await createStubGateway((stream) => stream.session?.socket.destroy());
    const { headers, trailers } = await call(bridge, gateway.target);
    expect(headers["x-bridge-error"]).toBe("interrupted");
    expect(trailers["grpc-status"]).toBe("14");
    expect(trailers["grpc-message"]).toContain("closed the connection before it answered");
  });

  test.each([
    [404, "text/html", "12"],
    [200, "text/html", "2"],
    [502, "text/plain", "14"],
    [200, "application/grpc-web+proto", "2"],
  ])("HTTP/2, but not gRPC: %d %s", async (status, contentType, grpcStatus) => {
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": status, "content-type": contentType });
      stream.end("<html>");
    });
    const { headers, trailers } = await call(bridge, gateway.target);
    expect(headers["x-bridge-error"]).toBe("not-grpc");
    expect(trailers).toEqual({
      "grpc-status": grpcStatus,
      "grpc-message": `${gateway.target} answered with HTTP status ${status} and content type ${contentType}, which is not gRPC.`,
      "x-bridge-error": "not-grpc",
    });
  });

  test("an HTTP/1.1 server", async () => {
    const { port, close } = await listenOnLoopback(
      createHttpServer((_request, response) => response.end("hello")),
    );
    const { headers, trailers } = await call(bridge, `127.0.0.1:${port}`);
    expect(headers["x-bridge-error"]).toBe("not-grpc");
    expect(trailers["grpc-message"]).toContain("answers, but not in HTTP/2");
    await close();
  });

  test("a server that accepts and says nothing", async () => {
    const sockets: Socket[] = [];
    const { port, close } = await listenOnLoopback(createTcpServer((socket) => sockets.push(socket)));
    // A bridge without a past: the port may be one that a gateway of another test had.
    const own = await startBridge({ connectTimeoutMs: 400, clock });
    const answer = call(own, `127.0.0.1:${port}`);
    await expect.poll(() => sockets.length).toBe(1);
    await untilStill(() => clock.waiting());
    await clock.pass(400);
    const { headers, trailers } = await answer;
    expect(trailers["grpc-message"]).toContain("said nothing for 0.4 s");
    expect(headers["x-bridge-error"]).toBe("not-grpc");
    for (const socket of sockets) {
      socket.destroy();
    }
    await own.close();
    await close();
  });

  describe.each([
    ["plain", {}],
    ["TLS", { "x-bridge-tls": "1" }],
  ])("something that misbehaves, asked in %s by several calls at once", (_kind, headers) => {
    test.each<[string, (socket: Socket) => void]>([
      ["closes at once", (socket) => socket.end()],
      ["resets at once", (socket) => socket.resetAndDestroy()],
      ["closes at the first bytes", (socket) => socket.once("data", () => socket.end())],
      ["resets at the first bytes", (socket) => socket.once("data", () => socket.resetAndDestroy())],
      ["talks nonsense", (socket) => socket.end("220 mail.example ESMTP\r\n".repeat(50))],
      [
        "sends an empty SETTINGS frame and closes",
        (socket) => socket.end(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])),
      ],
      [
        "leaves at once by GOAWAY",
        (socket) => socket.end(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, ...Array(12).fill(0)])),
      ],
    ])("%s", async (_name, behave) => {
      const server = createTcpServer((socket) => {
        socket.on("error", () => undefined).resume();
        behave(socket);
      });
      const { port, close } = await listenOnLoopback(server);
      for (let round = 0; round < 3; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: 5 }, () => call(bridge, `127.0.0.1:${port}`, { headers })),
        );
        for (const answer of answers) {
          expect(["unreachable", "interrupted", "not-grpc"]).toContain(answer.headers["x-bridge-error"]);
          expect(answer.trailers["grpc-message"]).toContain(`127.0.0.1:${port}`);
        }
      }
      await close();
    });
  });

  test("TLS to a port without TLS", async () => {
    gateway = await createStubGateway((stream) => respond(stream, []));
    const { headers, trailers } = await call(bridge, gateway.target, { headers: { "x-bridge-tls": "1" } });
    expect(headers["x-bridge-error"]).toBe("unreachable");
    expect(trailers["grpc-message"]).toContain("TLS");
  });

  test("a message over 64 MiB is refused in the request, before its bytes are read", async () => {
    let sawMessage = false;
    gateway = await createStubGateway((stream) => {
      stream.on("data", () => {
        sawMessage = true;
      });
    });
    const prefix = Buffer.from([0, 0x04, 0x00, 0x00, 0x01]);
    const { headers, trailers } = await call(bridge, gateway.target, {
      body: Buffer.concat([prefix, Buffer.alloc(65 << 20)]),
    });
    expect(headers["x-bridge-error"]).toBe("too-large");
    expect(trailers["grpc-status"]).toBe("8");
    expect(trailers["grpc-message"]).toContain("64 MiB");
    expect(sawMessage).toBe(false);
  });

  test("and in the response, after the messages before it", async () => {
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(Buffer.concat([frame("fine"), Buffer.from([0, 0x04, 0x00, 0x00, 0x01, 1, 2, 3])]));
    });
    const { messages, trailers } = await call(bridge, gateway.target);
    expect(messages.map(String)).toEqual(["fine"]);
    expect(trailers).toMatchObject({ "grpc-status": "8", "x-bridge-error": "too-large" });
  });

  test.each([
    ["localhost", "target-invalid", "3"],
    ["", "target-invalid", "3"],
    ["10.0.0.1:80", "target-not-allowed", "7"],
    ["169.254.169.254:80", "target-refused", "7"],
  ])("target %s", async (target, code, grpcStatus) => {
    const { status, headers, trailers } = await call(bridge, target);
    expect(status).toBe(200);
    expect(headers["x-bridge-error"]).toBe(code);
    expect(trailers).toMatchObject({ "grpc-status": grpcStatus, "x-bridge-error": code });
  });

  test("its own port", async () => {
    const { headers, trailers } = await call(bridge, `localhost:${bridge.port}`);
    expect(headers["x-bridge-error"]).toBe("target-own");
    expect(trailers["grpc-message"]).toContain("this page's own server");
  });

  test("more calls at once than it carries", async () => {
    const open: ServerHttp2Stream[] = [];
    gateway = await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      open.push(stream);
    });
    const { target } = gateway;
    const calls = await Promise.all(
      Array.from({ length: MAX_STREAMS }, () => openCall(target, { rpc: STREAM })),
    );
    const refused = await call(bridge, target);
    expect(refused.headers["x-bridge-error"]).toBe("too-many-streams");
    expect(refused.trailers["grpc-status"]).toBe("8");
    for (const { abort } of calls) {
      abort();
    }
    await expect.poll(() => open.filter((stream) => !stream.destroyed).length).toBe(0);
    const { response, abort } = await openCall(target, { rpc: STREAM });
    expect(response.headers["x-bridge-error"]).toBeUndefined();
    abort();
  });
});

describe("time", () => {
  test("the deadline reaches the gateway, and the bridge ends the call soon after it", async () => {
    const seen = Promise.withResolvers<string | undefined>();
    const closed = Promise.withResolvers<number>();
    gateway = await createStubGateway((stream, headers) => {
      stream.on("close", () => closed.resolve(stream.rstCode));
      seen.resolve(headers["grpc-timeout"]?.toString());
    });
    let isAnswered = false;
    const answer = call(bridge, gateway.target, { headers: { "grpc-timeout": "200m" } });
    void answer.then(() => {
      isAnswered = true;
    });
    expect(await seen.promise).toBe("200m");
    await clock.pass(249);
    await untilStill(() => isAnswered);
    expect(isAnswered).toBe(false);
    await clock.pass(1);
    const { headers, trailers } = await answer;
    expect(headers["x-bridge-error"]).toBe("timeout");
    expect(trailers).toMatchObject({ "grpc-status": "4", "x-bridge-error": "timeout" });
    expect(await closed.promise).toBe(constants.NGHTTP2_CANCEL);
  });

  test("a gateway that answers about the deadline itself is heard", async () => {
    gateway = await createStubGateway((stream) => {
      // It is as late as it may be: the page's time is over, and the answer is on its way.
      void clock.pass(149).then(() => respond(stream, [], { "grpc-status": "4", "grpc-message": "mine" }));
    });
    const { trailers } = await call(bridge, gateway.target, { headers: { "grpc-timeout": "100m" } });
    expect(trailers).toEqual({ "grpc-status": "4", "grpc-message": "mine" });
  });

  test("a page that stops in the middle of a message has its place no longer", async () => {
    const clock = createHandClock();
    const ended: string[] = [];
    const own = await startBridge({ log: (line) => ended.push(line), clock });
    gateway = await createStubGateway(() => undefined);
    const request = callRequest(own, gateway.target);
    request.on("error", () => undefined);
    const answered = once(request, "response") as Promise<[IncomingMessage]>;
    request.write(frame("hello").subarray(0, 7));
    await expect.poll(() => gateway!.connections()).toBe(1);
    await untilStill(() => 0);
    await clock.pass(29_000);
    expect(ended).toEqual([]);
    await clock.pass(1000);
    const [response] = await answered;
    const { trailers } = readFrames(Buffer.concat(await response.toArray()));
    expect(trailers).toMatchObject({ "x-bridge-error": "timeout", "grpc-status": "4" });
    request.destroy();
    await own.close();
  });

  test("a deadline that is no time", async () => {
    const { headers, trailers } = await call(bridge, "127.0.0.1:1", { headers: { "grpc-timeout": "soon" } });
    expect(headers["x-bridge-error"]).toBe("timeout");
    expect(trailers["grpc-status"]).toBe("3");
  });

  test("a page that goes away is seen by the gateway at once, whatever a clock says", async () => {
    let stream: ServerHttp2Stream | undefined;
    gateway = await createStubGateway((opened) => {
      stream = opened;
      opened.respond({ ":status": 200, "content-type": "application/grpc" });
      opened.write(frame("x"));
    });
    const { abort } = await openCall(gateway.target, { rpc: STREAM });
    await expect.poll(() => stream).toBeDefined();
    const closed = once(stream!, "close");
    abort();
    await closed;
    expect(stream?.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });

  test("a page that reads slowly holds the gateway back, and still gets everything", async () => {
    const totalBytes = 96 << 20;
    let writtenBytes = 0;
    gateway = await createStubGateway(async (stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const chunk = frame(Buffer.alloc((1 << 20) - 5, 7));
      while (writtenBytes < totalBytes) {
        const isFree = stream.write(chunk);
        writtenBytes += chunk.length;
        if (!isFree) {
          await once(stream, "drain");
        }
      }
      stream.end();
    });
    const { response } = await openCall(gateway.target, { rpc: STREAM });
    response.pause();
    await untilStill(() => writtenBytes);
    // One window of 16 MiB, and what the sockets and streams on the way hold.
    expect(writtenBytes).toBeLessThan(40 << 20);
    let readBytes = 0;
    let tail = Buffer.alloc(0);
    for await (const chunk of response) {
      readBytes += (chunk as Buffer).length;
      tail = Buffer.concat([tail, chunk as Buffer]).subarray(-100);
    }
    expect(readBytes).toBeGreaterThan(totalBytes);
    expect(tail.toString("latin1")).toContain("grpc-status: 0\r\n");
  });

  test("a gateway that goes away after its last word does not make a half-read answer look whole", async () => {
    lines.length = 0;
    // 15 MiB fit into the window, so the gateway is done before the page has read them.
    const count = 960;
    let isGone = false;
    gateway = await createStubGateway(async (stream) => {
      const { session } = stream;
      stream.resume();
      respond(stream, [Buffer.concat(Array<Buffer>(count).fill(frame(Buffer.alloc(16_384 - 5))))]);
      await once(stream, "close");
      session?.destroy();
      isGone = true;
    });
    const { response } = await openCall(gateway.target, { rpc: STREAM });
    response.pause();
    await expect.poll(() => isGone).toBe(true);
    await expect.poll(() => lines.length).toBe(1);
    const outcome = await response.toArray().then(
      (chunks) => {
        const { messages, trailers } = readFrames(Buffer.concat(chunks));
        return messages.length === count
          ? "whole"
          : `short, ${trailers["x-bridge-error"] ?? "but called fine"}`;
      },
      () => "cut inside a message",
    );
    // How much the sockets on the way hold differs between machines, and with it how much is lost.
    expect(["whole", "short, interrupted", "cut inside a message"]).toContain(outcome);
  });

  test("a gateway that reads slowly holds the page back", async () => {
    let stream: ServerHttp2Stream | undefined;
    gateway = await createStubGateway((opened) => {
      stream = opened;
    });
    const request = callRequest(bridge, gateway.target, { rpc: "jina.JinaRPC/Call" });
    request.on("error", () => undefined);
    const chunk = frame(Buffer.alloc((1 << 20) - 5));
    let writtenBytes = 0;
    const write = () => {
      while (writtenBytes < 96 << 20 && request.write(chunk)) {
        writtenBytes += chunk.length;
      }
      writtenBytes += chunk.length;
    };
    request.on("drain", write);
    write();
    await expect.poll(() => stream).toBeDefined();
    await untilStill(() => writtenBytes);
    expect(writtenBytes).toBeLessThan(40 << 20);
    lines.length = 0;
    request.destroy();
    await gateway.close();
    await expect.poll(() => lines.length).toBe(1);
  });
});

describe("the log", () => {
  test("holds RPC, target, bytes, status and time, and nothing else", async () => {
    gateway = await createStubGateway(async (stream) => respond(stream, [await readAll(stream)]));
    lines.length = 0;
    await call(bridge, gateway.target);
    expect(lines.length).toBe(1);
    expect(lines[0]).toMatch(
      new RegExp(
        `^jina\\.JinaSingleDataRequestRPC/process_single_data ${gateway.target} sent 10 B received 10 B status 0 \\d+ ms$`,
      ),
    );
    expect(lines[0]).not.toContain(bridge.token);
  });

  test("does not repeat a target that cannot be read", async () => {
    lines.length = 0;
    await call(bridge, "secret stuff");
    expect(lines[0]).toMatch(/^jina\.\S+ - sent 0 B received 0 B status 3 \d+ ms$/);
  });
});

describe("resolved names", () => {
  async function callResolving(addresses: string[], targetPort: number) {
    let lookups = 0;
    const own = await startBridge({
      allowTargets: [`gateway.test:${targetPort}`],
      resolve: (_name, _options, callback) => {
        lookups += 1;
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
        );
      },
    });
    const first = await call(own, `gateway.test:${targetPort}`);
    const second = await call(own, `gateway.test:${targetPort}`);
    await own.close();
    return { first, second, lookups };
  }

  test("are resolved once per connection and pinned to a permitted address", async () => {
    let authority: string | undefined;
    gateway = await createStubGateway((stream, headers) => {
      authority = headers[":authority"];
      respond(stream, [frame("here")]);
    });
    const { first, second, lookups } = await callResolving(["169.254.169.254", "127.0.0.1"], gateway.port);
    expect([first, second].map(({ messages }) => String(messages[0]))).toEqual(["here", "here"]);
    expect(lookups).toBe(1);
    expect(authority).toBe(`gateway.test:${gateway.port}`);
  });

  test.each([["169.254.169.254"], ["::ffff:169.254.169.254"], ["fe80::1"], ["fd00:ec2::254"], ["0.0.0.0"]])(
    "that resolve to %s are refused",
    async (address) => {
      const { first } = await callResolving([address], 1);
      expect(first.headers["x-bridge-error"]).toBe("target-refused");
      expect(first.trailers["grpc-message"]).toContain(`resolves to ${address}`);
    },
  );

  test("localhost that does not resolve to loopback is refused", async () => {
    const own = await startBridge({
      resolve: (_name, _options, callback) => callback(null, [{ address: "192.0.2.1", family: 4 }]),
    });
    const { headers } = await call(own, "localhost:1");
    expect(headers["x-bridge-error"]).toBe("target-not-allowed");
    await own.close();
  });

  test("an unknown name", async () => {
    const own = await startBridge({
      allowTargets: ["gateway.test:1"],
      resolve: (_name, _options, callback) =>
        callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []),
    });
    const { headers, trailers } = await call(own, "gateway.test:1");
    expect(headers["x-bridge-error"]).toBe("unreachable");
    expect(trailers["grpc-message"]).toBe(
      "No address is known for the name gateway.test (DNS lookup failed).",
    );
    await own.close();
  });
});
