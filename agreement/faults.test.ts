/**
 * Gateways that break in the middle, made here and reached as the page reaches real ones: whatever they do, each request
 * ends as answered, failed or unknown, with the cause in words, and nothing is kept open towards them.
 */
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import { createStubGateway, frame, listenOnLoopback, respond } from "../src/bridge/test-fixtures.ts";
import { limitsOf } from "../src/client/answer-watch.ts";
import { createGrpcWebTransport } from "../src/client/grpc-web.ts";
import { createHttpTransport } from "../src/client/http.ts";
import { createSender } from "../src/client/sender.ts";
import type { GatewayAddress, Way } from "../src/model/run/address.ts";
import type { Run } from "../src/model/run/run.ts";
import type { Transport } from "../src/model/run/transport.ts";
import { type Gateways, startGateways } from "./gateways.ts";

const DEADLINE_S = 1;
/** A request with one document, and the same as an answer, in protobuf of docarray v1. */
const INFO = frame(Buffer.from("\n\x12\n\x08docarray\x12\x060.21.1", "latin1"));
const MESSAGE = frame(Buffer.from("\x22\x07\x0a\x05\x0a\x03\x0a\x01x", "latin1"));
const JSON_ANSWER = JSON.stringify({ data: [{ id: "x", text: "answer" }], parameters: {} });
/** What an HTTP gateway says of itself where it runs docarray v2. */
const OPENAPI = JSON.stringify({
  paths: { "/x": { post: {} } },
  components: { schemas: { JinaInfoModel: {}, x_input_model: {} } },
});
const OVERSIZED = 65 << 20;

let gateways: Gateways;

beforeAll(async () => {
  // None of the real ones: the page's server alone.
  gateways = await startGateways("v1", []);
});

afterAll(() => gateways?.stop());

/** Sends three requests of one document each. */
async function sendThree(transport: Transport): Promise<Run> {
  return createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
    {
      endpoint: "/x",
      documents: [{ id: "a" }, { id: "b" }, { id: "c" }],
      parameters: {},
      targetExecutor: "",
      requestSize: 1,
      continueOnError: true,
    },
    1,
    () => {},
  ).finished;
}

function expectEnded(run: Run, state: string | RegExp, words: RegExp | null): void {
  expect(run.exchanges).toHaveLength(3);
  for (const exchange of run.exchanges) {
    expect(exchange.state).toMatch(state);
    if (words) {
      expect(exchange.error?.message).toMatch(words);
    }
  }
}

function addressOf(protocol: GatewayAddress["protocol"], port: number): GatewayAddress {
  return { kind: "gateway", protocol, host: "127.0.0.1", port, tls: false };
}

