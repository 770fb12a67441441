/** The guard as a stranger meets it: exact bytes on a socket, what comes back, and that nothing of it went further. */
import { createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { CALL_RELAY_PATH } from "../model/run/bridge-contract.ts";
import type { Bridge } from "./server.ts";
import {
  createStubGateway,
  frame,
  listenOnLoopback,
  respond,
  type StubGateway,
  sendRaw,
  startBridge,
  UNARY,
} from "./test-fixtures.ts";

let bridge: Bridge;
let gateway: StubGateway;
/** What requests that are refused name as their target, and how many connections have come there. */
let watched: Server;
let watchedPort = 0;
let reached = 0;
const clock = createHandClock();

beforeAll(async () => {
  watched = createServer((socket) => {
    reached += 1;
    socket.on("error", () => undefined).destroy();
  });
  watchedPort = (await listenOnLoopback(watched)).port;
  gateway = await createStubGateway((stream) => respond(stream, [frame("answer")]));
  bridge = await startBridge({
    allowTargets: [
      "169.254.169.254:80",
      "[fe80::1]:80",
      "0.0.0.0:80",
      "224.0.0.1:80",
      "255.255.255.255:80",
      "[fd00:ec2::254]:80",
    ],
    clock,
  });
});

afterAll(async () => {
  await bridge.close();
  await gateway.close();
  watched.close();
});

const ASSET = "/assets/frame/mermaid-Ab3dEf_9.js";
const RELAY = `/relay/grpc/${UNARY}`;

/** Placeholders in a row are filled in when it runs, because ports and token are not known before. */
function fill(text: string): string {
  return text
    .replaceAll("{port}", String(bridge.port))
    .replaceAll("{token}", bridge.token)
    .replaceAll("{watchedPort}", String(watchedPort))
    .replaceAll("{gateway}", gateway.target)
    .replaceAll("{gatewayPort}", String(gateway.port));
}

/** The bytes of a request; Host is the usual one unless the lines bring their own. */
function bytes(requestLine: string, lines: readonly string[], body = ""): string {
  const hasHost = lines.some((line) => /^host:|^no-host$/i.test(line));
  const all = [...(hasHost ? [] : ["Host: 127.0.0.1:{port}"]), ...lines.filter((line) => line !== "no-host")];
  return fill(`${requestLine} HTTP/1.1\r\n${[...all, "Connection: close"].join("\r\n")}\r\n\r\n`) + body;
}

const ORIGIN = "Origin: http://127.0.0.1:{port}";

interface Row {
  name: string;
  line: string;
  lines?: string[];
  status: number;
  /** `x-bridge-error`; "" for none. */
  error?: string;
}

const HOST_ROWS: Row[] = [
  { name: "the page", line: "GET /", status: 200 },
  { name: "by the name localhost", line: "GET /", lines: ["Host: localhost:{port}"], status: 200 },
  { name: "by the IPv6 address", line: "GET /", lines: ["Host: [::1]:{port}"], status: 200 },
  { name: "another name", line: "GET /", lines: ["Host: evil.example:{port}"], status: 421, error: "host" },
  {
    name: "another name that resolves here",
    line: "GET /",
    lines: ["Host: 127.0.0.1.nip.io:{port}"],
    status: 421,
    error: "host",
  },
  { name: "no port", line: "GET /", lines: ["Host: 127.0.0.1"], status: 421, error: "host" },
  { name: "another port", line: "GET /", lines: ["Host: 127.0.0.1:1"], status: 421, error: "host" },
  {
    name: "another loopback address",
    line: "GET /",
    lines: ["Host: 127.0.0.2:{port}"],
    status: 421,
    error: "host",
  },
  { name: "upper case", line: "GET /", lines: ["Host: LOCALHOST:{port}"], status: 421, error: "host" },
  { name: "a trailing dot", line: "GET /", lines: ["Host: localhost.:{port}"], status: 421, error: "host" },
  {
    name: "the wildcard address",
    line: "GET /",
    lines: ["Host: 0.0.0.0:{port}"],
    status: 421,
    error: "host",
  },
  { name: "an empty Host", line: "GET /", lines: ["Host: "], status: 421, error: "host" },
  { name: "no Host", line: "GET /", lines: ["no-host"], status: 421, error: "host" },
  {
    name: "two Hosts, the right one first",
    line: "GET /",
    lines: ["Host: 127.0.0.1:{port}", "Host: evil.example"],
    status: 421,
    error: "host",
  },
  {
    name: "two Hosts, the right one last",
    line: "GET /",
    lines: ["Host: evil.example", "Host: 127.0.0.1:{port}"],
    status: 421,
    error: "host",
  },
  { name: "a foreign absolute target", line: "GET http://evil.example/", status: 421, error: "host" },
  { name: "an own absolute target", line: "GET http://127.0.0.1:{port}/", status: 421, error: "host" },
  {
    name: "a preflight to a foreign Host",
    line: `OPTIONS ${RELAY}`,
    lines: ["Host: evil.example"],
    status: 421,
    error: "host",
  },
  { name: "OPTIONS *", line: "OPTIONS *", status: 421, error: "host" },
  {
    name: "an upgrade under a foreign Host",
    line: "GET /",
    lines: ["Host: evil.example", "Connection: Upgrade", "Upgrade: websocket"],
    status: 421,
    error: "host",
  },
  {
    name: "a static file under a foreign Host",
    line: "GET /icon.svg",
    lines: ["Host: evil.example"],
    status: 421,
    error: "host",
  },
  {
    name: "Expect under a foreign Host",
    line: "GET /",
    lines: ["Host: evil.example", "Expect: 100-continue"],
    status: 421,
    error: "host",
  },
];

const ORIGIN_ROWS: Row[] = [
  { name: "own, for the page", line: "GET /", lines: [ORIGIN], status: 200 },
  { name: "none, for HEAD", line: "HEAD /", status: 200 },
  {
    name: "foreign, for the page",
    line: "GET /",
    lines: ["Origin: http://evil.example"],
    status: 403,
    error: "origin",
  },
  {
    name: "foreign, for an asset",
    line: `GET ${ASSET}`,
    lines: ["Origin: http://evil.example"],
    status: 403,
    error: "origin",
  },
  {
    name: "own host with another port",
    line: "GET /",
    lines: ["Origin: http://127.0.0.1:1"],
    status: 403,
    error: "origin",
  },
  {
    name: "own host with another scheme",
    line: "GET /",
    lines: ["Origin: https://127.0.0.1:{port}"],
    status: 403,
    error: "origin",
  },
  {
    name: "another of the own names",
    line: "GET /",
    lines: ["Origin: http://localhost:{port}"],
    status: 403,
    error: "origin",
  },
  {
    name: "own name as a prefix",
    line: "GET /",
    lines: ["Origin: http://127.0.0.1:{port}.evil.example"],
    status: 403,
    error: "origin",
  },
  { name: "empty", line: "GET /", lines: ["Origin: "], status: 403, error: "origin" },
  {
    name: "two",
    line: "GET /",
    lines: [ORIGIN, "Origin: http://evil.example"],
    status: 403,
    error: "origin",
  },
  { name: "null, for the page", line: "GET /", lines: ["Origin: null"], status: 403, error: "origin" },
  {
    name: "null, for the frame's page",
    line: "GET /mermaid.html",
    lines: ["Origin: null"],
    status: 403,
    error: "origin",
  },
  { name: "null, for an asset", line: `GET ${ASSET}`, lines: ["Origin: null"], status: 200 },
  {
    name: "null, for HEAD of an asset",
    line: `HEAD ${ASSET}`,
    lines: ["Origin: null"],
    status: 403,
    error: "origin",
  },
  {
    name: "null, for the relay",
    line: `POST ${RELAY}`,
    lines: ["Origin: null"],
    status: 403,
    error: "origin",
  },
  {
    name: "null, for the relay under /assets/..",
    line: `POST /assets/..${RELAY}`,
    lines: ["Origin: null"],
    status: 403,
    error: "origin",
  },
  { name: "none, for the relay", line: `POST ${RELAY}`, status: 403, error: "origin" },
  {
    name: "foreign, for the relay",
    line: `POST ${RELAY}`,
    lines: ["Origin: http://evil.example"],
    status: 403,
    error: "origin",
  },
  { name: "none, for the API", line: "GET /api/about", status: 403, error: "origin" },
  { name: "none, for the API in another spelling", line: "GET /%61pi/about", status: 403, error: "origin" },
  {
    name: "null, for the API",
    line: "GET /api/about",
    lines: ["Origin: null"],
    status: 403,
    error: "origin",
  },
  { name: "own, for the API", line: "GET /api/about", lines: [ORIGIN], status: 200 },
  {
    name: "none, for the API, but from the page",
    line: "GET /api/about",
    lines: ["Sec-Fetch-Site: same-origin"],
    status: 200,
  },
  {
    name: "a foreign preflight",
    line: `OPTIONS ${RELAY}`,
    lines: ["Origin: http://evil.example"],
    status: 403,
    error: "origin",
  },
  {
    name: "an own preflight",
    line: `OPTIONS ${RELAY}`,
    lines: [ORIGIN],
    status: 405,
    error: "method-not-relayed",
  },
  {
    name: "a foreign upgrade",
    line: "GET /",
    lines: ["Connection: Upgrade", "Upgrade: websocket", "Origin: http://evil.example"],
    status: 403,
    error: "origin",
  },
  {
    name: "an upgrade without one",
    line: "GET /",
    lines: ["Connection: Upgrade", "Upgrade: websocket"],
    status: 403,
    error: "origin",
  },
  {
    name: "an own upgrade",
    line: "GET /",
    lines: ["Connection: Upgrade", "Upgrade: websocket", ORIGIN],
    status: 404,
    error: "method-not-relayed",
  },
  { name: "POST to the page without one", line: "POST /", status: 403, error: "origin" },
  { name: "own POST to the page", line: "POST /", lines: [ORIGIN], status: 405, error: "method-not-relayed" },
  {
    name: "own DELETE of the page",
    line: "DELETE /",
    lines: [ORIGIN],
    status: 405,
    error: "method-not-relayed",
  },
];

const site = (value: string, mode: string, dest: string) => [
  `Sec-Fetch-Site: ${value}`,
  `Sec-Fetch-Mode: ${mode}`,
  `Sec-Fetch-Dest: ${dest}`,
];

const FETCH_ROWS: Row[] = [
  {
    name: "typed into the address bar",
    line: "GET /",
    lines: site("none", "navigate", "document"),
    status: 200,
  },
  {
    name: "a link elsewhere, or the redirect file",
    line: "GET /",
    lines: site("cross-site", "navigate", "document"),
    status: 200,
  },
  {
    name: "a link from another port",
    line: "GET /",
    lines: site("same-site", "navigate", "document"),
    status: 200,
  },
  {
    name: "the page's module script",
    line: `GET ${ASSET}`,
    lines: site("same-origin", "cors", "script"),
    status: 200,
  },
  {
    name: "the page's picture",
    line: "GET /icon.svg",
    lines: site("same-origin", "no-cors", "image"),
    status: 200,
  },
  {
    name: "the sandboxed frame's document",
    line: "GET /mermaid.html",
    lines: site("same-origin", "navigate", "iframe"),
    status: 200,
  },
  {
    name: "the sandboxed frame's module script",
    line: `GET ${ASSET}`,
    lines: ["Origin: null", ...site("cross-site", "cors", "script")],
    status: 200,
  },
  {
    name: "the page in a frame elsewhere",
    line: "GET /",
    lines: site("cross-site", "navigate", "iframe"),
    status: 403,
    error: "origin",
  },
  {
    name: "the frame's page in a frame elsewhere",
    line: "GET /mermaid.html",
    lines: site("cross-site", "navigate", "iframe"),
    status: 403,
    error: "origin",
  },
  {
    name: "a script tag elsewhere",
    line: `GET ${ASSET}`,
    lines: site("cross-site", "no-cors", "script"),
    status: 403,
    error: "origin",
  },
  {
    name: "a script tag of another port",
    line: `GET ${ASSET}`,
    lines: site("same-site", "no-cors", "script"),
    status: 403,
    error: "origin",
  },
  {
    name: "a fetch of another port",
    line: "GET /",
    lines: site("same-site", "cors", "empty"),
    status: 403,
    error: "origin",
  },
  {
    name: "an opaque frame's fetch of the page",
    line: "GET /",
    lines: ["Origin: null", ...site("cross-site", "cors", "empty")],
    status: 403,
    error: "origin",
  },
  {
    name: "a link elsewhere to the API",
    line: "GET /api/about",
    lines: [ORIGIN, ...site("cross-site", "navigate", "document")],
    status: 403,
    error: "origin",
  },
  {
    name: "an own Origin from another site",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, ...site("cross-site", "cors", "empty")],
    status: 403,
    error: "origin",
  },
  {
    name: "the relay from an extension",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, ...site("none", "cors", "empty")],
    status: 403,
    error: "origin",
  },
  {
    name: "an unknown value",
    line: "GET /",
    lines: site("near", "cors", "empty"),
    status: 403,
    error: "origin",
  },
];

