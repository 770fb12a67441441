/** The transport against a server of our own making that speaks gRPC-web in frames written here, byte by byte. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync, gzipSync } from "node:zlib";
import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import * as v1 from "../gen/v1/jina_pb.js";
import * as v2 from "../gen/v2/jina_pb.js";
import type { GatewayAddress } from "../model/run/address.ts";
import { MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import { ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import type { DataRequest } from "../model/run/request.ts";
import { indexAnswer } from "./answer-index.ts";
import { createGrpcWebTransport, type GrpcWebOptions } from "./grpc-web.ts";
import { requestProtoV1, requestProtoV2 } from "./request-proto.ts";
import { documentsOf } from "./test-answer.ts";

const ADDRESS: GatewayAddress = {
  kind: "gateway",
  protocol: "grpc",
  host: "127.0.0.1",
  port: 54321,
  tls: false,
};
const REQUEST: DataRequest = {
  requestId: "0123",
  endpoint: "/foo",
  documents: [{ id: "d", text: "hello" }],
  parameters: { k: 1 },
  targetExecutor: "",
};
const STATUS = "/relay/grpc/jina.JinaInfoRPC/_status";
const DATA = "/relay/grpc/jina.JinaSingleDataRequestRPC/process_single_data";
const STREAM = "/relay/grpc/jina.JinaSingleDocumentRequestRPC/stream_doc";

type Answer = (response: ServerResponse, body: Uint8Array, request: IncomingMessage) => void;

let server: Server;
let baseUrl: string;
/** What the server gives, by path; a test puts its own in place. */
let answers: Map<string, Answer>;
/** Path and headers of what came in. */
let seen: { path: string; headers: IncomingMessage["headers"] }[];

