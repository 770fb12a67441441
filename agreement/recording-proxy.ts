/**
 * Stands between a client and a real gateway, passes on what comes as it is, and notes it: which requests were sent, how,
 * and what was answered.
 */
import { createServer, type IncomingHttpHeaders, request as requestHttp } from "node:http";
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type ServerHttp2Stream,
} from "node:http2";
import type { Duplex } from "node:stream";
import { gunzipSync } from "node:zlib";
import { fromBinary, toJson } from "@bufbuild/protobuf";
import { listenOnLoopback, readFrames } from "../src/bridge/test-fixtures.ts";
import * as v1 from "../src/gen/v1/jina_pb.js";
import * as v2 from "../src/gen/v2/jina_pb.js";
import type { Generation } from "./engine.ts";
import { readMessages } from "./websocket-peer.ts";

/** A request as it was on the wire, as JSON. */
export interface Recorded {
  /** The gRPC method, the HTTP method and path, or `frame`. */
  readonly how: string;
  readonly headers: IncomingHttpHeaders;
  readonly request: unknown;
}

/** What was noted since it was last taken. */
export interface RecordingProxy {
  readonly ports: { readonly grpc: number; readonly http: number; readonly websocket: number };
  /** The requests that carry documents; takes them out. */
  take(): Recorded[];
  close(): Promise<void>;
}

/** What begins what gzip has made. */
const GZIP = 0x1f8b;
const DATA_CALL = /\/(?:Call|process_single_data)$/;

/** One before a gateway with these ports. */
export async function createRecordingProxy(
  generation: Generation,
  to: { readonly grpc: number; readonly http: number; readonly websocket: number },
): Promise<RecordingProxy> {
  let recorded: Recorded[] = [];
  const messageOf = (bytes: Uint8Array): unknown =>
    generation === "v1"
      ? toJson(v1.DataRequestProtoSchema, fromBinary(v1.DataRequestProtoSchema, bytes), NAMES)
      : toJson(v2.DataRequestProtoSchema, fromBinary(v2.DataRequestProtoSchema, bytes), NAMES);

  const sessions = new Set<{ destroy(): void }>();
  const grpc = createHttp2Server();
  grpc.on("session", (session) => sessions.add(session));
  grpc.on("stream", (stream: ServerHttp2Stream, headers) => {
    const session = connectHttp2(`http://127.0.0.1:${to.grpc}`);
    session.on("error", () => stream.close());
    const up = session.request({ ...headers, ":authority": `127.0.0.1:${to.grpc}` });
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("end", () => {
      const how = headers[":path"] ?? "";
      if (DATA_CALL.test(how)) {
        for (const bytes of readFrames(Buffer.concat(chunks)).messages) {
          const isPacked = headers["grpc-encoding"] === "gzip" && bytes.readUInt16BE(0) === GZIP;
          recorded.push({ how, headers, request: messageOf(isPacked ? gunzipSync(bytes) : bytes) });
        }
      }
    });
    stream.pipe(up);
    up.on("response", (head) => {
      stream.respond(withoutStatus(head), { waitForTrailers: true });
      up.pipe(stream);
    });
    let trailers: IncomingHttpHeaders = {};
    up.on("trailers", (said) => {
      trailers = said;
    });
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    up.on("error", () => stream.close());
    stream.on("error", () => up.close());
    stream.once("close", () => session.destroy());
  });

  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const body = Buffer.concat(chunks);
      if (request.method !== "GET") {
        recorded.push({
          how: `${request.method} ${request.url}`,
          headers: request.headers,
          request: JSON.parse(body.toString()),
        });
      }
      const up = requestHttp(
        {
          host: "127.0.0.1",
          port: to.http,
          method: request.method,
          path: request.url,
          headers: request.headers,
        },
        (answer) => {
          response.writeHead(answer.statusCode ?? 0, answer.headers);
          answer.pipe(response);
        },
      );
      up.on("error", () => response.destroy());
      up.end(body);
    });
  });

  const websocket = createServer((request, response) => {
    const up = requestHttp(
      { host: "127.0.0.1", port: to.websocket, path: request.url, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      },
    );
    up.on("error", () => response.destroy());
    request.pipe(up);
  });
  const sockets = new Set<Duplex>();
  websocket.on("upgrade", (request, socket: Duplex) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    // Frames that are compressed could not be read here.
    const { "sec-websocket-extensions": _, ...headers } = request.headers;
    const up = requestHttp({ host: "127.0.0.1", port: to.websocket, path: request.url, headers });
    up.on("error", () => socket.destroy());
    up.once("upgrade", (answer, gateway: Duplex, first: Buffer) => {
      sockets.add(gateway);
      gateway.on("error", () => undefined);
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
      socket.write(first);
      readMessages(socket, (message) => {
        // A single byte ends the input.
        if (message && message.bytes.length > 1) {
          recorded.push({ how: "frame", headers: request.headers, request: messageOf(message.bytes) });
        }
      });
      socket.pipe(gateway);
      gateway.pipe(socket);
    });
    up.end();
  });

  const [one, two, three] = await Promise.all([grpc, http, websocket].map(listenOnLoopback));
  return {
    ports: { grpc: one!.port, http: two!.port, websocket: three!.port },
    take() {
      const taken = recorded;
      recorded = [];
      return taken;
    },
    async close() {
      for (const one of [...sessions, ...sockets]) {
        one.destroy();
      }
      http.closeAllConnections();
      websocket.closeAllConnections();
      await Promise.all([one!.close(), two!.close(), three!.close()]);
    },
  };
}

const NAMES = { useProtoFieldName: true } as const;

/** The head of an answer as it can be given on. */
function withoutStatus({ ":status": status, ...headers }: IncomingHttpHeaders & { ":status"?: number }) {
  return { ":status": status ?? 200, ...headers };
}
