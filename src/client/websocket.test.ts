/** The WebSocket transport over sockets made here: what it does with them, and what it says of how they close. */
import { describe, expect, test } from "vitest";
import type { OpenSocket } from "../base/socket.ts";
import { createHandClock, settled } from "../base/test-clock.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { FAULT_SUBPROTOCOL, RELAY_CLOSE_CODE } from "../model/run/bridge-contract.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { DataRequest } from "../model/run/request.ts";
import { SILENCE } from "./bridge-faults.ts";
import { indexJson } from "./json-index.ts";
import { HandSocket } from "./test-socket.ts";
import { createWebsocketTransport, type WebsocketOptions } from "./websocket.ts";
import { encodeMessage } from "./wire-message.ts";

const ADDRESS: GatewayAddress = {
  kind: "gateway",
  protocol: "websocket",
  host: "127.0.0.1",
  port: 54321,
  tls: false,
};

function requestOf(requestId: string, text = requestId): DataRequest {
  return {
    requestId,
    endpoint: "/",
    documents: [{ id: requestId, text }],
    parameters: {},
    targetExecutor: "",
  };
}

/** An answer in JSON with the id that the gateway itself has given the request. */
function identified(request_id: string, id: string): string {
  return JSON.stringify({ header: { request_id }, data: [{ id }] });
}

const STATUS = JSON.stringify({ jina: { docarray: "0.21.1" }, envs: {} });

/** `state`: what a dry run answers. */
function start(
  way: Way = "direct",
  status = STATUS,
  more: Partial<WebsocketOptions> = {},
  state: string | ArrayBuffer = "{}",
) {
  const sockets: HandSocket[] = [];
  let dryRuns = 0;
  const clock = createHandClock();
  const aborter = new AbortController();
  const transport = createWebsocketTransport({
    address: ADDRESS,
    way,
    bridge: { baseUrl: "http://127.0.0.1:7433", token: "secret" },
    fetch: async () => new Response(status, { headers: { "x-bridge-status": "200" } }),
    openSocket: ((url, protocols) => {
      const socket = new HandSocket(url, protocols);
      if (url.endsWith("/dry_run")) {
        dryRuns += 1;
        queueMicrotask(() => {
          socket.open();
          socket.answer(state);
        });
      } else {
        sockets.push(socket);
      }
      return socket as unknown as ReturnType<OpenSocket>;
    }) satisfies OpenSocket,
    clock,
    ...more,
  });
  const opening = transport.open(aborter.signal).then(
    () => null,
    (reason: unknown) => reason as ClientError,
  );
  const send = (request: DataRequest) =>
    transport.send(request, aborter.signal).then(
      ({ requestId, documents }) => `${requestId}: ${JSON.stringify(documents.at(0))}`,
      (reason: unknown) => reason as ClientError,
    );
  return { sockets, clock, aborter, transport, opening, send, dryRuns: () => dryRuns };
}

async function opened(more: Partial<WebsocketOptions> = {}) {
  const started = start("direct", STATUS, more);
  await settled();
  const [socket] = started.sockets;
  socket!.open();
  expect(await started.opening).toBeNull();
  return { ...started, socket: socket! };
}