const GRPC_WEB = "Content-Type: application/grpc-web+proto";
const TOKEN = "X-Bridge-Token: {token}";

const RELAY_ROWS: Row[] = [
  {
    name: "GET",
    line: `GET ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 405,
    error: "method-not-relayed",
  },
  {
    name: "PUT",
    line: `PUT ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 405,
    error: "method-not-relayed",
  },
  {
    name: "no content type",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, TOKEN],
    status: 415,
    error: "content-type",
  },
  {
    name: "plain text",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, TOKEN, "Content-Type: text/plain"],
    status: 415,
    error: "content-type",
  },
  {
    name: "a form",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, TOKEN, "Content-Type: application/x-www-form-urlencoded"],
    status: 415,
    error: "content-type",
  },
  {
    name: "gRPC-web within plain text's parameters",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, TOKEN, "Content-Type: text/plain; application/grpc-web+proto"],
    status: 415,
    error: "content-type",
  },
  {
    name: "gRPC-web as text",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, TOKEN, "Content-Type: application/grpc-web-text"],
    status: 415,
    error: "content-type",
  },
  {
    name: "JSON",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, TOKEN, "Content-Type: application/json"],
    status: 415,
    error: "content-type",
  },
  { name: "no token", line: `POST ${RELAY}`, lines: [ORIGIN, GRPC_WEB], status: 401, error: "token" },
  {
    name: "an empty token",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, "X-Bridge-Token: "],
    status: 401,
    error: "token",
  },
  {
    name: "a wrong token",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, `X-Bridge-Token: ${"0".repeat(64)}`],
    status: 401,
    error: "token",
  },
  {
    name: "a short token",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, "X-Bridge-Token: 00"],
    status: 401,
    error: "token",
  },
  {
    name: "a token with more behind it",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, `${TOKEN}0`],
    status: 401,
    error: "token",
  },
  {
    name: "the token twice",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, TOKEN, TOKEN],
    status: 401,
    error: "token",
  },
  {
    name: "the token in the query",
    line: `POST ${RELAY}?token={token}`,
    lines: [ORIGIN, GRPC_WEB],
    status: 401,
    error: "token",
  },
  {
    name: "the token as a cookie",
    line: `POST ${RELAY}`,
    lines: [ORIGIN, GRPC_WEB, "Cookie: token={token}"],
    status: 401,
    error: "token",
  },
  {
    name: "an RPC between gateway and Executors",
    line: "POST /relay/grpc/jina.JinaDataRequestRPC/process_data",
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "another package",
    line: "POST /relay/grpc/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "more path behind the RPC",
    line: `POST ${RELAY}/more`,
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "the RPC in another spelling",
    line: "POST /relay/grpc/jina.JinaInfoRPC/%5fstatus",
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "the relay in another spelling",
    line: `POST /%72elay/grpc/${UNARY}`,
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 405,
    error: "method-not-relayed",
  },
  {
    name: "another relay",
    line: "POST /relay/other/x",
    lines: [ORIGIN, GRPC_WEB, TOKEN],
    status: 405,
    error: "method-not-relayed",
  },
];

