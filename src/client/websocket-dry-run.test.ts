import { create, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { createHandClock, settled } from "../base/test-clock.ts";
import { StatusProto_StatusCode, StatusProtoSchema } from "../gen/v1/jina_pb.js";
import type { GatewayAddress } from "../model/run/address.ts";
import { HandSocket } from "./test-socket.ts";
import { runDry } from "./websocket-dry-run.ts";

const ADDRESS: GatewayAddress = { kind: "gateway", protocol: "websocket", host: "::1", port: 5, tls: true };

function begin() {
  const sockets: HandSocket[] = [];
  const clock = createHandClock();
  const aborter = new AbortController();
  const openSocket = (url: string, protocols: string[]) => {
    const socket = new HandSocket(url, protocols);
    sockets.push(socket);
    return socket;
  };
  const options = { address: ADDRESS, openSocket, clock, limitMs: 3000 };
  const ran = runDry(options, aborter.signal);
  return { socket: sockets[0]!, ran, clock, aborter };
}

test("a gateway that answers with its state is ready, or says why it is not", async () => {
  const { socket, ran } = begin();
  expect([socket.url, socket.protocols]).toEqual(["wss://[::1]:5/dry_run", []]);
  socket.open();
  socket.answer("{}");
  expect(await ran).toEqual({ opens: true, readiness: { kind: "ready" } });
  expect(socket.readyState).toBe(3);

  const other = begin();
  other.socket.open();
  other.socket.answer('{"code": "ERROR", "description": "it is broken"}');
  expect(await other.ran).toEqual({ opens: true, readiness: { kind: "not-ready", why: "it is broken" } });
});

test("one that a proxy has speak protobuf says the same in that", async () => {
  const { socket, ran } = begin();
  socket.open();
  expect(socket.binaryType).toBe("arraybuffer");
  // A success is nothing at all there.
  socket.answer(new ArrayBuffer(0));
  expect(await ran).toEqual({ opens: true, readiness: { kind: "ready" }, isBinary: true });

  const other = begin();
  other.socket.open();
  const status = { code: StatusProto_StatusCode.ERROR, description: "it is broken" };
  other.socket.answer(toBinary(StatusProtoSchema, create(StatusProtoSchema, status)).slice().buffer);
  const readiness = { kind: "not-ready", why: "it is broken" };
  expect(await other.ran).toEqual({ opens: true, readiness, isBinary: true });
});

test.each([
  [1011, "deployment down", { opens: true, readiness: { kind: "not-ready", why: "deployment down" } }],
  [1011, "", { opens: true, readiness: { kind: "not-ready", why: "The gateway does not say why." } }],
  [
    1000,
    "",
    { opens: true, readiness: { kind: "unknown", why: "Its dry run ended without a state (1000)." } },
  ],
])("one that closes with %s and %j", async (code, reason, wanted) => {
  const { socket, ran } = begin();
  socket.open();
  socket.closeWith(code, reason);
  expect(await ran).toEqual(wanted);
});

test("what is no state is none", async () => {
  for (const answer of ["<html>", "[]", "7", new ArrayBuffer(2)]) {
    const { socket, ran } = begin();
    socket.open();
    socket.answer(answer);
    expect(await ran).toMatchObject({ opens: true, readiness: { kind: "unknown" } });
  }
});

test("what does not open, or not in time, or is given up", async () => {
  const refused = begin();
  refused.socket.closeWith(1006);
  expect(await refused.ran).toEqual({ opens: false, seen: "does not open (1006)" });

  const slow = begin();
  await slow.clock.pass(3000);
  expect(await slow.ran).toEqual({ opens: false, seen: "does not open in time" });
  expect(slow.socket.readyState).toBe(3);

  const silent = begin();
  silent.socket.open();
  silent.aborter.abort();
  await settled();
  expect(await silent.ran).toMatchObject({
    opens: true,
    readiness: { kind: "unknown", why: "Its dry run has not ended in time." },
  });
});

test("what the browser does not even let the page try does not open", async () => {
  const openSocket = () => {
    throw new DOMException("The port 6000 is not allowed.", "SecurityError");
  };
  const options = { address: ADDRESS, openSocket, clock: createHandClock(), limitMs: 3000 };
  expect(await runDry(options, new AbortController().signal)).toEqual({
    opens: false,
    seen: "is not let out by this browser (The port 6000 is not allowed.)",
  });
});
