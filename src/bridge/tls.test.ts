/** TLS towards the gateway: verified, by the authority that was named at launch, and explained when that fails. */
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bridge } from "./server.ts";
import { CERTIFICATE, KEY } from "./test-certificate.ts";
import { call, frame, listenOnLoopback, respond, startBridge } from "./test-fixtures.ts";

let bridge: Bridge;
let port: number;
let closeGateway: () => Promise<void>;
const TLS = { "x-bridge-tls": "1" };

beforeAll(async () => {
  bridge = await startBridge();
  const server = createSecureServer({ key: KEY, cert: CERTIFICATE });
  server.on("stream", (stream: ServerHttp2Stream) => respond(stream, [frame("over TLS")]));
  server.on("sessionError", () => undefined);
  ({ port, close: closeGateway } = await listenOnLoopback(server));
});

afterAll(async () => {
  await bridge.close();
  await closeGateway();
});

test("a certificate of an unknown authority is refused in words", async () => {
  const { headers, trailers } = await call(bridge, `localhost:${port}`, { headers: TLS });
  expect(headers["x-bridge-error"]).toBe("unreachable");
  expect(trailers["grpc-status"]).toBe("14");
  expect(trailers["grpc-message"]).toBe(
    `The TLS certificate of localhost:${port} is not trusted (self-signed certificate). If it is from your own authority, start this server with --tls-ca localhost:${port}=FILE.`,
  );
});

test("a plain call to a TLS port is explained", async () => {
  const { headers, trailers } = await call(bridge, `localhost:${port}`);
  expect(headers["x-bridge-error"]).toBe("interrupted");
  expect(trailers["grpc-message"]).toContain("try grpcs://");
});

// Node can change its authorities at run time from 24.5 on.
describe.runIf("setDefaultCACertificates" in tls)("with the authority trusted", () => {
  const before = tls.getCACertificates("default");
  beforeAll(() => tls.setDefaultCACertificates([...before, CERTIFICATE]));
  afterAll(() => tls.setDefaultCACertificates(before));

  test.each(["localhost", "127.0.0.1"])("a call to %s passes", async (host) => {
    const { messages, trailers } = await call(bridge, `${host}:${port}`, { headers: TLS });
    expect(messages.map(String)).toEqual(["over TLS"]);
    expect(trailers).toEqual({ "grpc-status": "0" });
  });

  test("a certificate for another name is refused", async () => {
    const own = await startBridge({
      allowTargets: [`other.test:${port}`],
      resolve: (_name, _options, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]),
    });
    const other = await call(own, `other.test:${port}`, { headers: TLS });
    expect(other.headers["x-bridge-error"]).toBe("unreachable");
    expect(other.trailers["grpc-message"]).toContain("is not trusted");
    await own.close();
  });

  test.each([["http/1.1"], []])("a server that does not offer HTTP/2 (%s)", async (...protocols) => {
    const options = {
      key: KEY,
      cert: CERTIFICATE,
      ...(protocols.length > 0 ? { ALPNProtocols: protocols } : {}),
    };
    const server = tls.createServer(options, (socket) => {
      socket.on("error", () => undefined).resume();
    });
    const other = await listenOnLoopback(server);
    const { headers, trailers } = await call(bridge, `localhost:${other.port}`, { headers: TLS });
    expect(headers["x-bridge-error"]).toBe("not-grpc");
    expect(trailers["grpc-message"]).toContain("speaks TLS, but does not offer HTTP/2");
    await other.close();
  });
});
