/** The HTTP transport against a server of our own making: what goes wrong, and what is said of it. */
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { createHandClock, settled } from "../base/test-clock.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { BRIDGE_HEADERS, MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { DataRequest } from "../model/run/request.ts";
import { createHttpTransport, type HttpOptions } from "./http.ts";
import { indexJson } from "./json-index.ts";

const REQUEST: DataRequest = {
  requestId: "0123",
  endpoint: "/x",
  documents: [{ id: "d", text: "hello" }],
  parameters: {},
  targetExecutor: "",
};
const OPENAPI = JSON.stringify({
  paths: { "/x": { post: {} }, "/stream": { get: {} } },
  components: { schemas: { JinaInfoModel: {}, x_input_model: {} } },
});

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function listen(answer: RequestListener): Promise<number> {
  server = createServer(answer);
  await new Promise<void>((resolve) => {
    server?.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function text(
  response: ServerResponse,
  status: number,
  body: string,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { "content-type": type }).end(body);
}

function transportTo(port: number, more: Partial<HttpOptions> = {}) {
  const address: GatewayAddress = { kind: "gateway", protocol: "http", host: "127.0.0.1", port, tls: false };
  return createHttpTransport({
    address,
    way: "direct",
    bridge: { baseUrl: `http://127.0.0.1:${port}`, token: "secret" },
    fetch,
    clock: systemClock,
    ...more,
  });
}

const signal = () => new AbortController().signal;

async function faultOf(promise: Promise<unknown>): Promise<ClientError> {
  const fault: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(fault).toBeInstanceOf(ClientError);
  return fault as ClientError;
}

/** The fault of one request whose path is answered so; the gateway is sound otherwise. */
async function faultOfSend(answer: (response: ServerResponse) => void, dryRun: unknown = {}, path = "/x") {
  const port = await listen(({ url }, response) => {
    if (url === "/openapi.json") {
      text(response, 200, OPENAPI, "application/json");
    } else if (url === "/dry_run") {
      json(response, 200, dryRun);
    } else {
      answer(response);
    }
  });
  const transport = transportTo(port);
  await transport.open(signal());
  return faultOf(transport.send({ ...REQUEST, endpoint: path }, signal()));
}

describe("a request that is not answered", () => {
  test.each<[string, (response: ServerResponse) => void, string, string | RegExp]>([
    [
      "because it is refused",
      (response) =>
        json(response, 422, {
          detail: [{ loc: ["body", "data", 0, "text"], msg: "str type expected", type: "type_error.str" }],
        }),
      "refused",
      "The gateway refuses the request: document 1 of it, field text: str type expected.",
    ],
    [
      "because a document of a list is refused, which is no single document either",
      (response) =>
        json(response, 422, {
          detail: [
            {
              loc: ["body", "data", "list[Note]", 2, "inner", "text"],
              msg: "Input should be a valid string",
            },
            { loc: ["body", "data", "Note"], msg: "Input should be a valid dictionary" },
          ],
        }),
      "refused",
      "The gateway refuses the request: document 3 of it, field inner.text: Input should be a valid string.",
    ],
    [
      "because what is sent beside the documents is refused",
      (response) =>
        json(response, 422, { detail: [{ loc: ["body", "parameters"], msg: "not a valid dict" }] }),
      "refused",
      "The gateway refuses the request: parameters: not a valid dict.",
    ],
    [
      "because it is refused without a reason",
      (response) => json(response, 422, { detail: [5, null] }),
      "refused",
      "The gateway refuses the request: it does not say why.",
    ],
    [
      "because the path is gone",
      (response) => json(response, 404, { detail: "Not Found" }),
      "refused",
      "The gateway has no such endpoint (HTTP status 404: Not Found).",
    ],
    [
      "because an executor is down",
      (response) => json(response, 503, { header: { status: { code: 1, description: "b may be down" } } }),
      "gateway",
      "b may be down",
    ],
    [
      "because an executor takes too long",
      (response) => json(response, 504, { header: { status: { code: 1, description: "timed out" } } }),
      "timeout",
      "timed out",
    ],
    [
      "because the gateway has failed",
      (response) => text(response, 500, "Internal Server Error"),
      "gateway",
      "The gateway failed with HTTP status 500 and does not say why.",
    ],
    [
      "because a proxy answers",
      (response) => text(response, 502, "<h1>Bad Gateway</h1>", "text/html"),
      "not-a-gateway",
      /^It answered with HTTP status 502 and what is no JSON/,
    ],
    [
      "because it is sent elsewhere",
      (response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      "not-a-gateway",
      /^It sends the request on to another address/,
    ],
    [
      "because what comes is no JSON",
      (response) => text(response, 200, "[1,", "application/json"),
      "protocol",
      /no JSON/,
    ],
    [
      "because what comes is no answer",
      (response) => json(response, 200, [1]),
      "protocol",
      /is not what a Jina gateway answers/,
    ],
    [
      "because the answer breaks off",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
        response.write("{", () => response.destroy());
      },
      "interrupted",
      "The connection broke off in the middle of the answer.",
    ],
    [
      "because the connection does",
      (response) => void response.destroy(),
      "interrupted",
      /does not answer any more/,
    ],
    [
      "because the answer is too large",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write(Buffer.alloc(MAX_MESSAGE_BYTES));
        response.end("xx");
      },
      "too-large",
      "The answer has more than 64 MiB, which is what this page takes.",
    ],
  ])("%s", async (_, answer, code, message) => {
    const fault = await faultOfSend(answer);
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(fault.message.length).toBeLessThan(3000);
    expect(fault.tried).toMatch(/^http:\/\/127\.0\.0\.1:\d+ directly from this page$/);
  });

  test("because an executor is down, which only a dry run tells", async () => {
    const { code, message } = await faultOfSend((response) => text(response, 500, "Internal Server Error"), {
      code: 1,
      description: "failed to connect to deployment b",
    });
    expect([code, message]).toEqual(["gateway", "failed to connect to deployment b"]);
  });

  test("because its stream breaks off, or has an event that is no document", async () => {
    const stream = (body: string) => (response: ServerResponse) =>
      text(response, 200, body, "text/event-stream");
    const cut = await faultOfSend(stream('event: update\r\ndata: {"id": "1"}\r\n\r\n'), {}, "/stream");
    expect([cut.code, cut.message]).toEqual(["interrupted", "The stream broke off after 1 document."]);
    const odd = await faultOfSend(stream("event: update\r\ndata: {\r\n\r\n"), {}, "/stream");
    expect(odd.code).toBe("protocol");
  });

  test("because a generator takes one document", async () => {
    const port = await listen((_, response) => text(response, 200, OPENAPI, "application/json"));
    const transport = transportTo(port);
    await transport.open(signal());
    const two = { ...REQUEST, endpoint: "/stream", documents: [{ id: "a" }, { id: "b" }] };
    const { code, advice } = await faultOf(transport.send(two, signal()));
    expect([code, advice]).toEqual(["input", "Make the request size 1."]);
  });
});

describe("a gateway that is none", () => {
  test.each<[string, RequestListener, string]>([
    ["another server", (_, response) => json(response, 200, { paths: { "/pets": {} } }), "not-a-gateway"],
    ["a page", (_, response) => text(response, 200, "<html>", "text/html"), "not-a-gateway"],
    ["a server without OpenAPI", (_, response) => json(response, 404, { detail: "Not Found" }), "gateway"],
    ["a proxy", (_, response) => text(response, 503, "<html>", "text/html"), "not-a-gateway"],
  ])("%s", async (_, answer, code) => {
    const fault = await faultOf(transportTo(await listen(answer)).open(signal()));
    expect(fault.code).toBe(code);
  });

  test("says nothing within five seconds", async () => {
    const clock = createHandClock();
    const asked = Promise.withResolvers<void>();
    const port = await listen(() => asked.resolve());
    const opening = faultOf(transportTo(port, { clock }).open(signal()));
    await asked.promise;
    await settled();
    await clock.pass(5000);
    const { code, message } = await opening;
    expect([code, message]).toEqual(["timeout", "No answer came within 5 s."]);
  });

  test("is given up", async () => {
    const port = await listen(() => {});
    const aborter = new AbortController();
    const opening = faultOf(transportTo(port).open(aborter.signal));
    aborter.abort();
    expect((await opening).code).toBe("canceled");
  });
});

describe("the page's server", () => {
  const byBridge = (port: number, more: Partial<HttpOptions> = {}) =>
    faultOf(transportTo(port, { way: "bridge" satisfies Way, ...more }).open(signal()));

  test("is told who asks, what and whom", async () => {
    let seen: unknown[] = [];
    const port = await listen(({ method, url, headers }, response) => {
      seen = [method, url, ...Object.values(BRIDGE_HEADERS).map((name) => headers[name])];
      response.writeHead(200, { "x-bridge-status": "200", "content-type": "application/json" }).end(OPENAPI);
    });
    const headers = [{ name: "x-key", value: "a b" }];
    await transportTo(port, { way: "bridge", headers }).open(signal());
    expect(seen).toEqual([
      "POST",
      "/relay/http/openapi.json",
      "secret",
      `127.0.0.1:${port}`,
      undefined,
      "GET",
      "x-key=a+b",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("is not asked without the token", async () => {
    const { code } = await byBridge(1, { bridge: { baseUrl: "http://127.0.0.1:1", token: null } });
    expect(code).toBe("bridge-token");
  });

  test("is not there", async () => {
    expect((await byBridge(1)).code).toBe("bridge-missing");
  });

  test.each([
    [200, "unreachable", "Nothing listens.", "unreachable", "Nothing listens."],
    [200, "target-not-allowed", "", "target-not-allowed", "The page's server does not connect to it."],
    [200, "target-refused", "", "target-refused", "The page's server never connects to it."],
    [200, "target-own", "", "target-own", "The page's server is itself there."],
    [401, "token", "ignored", "bridge-token", /does not know the token/],
    [200, "", "no headers at all", "bridge-missing", /answered with HTTP status 200/],
    [404, "", "", "bridge-missing", /answered with HTTP status 404/],
  ])("says %i %s", async (status, error, sentence, code, message) => {
    const port = await listen((_, response) => {
      response.writeHead(status, error === "" ? {} : { "x-bridge-error": error }).end(sentence);
    });
    const fault = await byBridge(port);
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
  });
});

describe("a large answer", () => {
  const data = Array.from({ length: 3000 }, (_, index) => ({ id: `${index}`, text: "x".repeat(1000) }));

  async function sendFor(body: string) {
    const port = await listen(({ url }, response) =>
      text(response, 200, url === "/openapi.json" ? OPENAPI : body, "application/json"),
    );
    const taken: number[] = [];
    const transport = transportTo(port, {
      indexLargeJson: async (bytes) => {
        taken.push(bytes.length);
        try {
          return { bytes, index: indexJson(bytes) };
        } catch (cause) {
          throw new RangeError(String(cause));
        }
      },
    });
    await transport.open(signal());
    return { reply: transport.send(REQUEST, signal()), taken };
  }

  test("is gone through elsewhere, and a small one is not", async () => {
    const body = JSON.stringify({ header: { requestId: "r" }, parameters: { k: 1 }, routes: [], data });
    const { reply, taken } = await sendFor(body);
    const { documents, requestId, parameters } = await reply;
    expect(taken).toEqual([body.length]);
    expect([requestId, parameters, documents.length, documents.at(2999)]).toEqual([
      "r",
      { k: 1 },
      3000,
      data[2999],
    ]);
    server?.close();
    const small = await sendFor(JSON.stringify({ data: data.slice(0, 10) }));
    expect((await small.reply).documents.at(9)).toEqual(data[9]);
    expect(small.taken).toEqual([]);
  });

  test("that is no JSON, or no answer, is said to be none", async () => {
    const { message } = await faultOf((await sendFor(`${JSON.stringify({ data })}x`)).reply);
    expect(message).toContain("no JSON");
    server?.close();
    const none = await faultOf((await sendFor(JSON.stringify(data))).reply);
    expect(none.message).toContain("it is no object");
  });
});
