/** A run that is one call, over sockets made here: what becomes of its requests where a connection is lost. */
import { create, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { createHandClock, settled } from "../base/test-clock.ts";
import { DataRequestProtoSchema, JinaInfoProtoSchema } from "../gen/v1/jina_pb.js";
import type { DataRequest } from "../model/run/request.ts";
import type { IndexedAnswer } from "./answer.ts";
import { indexAnswer } from "./answer-index.ts";
import { createGrpcCallTransport } from "./grpc-call.ts";
import { HandSocket } from "./test-socket.ts";

function frame(message: Uint8Array, flag = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(5 + message.length);
  bytes[0] = flag;
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, 5);
  return bytes;
}

const INFO = toBinary(JinaInfoProtoSchema, create(JinaInfoProtoSchema, { jina: { docarray: "0.21.1" } }));
const TRAILERS = new TextEncoder().encode("grpc-status: 0\r\n");

/** An answer with so many characters in it. */
function answerTo(requestId: string, size: number): Uint8Array<ArrayBuffer> {
  const docs = [{ content: { case: "text" as const, value: "x".repeat(size) } }];
  const data = { documents: { case: "docs" as const, value: { docs } } };
  return frame(
    toBinary(DataRequestProtoSchema, create(DataRequestProtoSchema, { header: { requestId }, data })),
  );
}

/** A transport over sockets made here; a large answer is gone through once `isDone`. */
async function start(isDone: Promise<void>) {
  const sockets: HandSocket[] = [];
  const transport = createGrpcCallTransport({
    address: { kind: "gateway", protocol: "grpc", host: "h", port: 1, tls: false },
    way: "bridge",
    bridge: { baseUrl: "http://127.0.0.1:7433", token: "secret" },
    fetch: async () =>
      new Response(new Blob([frame(INFO), frame(TRAILERS, 0x80)]), {
        headers: { "content-type": "application/grpc-web+proto" },
      }),
    openSocket: (url, protocols) => {
      const socket = new HandSocket(url, protocols);
      sockets.push(socket);
      return socket;
    },
    clock: createHandClock(),
    indexLarge: async (bytes): Promise<IndexedAnswer> => {
      await isDone;
      return { bytes, index: indexAnswer(bytes) };
    },
  });
  const { signal } = new AbortController();
  const ends: string[] = [];
  const send = (requestId: string) => {
    const request: DataRequest = {
      requestId,
      endpoint: "/",
      documents: [],
      parameters: {},
      targetExecutor: "",
    };
    return transport.send(request, signal).then(
      () => ends.push(`${requestId} answered`),
      ({ code }) => ends.push(`${requestId} ${code}`),
    );
  };
  await transport.open(signal);
  return { sockets, ends, send };
}

test("requests of a lost connection are lost once its large answers are gone through, and those of the next are not", async () => {
  const { promise: isDone, resolve: goOn } = Promise.withResolvers<void>();
  const { sockets, ends, send } = await start(isDone);
  const first = [send("a"), send("b")];
  await settled();
  sockets[0]!.open();
  await settled();
  sockets[0]!.answer(answerTo("a", 2 << 20).buffer);
  sockets[0]!.closeWith(1006);
  const next = send("c");
  await settled();
  sockets[1]!.open();
  await settled();
  goOn();
  await settled();
  await settled();
  expect(ends).toEqual(["a answered", "b interrupted"]);
  sockets[1]!.answer(answerTo("c", 1).buffer);
  await next;
  expect(ends.at(-1)).toBe("c answered");
  await Promise.all(first);
});

test("a gateway that sends more answers than it was sent requests is read no further, behind the answers before", async () => {
  const { promise: isDone, resolve: goOn } = Promise.withResolvers<void>();
  const { sockets, ends, send } = await start(isDone);
  const all = [send("a"), send("b")];
  await settled();
  const [socket] = sockets;
  socket!.open();
  await settled();
  socket!.answer(answerTo("a", 2 << 20).buffer);
  socket!.answer(answerTo("another", 1).buffer);
  expect(socket!.readyState).toBe(1);
  socket!.answer(answerTo("another", 1).buffer);
  expect(socket!.readyState).toBe(3);
  goOn();
  await Promise.all(all);
  expect(ends).toEqual(["a answered", "b protocol"]);
});

test.each([
  ["trailers that no header has", frame(new TextEncoder().encode("bad name: →\r\ngrpc-status: 13"), 0x80)],
  [
    "no UTF-8",
    frame(Uint8Array.of(...new TextEncoder().encode("grpc-status: 13\r\ngrpc-message: "), 0xff), 0x80),
  ],
  ["a percent sign as it is", frame(new TextEncoder().encode("grpc-status: 13\r\ngrpc-message: 100%"), 0x80)],
])("a call that ends with %s ends its requests, as that says", async (_, end) => {
  const { sockets, ends, send } = await start(Promise.resolve());
  const sent = send("a");
  await settled();
  sockets[0]!.open();
  await settled();
  sockets[0]!.answer(end.buffer);
  sockets[0]!.closeWith(1000);
  await settled();
  expect(ends).toEqual(["a gateway"]);
  await sent;
});
