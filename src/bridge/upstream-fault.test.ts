/** Guesses at a cause: said where nothing is known of a target, and not said against what it has done before. */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import type { Bridge } from "./server.ts";
import {
  call,
  createStubGateway,
  frame,
  listenOnLoopback,
  respond,
  type StubGateway,
  startBridge,
  untilStill,
} from "./test-fixtures.ts";

const WANTS_TLS = "A port that wants TLS behaves like that";

const clock = createHandClock();
let bridge: Bridge;
let gateway: StubGateway | null = null;
let server: { port: number; close(): Promise<void> } | null = null;

beforeAll(async () => {
  bridge = await startBridge({ connectTimeoutMs: 400, clock });
});

afterEach(async () => {
  await gateway?.close();
  await server?.close();
  gateway = null;
  server = null;
});

afterAll(async () => {
  await bridge.close();
});

/** What the bridge says about a call to the target. */
async function wordsOf(target: string, headers: Record<string, string> = {}): Promise<string> {
  return (await call(bridge, target, { headers })).trailers["grpc-message"] ?? "";
}

async function listen(one: Server): Promise<string> {
  server = await listenOnLoopback(one);
  return `127.0.0.1:${server.port}`;
}

/** Takes the gateway's port over, with something that behaves like this. */
async function replaceGateway(behave: (socket: Socket) => void): Promise<string> {
  const { port, target } = gateway!;
  await gateway!.close();
  gateway = null;
  const sockets = new Set<Socket>();
  const one = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).resume();
    behave(socket);
  });
  one.listen(port, "127.0.0.1");
  await once(one, "listening");
  server = {
    port,
    close: () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      return new Promise((resolve) => one.close(() => resolve()));
    },
  };
  return target;
}

describe("that a port wants TLS", () => {
  test("is said where a port closes at HTTP/2's first bytes and nothing is known of it", async () => {
    const target = await listen(
      createTcpServer((socket) => {
        socket.on("error", () => undefined).once("data", () => socket.end());
      }),
    );
    expect(await wordsOf(target)).toContain(WANTS_TLS);
  });

  test("is not said of a gateway that dies at its first call: it has spoken HTTP/2 already", async () => {
    gateway = await createStubGateway((stream) => stream.session?.socket.destroy());
    const words = await wordsOf(gateway.target);
    expect(words).toContain("closed the connection before it answered");
    expect(words).not.toContain("TLS");
  });

  test("nor of a port that has answered in the clear before, whatever it does now", async () => {
    gateway = await createStubGateway((stream) => respond(stream, [frame("x")]));
    expect((await call(bridge, gateway.target)).trailers["grpc-status"]).toBe("0");
    const target = await replaceGateway((socket) => socket.once("data", () => socket.end()));
    const words = await wordsOf(target);
    expect(words).toContain("closed the connection before it answered");
    expect(words).not.toContain("TLS");
  });

  test("nor of an HTTP/1 server", async () => {
    const target = await listen(createHttpServer((_request, response) => response.end("hello")));
    const words = await wordsOf(target);
    expect(words).toContain("answers, but not in HTTP/2");
    expect(words).not.toContain("TLS");
  });

  test("an answer in the clear says nothing about the same port with TLS, and the other way round", async () => {
    gateway = await createStubGateway((stream) => respond(stream, [frame("x")]));
    await call(bridge, gateway.target);
    const target = await replaceGateway((socket) => socket.once("data", () => socket.end()));
    expect(await wordsOf(target, { "x-bridge-tls": "1" })).toContain("it may not speak TLS");
  });
});

test("silence of a port that has spoken before is not taken for another protocol", async () => {
  gateway = await createStubGateway((stream) => respond(stream, [frame("x")]));
  await call(bridge, gateway.target);
  const target = await replaceGateway(() => undefined);
  const answer = call(bridge, target);
  await untilStill(() => clock.waiting());
  await clock.pass(400);
  const { headers, trailers } = await answer;
  expect(headers["x-bridge-error"]).toBe("interrupted");
  expect(trailers["grpc-message"]).toBe(
    `${target} accepted the connection, but said nothing for 0.4 s. It has spoken HTTP/2 before, so it may be stopped or too busy.`,
  );
});

test("a proxy is suspected of dropping trailers only where none has come through before", async () => {
  let isWhole = false;
  const answer = (stream: ServerHttp2Stream) => {
    if (isWhole) {
      respond(stream, [frame("x")]);
      return;
    }
    stream.respond({ ":status": 200, "content-type": "application/grpc" });
    stream.end(frame("x"));
  };
  gateway = await createStubGateway(answer, createHttp2Server());
  const { target } = gateway;
  expect(await wordsOf(target)).toContain("a proxy in between may have dropped the trailers");
  isWhole = true;
  await call(bridge, target);
  isWhole = false;
  expect(await wordsOf(target)).toBe(`${target} ended its answer without a gRPC status.`);
});
