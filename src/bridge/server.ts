/**
 * The server behind the page, "the bridge": serves the built page and relays its calls to gateways, in gRPC, HTTP and
 * WebSocket. The guard judges every request before anything else happens.
 */
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { isIP, Socket } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import type { Duplex } from "node:stream";
import { type Clock, systemClock } from "../base/clock.ts";
import { BRIDGE_HEADERS } from "../model/run/bridge-contract.ts";
import { createAccessToken } from "./access-token.ts";
import type { Refusal } from "./bridge-error.ts";
import type { Resolve } from "./checked-lookup.ts";
import { endSocket } from "./end-socket.ts";
import { createGuard, relayedCall } from "./guard.ts";
import { createHttpRelay } from "./http-relay.ts";
import { createHttpUpstream } from "./http-upstream.ts";
import { canonicalAddress } from "./ip-address.ts";
import { createProbeRelay } from "./probe-relay.ts";
import { createRelay } from "./relay.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { createStaticFiles } from "./static-files.ts";
import { createStreamLimit } from "./stream-limit.ts";
import { createTargetPolicy, parseTarget } from "./target.ts";
import { createTargetSettings, type TargetSettingsOptions } from "./target-settings.ts";
import { createUpstreams } from "./upstreams.ts";
import { createWebsocketRelay } from "./websocket-relay.ts";

/** How long calls may go on after `close()`. */
const CLOSE_GRACE_MS = 500;
/** Tries of finding one port that is free on both loopback addresses, when any port will do. */
const PORT_TRIES = 5;

/** What the server serves, where it listens, and which gateways it may call. */
export interface BridgeOptions extends TargetSettingsOptions {
  /** The folder of the built page, absolute. */
  readonly distFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** `HOST:PORT` of gateways that are not on this machine; createBridge throws a RangeError for one that cannot be read. */
  readonly allowTargets?: readonly string[];
  /** Another IP address to listen on, beside loopback or instead of it (`0.0.0.0`, `::`): whoever reaches it is let in. */
  readonly dangerousBindAddress?: string;
  /** Gets one line per relayed call; no line holds a secret. */
  readonly log?: (line: string) => void;
  /** Default 5000. */
  readonly connectTimeoutMs?: number;
  /** How names of gateways are resolved; default is the system's way. */
  readonly resolve?: Resolve;
  readonly clock?: Clock;
}

/** A server that is running. */
export interface Bridge {
  readonly port: number;
  /** `http://127.0.0.1:PORT/`. */
  readonly address: string;
  /** 64 hexadecimal digits, new for every bridge. */
  readonly token: string;
  /** Stops listening, gives running calls half a second, and ends what is left. */
  close(): Promise<void>;
}

/** Starts listening. Rejects with Node's error, `code` and `address` included, if the port is taken. */
export async function createBridge(options: BridgeOptions): Promise<Bridge> {
  const clock = options.clock ?? systemClock;
  const token = createAccessToken(clock);
  const bindAddress = options.dangerousBindAddress;
  // A typing mistake is told before anything listens.
  const settings = createTargetSettings(options);
  createTargetPolicy(options.allowTargets ?? [], 0);
  const files = createStaticFiles(options.distFolder);
  // A request can come before the port, and with it the guard, is known; it waits for nobody.
  let answer: Answer = (_request, response) => response.destroy();
  let upgrade: Upgrade = (_request, socket) => socket.destroy();
  const servers = await listen(
    bindAddress,
    options.port,
    clock,
    (request, response) => answer(request, response),
    (request, socket, early) => upgrade(request, socket, early),
  );
  const port = portOf(servers[0]!);

  const guard = createGuard(ownHosts(bindAddress, port), token);
  const policy = createTargetPolicy(options.allowTargets ?? [], port);
  const streams = createStreamLimit();
  const connectTimeoutMs = options.connectTimeoutMs ?? 5000;
  const upstreamOptions = { policy, settings, clock, connectTimeoutMs, resolve: options.resolve };
  const upstreams = createUpstreams(upstreamOptions);
  const httpUpstream = createHttpUpstream(upstreamOptions);
  const relayOptions = { policy, settings, streams, clock, log: options.log };
  const relay = createRelay({ ...relayOptions, upstreams });
  const httpRelay = createHttpRelay({ ...relayOptions, upstream: httpUpstream });
  const probeRelay = createProbeRelay({
    ...relayOptions,
    upstreams,
    httpUpstream,
    resolve: options.resolve,
  });
  const websocketRelay = createWebsocketRelay({
    ...relayOptions,
    upstream: httpUpstream,
    answerTimeoutMs: 2 * connectTimeoutMs,
  });

  /** Judges a request, and answers one that is refused; tells whether it may go on. */
  const isPermitted = (request: IncomingMessage, response: ServerResponse): boolean => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      response.setHeader(name, value);
    }
    const refusal = guard.judge(request);
    if (refusal) {
      answerRefusal(response, refusal);
    }
    return refusal === null;
  };
  answer = (request, response) => {
    if (!isPermitted(request, response)) {
      return;
    }
    if (request.headers.expect?.toLowerCase() === "100-continue") {
      response.writeContinue();
    }
    const call = relayedCall(request);
    if (call?.kind === "grpc") {
      relay.carry(call.rpc, request, response);
    } else if (call?.kind === "http") {
      httpRelay(call, request, response);
    } else if (call?.kind === "probe") {
      void probeRelay(request, response);
    } else {
      files(request, response);
    }
  };
  upgrade = (request, socket, early) => {
    socket.on("error", () => undefined);
    const response = new ServerResponse(request);
    if (!isPermitted(request, putOn(socket, response, clock))) {
      return;
    }
    response.detachSocket(asSocket(socket));
    const call = relayedCall(request);
    if (call?.kind === "websocket") {
      websocketRelay.open(call, request, socket, early);
    } else if (call?.kind === "call") {
      relay.open(request, socket, early);
    } else {
      socket.destroy();
    }
  };
  let closing: Promise<void> | null = null;
  return {
    port,
    address: `http://127.0.0.1:${port}/`,
    token: token.value,
    close() {
      websocketRelay.close();
      relay.close();
      closing ??= closeAll(servers, clock).then(() => {
        upstreams.close();
        httpUpstream.close();
      });
      return closing;
    },
  };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, early: Buffer) => void;

