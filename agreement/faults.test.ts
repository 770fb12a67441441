/**
 * Gateways that break in the middle, made here and reached as the page reaches real ones: whatever they do, each request
 * ends as answered, failed or unknown within its deadline and 200 ms, with the cause in words, and nothing is kept open
 * towards them.
 */
import type { ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { frame, respond } from "../src/bridge/test-fixtures.ts";
import { encodeCloseFrame } from "../src/bridge/websocket-frames.ts";
import type { Way } from "../src/model/run/address.ts";
import { ClientError } from "../src/model/run/client-error.ts";
import {
  type ActHttp,
  createFaultRig,
  createFaultyCall,
  createFaultyGrpc,
  createFaultyGrpcWeb,
  createFaultyHttp,
  createFaultyWebsocket,
  type FaultRig,
  type FaultyGateway,
  type HowSent,
} from "./faulty-gateways.ts";
import { serverFrame, type WebsocketMessage } from "./websocket-peer.ts";

vi.setConfig({ testTimeout: 30_000 });

const OVERSIZED = 65 << 20;
/** An answer with one document, in protobuf of docarray v1. */
const MESSAGE = frame(Buffer.from("\x22\x07\x0a\x05\x0a\x03\x0a\x01x", "latin1"));
const OK = frame("grpc-status: 0\r\n", 0x80);
const JSON_ANSWER = JSON.stringify({ data: [{ id: "x", text: "answer" }], parameters: {} });
const HTML = "<!doctype html><title>elsewhere</title>";

let rig: FaultRig;
/** What keeps this process alive before anything was started. Some of it may be left of other files, and end by itself. */
let before: string[];

beforeAll(async () => {
  before = handles();
  rig = await createFaultRig();
});

function handles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name !== "Immediate")
    .sort();
}

/** What keeps it alive beside that. */
function added(): string[] {
  const left = [...before];
  return handles().filter((name) => {
    const at = left.indexOf(name);
    left.splice(at, at < 0 ? 0 : 1);
    return at < 0;
  });
}

/** How each of three requests ends: `late` at its deadline, all others while no time passes. */
interface Ending {
  readonly state: "answered" | "failed" | "unknown";
  readonly words?: RegExp;
  readonly isLate?: boolean;
  readonly more?: HowSent["more"];
}

const ANSWERED: Ending = { state: "answered" };
const LATE: Ending = { state: "unknown", words: /^No answer came within 1 s\.$/, isLate: true };
const failed = (words: RegExp): Ending => ({ state: "failed", words });
const unknown = (words: RegExp): Ending => ({ state: "unknown", words });

/** What a gateway does once a request has come, and how that ends. */
type Row<Act> = readonly [name: string, act: Act, ending: Ending];

async function check(
  gateway: FaultyGateway,
  how: HowSent,
  { state, words, isLate, more }: Ending,
): Promise<void> {
  const run = await rig.sendThree(gateway, {
    ...how,
    more: { ...how.more, ...more },
    isLate: isLate ?? false,
  });
  const said = run.exchanges.map(({ error }) => error?.message ?? "");
  expect(run.exchanges.map((exchange) => exchange.state)).toEqual([state, state, state]);
  for (const message of said) {
    expect(message).toMatch(words ?? /^$/);
    expect(message).not.toMatch(/fault of the Designer/);
  }
  await rig.expectNothingLeft(gateway);
  await gateway.close();
}

/** Writes byte by byte, each as a packet of its own as far as the system lets it. */
function writeBytes(to: Duplex | ServerResponse | ServerHttp2Stream, bytes: Buffer): void {
  for (const byte of bytes) {
    to.write(Buffer.of(byte));
  }
}

function writeHalves(to: Duplex | ServerResponse | ServerHttp2Stream, bytes: Buffer, last: () => void): void {
  const half = Math.ceil(bytes.length / 2);
  to.write(bytes.subarray(0, half), () => {
    setImmediate(() => to.write(bytes.subarray(half), last));
  });
}

