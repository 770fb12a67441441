/** What a call to a gRPC gateway sends and how its answer is read, beside connect-web on the same method and answer. */
import {
  create,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  toBinary,
} from "@bufbuild/protobuf";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import {
  DataRequestProtoSchema,
  JinaSingleDataRequestRPC,
  JinaSingleDocumentRequestRPC,
  SingleDocumentRequestProtoSchema,
} from "../gen/v2/jina_pb.js";
import { ClientError } from "../model/run/client-error.ts";
import { createGrpcWire } from "./grpc-wire.ts";
import { frameOf } from "./wire-message.ts";

const HEADERS = { authorization: "Bearer x", "x-trace": "a, b; c=%" };
const NO_LIMITS = { firstMs: null, idleMs: null, totalMs: null };
const CONTENT = { "content-type": "application/grpc-web+proto" };

interface Sent {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: readonly number[];
}

/** What was sent, and the messages or the words of the status that came of it. */
interface Outcome {
  readonly sent: readonly Sent[];
  readonly read: readonly unknown[] | string;
}

/** A fetch that gives this answer in pieces of so many bytes, and notes what it was asked. */
function answering(answer: Uint8Array, head: Record<string, string>, pieceBytes: number) {
  const sent: Sent[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    sent.push({
      url: String(input),
      method: init.method,
      headers: [...new Headers(init.headers)],
      body: [...(init.body as Uint8Array)],
    });
    const pieces = new ReadableStream({
      start(controller) {
        for (let at = 0; at < answer.length; at += pieceBytes) {
          controller.enqueue(Uint8Array.from(answer.subarray(at, at + pieceBytes)));
        }
        controller.close();
      },
    });
    return new Response(pieces, { headers: { ...CONTENT, ...head } });
  };
  return { sent, fetch };
}

function trailers(...lines: readonly string[]): Uint8Array {
  const content = new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));
  const frame = frameOf(content);
  frame[0] = 0x80;
  return frame;
}

/** What the status says, without what is put around it. */
function wordsOf(cause: unknown): string {
  return cause instanceof ClientError ? cause.message : ConnectError.from(cause).rawMessage;
}

async function outcomeOf(sent: readonly Sent[], messages: () => Promise<unknown[]>): Promise<Outcome> {
  return { sent, read: await messages().catch(wordsOf) };
}

async function byUs(
  method: DescMethodUnary | DescMethodServerStreaming,
  body: Uint8Array<ArrayBuffer>,
  { sent, fetch }: ReturnType<typeof answering>,
): Promise<Outcome> {
  const address = { kind: "gateway", protocol: "grpc", host: "proxy.test", port: 8080, tls: false } as const;
  const wire = createGrpcWire({
    address,
    way: "direct",
    bridge: { baseUrl: "", token: null },
    fetch,
    clock: systemClock,
    headers: Object.entries(HEADERS).map(([name, value]) => ({ name, value })),
  });
  const attempt = { stage: "send", tried: "", address, way: "bridge", limitMs: null } as const;
  const { signal } = new AbortController();
  return outcomeOf(sent, async () => {
    const read: Uint8Array[] = [];
    const call = { attempt, method, maxBytes: 1 << 20, body, limits: NO_LIMITS };
    if (method.methodKind === "unary") {
      read.push(await wire.ask(call, signal));
    } else {
      await wire.askStream(call, signal, (one) => read.push(one));
    }
    return read.map((bytes) => fromBinary(method.output, bytes));
  });
}

/** Of the calls that the page makes, one that is answered once and one that is answered by a stream. */
const CALLS = {
  unary: {
    method: JinaSingleDataRequestRPC.method.process_single_data,
    message: create(DataRequestProtoSchema, { header: { requestId: "0123", targetExecutor: "a" } }),
    schema: DataRequestProtoSchema,
    ask: async (wire: ReturnType<typeof createGrpcWebTransport>, message: never) => [
      await createClient(JinaSingleDataRequestRPC, wire).process_single_data(message, { headers: HEADERS }),
    ],
  },
  stream: {
    method: JinaSingleDocumentRequestRPC.method.stream_doc,
    message: create(SingleDocumentRequestProtoSchema, { header: { requestId: "0123", targetExecutor: "a" } }),
    schema: SingleDocumentRequestProtoSchema,
    ask: async (wire: ReturnType<typeof createGrpcWebTransport>, message: never) => {
      const all: unknown[] = [];
      for await (const one of createClient(JinaSingleDocumentRequestRPC, wire).stream_doc(message, {
        headers: HEADERS,
      })) {
        all.push(one);
      }
      return all;
    },
  },
} as const;

const OK = trailers("grpc-status: 0");
const WORDS = "executor b at 127.0.0.1:59653 may be down: «ü»";
const said = `grpc-message: ${encodeURIComponent(WORDS)}`;

interface Answer {
  readonly messages: number;
  readonly end: Uint8Array;
  readonly head?: Record<string, string>;
  /** Whether the call fails, with WORDS. */
  readonly isFault?: boolean;
}

const ANSWERS: readonly (readonly [string, Answer])[] = [
  ["a message", { messages: 1, end: OK }],
  [
    "success with words and other trailers",
    { messages: 1, end: trailers("grpc-status: 0", said, "x-more: 1") },
  ],
  ["a status instead of a message", { messages: 0, end: trailers("grpc-status: 14", said), isFault: true }],
  ["a status behind a message", { messages: 1, end: trailers(said, "grpc-status: 2"), isFault: true }],
  [
    "names of trailers in capitals",
    {
      messages: 0,
      end: trailers("Grpc-Status: 3", said.replace("grpc-message", "Grpc-Message")),
      isFault: true,
    },
  ],
  [
    "a status in the head alone",
    {
      messages: 0,
      end: new Uint8Array(0),
      head: { "grpc-status": "5", "grpc-message": encodeURIComponent(WORDS) },
      isFault: true,
    },
  ],
];

const PIECES = [1, 7, 1 << 20];

test.each(
  (["unary", "stream"] as const).flatMap((kind) =>
    ANSWERS.flatMap(([what, answer]) => PIECES.map((size) => [kind, what, size, answer] as const)),
  ),
)("%s: %s, in pieces of %i bytes", async (kind, _, size, { messages, end, head = {}, isFault = false }) => {
  const { method, message, schema, ask } = CALLS[kind];
  const frame = frameOf(toBinary(schema as typeof DataRequestProtoSchema, message as never));
  const answer = Buffer.concat([...Array.from({ length: messages }, () => frame), end]);

  const theirs = answering(answer, head, size);
  const wire = createGrpcWebTransport({ baseUrl: "http://proxy.test:8080", fetch: theirs.fetch });
  const expected = await outcomeOf(theirs.sent, () => ask(wire, message as never));

  const outcome = await byUs(method, frame, answering(answer, head, size));
  expect(outcome).toEqual(expected);
  expect(outcome.sent).toHaveLength(1);
  expect(outcome.read).toEqual(isFault ? WORDS : [message]);
});