describe("gRPC through the page's server", () => {
  const head = { ":status": 200, "content-type": "application/grpc+proto" };
  const withTrailers = (stream: ServerHttp2Stream, bytes: Buffer) => respond(stream, [bytes]);

  test.each<[string, (stream: ServerHttp2Stream) => unknown, string, RegExp | null]>([
    [
      "cuts the connection before it answers",
      (stream) => stream.session?.destroy(),
      "unknown",
      /closed|broke/,
    ],
    [
      "cuts the connection inside a message",
      (stream) => {
        stream.respond(head);
        stream.write(MESSAGE.subarray(0, 7), () => stream.session?.destroy());
      },
      "unknown",
      /./,
    ],
    ["says nothing", () => {}, "unknown", /within|finish/],
    [
      "stands still inside a message",
      (stream) => {
        stream.respond(head);
        stream.write(MESSAGE.subarray(0, 7));
      },
      "unknown",
      /within|finish|./,
    ],
    [
      "ends inside a message",
      (stream) => withTrailers(stream, MESSAGE.subarray(0, 7)),
      "unknown|failed",
      /./,
    ],
    [
      "announces a message of 65 MiB",
      (stream) => {
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(OVERSIZED, 1);
        withTrailers(stream, prefix);
      },
      "failed",
      /65 MiB/,
    ],
    [
      "sends no trailers",
      (stream) => {
        stream.respond(head);
        stream.end(MESSAGE);
      },
      "unknown|failed",
      /./,
    ],
    [
      "answers with a page of HTML",
      (stream) => {
        stream.respond({ ":status": 200, "content-type": "text/html" });
        stream.end("<!doctype html><title>elsewhere</title>");
      },
      "unknown|failed",
      /gRPC/,
    ],
    ["refuses the stream", (stream) => stream.close(7), "unknown|failed", /./],
    ["sends GOAWAY", (stream) => stream.session?.goaway(2), "unknown|failed", /./],
    [
      "sends single bytes",
      (stream) => {
        stream.respond(head, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        for (const byte of MESSAGE) {
          stream.write(Buffer.of(byte));
        }
        stream.end();
      },
      "answered",
      null,
    ],
  ])("a gateway that %s", async (_name, act, state, words) => {
    const streams = new Set<ServerHttp2Stream>();
    const stub = await createStubGateway((stream, headers) => {
      streams.add(stream);
      stream.once("close", () => streams.delete(stream));
      stream.resume();
      if (headers[":path"]?.endsWith("_status")) {
        respond(stream, [INFO]);
      } else {
        stream.once("end", () => act(stream));
      }
    });
    const transport = createGrpcWebTransport({
      ...gateways.optionsOf(addressOf("grpc", stub.port), "bridge"),
      limits: limitsOf(DEADLINE_S),
    });
    expectEnded(await sendThree(transport), new RegExp(`^(?:${state})$`), words);
    await expect.poll(() => streams.size).toBe(0);
    await stub.close();
  });
});

describe.each<Way>(["direct", "bridge"])("HTTP, %s", (way) => {
  const json = { "content-type": "application/json" };

  test.each<[string, (response: ServerResponse, socket: Socket) => unknown, string, RegExp | null]>([
    ["cuts the connection before it answers", (_response, socket) => socket.destroy(), "unknown|failed", /./],
    [
      "cuts the connection in its answer",
      (response, socket) => {
        response.writeHead(200, { ...json, "content-length": JSON_ANSWER.length });
        response.write(JSON_ANSWER.slice(0, 9), () => socket.destroy());
      },
      "unknown|failed",
      /./,
    ],
    ["says nothing", () => {}, "unknown", /within 1 s/],
    [
      "stands still in its answer",
      (response) => {
        response.writeHead(200, json).write(JSON_ANSWER.slice(0, 9));
      },
      "unknown",
      /within 1 s/,
    ],
    [
      "ends in the middle of its JSON",
      (response) => response.writeHead(200, json).end(JSON_ANSWER.slice(0, 9)),
      "failed",
      /./,
    ],
    [
      "announces 65 MiB",
      (response) => response.writeHead(200, { ...json, "content-length": OVERSIZED }).write("{"),
      "failed|unknown",
      /MiB|within 1 s/,
    ],
    [
      "answers with a page of HTML",
      (response) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><p>elsewhere"),
      "failed",
      /./,
    ],
    [
      "sends single bytes",
      (response) => {
        response.writeHead(200, json);
        for (const byte of Buffer.from(JSON_ANSWER)) {
          response.write(Buffer.of(byte));
        }
        response.end();
      },
      "answered",
      null,
    ],
  ])("a gateway that %s", async (_name, act, state, words) => {
    const sockets = new Set<Socket>();
    const server = createHttpServer((request, response) => {
      request.resume();
      if (request.method === "GET") {
        response.writeHead(200, json).end(request.url === "/openapi.json" ? OPENAPI : "{}");
      } else {
        request.once("end", () => act(response, request.socket));
      }
    });
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    const { port, close } = await listenOnLoopback(server);
    const transport = createHttpTransport({
      ...gateways.optionsOf(addressOf("http", port), way),
      limits: limitsOf(DEADLINE_S),
    });
    const run = await sendThree(transport);
    expectEnded(run, new RegExp(`^(?:${state})$`), words);
    server.closeIdleConnections();
    await expect.poll(() => sockets.size).toBe(0);
    await close();
  });
});
