/**
 * Gateways that are made here and do what a test says once a request has come, and what the page sends to them with,
 * watched for what it leaves behind. Page and server have one clock, which the test moves, so that a bound of time is
 * counted and not measured.
 */
import { createServer, type ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { expect } from "vitest";
import { cryptoRandom } from "../src/base/random.ts";
import type { Socket as PageSocket } from "../src/base/socket.ts";
import { createHandClock } from "../src/base/test-clock.ts";
import { createStubGateway, frame, listenOnLoopback, respond } from "../src/bridge/test-fixtures.ts";
import { limitsOf } from "../src/client/answer-watch.ts";
import { createFrameReader } from "../src/client/frame-reader.ts";
import { createGraphql } from "../src/client/graphql.ts";
import { createGrpcCallTransport } from "../src/client/grpc-call.ts";
import { createGrpcWebTransport } from "../src/client/grpc-web.ts";
import { createHttpTransport } from "../src/client/http.ts";
import { createSender } from "../src/client/sender.ts";
import { createWebsocketTransport } from "../src/client/websocket.ts";
import type { GatewayAddress, Protocol, Way } from "../src/model/run/address.ts";
import type { ClientError } from "../src/model/run/client-error.ts";
import type { GraphqlAnswer } from "../src/model/run/graphql.ts";
import type { SendRequest } from "../src/model/run/request.ts";
import type { Run } from "../src/model/run/run.ts";
import type { Transport } from "../src/model/run/transport.ts";
import { openSocketFrom, startGateways } from "./gateways.ts";
import { acceptWebsocket, readMessages, serverFrame, type WebsocketMessage } from "./websocket-peer.ts";

/** What a request may take. */
export const DEADLINE_MS = 1000;
/** What its end may come later. */
const GRACE_MS = 200;
/** In protobuf: which docarray the gateway runs, and an answer with one document. */
export const INFO: Buffer = frame(Buffer.from("\n\x12\n\x08docarray\x12\x060.21.1", "latin1"));
const STATUS = JSON.stringify({ jina: { docarray: "0.21.1" }, envs: {} });
/** What an HTTP gateway says of itself where it runs docarray from 0.30 on. */
const OPENAPI = JSON.stringify({
  paths: { "/x": { post: {} }, "/events": { get: {} } },
  components: { schemas: { JinaInfoModel: {}, x_input_model: {} } },
});
const CLOSE = 8;

/** A gateway of a test. */
export interface FaultyGateway {
  readonly port: number;
  /** How many requests have come. */
  arrived(): number;
  /** How many questions beside them it leaves unanswered since it was hushed; null before. */
  unanswered(): number | null;
  /** How many connections, or streams of one, are open. */
  open(): number;
  close(): Promise<void>;
}

/** One that speaks gRPC, as the page's server asks it. */
export async function createFaultyGrpc(act: (stream: ServerHttp2Stream) => unknown): Promise<FaultyGateway> {
  const streams = new Set<ServerHttp2Stream>();
  let arrived = 0;
  const stub = await createStubGateway((stream, headers) => {
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
    stream.resume();
    if (headers[":path"]?.endsWith("_status")) {
      respond(stream, [INFO]);
    } else {
      stream.once("end", () => {
        arrived += 1;
        act(stream);
      });
    }
  });
  return {
    port: stub.port,
    arrived: () => arrived,
    unanswered: () => null,
    open: () => streams.size,
    close: stub.close,
  };
}

/** One that speaks gRPC to a run that is one call; `act` gets the three requests, each with its frame, once all have come. */
export async function createFaultyCall(
  act: (stream: ServerHttp2Stream, requests: readonly Buffer[]) => unknown,
): Promise<FaultyGateway> {
  const streams = new Set<ServerHttp2Stream>();
  const requests: Buffer[] = [];
  const stub = await createStubGateway((stream, headers) => {
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
    if (headers[":path"]?.endsWith("_status")) {
      stream.resume();
      respond(stream, [INFO]);
      return;
    }
    const reader = createFrameReader(1 << 20, (_, message) => {
      if (requests.push(frame(Buffer.from(message))) === 3) {
        act(stream, requests);
      }
    });
    stream.on("data", (piece: Buffer) => reader.push(Uint8Array.from(piece)));
  });
  return {
    port: stub.port,
    arrived: () => requests.length,
    unanswered: () => null,
    open: () => streams.size,
    close: stub.close,
  };
}

/** `hush` lets it answer nothing more of what it is asked beside requests. */
export type ActHttp = (response: ServerResponse, socket: Socket, hush: () => void) => unknown;

/** One that speaks HTTP and, where `actSocket` is given, WebSocket; or gRPC-web, as the proxy before a gateway. */
async function createFaultyServer(
  isGrpcWeb: boolean,
  act: ActHttp,
  actSocket?: (socket: Duplex, message: WebsocketMessage) => unknown,
): Promise<FaultyGateway> {
  const sockets = new Set<Socket>();
  let arrived = 0;
  let unanswered: number | null = null;
  /** Those that were asked something: after one that was given up, Node's `fetch` opens another, and leaves it. */
  const note = (socket: Socket): void => {
    if (!sockets.has(socket)) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
  };
  const server = createServer((request, response) => {
    note(request.socket);
    request.resume();
    const path = request.url?.split("?")[0] ?? "";
    if (isGrpcWeb && path.endsWith("_status")) {
      response
        .writeHead(200, { "content-type": "application/grpc-web+proto" })
        .end(Buffer.concat([INFO, frame("grpc-status: 0\r\n", 0x80)]));
    } else if (request.method === "GET" && path !== "/events") {
      if (unanswered !== null) {
        unanswered += 1;
        return;
      }
      const text = path === "/openapi.json" ? OPENAPI : path === "/status" ? STATUS : "{}";
      response.writeHead(200, { "content-type": "application/json" }).end(text);
    } else {
      request.once("end", () => {
        arrived += 1;
        act(response, request.socket, () => {
          unanswered ??= 0;
        });
      });
    }
  });
  server.on("upgrade", (request, socket) => {
    note(request.socket);
    socket.on("error", () => undefined);
    socket.once("end", () => socket.destroy());
    acceptWebsocket(request, socket);
    if (request.url === "/dry_run") {
      socket.write(serverFrame("{}"));
    }
    readMessages(socket, (message) => {
      if (message === null) {
        socket.end(serverFrame(Buffer.of(3, 232), CLOSE));
      } else if (message.bytes.length > 2) {
        arrived += 1;
        actSocket?.(socket, message);
      }
    });
  });
  const { port, close } = await listenOnLoopback(server);
  return {
    port,
    arrived: () => arrived,
    unanswered: () => unanswered,
    open() {
      // What is kept for a next request is the browser's.
      server.closeIdleConnections();
      return sockets.size;
    },
    close() {
      server.closeAllConnections();
      return close();
    },
  };
}

/** A gateway that speaks HTTP: `/x` answers, `/events` generates. */
export const createFaultyHttp = (act: ActHttp): Promise<FaultyGateway> => createFaultyServer(false, act);
/** A proxy that speaks gRPC-web. */
export const createFaultyGrpcWeb = (act: ActHttp): Promise<FaultyGateway> => createFaultyServer(true, act);
/** A gateway that speaks WebSocket. */
export const createFaultyWebsocket = (
  act: (socket: Duplex, message: WebsocketMessage) => unknown,
): Promise<FaultyGateway> => createFaultyServer(false, () => undefined, act);

/** A page and its server. */
export interface FaultRig {
  /**
   * Sends three requests of one document each. A run that is `late` has to go on until its deadline and to end before 200
   * ms more; any other has to end while the clock stands still.
   */
  sendThree(gateway: FaultyGateway, how: HowSent): Promise<Run>;
  /** The same with three questions in GraphQL. */
  askThree(gateway: FaultyGateway, way: Way, isLate: boolean): Promise<(GraphqlAnswer | ClientError)[]>;
  /** Waits until the gateway has no connection and the page neither a socket, a timer nor a promise. */
  expectNothingLeft(gateway: FaultyGateway): Promise<void>;
  stop(): Promise<void>;
}

/** By what three requests are sent. */
export interface HowSent {
  readonly protocol: Protocol;
  readonly way: Way;
  /** Whether they are one call, in gRPC through the page's server. */
  readonly isCall?: boolean;
  readonly isLate?: boolean;
  readonly more?: Partial<SendRequest>;
}

/** Starts the page's server, before no real gateway. */
export async function createFaultRig(): Promise<FaultRig> {
  const clock = createHandClock();
  const gateways = await startGateways("v1", [], clock);
  const sockets: PageSocket[] = [];
  /** What the transport has not answered. */
  let pending = 0;

  const counted = <Value>(promise: Promise<Value>): Promise<Value> => {
    pending += 1;
    return promise.finally(() => {
      pending -= 1;
    });
  };
  const optionsTo = (port: number, protocol: Protocol, way: Way) => {
    const address: GatewayAddress = { kind: "gateway", protocol, host: "127.0.0.1", port, tls: false };
    return { ...gateways.optionsOf(address, way), limits: limitsOf(DEADLINE_MS / 1000) };
  };
  /** Lets time pass to the deadline of three requests that have arrived, and beyond; `isOver`: one has ended. */
  const passDeadline = async (gateway: FaultyGateway, isOver: () => boolean): Promise<void> => {
    await expect.poll(gateway.arrived).toBe(3);
    if (gateway.unanswered() !== null) {
      // The page sees that they were cut, and asks, before any time passes.
      await expect.poll(gateway.unanswered).toBe(3);
    }
    await clock.pass(DEADLINE_MS - 1);
    expect(isOver()).toBe(false);
    await clock.pass(GRACE_MS + 1);
  };

  const transportTo = (port: number, { protocol, way, isCall, more }: HowSent): Transport => {
    const transport = {
      grpc: isCall ? createGrpcCallTransport : createGrpcWebTransport,
      http: createHttpTransport,
      websocket: createWebsocketTransport,
    }[protocol]({
      ...optionsTo(port, protocol, way),
      stream: more?.stream ?? false,
      openSocket(url, protocols) {
        const socket = openSocketFrom(gateways.bridge)(url, protocols);
        sockets.push(socket);
        return socket;
      },
    });
    return {
      label: transport.label,
      simulated: false,
      lacks: {},
      limit: null,
      window: transport.window,
      open: (signal) => counted(transport.open(signal)),
      send: (request, signal, onPart) => counted(transport.send(request, signal, onPart)),
      close: () => transport.close(),
    };
  };

  return {
    async sendThree(gateway, how) {
      const transport = transportTo(gateway.port, how);
      const sending = createSender({ transport, clock, random: cryptoRandom }).send(
        {
          endpoint: "/x",
          documents: [{ id: "a" }, { id: "b" }, { id: "c" }],
          parameters: {},
          targetExecutor: "",
          requestSize: 1,
          continueOnError: true,
          ...how.more,
        },
        1,
        () => {},
      );
      if (how.isLate) {
        await passDeadline(gateway, () => sending.run.state !== "running");
      }
      return sending.finished;
    },
    async askThree(gateway, way, isLate) {
      const graphql = createGraphql(optionsTo(gateway.port, "http", way));
      let ended = 0;
      const asked = Array.from({ length: 3 }, async () => {
        const answer = await counted(graphql.run("{ docs { id } }", "", new AbortController().signal));
        ended += 1;
        return answer;
      });
      if (isLate) {
        await passDeadline(gateway, () => ended > 0);
      }
      return Promise.all(asked);
    },
    async expectNothingLeft(gateway) {
      const left = async () => {
        // For what waits until the other side has had its time to close.
        await clock.pass(5000);
        const open = sockets.filter(({ readyState }) => readyState !== WebSocket.CLOSED).length;
        return { connections: gateway.open(), sockets: open, timers: clock.waiting(), promises: pending };
      };
      await expect.poll(left).toEqual({ connections: 0, sockets: 0, timers: 0, promises: 0 });
    },
    async stop() {
      const stopped = gateways.stop();
      await clock.pass(5000);
      await stopped;
    },
  };
}