const GRPC_HEAD = { ":status": 200, "content-type": "application/grpc+proto" };

/** How an answer in gRPC breaks, whatever has been asked. */
const GRPC_BREAKS: readonly Row<(stream: ServerHttp2Stream) => unknown>[] = [
  ["cuts the connection before it answers", (stream) => stream.session?.destroy(), unknown(/closed|broke/)],
  [
    "cuts the connection inside a message",
    (stream) => {
      stream.respond(GRPC_HEAD);
      stream.write(MESSAGE.subarray(0, 7), () => stream.session?.destroy());
    },
    unknown(/broke off/),
  ],
  ["says nothing", () => {}, LATE],
  [
    "stands still inside a message",
    (stream) => {
      stream.respond(GRPC_HEAD);
      stream.write(MESSAGE.subarray(0, 7));
    },
    LATE,
  ],
  ["ends inside a message", (stream) => respond(stream, [MESSAGE.subarray(0, 7)]), unknown(/broke off/)],
  [
    "answers with a page of HTML",
    (stream) => {
      stream.respond({ ":status": 200, "content-type": "text/html" });
      stream.end(HTML);
    },
    failed(/gRPC/),
  ],
  ["refuses the stream", (stream) => stream.close(7), unknown(/./)],
  ["sends GOAWAY", (stream) => stream.session?.goaway(2), unknown(/./)],
];