describe("a connection", () => {
  test("straight to a gateway asks for no subprotocol, as none is answered", async () => {
    const { socket } = await opened();
    expect([socket.url, socket.protocols]).toEqual(["ws://127.0.0.1:54321/", []]);
  });

  test("through the page's server names the target, and brings the token where no log has it", async () => {
    const { sockets, opening } = start("bridge");
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]!.open("jina-flow-designer");
    expect(await opening).toBeNull();
    expect(sockets[0]!.url).toBe("ws://127.0.0.1:7433/relay/websocket?target=127.0.0.1%3A54321");
    expect(sockets[0]!.protocols.at(-1)).toBe("token.secret");
  });

  test.each([
    ["what is no status", "<html>"],
    ["a status of something else", "{}"],
  ])("is not tried where the gateway answers with %s", async (_, status) => {
    const { opening, sockets } = start("bridge", status);
    expect((await opening)?.code).toBe("not-a-gateway");
    expect(sockets).toEqual([]);
  });

  test("that the page's server could not make says why", async () => {
    const { sockets, opening } = start("bridge");
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]!.open(FAULT_SUBPROTOCOL);
    sockets[0]!.closeWith(RELAY_CLOSE_CODE, "not-websocket 127.0.0.1:54321 opens no WebSocket.");
    const fault = await opening;
    expect([fault?.code, fault?.message]).toEqual(["not-a-gateway", "127.0.0.1:54321 opens no WebSocket."]);
    expect(fault?.advice).toContain("http://127.0.0.1:54321");
  });

  test("that breaks off through the page's server says of what was in flight that it may have been worked on", async () => {
    const { sockets, opening, send } = start("bridge", STATUS, {}, STATUS);
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]!.open();
    expect(await opening).toBeNull();
    const sent = send(requestOf("a"));
    await settled();
    const broken = "interrupted 127.0.0.1:54321 broke off the connection.";
    sockets[0]!.closeWith(RELAY_CLOSE_CODE, broken);
    expect(await sent).toMatchObject({ code: "interrupted", advice: SILENCE.send, isUnsent: false });
    // Of one that waited for the next connection nothing has left the page.
    const next = send(requestOf("b"));
    await expect.poll(() => sockets.length).toBe(2);
    sockets[1]!.open(FAULT_SUBPROTOCOL);
    sockets[1]!.closeWith(RELAY_CLOSE_CODE, broken);
    expect(await next).toMatchObject({ code: "interrupted", advice: SILENCE.open, isUnsent: true });
  });

  test("that the browser does not even let the page try is a fault of the way, told in its words", async () => {
    const transport = createWebsocketTransport({
      address: ADDRESS,
      way: "direct",
      bridge: { baseUrl: "http://127.0.0.1:7433", token: null },
      fetch: () => Promise.reject(new TypeError("not asked")),
      openSocket: () => {
        throw new DOMException("The port 6000 is not allowed.", "SecurityError");
      },
      clock: createHandClock(),
    });
    await expect(transport.open(new AbortController().signal)).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("The port 6000 is not allowed."),
      offers: [{ way: "bridge" }],
    });
  });

  test("that does not open in time, or is given up", async () => {
    const late = start();
    await settled();
    await late.clock.pass(5000);
    expect((await late.opening)?.code).toBe("timeout");
    const left = start();
    await settled();
    left.aborter.abort();
    expect((await left.opening)?.code).toBe("canceled");
    expect(left.sockets[0]!.readyState).toBe(3);
  });

  test("straight to a gateway that a proxy has speak protobuf speaks it too, in its docarray's messages", async () => {
    const speakProtobuf = new Map<string, boolean>();
    const v2 = JSON.stringify({ jina: { docarray: "0.41.0" }, envs: {} });
    const { sockets, opening, transport, dryRuns } = start(
      "direct",
      v2,
      { speakProtobuf },
      new ArrayBuffer(0),
    );
    await settled();
    sockets[0]!.open();
    expect(await opening).toBeNull();
    expect(transport.lacks.binary).toBeUndefined();
    void transport.send(requestOf("a"), new AbortController().signal);
    await settled();
    expect(sockets[0]!.sent).toEqual([encodeMessage(requestOf("a"), "v2")]);
    sockets[0]!.answer(encodeMessage(requestOf("a"), "v2").slice().buffer);
    await settled();
    transport.close();
    expect(sockets[0]!.sent.at(-1)).toEqual(new Uint8Array(1));
    expect(dryRuns()).toBe(1);
    // It is known from then on, also after a connection without an answer, until one breaks off so.
    const unused = start("direct", v2, { speakProtobuf }, "{}");
    await settled();
    unused.sockets[0]!.open();
    expect(await unused.opening).toBeNull();
    unused.transport.close();
    unused.sockets[0]!.closeWith(1000);
    const again = start("direct", v2, { speakProtobuf }, "{}");
    await settled();
    again.sockets[0]!.open();
    expect(await again.opening).toBeNull();
    expect([again.dryRuns(), again.transport.lacks.binary]).toEqual([0, undefined]);
    const lost = again.send(requestOf("b"));
    await settled();
    again.sockets[0]!.closeWith(1006);
    expect(await lost).toMatchObject({ advice: expect.not.stringContaining("takes no JSON") });
    expect([...speakProtobuf]).toEqual([]);
  });

  test("ends with the end of input, and by itself where the gateway does not end it", async () => {
    const { socket, transport, clock } = await opened();
    transport.close();
    transport.close();
    expect(socket.sent).toEqual(["{}"]);
    expect(socket.readyState).toBe(1);
    await clock.pass(1000);
    expect(socket.readyState).toBe(3);
  });
});

