/** Real gateways for the tests of transports, started once and shared, and the page's server before them. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import type { OpenSocket } from "../src/base/socket.ts";
import { type Bridge, createBridge } from "../src/bridge/server.ts";
import { CERTIFICATE, KEY } from "../src/bridge/test-certificate.ts";
import { freePort } from "../src/bridge/test-ports.ts";
import type { ReportOptions } from "../src/client/gateway-report.ts";
import { createGrpcWebTransport } from "../src/client/grpc-web.ts";
import { createHttpTransport } from "../src/client/http.ts";
import { createSender } from "../src/client/sender.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import { createWebsocketTransport } from "../src/client/websocket.ts";
import type { GatewayAddress, Protocol, Way } from "../src/model/run/address.ts";
import { ClientError } from "../src/model/run/client-error.ts";
import type { DataRequest } from "../src/model/run/request.ts";
import type { Run } from "../src/model/run/run.ts";
import type { Transport } from "../src/model/run/transport.ts";
import { type Generation, type RunningFlow, startFlow } from "./engine.ts";

/** A Flow whose answers come by less than all is drawn of it, and rightly so. */
export const BRANCHES = `jtype: Flow
executors:
  - {name: a, uses: Append}
  - {name: left, uses: Append, needs: a}
  - {name: right, uses: Append, needs: a, when: {text: {$eq: never}}}
  - {name: side, uses: Append, needs: a, floating: true}
  - {name: join, uses: Append, needs: [left, right]}
`;

/** Flow files by what they are for. */
const FILES = {
  /** Three executors that leave their names in the text; the second sleeps as parameters say, the third may raise. */
  chain: `jtype: Flow
with: {protocol: [grpc, http, websocket], cors: true}
executors:
  - {name: one, uses: Append}
  - {name: two, uses: Slow, uses_with: {sleep: 0, seen: SEEN}}
  - {name: three, uses: Fail}
`,
  /** Endpoints of its own, one of which generates, and no default one. */
  endpoints: `jtype: Flow
with: {protocol: [grpc, http, websocket]}
executors:
  - {name: own, uses: Endpoints}
`,
  /** Gives documents of all kinds back, and exposes an endpoint under another path. */
  everything: `jtype: Flow
with: {protocol: [grpc, http, websocket]}
gateway: {expose_endpoints: '{"/foo": {"http_path": "/shown"}}'}
executors:
  - {name: echo, uses: Everything}
`,
  /** Takes no endpoint but at the path and by the method that it exposes it with. */
  exposing: `jtype: Flow
with: {protocol: http, cors: true}
gateway:
  no_debug_endpoints: true
  expose_endpoints: '{"/foo": {"http_path": "/my/foo"}, "/echo": {"methods": ["PUT"]}, "/report": {"http_path": "/my/report", "methods": ["DELETE"]}}'
executors:
  - {name: own, uses: Endpoints}
`,
  /** Documents with a field of each kind, which docarray 0.30 and later has. */
  typed: `jtype: Flow
with: {protocol: [grpc, http], cors: true}
executors:
  - {name: typed, uses: Typed}
`,
  /** Documents with one that is optional within. */
  loose: `jtype: Flow
with: {protocol: [grpc, http]}
executors:
  - {name: loose, uses: Loosely}
`,
  /** All protocols over TLS, with the certificate of the tests. */
  secure: `jtype: Flow
with: {protocol: [grpc, http, websocket], cors: true}
gateway: {ssl_certfile: CERTIFICATE, ssl_keyfile: KEY}
executors:
  - {name: one, uses: Append}
`,
  /** Its answers are compressed with gzip, and with deflate, for whoever takes them so. */
  gzip: `jtype: Flow
with: {protocol: grpc, grpc_server_options: {grpc.default_compression_algorithm: 2}}
executors:
  - {name: own, uses: Endpoints}
`,
  deflate: `jtype: Flow
with: {protocol: grpc, grpc_server_options: {grpc.default_compression_algorithm: 1}}
executors:
  - {name: own, uses: Endpoints}
`,
  /** Branches, one with a condition that nothing meets, and one that floats. */
  branches: BRANCHES,
  /** Two executors work at the same time, for a tenth of a second each. */
  parallel: `jtype: Flow
with: {protocol: [grpc, http, websocket]}
executors:
  - {name: left, uses: Slow, uses_with: {sleep: 0.1}}
  - {name: right, uses: Slow, uses_with: {sleep: 0.1}, needs: gateway}
  - {name: join, uses: Append, needs: [left, right]}
`,
  /** An executor that floats is still at work when the answer leaves. */
  floating: `jtype: Flow
executors:
  - {name: one, uses: Append}
  - {name: side, uses: Slow, uses_with: {until: OVER}, needs: one, floating: true}
  - {name: two, uses: Append, needs: one}
`,
  /** Its executor stands where `leaning` finds it, and sleeps as parameters say. */
  worker: `jtype: Flow
executors:
  - {name: down, uses: Slow, port: WORKER, uses_with: {sleep: 0}}
`,
  /** Its second executor is that of `worker`, which can be killed. */
  leaning: `jtype: Flow
with: {protocol: [grpc, http, websocket]}
executors:
  - {name: one, uses: Append}
  - {name: down, external: true, host: 127.0.0.1, port: WORKER}
`,
  /** Exposes GraphQL, which docarray below 0.30 alone has. */
  graphql: `jtype: Flow
with: {protocol: http, cors: true, expose_graphql_endpoint: true}
executors:
  - {name: one, uses: Append}
  - {name: two, uses: Fail}
`,
  /** An Executor that is served without a gateway. */
  alone: `jtype: Deployment
with: {name: alone, uses: Endpoints, protocol: http}
`,
} as const;

