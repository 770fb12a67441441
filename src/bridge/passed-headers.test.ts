/** What the page sends along to a gateway, and what of that is compressed. */
import { createServer, type IncomingMessage } from "node:http";
import { gunzipSync, inflateSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { printHeaders } from "../model/run/headers.ts";
import type { Bridge } from "./server.ts";
import {
  call,
  createStubGateway,
  frame,
  httpCallRequest,
  listenOnLoopback,
  readAll,
  respond,
  type StubGateway,
  startBridge,
} from "./test-fixtures.ts";

let bridge: Bridge;
let gateway: StubGateway | null = null;
const lines: string[] = [];

beforeAll(async () => {
  bridge = await startBridge({ log: (line) => lines.push(line) });
});

afterEach(async () => {
  await gateway?.close();
  gateway = null;
});

afterAll(() => bridge.close());

const along = (...pairs: (readonly [string, string])[]) => ({
  "x-bridge-headers": printHeaders(pairs.map(([name, value]) => ({ name, value }))),
});

test("headers become metadata of a call, and no line of the log has them", async () => {
  let seen: Readonly<Record<string, unknown>> = {};
  gateway = await createStubGateway((stream, headers) => {
    seen = headers;
    respond(stream, []);
  });
  const headers = along(["authorization", "Bearer canary-4711"], ["x-a", 'b, c; "d"&=%']);
  expect((await call(bridge, gateway.target, { headers })).trailers["grpc-status"]).toBe("0");
  expect(seen).toMatchObject({ authorization: "Bearer canary-4711", "x-a": 'b, c; "d"&=%' });
  expect(Object.keys(seen).filter((name) => name.startsWith("x-bridge"))).toEqual([]);
  expect(lines.join("\n")).not.toContain("4711");
});

test.each([
  ["a header of the connection", { "x-bridge-headers": "te=x" }],
  ["the host", { "x-bridge-headers": "a=b&host=example.org" }],
  ["a cookie", { "x-bridge-headers": "cookie=a" }],
  ["a name in capitals", { "x-bridge-headers": "A=b" }],
  ["a line break", { "x-bridge-headers": "a=b%0d%0ac:d" }],
  ["no value", { "x-bridge-headers": "a=" }],
  ["too many", { "x-bridge-headers": `a=${"b".repeat(5000)}` }],
  ["another compression", { "x-bridge-compression": "br" }],
])("nothing is sent with %s", async (_, headers) => {
  let streams = 0;
  gateway = await createStubGateway((stream) => {
    streams += 1;
    respond(stream, []);
  });
  const answer = await call(bridge, gateway.target, { headers });
  expect(answer.trailers["x-bridge-error"]).toBe("headers-invalid");
  expect(streams).toBe(0);
});

test.each([
  ["gzip", gunzipSync],
  ["deflate", inflateSync],
] as const)("messages go compressed with %s, each by itself", async (compression, expand) => {
  let seen: { encoding: unknown; body: Buffer } | null = null;
  gateway = await createStubGateway(async (stream, headers) => {
    seen = { encoding: headers["grpc-encoding"], body: await readAll(stream) };
    respond(stream, [frame("plain")]);
  });
  const texts = ["one ".repeat(10_000), "", "three"];
  const answer = await call(bridge, gateway.target, {
    headers: { "x-bridge-compression": compression },
    body: Buffer.concat(texts.map((text) => frame(text))),
  });
  expect(answer.messages.map(String)).toEqual(["plain"]);
  const { encoding, body } = seen!;
  expect(encoding).toBe(compression);
  expect(body.length).toBeLessThan(1000);
  const received: string[] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    expect(body[at]).toBe(1);
    received.push(String(expand(body.subarray(at + 5, end))));
    at = end;
  }
  expect(received).toEqual(texts);
});

test("headers go along to an HTTP gateway; what is said about the message is made here", async () => {
  let seen: IncomingMessage["headers"] = {};
  const server = createServer((request, response) => {
    seen = request.headers;
    response.setHeader("content-type", "application/json").end("{}");
  });
  const { port, close } = await listenOnLoopback(server);
  const ask = (headers: Record<string, string>) =>
    new Promise<unknown>((resolve) => {
      const request = httpCallRequest(bridge, `127.0.0.1:${port}`, { headers });
      request.on("response", (response) => {
        response.resume();
        response.on("end", () => resolve(response.headers["x-bridge-error"]));
      });
      request.end("{}");
    });
  expect(await ask(along(["authorization", "Bearer canary-4711"]))).toBeUndefined();
  expect(seen).toMatchObject({ authorization: "Bearer canary-4711", "content-type": "application/json" });
  expect(seen["x-bridge-headers"]).toBeUndefined();
  seen = {};
  expect(await ask({ "x-bridge-headers": "content-type=text/html" })).toBe("headers-invalid");
  expect(seen).toEqual({});
  expect(lines.join("\n")).not.toContain("4711");
  server.closeAllConnections();
  await close();
});