const JSON_TYPE = "Content-Type: application/json";
const HTTP_DOOR = [ORIGIN, JSON_TYPE, TOKEN, "X-Bridge-Target: 127.0.0.1:1"];
const refusedPath = { status: 404, error: "method-not-relayed" } as const;

const HTTP_ROWS: Row[] = [
  // Nothing listens there, which is said behind the guard.
  { name: "an endpoint", line: "POST /relay/http/post", lines: HTTP_DOOR, status: 200, error: "unreachable" },
  {
    name: "what a gateway says about itself",
    line: "POST /relay/http/openapi.json",
    lines: [...HTTP_DOOR, "X-Bridge-Method: GET"],
    status: 200,
    error: "unreachable",
  },
  {
    name: "a stream of events",
    line: "POST /relay/http/stream?text=a%2Fb",
    lines: [...HTTP_DOOR, "X-Bridge-Method: GET", "Accept: text/event-stream"],
    status: 200,
    error: "unreachable",
  },
  {
    name: "another thing to read",
    line: "POST /relay/http/stream",
    lines: [...HTTP_DOOR, "X-Bridge-Method: GET"],
    ...refusedPath,
  },
  {
    name: "a method of no endpoint",
    line: "POST /relay/http/post",
    lines: [...HTTP_DOOR, "X-Bridge-Method: CONNECT"],
    ...refusedPath,
  },
  {
    name: "a method in small letters",
    line: "POST /relay/http/status",
    lines: [...HTTP_DOOR, "X-Bridge-Method: get"],
    ...refusedPath,
  },
  { name: "a write with a query", line: "POST /relay/http/post?x=1", lines: HTTP_DOOR, ...refusedPath },
  { name: "a path upwards", line: "POST /relay/http/a/../b", lines: HTTP_DOOR, ...refusedPath },
  { name: "a path upwards, escaped", line: "POST /relay/http/a/%2e%2E/b", lines: HTTP_DOOR, ...refusedPath },
  { name: "an escaped slash", line: "POST /relay/http/a%2Fb", lines: HTTP_DOOR, ...refusedPath },
  { name: "an empty segment", line: "POST /relay/http//b", lines: HTTP_DOOR, ...refusedPath },
  { name: "a fragment", line: "POST /relay/http/a#b", lines: HTTP_DOOR, ...refusedPath },
  { name: "a backslash", line: "POST /relay/http/a\\b", lines: HTTP_DOOR, ...refusedPath },
  {
    name: "a space, escaped",
    line: "POST /relay/http/a%20b",
    lines: HTTP_DOOR,
    status: 200,
    error: "unreachable",
  },
  {
    name: "no token",
    line: "POST /relay/http/post",
    lines: [ORIGIN, JSON_TYPE],
    status: 401,
    error: "token",
  },
  {
    name: "the token in the query alone",
    line: "POST /relay/http/post?token={token}",
    lines: [ORIGIN, JSON_TYPE],
    status: 401,
    error: "token",
  },
  {
    name: "a form",
    line: "POST /relay/http/post",
    lines: [ORIGIN, TOKEN, "Content-Type: text/plain"],
    status: 415,
    error: "content-type",
  },
  {
    name: "gRPC-web",
    line: "POST /relay/http/post",
    lines: [ORIGIN, TOKEN, GRPC_WEB],
    status: 415,
    error: "content-type",
  },
  {
    name: "no Origin",
    line: "POST /relay/http/post",
    lines: [JSON_TYPE, TOKEN],
    status: 403,
    error: "origin",
  },
  {
    name: "a foreign Origin",
    line: "POST /relay/http/post",
    lines: ["Origin: https://evil.example", JSON_TYPE, TOKEN],
    status: 403,
    error: "origin",
  },
  {
    name: "the opaque origin",
    line: "POST /relay/http/post",
    lines: ["Origin: null", JSON_TYPE, TOKEN],
    status: 403,
    error: "origin",
  },
  {
    name: "a foreign site, by Sec-Fetch-Site",
    line: "POST /relay/http/post",
    lines: [ORIGIN, JSON_TYPE, TOKEN, "Sec-Fetch-Site: same-site"],
    status: 403,
    error: "origin",
  },
  {
    name: "a preflight",
    line: "OPTIONS /relay/http/post",
    lines: ["Origin: https://evil.example", "Access-Control-Request-Method: POST"],
    status: 403,
    error: "origin",
  },
  {
    name: "a read of the relay",
    line: "GET /relay/http/status",
    lines: [ORIGIN, TOKEN],
    status: 405,
    error: "method-not-relayed",
  },
  {
    name: "a foreign Host",
    line: "POST /relay/http/post",
    lines: ["Host: evil.example", ...HTTP_DOOR],
    status: 421,
    error: "host",
  },
];

