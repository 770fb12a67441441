/**
 * The server behind the page, "the bridge": serves the built page and relays its gRPC-web calls to gateways. The guard
 * judges every request before anything else happens.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { type Clock, systemClock } from "../base/clock.ts";
import { BRIDGE_HEADERS } from "../model/run/bridge-contract.ts";
import { createAccessToken } from "./access-token.ts";
import type { Refusal } from "./bridge-error.ts";
import { createGuard, relayedRpc } from "./guard.ts";
import { canonicalAddress } from "./ip-address.ts";
import { createRelay } from "./relay.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { createStaticFiles } from "./static-files.ts";
import { createTargetPolicy, parseTarget } from "./target.ts";
import { createUpstreams, type Resolve } from "./upstreams.ts";

/** How long calls may go on after `close()`. */
const CLOSE_GRACE_MS = 500;
/** Tries of finding one port that is free on both loopback addresses, when any port will do. */
const PORT_TRIES = 5;

/** What the server serves, where it listens, and which gateways it may call. */
export interface BridgeOptions {
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
  createTargetPolicy(options.allowTargets ?? [], 0);
  const files = createStaticFiles(options.distFolder);
  // A request can come before the port, and with it the guard, is known; it waits for nobody.
  let answer: Answer = (_request, response) => response.destroy();
  const servers = await listen(bindAddress, options.port, clock, (request, response) =>
    answer(request, response),
  );
  const port = portOf(servers[0]!);

  const guard = createGuard(ownHosts(bindAddress, port), token);
  const policy = createTargetPolicy(options.allowTargets ?? [], port);
  const upstreams = createUpstreams({
    policy,
    clock,
    connectTimeoutMs: options.connectTimeoutMs ?? 5000,
    resolve: options.resolve,
  });
  const relay = createRelay({ upstreams, policy, clock, log: options.log });

  answer = (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      response.setHeader(name, value);
    }
    const refusal = guard.judge(request);
    const rpc = relayedRpc(request.url);
    if (refusal) {
      answerRefusal(response, refusal);
      return;
    }
    if (request.headers.expect?.toLowerCase() === "100-continue") {
      response.writeContinue();
    }
    if (rpc !== null) {
      relay(rpc, request, response);
    } else {
      files(request, response);
    }
  };
  let closing: Promise<void> | null = null;
  return {
    port,
    address: `http://127.0.0.1:${port}/`,
    token: token.value,
    close() {
      closing ??= closeAll(servers, clock).then(() => upstreams.close());
      return closing;
    },
  };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

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
        const server = await listenOn(address, servers[0] ? portOf(servers[0]) : port, answer);
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
function listenOn(address: string, port: number, answer: Answer): Promise<Server | null> {
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
  // Without these two, Node would answer an Expect header by itself, before the guard.
  server.on("checkContinue", answer);
  server.on("checkExpectation", answer);
  server.maxHeadersCount = 100;
  server.maxConnections = 512;
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