/** What is written then ends well. */
function begin(stream: ServerHttp2Stream): void {
  stream.respond(GRPC_HEAD, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
}

function announceOversized(stream: ServerHttp2Stream): void {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(OVERSIZED, 1);
  respond(stream, [prefix]);
}

describe("gRPC through the page's server", () => {
  const rows: readonly Row<(stream: ServerHttp2Stream) => unknown>[] = [
    ...GRPC_BREAKS,
    ["announces a message of 65 MiB", announceOversized, failed(/65 MiB/)],
    [
      "sends no trailers",
      (stream) => {
        stream.respond(GRPC_HEAD);
        stream.end(MESSAGE);
      },
      unknown(/without a gRPC status/),
    ],
    [
      "sends halves",
      (stream) => {
        begin(stream);
        writeHalves(stream, MESSAGE, () => stream.end());
      },
      ANSWERED,
    ],
    [
      "sends single bytes",
      (stream) => {
        begin(stream);
        writeBytes(stream, MESSAGE);
        stream.end();
      },
      ANSWERED,
    ],
  ];

  test.each(rows)("a gateway that %s", async (_name, act, ending) => {
    await check(await createFaultyGrpc(act), { protocol: "grpc", way: "bridge" }, ending);
  });

  const streamRows: readonly Row<(stream: ServerHttp2Stream) => unknown>[] = [
    ...rows,
    [
      "stands still between two messages",
      (stream) => {
        stream.respond(GRPC_HEAD);
        stream.write(MESSAGE);
      },
      LATE,
    ],
    [
      "cuts the connection between two messages",
      (stream) => {
        stream.respond(GRPC_HEAD);
        stream.write(MESSAGE, () => stream.session?.destroy());
      },
      unknown(/broke off|closed|ended its answer/),
    ],
  ];

  test.each(streamRows)("a gateway that streams and %s", async (_name, act, ending) => {
    await check(
      await createFaultyGrpc(act),
      { protocol: "grpc", way: "bridge", more: { stream: true } },
      ending,
    );
  });
});

describe("gRPC as one call", () => {
  /** What is answered as it came, and ends when the page has ended its side. */
  const echo = (write: (stream: ServerHttp2Stream, answers: Buffer) => void) => {
    return (stream: ServerHttp2Stream, requests: readonly Buffer[]) => {
      begin(stream);
      stream.once("end", () => stream.end());
      write(stream, Buffer.concat(requests));
    };
  };
  const rows: readonly Row<(stream: ServerHttp2Stream, requests: readonly Buffer[]) => unknown>[] = [
    ...GRPC_BREAKS,
    [
      "answers what nobody asked",
      (stream) => {
        stream.respond(GRPC_HEAD);
        stream.write(MESSAGE);
      },
      LATE,
    ],
    ["ends before it has answered", (stream) => respond(stream, []), unknown(/ended the call before/)],
    [
      "sends no trailers",
      (stream) => {
        stream.respond(GRPC_HEAD);
        stream.end();
      },
      unknown(/without a gRPC status/),
    ],
    ["announces a message of 65 MiB", announceOversized, unknown(/65 MiB.*3 requests were in flight/)],
    [
      "answers with a message of another kind",
      (stream) => respond(stream, [frame(Buffer.from("x"), 2)]),
      unknown(/a frame with the flag 2/),
    ],
    [
      "answers with what is no message",
      (stream) => respond(stream, [frame(Buffer.from([0xff, 0xff]))]),
      unknown(/not the message it should be/),
    ],
    [
      "gives a status of its own",
      (stream) => respond(stream, [], { "grpc-status": "13", "grpc-message": "worker fell over" }),
      unknown(/^worker fell over.*3 requests were in flight/),
    ],
    [
      "lacks the call",
      (stream) => respond(stream, [], { "grpc-status": "12", "grpc-message": "Method not found!" }),
      failed(/^Method not found!$/),
    ],
    ["sends halves", echo((stream, answers) => writeHalves(stream, answers, () => undefined)), ANSWERED],
    ["sends single bytes", echo(writeBytes), ANSWERED],
  ];

  test.each(rows)("a gateway that %s", async (_name, act, ending) => {
    await check(await createFaultyCall(act), { protocol: "grpc", way: "bridge", isCall: true }, ending);
  });
});

describe("gRPC-web straight from a page", () => {
  const head = { "content-type": "application/grpc-web+proto" };
  const rows: readonly Row<ActHttp>[] = [
    [
      "cuts the connection before it answers",
      (_response, socket) => socket.destroy(),
      unknown(/does not let this page read/),
    ],
    [
      "cuts the connection, and is silent when it is asked whether it is there",
      (_response, socket, hush) => {
        hush();
        socket.destroy();
      },
      LATE,
    ],
    [
      "cuts the connection inside a message",
      (response, socket) => {
        response.writeHead(200, head).write(MESSAGE.subarray(0, 7), () => socket.destroy());
      },
      unknown(/broke off/),
    ],
    ["says nothing", () => {}, LATE],
    [
      "stands still inside a message",
      (response) => response.writeHead(200, head).write(MESSAGE.subarray(0, 7)),
      LATE,
    ],
    ["stands still before its trailers", (response) => response.writeHead(200, head).write(MESSAGE), LATE],
    [
      "ends inside a message",
      (response) => response.writeHead(200, head).end(MESSAGE.subarray(0, 7)),
      failed(/not the message/),
    ],
    [
      "announces a message of 65 MiB",
      (response) => {
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(OVERSIZED, 1);
        response.writeHead(200, head).write(prefix);
      },
      failed(/65 MiB/),
    ],
    ["sends no trailers", (response) => response.writeHead(200, head).end(MESSAGE), failed(/trailer/)],
    [
      "answers with a page of HTML",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end(HTML),
      failed(/gRPC-web/),
    ],
    [
      "answers with a page of HTML that does not end",
      (response) => response.writeHead(502, { "content-type": "text/html" }).write(HTML),
      unknown(/gave HTTP status 502: the gateway broke off/),
    ],
    [
      "gives a status and does not end",
      (response) =>
        response.writeHead(200, { ...head, "grpc-status": "14", "grpc-message": "down" }).write(MESSAGE),
      failed(/down/),
    ],
    [
      "sends halves",
      (response) => {
        response.writeHead(200, head);
        writeHalves(response, Buffer.concat([MESSAGE, OK]), () => response.end());
      },
      ANSWERED,
    ],
    [
      "sends single bytes",
      (response) => {
        response.writeHead(200, head);
        writeBytes(response, Buffer.concat([MESSAGE, OK]));
        response.end();
      },
      ANSWERED,
    ],
  ];

  test.each(rows)("a proxy that %s", async (_name, act, ending) => {
    await check(await createFaultyGrpcWeb(act), { protocol: "grpc", way: "direct" }, ending);
  });

  const streamRows: readonly Row<ActHttp>[] = [
    ...rows,
    [
      "cuts the connection between two messages",
      (response, socket) => {
        response.writeHead(200, head).write(MESSAGE, () => socket.destroy());
      },
      unknown(/broke off/),
    ],
  ];

  test.each(streamRows)("a proxy that streams and %s", async (_name, act, ending) => {
    await check(
      await createFaultyGrpcWeb(act),
      { protocol: "grpc", way: "direct", more: { stream: true } },
      ending,
    );
  });
});

describe.each<Way>(["direct", "bridge"])("HTTP, %s", (way) => {
  const json = { "content-type": "application/json" };
  const isBridge = way === "bridge";
  const rows: readonly Row<ActHttp>[] = [
    [
      "cuts the connection before it answers",
      (_response, socket) => socket.destroy(),
      unknown(isBridge ? /closed|broke/ : /does not let this page read/),
    ],
    ...(isBridge
      ? []
      : ([
          [
            "cuts the connection, and is silent when it is asked whether it is there",
            (_response, socket, hush) => {
              hush();
              socket.destroy();
            },
            { ...unknown(/does not answer any more/), isLate: true },
          ],
        ] satisfies Row<ActHttp>[])),
    [
      "cuts the connection in its answer",
      (response, socket) => {
        response.writeHead(200, { ...json, "content-length": JSON_ANSWER.length });
        response.write(JSON_ANSWER.slice(0, 9), () => socket.destroy());
      },
      unknown(/broke off/),
    ],
    ["says nothing", () => {}, LATE],
    [
      "stands still in its answer",
      (response) => response.writeHead(200, json).write(JSON_ANSWER.slice(0, 9)),
      LATE,
    ],
    [
      "ends in the middle of its JSON",
      (response) => response.writeHead(200, json).end(JSON_ANSWER.slice(0, 9)),
      failed(/no JSON/),
    ],
    [
      "announces 65 MiB",
      (response) => response.writeHead(200, { ...json, "content-length": OVERSIZED }).write("{"),
      isBridge ? failed(/65 MiB/) : LATE,
    ],
    [
      "answers with a page of HTML",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end(HTML),
      failed(/no JSON/),
    ],
    [
      "fails without a word, and is silent when it is asked why",
      (response, _socket, hush) => {
        hush();
        response.writeHead(500, { "content-type": "text/plain" }).end("Internal Server Error");
      },
      { ...failed(/HTTP status 500/), isLate: true },
    ],
    [
      "sends halves",
      (response) => {
        response.writeHead(200, json);
        writeHalves(response, Buffer.from(JSON_ANSWER), () => response.end());
      },
      ANSWERED,
    ],
    [
      "sends single bytes",
      (response) => {
        response.writeHead(200, json);
        writeBytes(response, Buffer.from(JSON_ANSWER));
        response.end();
      },
      ANSWERED,
    ],
  ];

  test.each(rows)("a gateway that %s", async (_name, act, ending) => {
    await check(await createFaultyHttp(act), { protocol: "http", way }, ending);
  });
});

describe.each<Way>(["direct", "bridge"])("GraphQL, %s", (way) => {
  const json = { "content-type": "application/json" };
  const isBridge = way === "bridge";
  /** `words`: what is said of each of three questions; null where they are answered. */
  const rows: readonly (readonly [name: string, act: ActHttp, words: RegExp | null, isLate: boolean])[] = [
    [
      "cuts the connection before it answers",
      (_response, socket) => socket.destroy(),
      isBridge ? /closed|broke/ : /does not let this page read/,
      false,
    ],
    [
      "cuts the connection in its answer",
      (response, socket) => {
        response.writeHead(200, { ...json, "content-length": JSON_ANSWER.length });
        response.write(JSON_ANSWER.slice(0, 9), () => socket.destroy());
      },
      /broke off/,
      false,
    ],
    ["says nothing", () => {}, LATE.words!, true],
    [
      "stands still in its answer",
      (response) => response.writeHead(200, json).write(JSON_ANSWER.slice(0, 9)),
      LATE.words!,
      true,
    ],
    [
      "ends in the middle of its JSON",
      (response) => response.writeHead(200, json).end(JSON_ANSWER.slice(0, 9)),
      /no JSON/,
      false,
    ],
    [
      "announces 65 MiB",
      (response) => response.writeHead(200, { ...json, "content-length": OVERSIZED }).write("{"),
      isBridge ? /65 MiB/ : LATE.words!,
      !isBridge,
    ],
    [
      "answers with a page of HTML",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end(HTML),
      /no JSON/,
      false,
    ],
    [
      "sends halves",
      (response) => {
        response.writeHead(200, json);
        writeHalves(response, Buffer.from(JSON_ANSWER), () => response.end());
      },
      null,
      false,
    ],
    [
      "sends single bytes",
      (response) => {
        response.writeHead(200, json);
        writeBytes(response, Buffer.from(JSON_ANSWER));
        response.end();
      },
      null,
      false,
    ],
  ];

  test.each(rows)("a gateway that %s", async (_name, act, words, isLate) => {
    const gateway = await createFaultyHttp(act);
    for (const answer of await rig.askThree(gateway, way, isLate)) {
      if (answer instanceof ClientError) {
        expect(answer.message).toMatch(words ?? /^answered$/);
      } else {
        expect([answer.data, words]).toEqual([[{ id: "x", text: "answer" }], null]);
      }
    }
    await rig.expectNothingLeft(gateway);
    await gateway.close();
  });
});

describe.each<Way>(["direct", "bridge"])("server-sent events, %s", (way) => {
  const head = { "content-type": "text/event-stream" };
  const EVENT = 'event: update\r\ndata: {"id": "x", "text": "answer"}\r\n\r\n';
  const END = "event: end\r\n\r\n";
  const rows: readonly Row<ActHttp>[] = [
    ["cuts the connection before it answers", (_response, socket) => socket.destroy(), unknown(/./)],
    [
      "cuts the connection inside an event",
      (response, socket) => {
        response.writeHead(200, head).write(EVENT.slice(0, 20), () => socket.destroy());
      },
      unknown(/broke off/),
    ],
    ["says nothing", () => {}, LATE],
    [
      "stands still inside an event",
      (response) => response.writeHead(200, head).write(EVENT + EVENT.slice(0, 20)),
      LATE,
    ],
    ["stands still between two events", (response) => response.writeHead(200, head).write(EVENT), LATE],
    [
      "ends between two events",
      (response) => response.writeHead(200, head).end(EVENT),
      unknown(/broke off after 1 document/),
    ],
    [
      "ends inside an event",
      (response) => response.writeHead(200, head).end(EVENT + EVENT.slice(0, 20)),
      unknown(/broke off after 1 document/),
    ],
    [
      "begins an event of more than 16 MiB",
      (response) => response.writeHead(200, head).write(`data: ${"x".repeat((16 << 20) + 1)}`),
      failed(/more than 16,777,216 characters/),
    ],
    [
      "sends lines of one event without end",
      (response) => response.writeHead(200, head).write(`data: ${"x".repeat(994)}\n`.repeat(17_000)),
      failed(/more than 16,777,216 characters/),
    ],
    [
      "sends an event that is no JSON",
      (response) => response.writeHead(200, head).write("event: update\r\ndata: {\r\n\r\n"),
      failed(/no JSON/),
    ],
    [
      "answers with a page of HTML",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end(HTML),
      failed(/no JSON/),
    ],
    [
      "sends halves",
      (response) => {
        response.writeHead(200, head);
        writeHalves(response, Buffer.from(EVENT + END), () => response.end());
      },
      ANSWERED,
    ],
    [
      "sends single bytes",
      (response) => {
        response.writeHead(200, head);
        writeBytes(response, Buffer.from(EVENT + END));
        response.end();
      },
      ANSWERED,
    ],
  ];

  test.each(rows)("a gateway that %s", async (_name, act, ending) => {
    await check(
      await createFaultyHttp(act),
      { protocol: "http", way, more: { endpoint: "/events" } },
      ending,
    );
  });
});

describe.each<Way>(["direct", "bridge"])("WebSocket, %s", (way) => {
  const isBridge = way === "bridge";
  /** A request is an answer too. */
  const answerTo = ({ bytes, isText }: WebsocketMessage) => serverFrame(isText ? bytes.toString() : bytes);
  const rows: readonly Row<(socket: Duplex, message: WebsocketMessage) => unknown>[] = [
    ["cuts the connection before it answers", (socket) => socket.destroy(), unknown(/broke off/)],
    [
      "cuts the connection inside a frame",
      (socket, message) => socket.write(answerTo(message).subarray(0, 9), () => socket.destroy()),
      unknown(/broke off/),
    ],
    ["says nothing", () => {}, LATE],
    [
      "stands still inside a frame",
      (socket, message) => socket.write(answerTo(message).subarray(0, 9)),
      LATE,
    ],
    [
      "ends inside a message",
      (socket, message) =>
        socket.write(serverFrame(message.isText ? '{"data": [{' : Buffer.of(0x22, 0x7f, 1))),
      failed(/not the message/),
    ],
    [
      "announces 65 MiB",
      (socket) => {
        const head = Buffer.of(0x82, 127, 0, 0, 0, 0, 0, 0, 0, 0);
        head.writeBigUInt64BE(BigInt(OVERSIZED), 2);
        socket.write(head);
      },
      isBridge ? failed(/64 MiB/) : LATE,
    ],
    [
      "closes with 1009",
      (socket) => socket.end(encodeCloseFrame(1009, "")),
      failed(/larger than the gateway/),
    ],
    [
      "closes with 1011 and a reason",
      (socket) => socket.end(encodeCloseFrame(1011, "It may be down")),
      unknown(/gave up the connection: It may be down\. 3 requests/),
    ],
    ["closes with 1000", (socket) => socket.end(encodeCloseFrame(1000, "")), unknown(/code 1000/)],
    ["answers with a page of HTML", (socket) => socket.write(serverFrame(HTML)), failed(/not the message/)],
    [
      "sends bytes that are no frame",
      (socket) => socket.write(Buffer.of(0xf2, 1, 1)),
      unknown(isBridge ? /no frame/ : /broke off/),
    ],
    [
      "sends halves",
      (socket, message) => writeHalves(socket, answerTo(message), () => undefined),
      // Of several at once the halves would mix.
      { ...ANSWERED, more: { window: 1 } },
    ],
    ["sends single bytes", (socket, message) => writeBytes(socket, answerTo(message)), ANSWERED],
  ];

  test.each(rows)("a gateway that %s", async (_name, act, ending) => {
    await check(await createFaultyWebsocket(act), { protocol: "websocket", way }, ending);
  });
});

test("[last] nothing of all this keeps the process alive", async () => {
  await rig.stop();
  await expect.poll(added).toEqual([]);
});