/** What a request waits for in `two` of `chain`, where its parameters have the path as `until`. */
export interface Gate {
  readonly path: string;
  open(): void;
}

/** What makes a page's transport, or asks a gateway what it is. */
export interface PageOptions extends ReportOptions {
  readonly openLimitMs: number;
}

/** No test is about how long it takes to reach a gateway that is there, which on a busy machine may be more than a page's 5 s. */
const OPEN_LIMIT_MS = 60_000;

/** The gateways of one generation, and a server that relays to them. */
export interface Gateways {
  readonly bridge: Bridge;
  /** What the server has noted, a line for each call. */
  readonly log: readonly string[];
  /** The page's transport of the address's protocol. Requests and sockets are those of a page of this server. */
  transportTo(address: GatewayAddress, way: Way, openSocket?: OpenSocket): Transport;
  /** By what means that page asks this gateway. */
  optionsOf(address: GatewayAddress, way: Way): PageOptions;
  address(name: keyof typeof FILES, protocol: Protocol): GatewayAddress;
  /** How many requests have reached the executor `two` of `chain`, and so have left page, server and gateway. */
  arrivals(): number;
  /** A gate that is shut. */
  gate(): Gate;
  /** Kills one at once. */
  kill(name: keyof typeof FILES): Promise<void>;
  stop(): Promise<void>;
}

