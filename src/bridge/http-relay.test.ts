import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import type { Bridge } from "./server.ts";
import { MAX_STREAMS } from "./stream-limit.ts";
import { httpCallRequest, listenOnLoopback, startBridge, untilStill } from "./test-fixtures.ts";
import { freePort } from "./test-ports.ts";

let bridge: Bridge;
let server: Server | null = null;
const clock = createHandClock();
const lines: string[] = [];

beforeAll(async () => {
  bridge = await startBridge({ connectTimeoutMs: 400, log: (line) => lines.push(line), clock });
});

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  lines.length = 0;
});

afterAll(() => bridge.close());

/** Starts a gateway that answers so; gives its `host:port`. */
async function gateway(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  return `127.0.0.1:${(await listenOnLoopback(server)).port}`;
}

interface Call {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function open(target: string, { path = "/post", headers = {}, body = "{}" }: Call = {}) {
  const request = httpCallRequest(bridge, target, {
    path,
    headers: { "content-length": String(Buffer.byteLength(body)), ...headers },
  });
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  return { request, response };
}

async function call(target: string, options: Call = {}) {
  const { response } = await open(target, options);
  const { headers, statusCode: status } = response;
  return {
    status,
    headers,
    gateway: Number(headers["x-bridge-status"] ?? 0),
    error: headers["x-bridge-error"],
    body: await text(response),
  };
}

describe("a call to an HTTP gateway", () => {
  test("gets there with its method, path and body, and with no header of the page's", async () => {
    let seen: Pick<IncomingMessage, "method" | "url" | "headers"> & { body: string };
    const target = await gateway(async (request, response) => {
      const { method, url, headers } = request;
      seen = { method, url, headers, body: await text(request) };
      response.setHeader("content-type", "application/json").setHeader("set-cookie", "a=b").end('{"a": 1}');
    });
    const answer = await call(target, {
      path: "/update",
      body: '{"data": []}',
      headers: {
        "x-bridge-method": "PUT",
        cookie: "secret=1",
        authorization: "secret",
        referer: "http://x/",
      },
    });
    expect(seen!).toEqual({
      method: "PUT",
      url: "/update",
      body: '{"data": []}',
      headers: {
        accept: "application/json",
        connection: "keep-alive",
        "content-length": "12",
        "content-type": "application/json",
        host: target,
        "user-agent": "jina-flow-designer",
      },
    });
    expect(answer).toMatchObject({ status: 200, gateway: 200, body: '{"a": 1}' });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(lines).toEqual([
      expect.stringMatching(/^PUT \/update \S+ sent 12 B received 8 B status 200 \d+ ms$/),
    ]);
  });

  test.each([
    [404, "application/json", "application/json"],
    [500, "text/plain; charset=utf-8", "text/plain; charset=utf-8"],
    [502, "text/html", "application/octet-stream"],
    [200, "", "application/octet-stream"],
  ])("that is answered with %i in %j is no answer of the server's", async (status, type, passed) => {
    const target = await gateway((_, response) => {
      response.statusCode = status;
      if (type !== "") {
        response.setHeader("content-type", type);
      }
      response.end("<b>text</b>");
    });
    const answer = await call(target);
    expect(answer).toMatchObject({ status: 200, gateway: status, error: undefined, body: "<b>text</b>" });
    expect(answer.headers["content-type"]).toBe(passed);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  test("is not led elsewhere", async () => {
    let asked = 0;
    const target = await gateway((_, response) => {
      asked += 1;
      response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
    });
    expect(await call(target)).toMatchObject({ gateway: 302, body: "" });
    expect(asked).toBe(1);
  });

  test("that reads has no body unless it gives its length", async () => {
    const seen: unknown[] = [];
    const target = await gateway(async (request, response) => {
      seen.push([request.method, request.headers["content-length"], await text(request)]);
      response.end("ok");
    });
    const read = { "x-bridge-method": "GET" };
    await call(target, { path: "/status", headers: { ...read, "content-length": "0" }, body: "" });
    const chunked = httpCallRequest(bridge, target, { path: "/status", headers: read });
    chunked.write("GET /admin HTTP/1.1\r\n\r\n");
    chunked.end();
    await once(chunked, "response");
    await call(target, {
      path: "/stream",
      headers: { ...read, accept: "text/event-stream" },
      body: '{"text": "a"}',
    });
    expect(seen).toEqual([
      ["GET", undefined, ""],
      ["GET", undefined, ""],
      ["GET", "13", '{"text": "a"}'],
    ]);
  });

  test("gives the events of a stream one by one, and its end", async () => {
    let next = () => {};
    const target = await gateway((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      response.write("event: update\r\ndata: 1\r\n\r\n");
      next = () => response.end("event: end\r\n\r\n");
    });
    const { response } = await open(target, {
      path: "/stream",
      headers: { "x-bridge-method": "GET", accept: "text/event-stream" },
    });
    const [first] = (await once(response, "data")) as [Buffer];
    expect(first.toString()).toContain("data: 1");
    next();
    expect(await text(response)).toContain("event: end");
  });

  test("that the page leaves ends at the gateway too", async () => {
    const left = Promise.withResolvers<void>();
    const target = await gateway((request, response) => {
      request.on("close", () => left.resolve());
      response.writeHead(200, { "content-type": "application/json" });
      response.write("[");
    });
    const { request, response } = await open(target);
    await once(response, "data");
    request.destroy();
    await left.promise;
    await expect.poll(() => lines.join()).toContain("status canceled");
  });
});

describe("a call that fails", () => {
  test.each([
    ["nothing listens", async () => freePort(), "unreachable", /Nothing listens at 127\.0\.0\.1:\d+/],
    [
      "a gRPC gateway listens",
      async () => {
        const grpc = createHttp2Server();
        return (await listenOnLoopback(grpc)).port;
      },
      "not-http",
      /its address is grpc:\/\/127\.0\.0\.1:\d+/,
    ],
    [
      "the connection is closed at once",
      async () => (await listenOnLoopback(createTcpServer((socket) => void socket.destroy()))).port,
      "interrupted",
      /closed the connection before it answered.*https:\/\//,
    ],
  ])("because %s", async (_, start, error, sentence) => {
    const answer = await call(`127.0.0.1:${await start()}`);
    expect(answer).toMatchObject({ status: 200, gateway: 0, error });
    expect(answer.body).toMatch(sentence);
  });

  test("because TLS is asked of one without", async () => {
    const target = await gateway((_, response) => response.end("{}"));
    const answer = await call(target, { headers: { "x-bridge-tls": "1" } });
    expect(answer.error).toBe("unreachable");
    expect(answer.body).toContain("use http:// instead of https://");
  });

  test("because the target may not be called", async () => {
    expect(await call("10.0.0.1:80")).toMatchObject({ error: "target-not-allowed" });
    expect(await call("169.254.169.254:80")).toMatchObject({ error: "target-refused" });
    expect(await call(`127.0.0.1:${bridge.port}`)).toMatchObject({ error: "target-own" });
    expect(await call("nowhere")).toMatchObject({ error: "target-invalid" });
  });

  test("because no connection is accepted in time", async () => {
    // The clock stands still, so it is moved until the time is over.
    const refused = await startBridge({
      connectTimeoutMs: 400,
      allowTargets: ["gateway.test:1"],
      resolve: () => undefined,
      clock,
    });
    const request = httpCallRequest(refused, "gateway.test:1");
    request.end("{}");
    const answered = once(request, "response") as Promise<[IncomingMessage]>;
    await untilStill(() => 0);
    await clock.pass(400);
    const [response] = await answered;
    expect(response.headers["x-bridge-error"]).toBe("unreachable");
    expect(await text(response)).toContain("did not accept a connection within 0.4 s");
    await refused.close();
  });

  test("because the page stops in the middle of the request", async () => {
    const target = await gateway(() => undefined);
    const request = httpCallRequest(bridge, target, { headers: { "content-length": "100" } });
    request.on("error", () => undefined);
    const answered = once(request, "response") as Promise<[IncomingMessage]>;
    request.write("{");
    await untilStill(() => 0);
    await clock.pass(29_000);
    expect(lines).toEqual([]);
    await clock.pass(1000);
    const [response] = await answered;
    expect(response.headers["x-bridge-error"]).toBe("timeout");
    expect(await text(response)).toContain("The page has stopped in the middle of a message for 30 s.");
    request.destroy();
  });

  test("because the request is too large", async () => {
    const target = await gateway((request) => void request.resume());
    const request = httpCallRequest(bridge, target);
    request.on("error", () => undefined);
    request.write(Buffer.alloc(MAX_MESSAGE_BYTES));
    request.write("x");
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(response.headers["x-bridge-error"]).toBe("too-large");
    expect(await text(response)).toContain("this server relays up to 64 MiB");
    request.destroy();
  });

  test("because the answer is too large, which is known before, or in the middle", async () => {
    const announced = await gateway((_, response) => {
      response.writeHead(200, {
        "content-length": MAX_MESSAGE_BYTES + 1,
        "content-type": "application/json",
      });
      response.write("[");
    });
    expect(await call(announced)).toMatchObject({ error: "too-large", gateway: 0 });
    server?.closeAllConnections();
    const sudden = await gateway((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write(Buffer.alloc(MAX_MESSAGE_BYTES));
      response.write("x");
    });
    const { response } = await open(sudden);
    await expect(text(response)).rejects.toThrow("aborted");
  });

  test("because the answer breaks off", async () => {
    const target = await gateway((_, response) => {
      response.writeHead(200, { "content-length": 10, "content-type": "application/json" });
      response.write("[", () => response.destroy());
    });
    const { response } = await open(target);
    await expect(text(response)).rejects.toThrow("aborted");
    await expect.poll(() => lines.join()).toContain("status interrupted");
  });

  test("because the gateway compresses what nobody asked it to", async () => {
    const target = await gateway((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("bomb");
    });
    expect(await call(target)).toMatchObject({ error: "not-http" });
  });

  test("because the gateway goes over to another protocol, which nobody asked it to", async () => {
    const target = await gateway((_, response) => {
      response.socket?.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n",
      );
    });
    expect(await call(target)).toMatchObject({ error: "not-http" });
    expect(lines.join()).toContain("status not-http");
  });

  test("because too many are running", async () => {
    const target = await gateway((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("[");
    });
    const running = await Promise.all(Array.from({ length: MAX_STREAMS }, () => open(target)));
    expect(await call(target)).toMatchObject({ error: "too-many-streams" });
    running[0]?.request.destroy();
    await expect.poll(async () => (await open(target)).response.headers["x-bridge-status"]).toBe("200");
    for (const { request } of running) {
      request.destroy();
    }
  });
});