beforeEach(async () => {
  seen = [];
  answers = new Map([[STATUS, info("0.21.1")]]);
  server = createServer((request, response) => {
    seen.push({ path: request.url ?? "", headers: request.headers });
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const answer = answers.get(request.url ?? "");
      if (answer === undefined) {
        response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
        return;
      }
      answer(response, Buffer.concat(parts), request);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** One gRPC-web frame: flag, length in four bytes, content. */
function frame(flag: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag, 0);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

function trailers(fields: { [name: string]: string | number }): Buffer {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return frame(0x80, Buffer.from(lines.join("")));
}

function message<Schema extends DescMessage>(schema: Schema, value: MessageShape<Schema>): Buffer {
  return frame(0, toBinary(schema, value));
}

/** Answers with HTTP 200 in gRPC-web. */
function frames(parts: readonly Uint8Array[], headers: { [name: string]: string } = {}): Answer {
  return (response) => {
    response
      .writeHead(200, { "content-type": "application/grpc-web+proto", ...headers })
      .end(Buffer.concat(parts));
  };
}

function info(docarray: string): Answer {
  const versions: { [name: string]: string } = docarray === "" ? {} : { docarray };
  return frames([
    message(v1.JinaInfoProtoSchema, create(v1.JinaInfoProtoSchema, { jina: versions })),
    trailers({ "grpc-status": 0 }),
  ]);
}

/** Answers like an Executor that changes nothing. */
const echo: Answer = (response, body) => {
  frames([frame(0, body.subarray(5)), trailers({ "grpc-status": 0 })])(response, body, {} as IncomingMessage);
};

function transport(more: Partial<GrpcWebOptions> = {}) {
  return createGrpcWebTransport({
    address: ADDRESS,
    way: "bridge",
    bridge: { baseUrl, token: "secret" },
    fetch,
    clock: systemClock,
    ...more,
  });
}

function signal(): AbortSignal {
  return new AbortController().signal;
}

/** The ClientError that a promise rejects with. */
async function failure(promise: Promise<unknown>): Promise<ClientError> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClientError);
  return error as ClientError;
}

async function failureOfOpen(
  answer: Answer | null,
  more: Partial<GrpcWebOptions> = {},
): Promise<ClientError> {
  if (answer === null) {
    answers.delete(STATUS);
  } else {
    answers.set(STATUS, answer);
  }
  return failure(transport(more).open(signal()));
}

async function failureOfSend(answer: Answer, more: Partial<GrpcWebOptions> = {}): Promise<ClientError> {
  answers.set(DATA, answer);
  const gateway = transport(more);
  await gateway.open(signal());
  return failure(gateway.send(REQUEST, signal()));
}

describe("an answer", () => {
  test.each(["0.21.1", "0.41.0", "0.30.0", "1.0.0"])(
    "comes in the messages of docarray %s",
    async (docarray) => {
      answers.set(STATUS, info(docarray));
      let read: unknown;
      answers.set(DATA, (response, body, request) => {
        const schema = docarray === "0.21.1" ? v1.DataRequestProtoSchema : v2.DataRequestProtoSchema;
        const content = fromBinary<DescMessage>(schema, body.subarray(5)) as
          | v1.DataRequestProto
          | v2.DataRequestProto;
        const documents = content.data?.documents;
        read = documents?.case === "docs" && documents.value.docs[0]?.$typeName;
        echo(response, body, request);
      });
      const gateway = transport();
      await gateway.open(signal());
      const reply = await gateway.send(REQUEST, signal());
      expect({ ...reply, documents: documentsOf(reply.documents) }).toMatchObject({
        ...REQUEST,
        status: { code: "SUCCESS" },
      });
      expect(read).toBe(docarray === "0.21.1" ? "docarray.DocumentProto" : "docarray.DocProto");
    },
  );

  test("that an Executor's exception made is an answer, not an error", async () => {
    const failed = create(v1.DataRequestProtoSchema, {
      header: {
        status: {
          code: 1,
          description: "ValueError('no')",
          exception: { name: "ValueError", executor: "Bad" },
        },
      },
    });
    answers.set(DATA, frames([message(v1.DataRequestProtoSchema, failed), trailers({ "grpc-status": 0 })]));
    const gateway = transport();
    await gateway.open(signal());
    const { status } = await gateway.send(REQUEST, signal());
    expect(status).toMatchObject({ code: "ERROR", exception: { name: "ValueError", executor: "Bad" } });
  });

  test("may come in many small pieces", async () => {
    answers.set(DATA, async (response, body) => {
      response.writeHead(200, { "content-type": "application/grpc-web" });
      for (const byte of Buffer.concat([frame(0, body.subarray(5)), trailers({ "grpc-status": 0 })])) {
        response.write(Uint8Array.of(byte));
        await new Promise(setImmediate);
      }
      response.end();
    });
    const gateway = transport();
    await gateway.open(signal());
    expect(documentsOf((await gateway.send(REQUEST, signal())).documents)).toEqual(REQUEST.documents);
  });
});

describe("a large answer", () => {
  const large = (): Buffer => {
    const documents = Array.from({ length: 3 }, () => ({ text: "x".repeat(1 << 19) }));
    return message(v1.DataRequestProtoSchema, requestProtoV1({ ...REQUEST, documents }));
  };

  test("is gone through by what is brought for that, whose bytes it gets whole", async () => {
    answers.set(DATA, frames([large(), trailers({ "grpc-status": 0 })]));
    const sizes: number[] = [];
    const gateway = transport({
      indexLarge: async (bytes) => {
        sizes.push(bytes.length);
        const copy = bytes.slice();
        return { bytes: copy, index: indexAnswer(copy) };
      },
    });
    await gateway.open(signal());
    const { documents } = await gateway.send(REQUEST, signal());
    expect(sizes).toEqual([large().length - 5]);
    expect(documentsOf(documents).map(({ text }) => (text as string).length)).toEqual([
      1 << 19,
      1 << 19,
      1 << 19,
    ]);
  });

  test("that is no message is a fault like a small one", async () => {
    const error = await failureOfSend(
      frames([frame(0, Buffer.alloc(2 << 20, 0xff)), trailers({ "grpc-status": 0 })]),
      { indexLarge: async () => Promise.reject(new RangeError("premature EOF")) },
    );
    expect(error.code).toBe("protocol");
    expect(error.message).toBe("The answer is not the message it should be (premature EOF).");
  });

  test("is given up as soon as the run is stopped", async () => {
    answers.set(DATA, frames([large(), trailers({ "grpc-status": 0 })]));
    const aborter = new AbortController();
    const gateway = transport({
      indexLarge: () => {
        aborter.abort();
        return new Promise(() => {});
      },
    });
    await gateway.open(signal());
    expect((await failure(gateway.send(REQUEST, aborter.signal))).code).toBe("canceled");
  });

  test("over 64 MiB is not read", async () => {
    const error = await failureOfSend((response) => {
      response.writeHead(200, { "content-type": "application/grpc-web" });
      response.write(Buffer.from([0, 0x04, 0, 0, 1, 1, 2, 3]));
    });
    expect(error.code).toBe("too-large");
    expect(error.message).toBe("The answer is a message of 65 MiB, more than this page takes.");
  });

  test("to the question what it is shows that it is no gateway", async () => {
    const error = await failureOfOpen(
      frames([frame(0, Buffer.alloc(1 << 20)), trailers({ "grpc-status": 0 })]),
    );
    expect(error.code).toBe("not-a-gateway");
    expect(error.message).toContain("it answers with 1 MiB");
  });

  test("two messages are one too many", async () => {
    const one = message(v1.DataRequestProtoSchema, create(v1.DataRequestProtoSchema));
    const error = await failureOfSend(frames([one, one, trailers({ "grpc-status": 0 })]));
    expect(error.code).toBe("protocol");
  });

  test("that breaks off inside its message is told as one", async () => {
    const error = await failureOfSend((response) => {
      response.writeHead(200, { "content-type": "application/grpc-web" });
      response.write(Buffer.from([0, 0, 0, 1, 0, 1, 2, 3]), () => response.destroy());
    });
    expect(error.code).toBe("interrupted");
  });
});

describe("what is sent", () => {
  test("is that of its request alone, where several are written one behind the other", async () => {
    answers.set(DATA, echo);
    const gateway = transport();
    await gateway.open(signal());
    const texts = ["a".repeat(100_000), "b", "c".repeat(1000)];
    const replies = await Promise.all(
      texts.map((text) => gateway.send({ ...REQUEST, documents: [{ text }] }, signal())),
    );
    expect(replies.map(({ documents }) => documentsOf(documents))).toEqual(texts.map((text) => [{ text }]));
  });

  test("is the same where it was prepared, as the gateway's generation at its sending wants it", async () => {
    const bodies: Buffer[] = [];
    answers.set(DATA, (response, body, request) => {
      bodies.push(Buffer.from(body));
      echo(response, body, request);
    });
    const gateway = transport();
    await gateway.open(signal());
    const sendBoth = async (first: DataRequest, second: DataRequest, isPrepared: boolean) => {
      const sending = gateway.send(first, signal());
      if (isPrepared) {
        gateway.prepare?.(second);
      }
      await sending;
      await gateway.send(second, signal());
      return bodies.splice(0);
    };
    const other: DataRequest = { ...REQUEST, requestId: "4567", documents: [{ text: "b".repeat(1000) }] };
    const large: DataRequest = { ...REQUEST, documents: [{ text: "c".repeat(2 << 20) }] };
    for (const [first, second] of [
      [REQUEST, other],
      [other, REQUEST],
      [large, other],
      [other, large],
    ] as const) {
      const [prepared, plain] = [await sendBoth(first, second, true), await sendBoth(first, second, false)];
      // Compared in no time: a server closes a kept connection after five seconds in which nothing is asked.
      expect(Buffer.concat(prepared).equals(Buffer.concat(plain))).toBe(true);
    }
    gateway.prepare?.(other);
    const [, inTurn] = await sendBoth(REQUEST, other, false);
    gateway.prepare?.(other);
    answers.set(STATUS, info("0.41.0"));
    await gateway.open(signal());
    const [, afterwards] = await sendBoth(REQUEST, other, false);
    expect(inTurn).toEqual(frame(0, toBinary(v1.DataRequestProtoSchema, requestProtoV1(other))));
    expect(afterwards).toEqual(frame(0, toBinary(v2.DataRequestProtoSchema, requestProtoV2(other))));
  });

  test("is nothing of what was prepared alone, which may be what cannot be sent", async () => {
    answers.set(DATA, echo);
    const gateway = transport();
    gateway.prepare?.(REQUEST);
    await gateway.open(signal());
    const refused: DataRequest = { ...REQUEST, documents: [{ color: "red" }] };
    gateway.prepare?.(REQUEST);
    gateway.prepare?.(refused);
    expect((await failure(gateway.send(refused, signal()))).code).toBe("input");
    expect(seen.map(({ path }) => path)).toEqual([STATUS]);
    expect(documentsOf((await gateway.send(REQUEST, signal())).documents)).toEqual(REQUEST.documents);
  });

  test("names token and target, and TLS only where it is asked for", async () => {
    await transport({ address: { ...ADDRESS, host: "::1" } }).open(signal());
    await transport({ address: { ...ADDRESS, tls: true } }).open(signal());
    expect(seen.map(({ path }) => path)).toEqual([STATUS, STATUS]);
    expect(seen[0]?.headers).toMatchObject({
      "content-type": "application/grpc-web+proto",
      "x-bridge-token": "secret",
      "x-bridge-target": "[::1]:54321",
      "grpc-timeout": "5000m",
    });
    expect(seen[0]?.headers).not.toHaveProperty("x-bridge-tls");
    expect(seen[1]?.headers).toMatchObject({ "x-bridge-target": "127.0.0.1:54321", "x-bridge-tls": "1" });
  });

  test("asks for the generation at each opening, and sets no limit to an answer", async () => {
    answers.set(DATA, echo);
    const gateway = transport({ bridge: { baseUrl: `${baseUrl}/`, token: "secret" } });
    await gateway.open(signal());
    await gateway.send(REQUEST, signal());
    answers.set(STATUS, info("0.41.0"));
    await gateway.open(signal());
    expect(documentsOf((await gateway.send(REQUEST, signal())).documents)).toEqual(REQUEST.documents);
    expect(seen.map(({ path }) => path)).toEqual([STATUS, DATA, STATUS, DATA]);
    expect(seen[1]?.headers).not.toHaveProperty("grpc-timeout");
  });

  test("is nothing without a token", async () => {
    const error = await failureOfOpen(info("0.21.1"), { bridge: { baseUrl, token: null } });
    expect(error.code).toBe("bridge-token");
    expect(error.advice).toContain("npm start");
    expect(seen).toEqual([]);
  });

  test("is nothing before opening", async () => {
    await expect(transport().send(REQUEST, signal())).rejects.toThrow("opened before");
    expect(seen).toEqual([]);
  });

  test("is nothing for a document that the messages cannot hold", async () => {
    answers.set(DATA, echo);
    const gateway = transport();
    await gateway.open(signal());
    const error = await failure(gateway.send({ ...REQUEST, documents: [{ color: "red" }] }, signal()));
    expect(error.code).toBe("input");
    expect(seen.map(({ path }) => path)).toEqual([STATUS]);
  });
});

/** A failure that a gateway, or a proxy before it, states. */
const DOWN = { "grpc-status": "14", "grpc-message": "the gateway's own words" };

describe("the page's server", () => {
  test.each<[number, string, ClientErrorCode, string]>([
    [421, "host", "bridge-token", "Open the address"],
    [403, "origin", "bridge-token", "Open the address"],
    [401, "token", "bridge-token", "Open the address"],
    [415, "content-type", "protocol", "reload"],
    [404, "method-not-relayed", "protocol", "reload"],
    [400, "of-the-future", "protocol", "reload"],
  ])("refuses with HTTP %i %s", async (status, code, wanted, advice) => {
    // Node's fetch answers a 421 by trying once more, browsers hand it over: hence no server here.
    const fetch = async () => new Response("Refused.", { status, headers: { "x-bridge-error": code } });
    const error = await failure(transport({ fetch }).open(signal()));
    expect(error.code).toBe(wanted);
    expect(error.message).toMatch(/^The page's server|^The page/);
    expect(error.advice).toContain(advice);
    expect(error.tried).toBe("grpc://127.0.0.1:54321 through the page's server");
  });

  test.each<[string, number, ClientErrorCode, string]>([
    ["target-invalid", 3, "address", ""],
    ["target-not-allowed", 7, "target-not-allowed", "npm start -- --allow-target 127.0.0.1:54321"],
    ["unreachable", 14, "unreachable", "Start the Flow"],
    ["not-grpc", 2, "not-a-gateway", "gRPC port"],
    ["too-large", 8, "too-large", "request size"],
    ["timeout", 4, "timeout", "not known"],
    ["interrupted", 13, "interrupted", "not known"],
    ["too-many-streams", 8, "bridge-busy", "Wait"],
  ])("reports %s with gRPC status %i", async (code, status, wanted, advice) => {
    const fields = {
      "grpc-status": status,
      "grpc-message": "It%20is%20so%3A%20%C3%A9.",
      "x-bridge-error": code,
    };
    const error = await failureOfSend(frames([trailers(fields)], { "x-bridge-error": code }));
    expect(error).toMatchObject({ code: wanted, message: "It is so: é." });
    expect(error.advice).toContain(advice);
    expect(error.offers.some(({ start }) => start)).toBe(wanted === "unreachable");
  });

  test("gives other advice before a request was sent", async () => {
    const fields = { "grpc-status": 4, "grpc-message": "Slow.", "x-bridge-error": "timeout" };
    expect((await failureOfOpen(frames([trailers(fields)]))).advice).toContain("firewall");
  });

  test.each([
    ["trailers", frames([trailers({ ...DOWN, "x-bridge-error": "token" })])],
    ["headers", frames([], { ...DOWN, "x-bridge-error": "token" })],
  ])("says nothing where it is not asked, though its code stands in the %s", async (_, answer) => {
    answers.set("/jina.JinaInfoRPC/_status", answer);
    const address = { ...ADDRESS, port: Number(new URL(baseUrl).port) };
    const error = await failure(transport({ way: "direct", address }).open(signal()));
    expect(error).toMatchObject({ code: "gateway", message: "the gateway's own words" });
  });

  test("is not there", async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(transport().open(signal()));
    expect(error.code).toBe("bridge-missing");
    expect(error.advice).toContain("npm start");
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  test.each<[string, Answer | null]>([
    ["gives a page that is not there", null],
    [
      "gives a page for every path",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    ],
    ["sends elsewhere", (response) => response.writeHead(302, { location: "/" }).end()],
    [
      "speaks gRPC-web in text",
      (response) => response.writeHead(200, { "content-type": "application/grpc-web-text" }).end(),
    ],
  ])("is another server, which %s", async (_, answer) => {
    expect((await failureOfOpen(answer)).code).toBe("bridge-missing");
  });
});

describe("a status of the gateway", () => {
  const down = { "grpc-status": "14", "grpc-message": "executor b at 127.0.0.1:59653 may be down" };
  const reply = message(v1.DataRequestProtoSchema, create(v1.DataRequestProtoSchema, {}));

  test.each<[string, Answer]>([
    ["in the trailers alone", frames([trailers(down)])],
    ["in the trailers after a message", frames([reply, trailers(down)])],
    ["in the headers alone", frames([], down)],
    ["in the headers, with an empty trailer frame", frames([trailers({})], down)],
    ["in the headers, with a message", frames([reply, trailers({})], down)],
    ["in headers and trailers", frames([trailers(down)], down)],
  ])("%s", async (_, answer) => {
    const error = await failureOfSend(answer);
    expect(error).toMatchObject({ code: "gateway", message: "executor b at 127.0.0.1:59653 may be down" });
    expect(error.advice).toContain("Executor");
  });

  test.each([
    "connect: Connection refused (111) |Gateway: Communication error with deployment shop at address(es) {'localhost:54500'}. Head or worker(s) may be down.",
    "Not found\n|Gateway: Connection error with deployment `shop` at address(es) {'localhost:54500'}. Connection with {'localhost:54500'} succeeded, but `shop` was not found.",
  ])("names the executor that could not be reached: %s", async (said) => {
    const status = { "grpc-status": "14", "grpc-message": encodeURIComponent(said) };
    const error = await failureOfSend(frames([trailers(status)]));
    expect(error).toMatchObject({ code: "gateway", executor: "shop", message: said });
    expect(error.advice).toContain("The executor shop may be down");
  });

  test("success in the headers, with a message", async () => {
    answers.set(DATA, frames([reply, trailers({})], { "grpc-status": "0" }));
    const gateway = transport();
    await gateway.open(signal());
    expect((await gateway.send(REQUEST, signal())).documents.length).toBe(0);
  });

  test.each<[number, string, ClientErrorCode]>([
    [2, "Unexpected <class 're.error'>", "gateway"],
    [1, "", "gateway"],
    [4, "Deadline Exceeded", "timeout"],
    [8, "Received message larger than max (200 vs. 100)", "too-large"],
    [8, "out of memory", "gateway"],
    [12, "Method not found!", "not-a-gateway"],
  ])("%i %s", async (status, sentence, code) => {
    const fields = { "grpc-status": status, "grpc-message": encodeURIComponent(sentence) };
    const error = await failureOfSend(frames([trailers(fields)]));
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence === "" ? "Canceled" : sentence);
  });

  test.each<[string, string | Buffer, ClientErrorCode, string]>([
    [
      "beside a name that no header has",
      "bad name: x\r\n\u0001: y\r\ngrpc-status: 14\r\ngrpc-message: Down.",
      "gateway",
      "Down.",
    ],
    [
      "beside a value that no header has",
      "x-note: a\0→\r\ngrpc-status: 14\r\ngrpc-message: Down.",
      "gateway",
      "Down.",
    ],
    [
      "with a message in UTF-8 as it is",
      "grpc-status: 4\r\ngrpc-message: Zu spät → Ende",
      "timeout",
      "Zu spät → Ende",
    ],
    [
      "with a message that is no UTF-8",
      Buffer.from("grpc-status: 14\r\ngrpc-message: Caf\xe9.", "latin1"),
      "gateway",
      "Caf\ufffd.",
    ],
    [
      "with a percent sign as it is",
      "grpc-status: 8\r\ngrpc-message: disk 100% full, %zz %E2%9C%93 %e9",
      "gateway",
      "disk 100% full, %zz ✓ \ufffd",
    ],
    ["twice the same", "grpc-status: 14\r\ngrpc-status: 14\r\ngrpc-message: Down.", "gateway", "Down."],
    ["twice, and the first is success", "grpc-status: 0\r\ngrpc-status: 14", "gateway", "0, 14"],
    ["that is no number", "grpc-status: fine", "gateway", "“fine”"],
    ["that gRPC does not have", "grpc-status: 99", "gateway", "“99”"],
    ["that begins with a number", "grpc-status: 14x", "gateway", "“14x”"],
    ["in capitals", "Grpc-Status:14\r\nGRPC-MESSAGE:Down.", "gateway", "Down."],
    [
      "with details that cannot be read",
      "grpc-status: 14\r\ngrpc-message: Down.\r\ngrpc-status-details-bin: ***",
      "gateway",
      "Down.",
    ],
    [
      "with details that say another",
      `grpc-status: 14\r\ngrpc-message: Down.\r\ngrpc-status-details-bin: ${btoa("\x08\x00")}`,
      "gateway",
      "Down.",
    ],
  ])("%s", async (_, lines, code, sentence) => {
    const answer = frames([reply, frame(0x80, Buffer.from(lines))]);
    const errors = [await failureOfSend(answer)];
    answers.set(STREAM, answer);
    const gateway = transport({ stream: true });
    await gateway.open(signal());
    errors.push(await failure(gateway.send(REQUEST, signal())));
    for (const error of errors) {
      expect(error.code).toBe(code);
      expect(error.message).toContain(sentence);
    }
  });

  test("success beside trailers that no header has", async () => {
    const answer = frames([
      reply,
      frame(0x80, Buffer.from("bad name: \u0001→\r\ngrpc-status: 0\r\nx-\xe9: 1")),
    ]);
    answers.set(DATA, answer);
    answers.set(STREAM, answer);
    for (const stream of [false, true]) {
      const gateway = transport({ stream });
      await gateway.open(signal());
      expect((await gateway.send(REQUEST, signal())).status.code).toBe("SUCCESS");
    }
  });

  test.each(["", "nightly"])("no version of docarray: %j", async (docarray) => {
    const error = await failureOfOpen(info(docarray));
    expect(error).toMatchObject({
      code: "not-a-gateway",
      tried: "grpc://127.0.0.1:54321 through the page's server",
    });
  });
});

describe("an answer that is compressed", () => {
  const whole = toBinary(
    v1.DataRequestProtoSchema,
    create(v1.DataRequestProtoSchema, { header: { targetExecutor: "x".repeat(100_000) } }),
  );
  const packed = { gzip: gzipSync(whole), deflate: deflateSync(whole) };

  test.each<["gzip" | "deflate", Record<string, string>]>([
    ["gzip", {}],
    ["gzip", { "grpc-encoding": "gzip" }],
    ["deflate", {}],
    ["deflate", { "grpc-encoding": "deflate" }],
  ])("with %s, as the headers say that can be read: %j", async (encoding, headers) => {
    answers.set(DATA, frames([frame(1, packed[encoding]), trailers({ "grpc-status": 0 })], headers));
    const gateway = transport();
    await gateway.open(signal());
    expect((await gateway.send(REQUEST, signal())).targetExecutor).toBe("x".repeat(100_000));
  });

  test.each([
    ["snappy", packed.gzip, "it is compressed with snappy, and this page expands gzip and deflate alone"],
    ["deflate", packed.gzip, "it says that it is compressed with deflate, and it is not"],
    ["gzip", packed.gzip.subarray(0, 100), "it says that it is compressed with gzip, and it is not"],
    [null, Buffer.from("none"), "it is compressed, and this page expands gzip and deflate alone"],
  ])("with %s where it cannot be expanded says so", async (encoding, bytes, why) => {
    const headers: Record<string, string> = encoding === null ? {} : { "grpc-encoding": encoding };
    const error = await failureOfSend(frames([frame(1, bytes), trailers({ "grpc-status": 0 })], headers));
    expect(error).toMatchObject({
      code: "protocol",
      message: `The answer is not the message it should be (${why}).`,
    });
  });

  test("to what is small and expands beyond the limit is refused", async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_MESSAGE_BYTES + 1));
    const error = await failureOfSend(frames([frame(1, bomb), trailers({ "grpc-status": 0 })]));
    expect(error).toMatchObject({
      code: "too-large",
      message: "The answer is a compressed message that expands to more than this page takes.",
    });
  });
});

