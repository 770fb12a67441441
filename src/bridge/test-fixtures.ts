/** What the tests of this room share: a small built page, requests as exact bytes, and a gRPC server in plain HTTP/2. */
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type ClientRequest, request as httpRequest } from "node:http";
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BRIDGE_HEADERS,
  FAULT_SUBPROTOCOL,
  HTTP_RELAY_PATH,
  RELAY_CONTENT_TYPE,
  RELAY_PATH,
  RELAY_SUBPROTOCOL,
  TOKEN_SUBPROTOCOL,
  WEBSOCKET_RELAY_PATH,
} from "../model/run/bridge-contract.ts";
import { type Bridge, type BridgeOptions, createBridge } from "./server.ts";

interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** A folder with these files in it. */
function createFolder(files: Readonly<Record<string, string | Buffer>>): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "bridge-test-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The files of a page, as the build leaves them; the compressed ones are told apart by their content. */
export const PAGE_FILES = {
  "index.html": "<!doctype html><title>page</title>",
  "mermaid.html": "<!doctype html><title>frame</title>",
  "mermaid.html.br": "frame in brotli",
  "icon.svg": "<svg/>",
  "assets/index-Ab3dEf_9.js": "plain",
  "assets/index-Ab3dEf_9.js.br": "brotli",
  "assets/index-Ab3dEf_9.js.gz": "gzip",
  "assets/only-Ab3dEf_9.css": "plain css",
  "assets/only-Ab3dEf_9.css.gz": "gzip css",
  "assets/worker.js": "not hashed",
  "assets/frame/mermaid-Ab3dEf_9.js": "frame script",
  "examples/flow.yml": "jtype: Flow\n",
  ".vite/manifest.json": "{}",
};

/** A bridge before these files, on any free port; when it is closed it takes them away. */
export async function startBridge(options: Omit<BridgeOptions, "distFolder" | "port"> = {}): Promise<Bridge> {
  const folder = createFolder(PAGE_FILES);
  const bridge = await createBridge({ ...options, distFolder: folder.path, port: 0 }).catch((error) => {
    folder.remove();
    throw error;
  });
  return {
    ...bridge,
    async close() {
      await bridge.close();
      folder.remove();
    },
  };
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends exact bytes, which ask for the connection to be closed, and reads what comes until it is. */
export async function sendRaw(port: number, bytes: string, host = "127.0.0.1"): Promise<RawAnswer> {
  const socket = connect({ host, port });
  socket.write(bytes, "latin1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.setTimeout(5000, () => socket.destroy(new Error("no answer")));
  await once(socket, "end");
  socket.destroy();
  const text = Buffer.concat(chunks).toString("latin1");
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  return {
    status: Number(statusLine.split(" ")[1]),
    headers: Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 2),
      ]),
    ),
    body: rest.join("\r\n\r\n"),
  };
}

/** One gRPC frame around so many bytes. */
export function frame(message: Buffer | string, flag = 0): Buffer {
  const bytes = Buffer.from(message);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** The frames of a gRPC-web body; trailers as pairs of the last one. Throws for a body that ends inside a frame. */
export function readFrames(body: Buffer): { messages: Buffer[]; trailers: Record<string, string> } {
  const messages: Buffer[] = [];
  const trailers: Record<string, string> = {};
  for (let at = 0; at < body.length; ) {
    const length = body.readUInt32BE(at + 1);
    const message = body.subarray(at + 5, at + 5 + length);
    if (message.length < length) {
      throw new Error("the body ends inside a frame");
    }
    if (body[at] === 0x80) {
      for (const line of message.toString("latin1").split("\r\n").filter(Boolean)) {
        trailers[line.slice(0, line.indexOf(":"))] = line.slice(line.indexOf(":") + 2);
      }
    } else {
      messages.push(message);
    }
    at += 5 + length;
  }
  return { messages, trailers };
}

export const UNARY = "jina.JinaSingleDataRequestRPC/process_single_data";
export const STREAM = "jina.JinaSingleDocumentRequestRPC/stream_doc";

/** The head that the page sends with a call. */
export function callHeaders(
  bridge: Bridge,
  target: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    origin: `http://127.0.0.1:${bridge.port}`,
    "sec-fetch-site": "same-origin",
    "content-type": RELAY_CONTENT_TYPE,
    [BRIDGE_HEADERS.token]: bridge.token,
    [BRIDGE_HEADERS.target]: target,
    ...more,
  };
}

interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly messages: Buffer[];
  readonly trailers: Record<string, string>;
}