describe("a request", () => {
  test("waits while much is to be written", async () => {
    const { socket, send, clock } = await opened();
    socket.bufferedAmount = 5 << 20;
    const sent = send(requestOf("a"));
    await settled();
    expect(socket.sent).toEqual([]);
    socket.bufferedAmount = 0;
    await clock.pass(5);
    expect(socket.sent).toHaveLength(1);
    socket.answerTo("a", "done");
    expect(await sent).toBe('a: {"id":"a","text":"done"}');
  });

  test("after a connection that was lost opens another one", async () => {
    const { socket, sockets, send } = await opened();
    const lost = send(requestOf("a"));
    await settled();
    socket.closeWith(1006);
    expect(await lost).toBeInstanceOf(ClientError);
    const next = send(requestOf("b"));
    await settled();
    sockets[1]!.open();
    await settled();
    sockets[1]!.answerTo("b", "done");
    expect(await next).toContain("done");
  });

  test("on a new connection is not lost with the old one, whose large answer is still gone through", async () => {
    const { promise: indexed, reject } = Promise.withResolvers<never>();
    const { sockets, opening, send } = start("direct", STATUS, { indexLargeJson: () => indexed });
    await settled();
    sockets[0]!.open();
    await opening;
    const lost = send(requestOf("a"));
    await settled();
    sockets[0]!.answer(" ".repeat(2 << 20));
    sockets[0]!.closeWith(1006);
    const next = send(requestOf("b"));
    await settled();
    sockets[1]!.open();
    await settled();
    reject(new RangeError("no JSON"));
    expect(await lost).toMatchObject({ code: "protocol" });
    sockets[1]!.answerTo("b", "done");
    expect(await next).toContain("done");
  });

  test("that is given up takes the connection with it", async () => {
    const { socket, send, aborter } = await opened();
    const sent = send(requestOf("a"));
    await settled();
    aborter.abort();
    expect(await sent).toMatchObject({ code: "canceled" });
    expect(socket.readyState).toBe(3);
  });

  test.each(["not JSON", "[1]", '{"data": 5}'])(
    "whose answer is none fails, and so does what is beside it: %s",
    async (answer) => {
      const { socket, send } = await opened();
      const both = Promise.all([send(requestOf("a")), send(requestOf("b"))]);
      await settled();
      socket.answer(answer);
      expect(await both).toEqual([
        expect.objectContaining({ code: "protocol" }),
        expect.objectContaining({ code: "protocol" }),
      ]);
      expect(socket.readyState).toBe(3);
    },
  );

  test.each([
    [1, 1011, "It may be down.", "gateway", "The gateway gave up the connection: It may be down."],
    [1, 1011, "", "gateway", "The gateway gave up the connection."],
    [
      2,
      1011,
      "It may be down.",
      "interrupted",
      "The gateway gave up the connection: It may be down. 2 requests were in flight and are lost.",
    ],
    [1, 1009, "", "too-large", "The message is larger than the gateway takes."],
    [1, 1006, "", "interrupted", "The connection broke off without a reason."],
    [1, 1000, "", "interrupted", "The gateway ended the connection (code 1000)."],
    [1, 1001, "going", "interrupted", "The gateway ended the connection (code 1001: going)."],
  ])("of %i that a closing with %i %j ends", async (count, code, reason, fault, message) => {
    const { socket, send } = await opened();
    const sent = Array.from({ length: count }, (_, index) => send(requestOf(`r${index}`)));
    await settled();
    socket.closeWith(code, reason);
    for (const end of await Promise.all(sent)) {
      expect(end).toMatchObject({ code: fault, message });
    }
  });

  test("whose gateway answers more than it was asked has the answer that came before, and the connection ends", async () => {
    const given = Promise.withResolvers<void>();
    const { socket, send } = await opened({
      async indexLargeJson(text) {
        await given.promise;
        const bytes = new TextEncoder().encode(text);
        return { bytes, index: indexJson(bytes) };
      },
    });
    const both = Promise.all([send(requestOf("a")), send(requestOf("b"))]);
    await settled();
    socket.answer(JSON.stringify({ header: {}, data: [{ id: "a", text: "x".repeat(2 << 20) }] }));
    socket.answerTo("b", "done");
    expect(socket.readyState).toBe(1);
    socket.answerTo("b", "again");
    await settled();
    expect(socket.readyState).toBe(3);
    given.resolve();
    expect(await both).toEqual([expect.stringMatching(/^a: .*xxx/), expect.stringContaining("done")]);
  });

  test("whose gateway answers another one twice does not get the second answer: the gateway's own id tells", async () => {
    const { socket, send } = await opened();
    const both = Promise.all([send(requestOf("a")), send(requestOf("b"))]);
    await settled();
    socket.answer(identified("of a", "a"));
    socket.answer(identified("of a", "a"));
    expect(await both).toEqual([
      expect.stringMatching(/^a: /),
      expect.objectContaining({
        code: "protocol",
        message: expect.stringMatching(/answered one request twice/),
      }),
    ]);
    expect(socket.readyState).toBe(3);
  });

  test("that an answer with the gateway's own id and with new documents is left for has it", async () => {
    const { socket, send } = await opened();
    const both = Promise.all([send(requestOf("a")), send(requestOf("b"))]);
    await settled();
    socket.answer(identified("of a", "a"));
    socket.answer(identified("of b", "new"));
    expect(await both).toEqual([expect.stringMatching(/^a: /), expect.stringMatching(/^b: .*new/)]);
  });

  test("to which nothing tells that an answer is its own does not get it, but for the first of all", async () => {
    const { socket, send } = await opened();
    const first = send(requestOf("a"));
    await settled();
    socket.answerTo("new", "for the only one");
    expect(await first).toContain("for the only one");
    const next = send(requestOf("b"));
    await settled();
    socket.answerTo("a", "again");
    expect(await next).toMatchObject({
      code: "protocol",
      message: expect.stringMatching(/which request it is for is not known/),
      offers: [{ way: "bridge" }],
    });
  });

  test("that breaks off at once may be to a gateway that takes no JSON; after an answer it is not", async () => {
    const first = await opened();
    const lost = first.send(requestOf("a"));
    await settled();
    first.socket.closeWith(1006);
    expect(await lost).toMatchObject({ advice: expect.stringContaining("takes no JSON") });
    const second = await opened();
    const one = second.send(requestOf("a"));
    await settled();
    second.socket.answerTo("a", "done");
    await one;
    const two = second.send(requestOf("b"));
    await settled();
    second.socket.closeWith(1006);
    expect(await two).toMatchObject({ advice: expect.not.stringContaining("takes no JSON") });
  });
});

test("a large answer in JSON is gone through elsewhere, also where the connection ends meanwhile", async () => {
  const taken = Promise.withResolvers<string>();
  const given = Promise.withResolvers<void>();
  const { socket, send } = await opened({
    async indexLargeJson(text) {
      taken.resolve(text);
      await given.promise;
      const bytes = new TextEncoder().encode(text);
      return { bytes, index: indexJson(bytes) };
    },
  });
  const answers = [send(requestOf("a")), send(requestOf("b"))];
  await settled();
  const large = JSON.stringify({ header: {}, data: [{ id: "b", text: "x".repeat(2 << 20) }] });
  socket.answer(large);
  expect(await taken.promise).toBe(large);
  socket.closeWith(1011, "worker fell over");
  given.resolve();
  const [lost, answered] = await Promise.all(answers);
  expect(answered).toMatch(/^b: .*xxx/);
  expect(lost).toBeInstanceOf(ClientError);
  expect((lost as ClientError).message).toContain("worker fell over");
});