describe("an answer that is none", () => {
  const reply = message(v1.DataRequestProtoSchema, create(v1.DataRequestProtoSchema, {}));
  test.each<[string, Uint8Array[]]>([
    ["nothing at all", []],
    ["no trailers", [message(v1.DataRequestProtoSchema, create(v1.DataRequestProtoSchema, {}))]],
    ["no message", [trailers({ "grpc-status": 0 })]],
    ["no status", [message(v1.DataRequestProtoSchema, create(v1.DataRequestProtoSchema, {})), trailers({})]],
    ["a message behind the trailers", [trailers({ "grpc-status": 0 }), frame(0, Buffer.alloc(0))]],
    ["garbage in a frame", [frame(0, Buffer.from("garbage")), trailers({ "grpc-status": 0 })]],
    ["garbage for frames", [Buffer.from("\0\0\0\0\u0002{}<html>")]],
    ["half a frame", [frame(0, Buffer.alloc(100)).subarray(0, 50)]],
    [
      "a frame that is not compressed as it says",
      [frame(1, Buffer.alloc(3)), trailers({ "grpc-status": 0 })],
    ],
    ["trailers twice", [reply, trailers({ "grpc-status": 0 }), trailers({ "grpc-status": 0 })]],
    ["trailers before the message", [trailers({ "grpc-status": 0 }), reply]],
    ["compressed trailers", [reply, frame(0x81, gzipSync("grpc-status: 0"))]],
    [
      "trailers longer than any server takes",
      [reply, trailers({ "grpc-status": 0, x: "y".repeat(2 << 20) })],
    ],
  ])("%s", async (_, parts) => {
    expect((await failureOfSend(frames(parts))).code).toBe("protocol");
  });

  test("the connection breaks in the middle", async () => {
    const error = await failureOfSend((response) => {
      response.writeHead(200, { "content-type": "application/grpc-web+proto" });
      response.write(frame(0, Buffer.alloc(100)).subarray(0, 50), () => response.destroy());
    });
    expect(error.code).toBe("interrupted");
    expect(error.advice).toContain("not known");
  });
});

