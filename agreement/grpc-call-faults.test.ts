/**
 * Gateways that break while a run is one call: whatever they do, each request ends as answered, failed or unknown, with the
 * cause in words, and nothing is kept open towards them.
 */
import type { ServerHttp2Stream } from "node:http2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import { createStubGateway, frame, respond } from "../src/bridge/test-fixtures.ts";
import { limitsOf } from "../src/client/answer-watch.ts";
import { createGrpcCallTransport } from "../src/client/grpc-call.ts";
import { createSender } from "../src/client/sender.ts";
import { type Gateways, openSocketFrom, startGateways } from "./gateways.ts";

const DEADLINE_S = 1;
/** What a gateway says of itself, and an answer with one document, in protobuf of docarray v1. */
const INFO = frame(Buffer.from("\n\x12\n\x08docarray\x12\x060.21.1", "latin1"));
const MESSAGE = frame(Buffer.from("\x22\x07\x0a\x05\x0a\x03\x0a\x01x", "latin1"));
const OVERSIZED = 65 << 20;

let gateways: Gateways;

beforeAll(async () => {
  // None of the real ones: the page's server alone.
  gateways = await startGateways("v1", []);
});

afterAll(() => gateways?.stop());

describe("gRPC as one call", () => {
  const head = { ":status": 200, "content-type": "application/grpc+proto" };

  test.each<[string, (stream: ServerHttp2Stream) => unknown, string, RegExp]>([
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
      /broke off/,
    ],
    ["says nothing", () => {}, "unknown", /^No answer came within 1 s\.$/],
    [
      "answers what nobody asked",
      (stream) => stream.respond(head) ?? stream.write(MESSAGE),
      "unknown",
      /1 s/,
    ],
    ["ends inside a message", (stream) => respond(stream, [MESSAGE.subarray(0, 7)]), "unknown", /broke off/],
    ["ends before it has answered", (stream) => respond(stream, []), "unknown", /ended the call before/],
    [
      "announces a message of 65 MiB",
      (stream) => {
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(OVERSIZED, 1);
        respond(stream, [prefix]);
      },
      "unknown|failed",
      /65 MiB/,
    ],
    [
      "answers with a message of another kind",
      (stream) => respond(stream, [frame(Buffer.from("x"), 2)]),
      "unknown|failed",
      /a frame with the flag 2/,
    ],
    [
      "answers with what is no message",
      (stream) => respond(stream, [frame(Buffer.from([0xff, 0xff]))]),
      "unknown|failed",
      /not the message it should be/,
    ],
    [
      "gives a status of its own",
      (stream) => respond(stream, [], { "grpc-status": "13", "grpc-message": "worker fell over" }),
      "unknown|failed",
      /^worker fell over/,
    ],
    [
      "lacks the call",
      (stream) => respond(stream, [], { "grpc-status": "12", "grpc-message": "Method not found!" }),
      "failed",
      /^Method not found!$/,
    ],
    [
      "answers with a page of HTML",
      (stream) => {
        stream.respond({ ":status": 200, "content-type": "text/html" });
        stream.end("<!doctype html><title>elsewhere</title>");
      },
      "failed",
      /gRPC/,
    ],
    ["refuses the stream", (stream) => stream.close(7), "unknown|failed", /./],
    ["sends GOAWAY", (stream) => stream.session?.goaway(2), "unknown|failed", /./],
  ])("a gateway that %s", async (_name, act, state, words) => {
    const streams = new Set<ServerHttp2Stream>();
    const stub = await createStubGateway((stream, headers) => {
      streams.add(stream);
      stream.once("close", () => streams.delete(stream));
      if (headers[":path"]?.endsWith("_status")) {
        stream.resume();
        respond(stream, [INFO]);
      } else {
        stream.once("data", () => act(stream));
      }
    });
    const transport = createGrpcCallTransport({
      ...gateways.optionsOf(
        { kind: "gateway", protocol: "grpc", host: "127.0.0.1", port: stub.port, tls: false },
        "bridge",
      ),
      openSocket: openSocketFrom(gateways.bridge),
      limits: limitsOf(DEADLINE_S),
    });
    const run = await createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
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
    expect(run.exchanges).toHaveLength(3);
    for (const exchange of run.exchanges) {
      expect(exchange.state).toMatch(new RegExp(`^(?:${state})$`));
      expect(exchange.error?.message).toMatch(words);
    }
    await expect.poll(() => streams.size).toBe(0);
    await stub.close();
  });
});