const PATH_ROWS: Row[] = [
  { name: "a missing file", line: "GET /nothing.js", status: 404, error: "" },
  {
    name: "a missing asset",
    line: "GET /assets/nothing.js",
    lines: ["Origin: null"],
    status: 404,
    error: "",
  },
  { name: "a hidden file", line: "GET /.vite/manifest.json", status: 404, error: "" },
  { name: "a folder", line: "GET /assets/", status: 404, error: "" },
  { name: "an unknown API", line: "GET /api/other", lines: [ORIGIN], status: 404, error: "" },
];

const TRAVERSALS = [
  "/../package.json",
  "/assets/../../package.json",
  "/..%2fpackage.json",
  "/%2e%2e/package.json",
  "/%2e%2e%2fpackage.json",
  "/assets/%2e%2e/%2e%2e/etc/passwd",
  "/..%5cpackage.json",
  "/assets/..%5c..%5cpackage.json",
  "/%252e%252e/package.json",
  "//etc/passwd",
  "/%00",
  "/%zz",
  "/assets/%c0%ae%c0%ae/x",
];

const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
];
const SUBPROTOCOLS = "Sec-WebSocket-Protocol: jina-flow-designer, jina-flow-designer.fault, token.{token}";
const WEBSOCKET = "GET /relay/websocket?target=127.0.0.1%3A1";