/** Starts those that are named, all at a time. The clock is that of the page and its server. */
export async function startGateways(
  generation: Generation,
  names: readonly (keyof typeof FILES)[],
  clock: Clock = systemClock,
): Promise<Gateways> {
  const folder = mkdtempSync(join(tmpdir(), "gateways-"));
  const flows = new Map<string, RunningFlow>();
  const files = [CERTIFICATE, KEY].map((content, index) => {
    const file = join(folder, `${index}.pem`);
    writeFileSync(file, content);
    return file;
  });
  const seen = join(folder, "seen");
  mkdirSync(seen);
  const over = join(folder, "over");
  let gates = 0;
  const workerPort = String(await freePort());
  const start = async (name: keyof typeof FILES): Promise<void> => {
    const file = join(folder, `${name}.yml`);
    const content = FILES[name]
      .replace("CERTIFICATE", files[0]!)
      .replace("KEY", files[1]!)
      .replace("SEEN", seen)
      .replace("OVER", over)
      .replace("WORKER", workerPort);
    writeFileSync(file, content);
    flows.set(name, await startFlow({ generation, file, ownPorts: name === "alone" }));
  };
  const log: string[] = [];
  const [bridge] = await Promise.all([
    createBridge({ distFolder: folder, port: 0, clock, log: (line) => log.push(line) }),
    ...names.map(start),
  ]);
  const flow = (name: string) => {
    const found = flows.get(name);
    if (!found) {
      throw new Error(`${name} was not started`);
    }
    return found;
  };
  const optionsOf = (address: GatewayAddress, way: Way): PageOptions => ({
    address,
    way,
    bridge: { baseUrl: bridge.address, token: bridge.token },
    fetch: fetchFrom(bridge),
    openSocket: openSocketFrom(bridge),
    clock,
    openLimitMs: OPEN_LIMIT_MS,
  });
  return {
    bridge,
    log,
    optionsOf,
    transportTo(address, way, openSocket = openSocketFrom(bridge)) {
      const create = {
        grpc: createGrpcWebTransport,
        http: createHttpTransport,
        websocket: createWebsocketTransport,
      }[address.protocol];
      return create({ ...optionsOf(address, way), openSocket });
    },
    address(name, protocol) {
      const port = flow(name).ports[protocol];
      if (port === undefined) {
        throw new Error(`${name} does not speak ${protocol}`);
      }
      return { kind: "gateway", protocol, host: "127.0.0.1", port, tls: name === "secure" };
    },
    arrivals: () => readdirSync(seen).length,
    gate() {
      gates += 1;
      const path = join(folder, `gate-${gates}`);
      return { path, open: () => writeFileSync(path, "") };
    },
    kill: (name) => flow(name).kill(),
    async stop() {
      writeFileSync(over, "");
      await Promise.all([bridge.close(), ...[...flows.values()].map((one) => one.stop())]);
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * The browser's `fetch`, as it is on the page of this server. A browser asks again where the gateway closes a kept connection
 * at that moment, as it does after five seconds, and Node does not: here each request to a gateway has one of its own.
 */
export function fetchFrom(bridge: Bridge): typeof globalThis.fetch {
  const origin = bridge.address.replace(/\/$/, "");
  return (input, init) => {
    const isOwn = String(input).startsWith(origin);
    const headers = new Headers(init?.headers);
    headers.set(isOwn ? "origin" : "connection", isOwn ? origin : "close");
    return fetch(input, { ...init, headers });
  };
}

/** The browser's WebSocket, as it is on the page of this server. */
export function openSocketFrom(bridge: Bridge): OpenSocket {
  const origin = bridge.address.replace(/\/$/, "");
  // Node's takes headers too, which the types of a browser's do not know.
  const NodeSocket = WebSocket as unknown as new (url: string, options: object) => WebSocket;
  return (url, protocols) => new NodeSocket(url, { protocols, headers: { origin } });
}

/** The ClientError that a promise rejects with. */
export async function faultOf(promise: Promise<unknown>): Promise<ClientError> {
  const fault: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (fault instanceof ClientError) {
    return fault;
  }
  throw new Error(fault === null ? "it did not fail" : `it failed with ${String(fault)}`);
}

let requests = 0;

/** A request with these parts, and an id of its own. */
export function requestOf(more: Partial<DataRequest> = {}): DataRequest {
  requests += 1;
  return {
    requestId: String(requests).padStart(32, "0"),
    endpoint: "/",
    documents: [{ id: "x", text: "path" }],
    parameters: {},
    targetExecutor: "",
    ...more,
  };
}

/** Sends 250 documents to `chain` in one run; `texts` are those that come back, `MANY_TEXTS` if all is well. */
export async function sendMany(
  transport: Transport,
  requestSize: number,
): Promise<{ run: Run; texts: unknown[] }> {
  const run = await createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
    {
      endpoint: "/",
      documents: Array.from({ length: 250 }, (_, index) => ({ id: `d${index}`, text: `${index}` })),
      parameters: {},
      targetExecutor: "",
      requestSize,
    },
    1,
    () => {},
  ).finished;
  const texts = run.exchanges.flatMap(({ reply }) => documentsOf(reply!.documents).map(({ text }) => text));
  return { run, texts };
}

/** The texts of 250 documents that have passed through `chain`. */
export const MANY_TEXTS = Array.from({ length: 250 }, (_, index) => `${index}>one>two>three`);