interface CallOptions {
  readonly rpc?: string;
  readonly headers?: Record<string, string>;
}

/** A call through the bridge whose body and answer are left to the caller. */
export function callRequest(
  bridge: Bridge,
  target: string,
  { rpc = UNARY, headers }: CallOptions = {},
): ClientRequest {
  return httpRequest({
    host: "127.0.0.1",
    port: bridge.port,
    method: "POST",
    path: `${RELAY_PATH}/${rpc}`,
    headers: callHeaders(bridge, target, headers),
  });
}

/** One whole call through the bridge. */
export function call(
  bridge: Bridge,
  target: string,
  options: CallOptions & { body?: Buffer } = {},
): Promise<CallAnswer> {
  return new Promise((resolve, reject) => {
    const request = callRequest(bridge, target, options);
    request.on("error", reject);
    request.on("response", (response) => {
      const { statusCode: status = 0, headers } = response;
      response
        .toArray()
        .then((chunks) => resolve({ status, headers, ...readFrames(Buffer.concat(chunks)) }))
        .catch(reject);
    });
    request.end(options.body ?? frame("hello"));
  });
}

/** A call to an HTTP gateway through the bridge whose body and answer are left to the caller. */
export function httpCallRequest(
  bridge: Bridge,
  target: string,
  { path = "/post", headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): ClientRequest {
  return httpRequest({
    host: "127.0.0.1",
    port: bridge.port,
    method: "POST",
    path: HTTP_RELAY_PATH + path,
    headers: callHeaders(bridge, target, { "content-type": "application/json", ...headers }),
  });
}

/** The page's side of a WebSocket through the bridge to a gateway. */
export function openWebsocket(bridge: Bridge, target: string, isTls = false): Promise<Socket> {
  const query = new URLSearchParams({ target, ...(isTls && { tls: "1" }) });
  return openUpgraded(bridge, `${WEBSOCKET_RELAY_PATH}?${query}`);
}

/** The page's side of a WebSocket to the bridge, as bytes; the server's part of the handshake has been read. */
export async function openUpgraded(bridge: Bridge, path: string): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: bridge.port });
  socket.on("error", () => undefined);
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${bridge.port}`,
      `Origin: http://127.0.0.1:${bridge.port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      `Sec-WebSocket-Protocol: ${RELAY_SUBPROTOCOL}, ${FAULT_SUBPROTOCOL}, ${TOKEN_SUBPROTOCOL}${bridge.token}`,
      "\r\n",
    ].join("\r\n"),
  );
  const [head] = (await once(socket, "data")) as [Buffer];
  const text = head.toString("latin1");
  if (!/^HTTP\/1.1 101 .*Sec-WebSocket-Protocol: jina-flow-designer\r\n/s.test(text)) {
    throw new Error(`no WebSocket was opened: ${text}`);
  }
  if (text.includes(bridge.token)) {
    throw new Error("the token came back");
  }
  return socket;
}

/** Waits until a reading stays the same: what can move between the sockets of this process has moved. */
export async function untilStill(read: () => unknown): Promise<void> {
  let before = "";
  for (let same = 0; same < 10; ) {
    await sleep(20);
    const now = JSON.stringify(read());
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

/** A gRPC server for tests, whose answers the test gives. */
export interface StubGateway {
  /** `127.0.0.1:PORT`. */
  readonly target: string;
  readonly port: number;
  /** Ends it at once, with all its connections. */
  close(): Promise<void>;
  /** How many connections were accepted. */
  connections(): number;
}

/** A server that answers each call by the function. */
export async function createStubGateway(
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  server: Http2Server = createServer({ settings: { initialWindowSize: 1 << 20 } }),
): Promise<StubGateway> {
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  server.on("session", (session) => {
    connections += 1;
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    answer(stream, headers);
  });
  const { port, close } = await listenOnLoopback(server);
  return {
    target: `127.0.0.1:${port}`,
    port,
    connections: () => connections,
    close: () => {
      for (const session of sessions) {
        session.destroy();
      }
      return close();
    },
  };
}

/** Lets a server listen on any free port. */
export async function listenOnLoopback(
  server: Server | Http2Server,
): Promise<{ port: number; close(): Promise<void> }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Reads the whole request of a stub's stream. */
export async function readAll(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Answers with these frames and status, as a gRPC server does. */
export function respond(
  stream: ServerHttp2Stream,
  frames: readonly Buffer[],
  trailers: Record<string, string> = { "grpc-status": "0" },
): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  for (const one of frames) {
    stream.write(one);
  }
  stream.end();
}