/** Node gives the connection of an upgrade as any stream, which from a server of ours is a socket. */
function asSocket(stream: Duplex): Socket {
  if (!(stream instanceof Socket)) {
    throw new TypeError("the connection of an upgrade is no socket");
  }
  return stream;
}

/** Lets a response be written on the connection of an upgrade, and the connection end with it. */
function putOn(socket: Duplex, response: ServerResponse, clock: Clock): ServerResponse {
  response.shouldKeepAlive = false;
  response.assignSocket(asSocket(socket));
  response.once("finish", () => endSocket(socket, clock));
  return response;
}

function answerRefusal(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(refusal.status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    [BRIDGE_HEADERS.error]: refusal.code,
    ...refusal.headers,
  });
  response.end(`${refusal.text}\n`);
}

/** The Host values that browsers send for this server; the port is left out where it is HTTP's own. */
function ownHosts(bindAddress: string | undefined, port: number): ReadonlySet<string> {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  if (bindAddress !== undefined) {
    const addresses = isWildcard(bindAddress)
      ? Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
      : [bindAddress];
    names.push(
      ...addresses.map((address) => (address.includes(":") ? `[${canonicalAddress(address)}]` : address)),
    );
    names.push(hostname().toLowerCase());
  }
  return new Set(
    names
      .filter((name) => parseTarget(`${name}:1`, false))
      .map((name) => new URL(`http://${name}:${port}`).host),
  );
}

function isWildcard(address: string): boolean {
  return ["0.0.0.0", "::"].includes(canonicalAddress(address) ?? "");
}

/** Listens on loopback, IPv6 where the machine has it, and on the extra address; the same port everywhere. */
async function listen(
  bindAddress: string | undefined,
  port: number,
  clock: Clock,
  answer: Answer,
  upgrade: Upgrade,
): Promise<Server[]> {
  if (bindAddress !== undefined && isIP(bindAddress) === 0) {
    throw new RangeError(`"${bindAddress}" is not an IP address`);
  }
  const addresses =
    bindAddress === undefined
      ? ["127.0.0.1", "::1"]
      : isWildcard(bindAddress)
        ? [bindAddress]
        : [...new Set(["127.0.0.1", "::1", bindAddress])];
  for (let tries = 1; ; tries += 1) {
    const servers: Server[] = [];
    try {
      for (const address of addresses) {
        const server = await listenOn(address, servers[0] ? portOf(servers[0]) : port, answer, upgrade);
        if (server) {
          servers.push(server);
        }
      }
      return servers;
    } catch (error) {
      await closeAll(servers, clock);
      if (port !== 0 || tries >= PORT_TRIES || !isCode(error, "EADDRINUSE")) {
        throw error;
      }
    }
  }
}

/** Null if this is `::1` and the machine has no IPv6. */
function listenOn(address: string, port: number, answer: Answer, upgrade: Upgrade): Promise<Server | null> {
  const server = createServer({
    // The guard answers a missing Host itself.
    requireHostHeader: false,
    maxHeaderSize: 16 * 1024,
    // Slow clients: the head must come within 10 s, the whole request within 10 minutes. Answers have no limit.
    headersTimeout: 10_000,
    requestTimeout: 600_000,
    connectionsCheckingInterval: 5000,
    keepAliveTimeout: 65_000,
  });
  server.on("request", answer);
  server.on("upgrade", upgrade);
  // Without these two, Node would answer an Expect header by itself, before the guard.
  server.on("checkContinue", answer);
  server.on("checkExpectation", answer);
  server.maxHeadersCount = 100;
  // Idle ones, which anyone on this machine can open, leave room for the page until they are closed.
  server.maxConnections = 2048;
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const hasNoIPv6 =
        address === "::1" && (isCode(error, "EADDRNOTAVAIL") || isCode(error, "EAFNOSUPPORT"));
      if (hasNoIPv6) {
        resolve(null);
      } else {
        reject(error);
      }
    });
    server.listen({ host: address, port, exclusive: true }, () => {
      // A connection that cannot be accepted (no file descriptor left) is that connection's loss, not the server's end.
      server.removeAllListeners("error").on("error", () => undefined);
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

async function closeAll(servers: readonly Server[], clock: Clock): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  const stopWaiting = clock.after(CLOSE_GRACE_MS, () => {
    for (const server of servers) {
      server.closeAllConnections();
    }
  });
  await Promise.all(closed);
  stopWaiting();
}
