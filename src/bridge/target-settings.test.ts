/** What is said at launch about single gateways, over real connections in each protocol. */

import { once } from "node:events";
import { createServer } from "node:http";
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bridge } from "./server.ts";
import { createTargetSettings, type TargetTls } from "./target-settings.ts";
import { CERTIFICATE, KEY } from "./test-certificate.ts";
import {
  call,
  createStubGateway,
  frame,
  httpCallRequest,
  listenOnLoopback,
  respond,
  startBridge,
} from "./test-fixtures.ts";

const TLS = { "x-bridge-tls": "1" };
const SECRET = "Bearer canary-of-the-launch";

/** The body of a call to an HTTP gateway. */
async function readHttp(
  bridge: Bridge,
  target: string,
  headers: Record<string, string> = TLS,
): Promise<string> {
  const exchange = httpCallRequest(bridge, target, { headers });
  exchange.end("{}");
  const [response] = await once(exchange, "response");
  return Buffer.concat(await response.toArray()).toString();
}

describe("headers from the environment", () => {
  const seen: (string | undefined)[] = [];
  const log: string[] = [];
  let bridge: Bridge;
  let targets: { grpc: string; http: string };
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const grpc = await createStubGateway((stream, headers) => {
      seen.push(headers.authorization);
      respond(stream, [frame("answer")]);
    });
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.setHeader("content-type", "application/json").end("{}");
    });
    server.on("upgrade", (request, socket) => {
      seen.push(request.headers.authorization);
      socket.destroy();
    });
    const http = await listenOnLoopback(server);
    targets = { grpc: grpc.target, http: `127.0.0.1:${http.port}` };
    bridge = await startBridge({
      log: (line) => log.push(line),
      secretHeaders: [
        { target: targets.grpc, name: "Authorization", value: SECRET },
        { target: targets.http, name: "authorization", value: SECRET },
      ],
    });
    stops.push(bridge.close, grpc.close, http.close);
  });

  afterAll(async () => {
    for (const stop of stops) {
      await stop();
    }
  });

  test("reach the gateway in each protocol in place of the page's, and nobody else", async () => {
    const page = { "x-bridge-headers": "authorization=from+the+page" };
    const answer = await call(bridge, targets.grpc, { headers: page });
    const body = await readHttp(bridge, targets.http, page);
    const socket = connect(bridge.port, "127.0.0.1");
    socket.write(
      [
        `GET /relay/websocket?target=${targets.http} HTTP/1.1`,
        `Host: 127.0.0.1:${bridge.port}`,
        `Origin: http://127.0.0.1:${bridge.port}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        `Sec-WebSocket-Protocol: jina-flow-designer, jina-flow-designer.fault, token.${bridge.token}`,
        "\r\n",
      ].join("\r\n"),
    );
    const frames = Buffer.concat(await socket.toArray()).toString("latin1");
    expect(seen).toEqual([SECRET, SECRET, SECRET]);
    expect(JSON.stringify([answer, body, frames, log])).not.toContain("canary");

    const other = await createStubGateway((stream, headers) => {
      seen.push(headers.authorization);
      respond(stream, []);
    });
    await call(bridge, other.target);
    expect(seen.at(-1)).toBeUndefined();
    await other.close();
  });

  test.each([
    ["x", "line\nbreak"],
    ["host", "elsewhere"],
    ["cookie", "a=b"],
    ["grpc-timeout", "1S"],
    ["x", ""],
  ])("a header %s is refused at launch, and its value is not quoted", (name, value) => {
    const create = () => createTargetSettings({ secretHeaders: [{ target: null, name, value }] });
    expect(create).toThrow(RangeError);
    expect(create).not.toThrow(value || "nothing of it");
  });
});

describe("TLS of a target", () => {
  /** It is for `localhost` and `127.0.0.1`, signed by itself. */
  const tls = { key: KEY, cert: CERTIFICATE };
  const stops: (() => Promise<void>)[] = [];
  let grpc: string;
  let http: string;
  let asking: string;

  beforeAll(async () => {
    const createHttps = (more: object) =>
      listenOnLoopback(
        createHttpsServer({ ...tls, ...more }, (_request, response) =>
          response.setHeader("content-type", "application/json").end('"over TLS"'),
        ),
      );
    const secure = createSecureServer(tls);
    secure.on("stream", (stream: ServerHttp2Stream) => respond(stream, [frame("over TLS")]));
    secure.on("sessionError", () => undefined);
    const servers = [
      await listenOnLoopback(secure),
      await createHttps({}),
      await createHttps({ requestCert: true, rejectUnauthorized: true, ca: CERTIFICATE }),
    ];
    [grpc = "", http = "", asking = ""] = servers.map(({ port }) => `127.0.0.1:${port}`);
    stops.push(...servers.map(({ close }) => close));
  });

  afterAll(async () => {
    for (const stop of stops) {
      await stop();
    }
  });

  async function ask(settings: Parameters<typeof createTargetSettings>[0]) {
    const bridge = await startBridge(settings);
    const { messages, trailers, headers } = await call(bridge, grpc, { headers: TLS });
    const isSaid = headers["x-bridge-unverified"] === "1";
    const body = await readHttp(bridge, http);
    await bridge.close();
    return { message: messages.map(String).join(), fault: trailers["grpc-message"] ?? "", body, isSaid };
  }

  async function askOverHttp(how: TargetTls): Promise<string> {
    const bridge = await startBridge({ tls: new Map([[asking, how]]) });
    const body = await readHttp(bridge, asking);
    await bridge.close();
    return body;
  }

  test("its own authority is trusted for this target and for no other", async () => {
    const { message, body } = await ask({ tls: new Map([[grpc, { ca: CERTIFICATE }]]) });
    expect(message).toBe("over TLS");
    expect(body).toContain("is not trusted");
    const both = await ask({
      tls: new Map([
        [grpc, { ca: CERTIFICATE }],
        [http, { ca: CERTIFICATE }],
      ]),
    });
    expect(both).toMatchObject({ message: "over TLS", body: '"over TLS"', isSaid: false });
  });

  test("the name that it has to be for can be said", async () => {
    const wrong = await ask({ tls: new Map([[grpc, { ca: CERTIFICATE, serverName: "other.test" }]]) });
    expect(wrong.fault).toContain("is not trusted");
    const right = await ask({ tls: new Map([[grpc, { ca: CERTIFICATE, serverName: "localhost" }]]) });
    expect(right.message).toBe("over TLS");
  });

  test("verifying can be left out for one target, and stays on for the others", async () => {
    const { message, body, isSaid } = await ask({ tls: new Map([[grpc, { isUnverified: true }]]) });
    expect([message, isSaid]).toEqual(["over TLS", true]);
    expect(body).toContain("is not trusted");
  });

  test("a gateway that asks for a certificate gets it, and answers nothing without", async () => {
    expect(await askOverHttp({ ca: CERTIFICATE })).toContain(`${asking} `);
    expect(await askOverHttp({ ca: CERTIFICATE, cert: CERTIFICATE, key: KEY })).toBe('"over TLS"');
  });

  test("what is no certificate, and what is no target, are refused at launch", () => {
    expect(() =>
      createTargetSettings({ tls: new Map([["localhost:1", { cert: "none", key: "none" }]]) }),
    ).toThrow("no PEM");
    expect(() => createTargetSettings({ tls: new Map([["localhost", {}]]) })).toThrow("is not HOST:PORT");
  });
});