/** None of these is upgraded. */
const WEBSOCKET_ROWS: Row[] = [
  { name: "no Origin", line: WEBSOCKET, lines: [SUBPROTOCOLS, ...UPGRADE], status: 403, error: "origin" },
  {
    name: "a foreign Origin",
    line: WEBSOCKET,
    lines: ["Origin: https://evil.example", SUBPROTOCOLS, ...UPGRADE],
    status: 403,
    error: "origin",
  },
  {
    name: "the opaque origin",
    line: WEBSOCKET,
    lines: ["Origin: null", SUBPROTOCOLS, ...UPGRADE],
    status: 403,
    error: "origin",
  },
  {
    name: "the Origin of another port",
    line: WEBSOCKET,
    lines: ["Origin: http://127.0.0.1:1", SUBPROTOCOLS, ...UPGRADE],
    status: 403,
    error: "origin",
  },
  {
    name: "a foreign site, by Sec-Fetch-Site",
    line: WEBSOCKET,
    lines: [ORIGIN, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: websocket", SUBPROTOCOLS, ...UPGRADE],
    status: 403,
    error: "origin",
  },
  {
    name: "a foreign Host",
    line: WEBSOCKET,
    lines: ["Host: evil.example", ORIGIN, SUBPROTOCOLS, ...UPGRADE],
    status: 421,
    error: "host",
  },
  { name: "no token", line: WEBSOCKET, lines: [ORIGIN, ...UPGRADE], status: 401, error: "token" },
  {
    name: "a wrong token",
    line: WEBSOCKET,
    lines: [
      ORIGIN,
      "Sec-WebSocket-Protocol: jina-flow-designer, jina-flow-designer.fault, token.00",
      ...UPGRADE,
    ],
    status: 401,
    error: "token",
  },
  {
    name: "the token in the query",
    line: `${WEBSOCKET}&token={token}`,
    lines: [ORIGIN, ...UPGRADE],
    status: 401,
    error: "token",
  },
  {
    name: "the token in a header",
    line: WEBSOCKET,
    lines: [ORIGIN, TOKEN, ...UPGRADE],
    status: 401,
    error: "token",
  },
  {
    name: "the token without the subprotocols that are taken",
    line: WEBSOCKET,
    lines: [ORIGIN, "Sec-WebSocket-Protocol: token.{token}", ...UPGRADE],
    status: 401,
    error: "token",
  },
  {
    name: "another path",
    line: "GET /relay/websocket/x",
    lines: [ORIGIN, SUBPROTOCOLS, ...UPGRADE],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "another path, under the file server",
    line: "GET /",
    lines: [ORIGIN, SUBPROTOCOLS, ...UPGRADE],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "another method",
    line: "POST /relay/websocket?target=127.0.0.1%3A1",
    lines: [ORIGIN, SUBPROTOCOLS, ...UPGRADE],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "another protocol",
    line: WEBSOCKET,
    lines: [ORIGIN, SUBPROTOCOLS, "Connection: Upgrade", "Upgrade: h2c"],
    status: 404,
    error: "method-not-relayed",
  },
  {
    name: "no upgrade at all",
    line: WEBSOCKET,
    lines: [ORIGIN, SUBPROTOCOLS],
    status: 404,
    error: "",
  },
];

/** What asks what is at a target. Nothing listens at that of the door. */
const PROBE_ROWS: Row[] = [
  { name: "a probe", line: "POST /relay/probe", lines: HTTP_DOOR, status: 200 },
  {
    name: "of an address that is not allowed",
    line: "POST /relay/probe",
    lines: [ORIGIN, TOKEN, JSON_TYPE, "X-Bridge-Target: 169.254.169.254:80"],
    status: 200,
    error: "target-refused",
  },
  {
    name: "of no address",
    line: "POST /relay/probe",
    lines: [ORIGIN, TOKEN, JSON_TYPE],
    status: 200,
    error: "target-invalid",
  },
  {
    name: "no token",
    line: "POST /relay/probe",
    lines: [ORIGIN, JSON_TYPE],
    status: 401,
    error: "token",
  },
  {
    name: "a form",
    line: "POST /relay/probe",
    lines: [ORIGIN, TOKEN, "Content-Type: text/plain"],
    status: 415,
    error: "content-type",
  },
  {
    name: "no Origin",
    line: "POST /relay/probe",
    lines: [TOKEN, JSON_TYPE],
    status: 403,
    error: "origin",
  },
  {
    name: "another site",
    line: "POST /relay/probe",
    lines: ["Origin: https://evil.example", TOKEN, JSON_TYPE],
    status: 403,
    error: "origin",
  },
  {
    name: "another site, as the browser says",
    line: "POST /relay/probe",
    lines: [...HTTP_DOOR, "Sec-Fetch-Site: cross-site"],
    status: 403,
    error: "origin",
  },
  {
    name: "a foreign Host",
    line: "POST /relay/probe",
    lines: ["Host: evil.example", ...HTTP_DOOR],
    status: 421,
    error: "host",
  },
  {
    name: "a read",
    line: "GET /relay/probe",
    lines: HTTP_DOOR,
    status: 405,
    error: "method-not-relayed",
  },
  {
    name: "a preflight",
    line: "OPTIONS /relay/probe",
    lines: [ORIGIN],
    status: 405,
    error: "method-not-relayed",
  },
  {
    name: "an upgrade",
    line: "GET /relay/probe",
    lines: [...HTTP_DOOR, "Connection: Upgrade", "Upgrade: websocket"],
    status: 404,
    error: "method-not-relayed",
  },
];

describe.each([
  ["Host", HOST_ROWS],
  ["Origin", ORIGIN_ROWS],
  ["Sec-Fetch-Site", FETCH_ROWS],
  ["the relay's door", RELAY_ROWS],
  ["the door of the HTTP relay", HTTP_ROWS],
  ["the door of the WebSocket relay", WEBSOCKET_ROWS],
  [
    "the door of calls over a WebSocket",
    WEBSOCKET_ROWS.map((row) => ({
      ...row,
      line: row.line.replace("/relay/websocket?target=127.0.0.1%3A1", CALL_RELAY_PATH),
      // It has no query at all.
      ...(row.line.includes("&token") && { status: 404, error: "method-not-relayed" }),
    })),
  ],
  ["the door of the probe", PROBE_ROWS],
  ["files", PATH_ROWS],
])("%s", (_group, rows) => {
  test.each(rows)("$name: $status", async ({ line, lines = [], status, error = "" }) => {
    await clock.pass(100_000);
    const answer = await sendRaw(
      bridge.port,
      status === 200
        ? bytes(line, lines)
        : bytes(line.replace("127.0.0.1%3A1", "127.0.0.1%3A{watchedPort}"), toWatched(lines)),
    );
    expect(reached).toBe(0);
    expect(answer.status).toBe(status);
    expect(answer.headers["x-bridge-error"] ?? "").toBe(error);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(JSON.stringify(answer)).not.toContain(bridge.token);
    if (error !== "") {
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });
});

/** The same lines, whatever target they named. */
function toWatched(lines: readonly string[]): string[] {
  return [
    ...lines.filter((line) => !line.startsWith("X-Bridge-Target:")),
    "X-Bridge-Target: 127.0.0.1:{watchedPort}",
  ];
}

test("no byte of what was refused has reached its target, and what is permitted does", async () => {
  await new Promise(setImmediate);
  expect(reached).toBe(0);
  await sendRaw(bridge.port, bytes("POST /relay/http/post", toWatched(HTTP_DOOR)));
  expect(reached).toBe(1);
});

describe("paths that lead out of the folder", () => {
  test.each(TRAVERSALS)("%s", async (path) => {
    const answer = await sendRaw(bridge.port, bytes(`GET ${path}`, []));
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/root:|"name"/);
  });
});

describe("targets", () => {
  const ask = (target: string, more: string[] = []) =>
    sendRaw(
      bridge.port,
      bytes(
        `POST ${RELAY}`,
        [ORIGIN, GRPC_WEB, TOKEN, `X-Bridge-Target: ${target}`, "Content-Length: 6", ...more],
        "\0\0\0\0\x01x",
      ),
    );

  test.each([
    ["{gateway}"],
    ["localhost:{gatewayPort}"],
    ["LocalHost:{gatewayPort}"],
    ["[::ffff:127.0.0.1]:{gatewayPort}"],
    ["[::ffff:7f00:1]:{gatewayPort}"],
    ["[::127.0.0.1]:{gatewayPort}"],
  ])("%s is reached", async (target) => {
    const answer = await ask(target);
    expect(answer.status).toBe(200);
    expect(answer.headers["x-bridge-error"]).toBeUndefined();
    expect(answer.body).toContain("grpc-status: 0");
  });

  test.each([
    ["127.0.0.1", "target-invalid"],
    ["127.0.0.1:0", "target-invalid"],
    ["127.0.0.1:65536", "target-invalid"],
    ["127.0.0.1:080", "target-invalid"],
    ["127.0.0.1:80/path", "target-invalid"],
    ["user@127.0.0.1:80", "target-invalid"],
    ["http://127.0.0.1:80", "target-invalid"],
    ["::1:80", "target-invalid"],
    ["[127.0.0.1]:80", "target-invalid"],
    ["[fe80::1%25eth0]:80", "target-invalid"],
    ["2130706433:80", "target-invalid"],
    ["0x7f000001:80", "target-invalid"],
    ["0177.0.0.1:80", "target-invalid"],
    ["127.1:80", "target-invalid"],
    ["127.0.0.1.:80", "target-invalid"],
    ["localhost.:80", "target-invalid"],
    ["a..b:80", "target-invalid"],
    ["b\xfccher.example:80", "target-invalid"],
    ["169.254.169.254:80", "target-refused"],
    ["[::ffff:169.254.169.254]:80", "target-refused"],
    ["[::ffff:a9fe:a9fe]:80", "target-refused"],
    ["[::169.254.169.254]:80", "target-refused"],
    ["[64:ff9b::a9fe:a9fe]:80", "target-refused"],
    ["[fd00:ec2::254]:80", "target-refused"],
    ["[fe80::1]:80", "target-refused"],
    ["[febf::1]:80", "target-refused"],
    ["0.0.0.0:80", "target-refused"],
    ["[::]:80", "target-refused"],
    ["[::ffff:0.0.0.0]:80", "target-refused"],
    ["224.0.0.1:80", "target-refused"],
    ["[ff02::1]:80", "target-refused"],
    ["255.255.255.255:80", "target-refused"],
    ["10.0.0.1:80", "target-not-allowed"],
    ["[2001:db8::1]:80", "target-not-allowed"],
    ["gateway.example:80", "target-not-allowed"],
    ["127.0.0.1:{port}", "target-own"],
    ["localhost:{port}", "target-own"],
    ["[::1]:{port}", "target-own"],
    ["127.0.0.9:{port}", "target-own"],
    ["[::ffff:127.0.0.1]:{port}", "target-own"],
  ])("%s: %s", async (target, code) => {
    const answer = await ask(target);
    expect(answer.status).toBe(200);
    expect(answer.headers["x-bridge-error"]).toBe(code);
    expect(answer.body).toContain(`grpc-status: ${code === "target-invalid" ? 3 : 7}`);
  });

  test("another value of x-bridge-tls than 1", async () => {
    const answer = await ask("{gateway}", ["X-Bridge-Tls: 0"]);
    expect(answer.headers["x-bridge-error"]).toBe("target-invalid");
  });

  test("says how an address that is not listed can be", async () => {
    const answer = await ask("10.0.0.1:80");
    expect(answer.body).toContain("start it again with --allow-target 10.0.0.1:80");
  });
});

describe("wrong tokens", () => {
  const ask = (token: string) =>
    sendRaw(
      bridge.port,
      bytes(`POST ${RELAY}`, [ORIGIN, GRPC_WEB, `X-Bridge-Token: ${token}`, "X-Bridge-Target: {gateway}"]),
    );

  test("many of them lock out for a minute, but never the right one", async () => {
    await clock.pass(100_000);
    for (let count = 0; count < 20; count += 1) {
      expect((await ask("wrong")).status).toBe(401);
    }
    const locked = await ask("wrong");
    expect(locked.status).toBe(429);
    expect(locked.headers).toMatchObject({ "x-bridge-error": "token", "retry-after": "60" });
    expect((await ask("{token}")).status).toBe(200);
    expect((await ask("wrong")).status).toBe(429);
    await clock.pass(60_000);
    expect((await ask("wrong")).status).toBe(401);
  });
});

describe("where it listens", () => {
  const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
    list?.some(({ address }) => address === "::1"),
  );

  test.runIf(hasIPv6)("the IPv6 loopback too, on the same port", async () => {
    const answer = await sendRaw(bridge.port, bytes("GET /", ["Host: [::1]:{port}"]), "::1");
    expect(answer.status).toBe(200);
  });

  const other = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4")?.address;

  test.runIf(other)("no other address of the machine, unless told to", async () => {
    await expect(sendRaw(bridge.port, bytes("GET /", []), other)).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    const open = await startBridge({ dangerousBindAddress: "0.0.0.0" });
    const head = (host: string) =>
      `GET / HTTP/1.1\r\nHost: ${host}:${open.port}\r\nConnection: close\r\n\r\n`;
    expect((await sendRaw(open.port, head(other!), other)).status).toBe(200);
    expect((await sendRaw(open.port, head("evil.example"), other)).status).toBe(421);
    expect((await sendRaw(open.port, head("0.0.0.0"), other)).status).toBe(421);
    await open.close();
  });

  test("refuses to start for what is no address and no target", async () => {
    await expect(startBridge({ dangerousBindAddress: "everywhere" })).rejects.toThrow(RangeError);
    await expect(startBridge({ allowTargets: ["nowhere"] })).rejects.toThrow('"nowhere" is not HOST:PORT');
  });
});