describe("time and stopping", () => {
  const never: Answer = () => {};
  const halfway: Answer = (response) => {
    response.writeHead(200, { "content-type": "application/grpc-web+proto" });
    response.write(frame(0, Buffer.alloc(100)).subarray(0, 50));
  };

  test("opening has a limit", async () => {
    const error = await failureOfOpen(never, { openLimitMs: 50 });
    expect(error).toMatchObject({ code: "timeout", message: "No answer came within 0.05 s." });
    expect(error.advice).toContain("firewall");
  });

  test.each([
    ["before the answer", never],
    ["in the middle of the answer", halfway],
  ])("an answer may have a limit, which is over %s", async (_, answer) => {
    const error = await failureOfSend(answer, { limits: { firstMs: 50, idleMs: 50, totalMs: null } });
    expect(error.code).toBe("timeout");
    expect(error.advice).toContain("not known");
  });

  test.each([
    ["before the answer", never],
    ["in the middle of the answer", halfway],
  ])("stopping %s ends the call at the server too", async (_, answer) => {
    const reached = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    answers.set(DATA, (response, body, request) => {
      response.on("close", closed.resolve);
      answer(response, body, request);
      setTimeout(reached.resolve, 20);
    });
    const gateway = transport();
    await gateway.open(signal());
    const aborter = new AbortController();
    const sent = failure(gateway.send(REQUEST, aborter.signal));
    await reached.promise;
    aborter.abort();
    expect((await sent).code).toBe("canceled");
    await closed.promise;
  });

  test("a signal that has been given up already sends nothing", async () => {
    const aborter = new AbortController();
    aborter.abort();
    expect((await failure(transport().open(aborter.signal))).code).toBe("canceled");
    expect(seen).toEqual([]);
  });
});
