/**
 * What is sent along with requests, beside the Python Client: the same headers and the same compression reach the
 * gateway. A server of ours stands in its place, which only notes the heads of what comes.
 */
import { execFile } from "node:child_process";
import { createServer as createHttpServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { environmentPython } from "../scripts/setup.mjs";
import { systemClock } from "../src/base/clock.ts";
import { type Bridge, createBridge } from "../src/bridge/server.ts";
import type { Attempt } from "../src/client/bridge-faults.ts";
import { printCode } from "../src/client/code/print-code.ts";
import { createGrpcWire } from "../src/client/grpc-wire.ts";
import { createHttpWire } from "../src/client/http-wire.ts";
import { JinaSingleDataRequestRPC } from "../src/gen/v1/jina_pb.js";
import type { GatewayAddress, Protocol } from "../src/model/run/address.ts";
import { fetchFrom } from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const VALUE = "Bearer canary-4711";
const HEADERS = [
  { name: "authorization", value: VALUE },
  { name: "x-trace", value: "a, b; c=%" },
];

let bridge: Bridge;
let servers: readonly (Server | Http2Server)[];
const ports: { [protocol in Protocol]?: number } = {};
let heads: IncomingHttpHeaders[] = [];
/** What the page's server has noted. */
const log: string[] = [];

beforeAll(async () => {
  const http = createHttpServer(({ headers }, response) => {
    heads.push(headers);
    response.setHeader("content-type", "application/json").end("{}");
  });
  const grpc = createHttp2Server();
  grpc.on("stream", (stream, headers) => {
    heads.push(headers);
    stream.on("error", () => undefined);
    stream.respond(
      { ":status": 200, "content-type": "application/grpc", "grpc-status": "12" },
      { endStream: true },
    );
  });
  servers = [http, grpc];
  ports.http = await listen(http);
  ports.grpc = await listen(grpc);
  bridge = await createBridge({ distFolder: "public", port: 0, log: (line) => log.push(line) });
});

afterAll(async () => {
  await bridge.close();
  for (const server of servers) {
    server.close();
  }
});

function listen(server: Server | Http2Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

function addressOf(protocol: "grpc" | "http"): GatewayAddress {
  return { kind: "gateway", protocol, host: "127.0.0.1", port: ports[protocol] ?? 0, tls: false };
}

/** The printed code, run with the values in its environment; what it prints, its faults too. */
function runPython(protocol: "grpc" | "http"): Promise<string> {
  const code = printCode(
    {
      address: addressOf(protocol),
      endpoint: "/any",
      documents: [{ text: "a" }],
      parameters: {},
      targetExecutor: "",
      requestSize: 100,
      compression: "gzip",
      timeoutS: 20,
      headerNames: HEADERS.map(({ name }) => name),
    },
    "python",
    "v1",
  );
  const text = "text" in code ? code.text : "";
  expect(text).not.toContain("4711");
  return new Promise((resolve) => {
    const env = { ...process.env, AUTHORIZATION: VALUE, X_TRACE: HEADERS[1]?.value };
    execFile(environmentPython("v1"), ["-c", text], { env }, (_, out, err) => resolve(out + err));
  });
}

/** Of every head that was noted, what is compared. */
function noted() {
  return heads.map((head) => ({
    authorization: head.authorization,
    trace: head["x-trace"],
    encoding: head["grpc-encoding"],
  }));
}

test("metadata, compression and deadline of gRPC", async () => {
  heads = [];
  const said = await runPython("grpc");
  const [client] = noted();
  expect(client, said).toEqual({ authorization: VALUE, trace: "a, b; c=%", encoding: "gzip" });
  expect(heads[0]?.["grpc-timeout"]).toBeDefined();

  heads = [];
  const wire = createGrpcWire({
    address: addressOf("grpc"),
    way: "bridge",
    bridge: { baseUrl: bridge.address, token: bridge.token },
    fetch: fetchFrom(bridge),
    clock: systemClock,
    headers: HEADERS,
    compression: "gzip",
  });
  const limits = { firstMs: null, idleMs: null, totalMs: 20_000 };
  const attempt: Attempt = {
    stage: "send",
    tried: "",
    address: addressOf("grpc"),
    way: "bridge",
    limitMs: null,
  };
  const { process_single_data: method } = JinaSingleDataRequestRPC.method;
  const fault: unknown = await wire
    .ask({ attempt, method, maxBytes: 1000, limits }, new AbortController().signal)
    .catch((cause: unknown) => cause);
  expect(noted()).toEqual([client]);
  expect(heads[0]?.["grpc-timeout"]).toBeDefined();
  expect(JSON.stringify(fault) + String(fault)).not.toContain("4711");
  expect(log).not.toEqual([]);
  expect(log.join()).not.toContain("4711");
});

test("headers of HTTP", async () => {
  heads = [];
  const said = await runPython("http");
  const client = noted().filter(({ authorization }) => authorization !== undefined);
  expect(client.length, said).toBeGreaterThan(0);

  heads = [];
  const wire = createHttpWire({
    address: addressOf("http"),
    way: "direct",
    bridge: { baseUrl: bridge.address, token: bridge.token },
    fetch,
    clock: systemClock,
    headers: HEADERS,
  });
  await wire.ask(
    { method: "POST", path: "/post", body: "{}" },
    { stage: "send", tried: "", address: addressOf("http"), way: "bridge", limitMs: null },
    new AbortController().signal,
    async () => null,
  );
  expect(noted()).toEqual([client[0]]);
});
