/**
 * Staged faults, each of which the connection doctor has to name, on real gateways and real sockets. The browser is
 * played: a page may read of another origin what that lets it read. At the end the table is printed.
 */
import { createServer as createHttp } from "node:http";
import { createServer as createNet, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Bridge, createBridge } from "../src/bridge/server.ts";
import { CERTIFICATE } from "../src/bridge/test-certificate.ts";
import { createStubGateway, frame, listenOnLoopback, respond } from "../src/bridge/test-fixtures.ts";
import { freePort } from "../src/bridge/test-ports.ts";
import { parseAddress } from "../src/client/address.ts";
import { type DoctorOptions, diagnose } from "../src/client/doctor.ts";
import { printDiagnosis } from "../src/client/print-diagnosis.ts";
import type { GatewayAddress, Protocol, Way } from "../src/model/run/address.ts";
import { ClientError } from "../src/model/run/client-error.ts";
import type { Diagnosis, Verdict } from "../src/model/run/diagnosis.ts";
import { asksEnvoy, type Envoy, startEnvoy } from "./envoy.ts";
import { fetchFrom, type Gateways, openSocketFrom, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 40_000, hookTimeout: 120_000 });

type Name = Parameters<Gateways["address"]>[0];

let v1: Gateways;
let v2: Gateways;
/** A page's server that trusts the authority of `secure`. */
let trusting: Bridge;
let envoy: Envoy | null = null;
/** What stands on the loopback address without being a gateway, by port. */
const ports: Record<string, number> = {};
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [v1, v2] = await Promise.all([
    startGateways("v1", ["chain", "endpoints", "secure", "worker", "leaning"]),
    startGateways("v2", ["endpoints", "worker", "leaning"]),
  ]);
  const html = createHttp((_request, response) =>
    response.setHeader("content-type", "text/html").end("<p>hello</p>"),
  );
  const cut = createHttp((_request, response) =>
    response
      .writeHead(200, { "content-type": "application/grpc-web+proto", "access-control-allow-origin": "*" })
      .end(frame("")),
  );
  const held = new Set<Socket>();
  const mute = createNet((socket) => held.add(socket.on("error", () => {})));
  for (const [name, server] of Object.entries({ html, cut, mute })) {
    const { port, close } = await listenOnLoopback(server);
    ports[name] = port;
    closers.push(() => {
      html.closeAllConnections();
      cut.closeAllConnections();
      for (const socket of held) {
        socket.destroy();
      }
      return close();
    });
  }
  const stubs = {
    eaten: await createStubGateway((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.end(frame(""));
    }),
    other: await createStubGateway((stream, headers) =>
      String(headers[":path"]).includes("Reflection")
        ? respond(stream, [frame("\n\x10helloworld.Greeter")])
        : respond(stream, [], { "grpc-status": "12", "grpc-message": "no such method" }),
    ),
  };
  for (const [name, stub] of Object.entries(stubs)) {
    ports[name] = stub.port;
    closers.push(stub.close);
  }
  ports.none = await freePort();
  trusting = await createBridge({
    distFolder: import.meta.dirname,
    port: 0,
    tls: new Map([[`127.0.0.1:${v1.address("secure", "grpc").port}`, { ca: CERTIFICATE }]]),
  });
  closers.push(trusting.close);
  envoy = asksEnvoy() ? await startEnvoy({ gatewayPort: v1.address("endpoints", "grpc").port }) : null;
  closers.push(async () => envoy?.stop());
});

const table: string[] = [];

afterAll(async () => {
  console.log(["| staged | verdict | certainty | fix |", "| --- | --- | --- | --- |", ...table].join("\n"));
  await Promise.all([v1?.stop(), v2?.stop(), ...closers.map((close) => close())]);
});

/** The browser's `fetch`: of another origin a page reads only what that permits. */
function browserFetch(gateways: Gateways, { fetch }: Pick<DoctorOptions, "fetch">): typeof globalThis.fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("origin", "http://page.example");
    const response = await fetch(input, { ...init, headers });
    const isOwn = String(input).startsWith(gateways.bridge.address);
    if (!isOwn && init?.mode === "cors" && !response.headers.has("access-control-allow-origin")) {
      throw new TypeError("Failed to fetch");
    }
    return response;
  };
}

/** One that reaches the page's own server alone. */
function deafFetch(gateways: Gateways): typeof globalThis.fetch {
  const own = fetchFrom(gateways.bridge);
  return async (input, init) => {
    if (!String(input).startsWith(gateways.bridge.address)) {
      throw new TypeError("Failed to fetch");
    }
    return own(input, init);
  };
}

async function examine(
  gateways: Gateways,
  address: GatewayAddress,
  way: Way = "bridge",
  more: Partial<DoctorOptions> = {},
): Promise<Diagnosis> {
  const options = gateways.optionsOf(address, way);
  return diagnose(
    {
      ...options,
      fetch: browserFetch(gateways, options),
      openSocket: openSocketFrom(gateways.bridge),
      answered: 0,
      note: "",
      localNetwork: async () => null,
      ...more,
    },
    new AbortController().signal,
    () => {},
  );
}

function note(staged: string, { verdict }: Diagnosis): void {
  const { kind, certainty, fix } = verdict;
  table.push(
    `| ${staged} | ${kind} | ${certainty} | ${(fix?.copy || fix?.says || "none").replaceAll("\n", "↵")} |`,
  );
}

const at = (port: number | undefined, protocol: Protocol = "grpc", tls = false): GatewayAddress => ({
  kind: "gateway",
  protocol,
  host: "127.0.0.1",
  port: port ?? 0,
  tls,
});

interface Row {
  readonly staged: string;
  /** The gateway, of v1 where nothing else is said. */
  readonly of?: () => Gateways;
  readonly address: () => GatewayAddress;
  readonly way?: Way;
  readonly more?: () => Partial<DoctorOptions>;
  readonly kind: Verdict["kind"];
  readonly certainty?: Verdict["certainty"];
  /** What the verdict says. */
  readonly says?: RegExp;
  /** What is to be copied. */
  readonly copy?: RegExp;
  /** Whether the command that starts the Flow is offered; not asked where nothing is said. */
  readonly start?: true;
  /** Where the advised address, or the advised way, leads. */
  readonly leadsTo?: Verdict["kind"];
}

/** A gateway's port, asked in another protocol, or with TLS where it has none. */
const asked = (name: Name, has: Protocol, as: Protocol, tls?: boolean): GatewayAddress => {
  const address = v1.address(name, has);
  return { ...address, protocol: as, tls: tls ?? address.tls };
};

const ROWS: Row[] = [
  { staged: "nothing listens", address: () => at(ports.none), kind: "nothing-listens", start: true },
  {
    staged: "nothing listens, after eight answers",
    address: () => at(ports.none),
    more: () => ({ answered: 8 }),
    kind: "nothing-listens",
    says: /has answered 8 requests before, so address, protocol and TLS were right/,
  },
  {
    staged: "gRPC port as http",
    address: () => asked("endpoints", "grpc", "http"),
    kind: "other-protocol",
    copy: /^grpc:/,
    leadsTo: "works",
  },
  {
    staged: "gRPC port as ws",
    address: () => asked("endpoints", "grpc", "websocket"),
    kind: "other-protocol",
    copy: /^grpc:/,
    leadsTo: "works",
  },
  {
    staged: "http port as gRPC",
    address: () => asked("endpoints", "http", "grpc"),
    kind: "other-protocol",
    copy: /^http:/,
    leadsTo: "works",
  },
  {
    staged: "http port as gRPC, v2",
    of: () => v2,
    address: () => ({ ...v2.address("endpoints", "http"), protocol: "grpc" }),
    kind: "other-protocol",
    copy: /^http:/,
    leadsTo: "works",
  },
  {
    staged: "ws to http",
    address: () => asked("endpoints", "http", "websocket"),
    kind: "other-protocol",
    copy: /^http:/,
    leadsTo: "works",
  },
  {
    staged: "http to ws",
    address: () => asked("endpoints", "websocket", "http"),
    kind: "other-protocol",
    copy: /^ws:/,
    leadsTo: "works",
  },
  {
    staged: "ws port as gRPC",
    address: () => asked("endpoints", "websocket", "grpc"),
    kind: "other-protocol",
    copy: /^ws:/,
    leadsTo: "works",
  },
  {
    staged: "CORS off",
    address: () => v1.address("endpoints", "http"),
    way: "direct",
    kind: "cors-off",
    copy: /cors: true/,
    leadsTo: "works",
  },
  { staged: "CORS on", address: () => v1.address("chain", "http"), way: "direct", kind: "works" },
  {
    staged: "CORS off, page without a token",
    address: () => v1.address("endpoints", "http"),
    way: "direct",
    more: () => ({ bridge: { baseUrl: v1.bridge.address, token: null } }),
    kind: "cors-off",
    certainty: "likely",
  },
  {
    staged: "CORS on, page without a token",
    address: () => v1.address("chain", "http"),
    way: "direct",
    more: () => ({ bridge: { baseUrl: v1.bridge.address, token: null } }),
    kind: "works",
  },
  {
    staged: "an HTML server, as http",
    address: () => at(ports.html, "http"),
    kind: "not-a-gateway",
    says: /text\/html/,
  },
  {
    staged: "an HTML server, as gRPC",
    address: () => at(ports.html),
    kind: "not-a-gateway",
    says: /text\/html/,
  },
  {
    staged: "plain to TLS, gRPC",
    address: () => asked("secure", "grpc", "grpc", false),
    kind: "wants-tls",
    copy: /^grpcs:/,
    leadsTo: "certificate",
  },
  {
    staged: "plain to TLS, http",
    address: () => asked("secure", "http", "http", false),
    kind: "wants-tls",
    copy: /^https:/,
    leadsTo: "certificate",
  },
  {
    staged: "plain to TLS, ws",
    address: () => asked("secure", "websocket", "websocket", false),
    kind: "wants-tls",
    copy: /^wss:/,
    leadsTo: "certificate",
  },
  {
    staged: "TLS to plain, gRPC",
    address: () => asked("endpoints", "grpc", "grpc", true),
    kind: "has-no-tls",
    copy: /^grpc:/,
    leadsTo: "works",
  },
  {
    staged: "TLS to plain, http",
    address: () => asked("endpoints", "http", "http", true),
    kind: "has-no-tls",
    copy: /^http:/,
    leadsTo: "works",
  },
  {
    staged: "TLS to plain, and gRPC to http",
    address: () => asked("endpoints", "http", "grpc", true),
    kind: "other-protocol",
    copy: /^http:/,
    leadsTo: "works",
  },
  {
    staged: "self-signed",
    address: () => v1.address("secure", "grpc"),
    kind: "certificate",
    says: /signed by itself/,
    copy: /^npm start -- --tls-ca 127\.0\.0\.1:\d+=ca\.pem$/,
  },
  {
    staged: "self-signed, after that fix",
    address: () => v1.address("secure", "grpc"),
    more: () => ({
      bridge: { baseUrl: trusting.address, token: trusting.token },
      fetch: fetchFrom(trusting),
    }),
    kind: "works",
  },
  {
    staged: "v2 WebSocket direct",
    of: () => v2,
    address: () => v2.address("endpoints", "websocket"),
    way: "direct",
    kind: "json-refused",
    leadsTo: "works",
  },
  {
    staged: "v1 WebSocket direct",
    address: () => v1.address("endpoints", "websocket"),
    way: "direct",
    kind: "works",
  },
  {
    staged: "WebSocket direct, page without a token",
    address: () => v1.address("endpoints", "websocket"),
    way: "direct",
    more: () => ({ bridge: { baseUrl: v1.bridge.address, token: null } }),
    kind: "works",
    certainty: "likely",
    says: /all its Executors do\. Whether it takes JSON/,
  },
  {
    staged: "a proxy eating trailers",
    address: () => at(ports.eaten),
    kind: "no-trailers",
    copy: /grpc_pass/,
  },
  {
    staged: "a gRPC server that is no gateway",
    address: () => at(ports.other),
    kind: "not-a-gateway",
    says: /offers helloworld\.Greeter/,
  },
  {
    staged: "a server that says nothing",
    address: () => at(ports.mute),
    kind: "unknown",
    certainty: "open",
  },
  {
    staged: "gRPC straight from the page, without a proxy",
    address: () => v1.address("endpoints", "grpc"),
    way: "direct",
    kind: "browser-blocks",
    certainty: "likely",
    says: /gRPC-web/,
    leadsTo: "works",
  },
  {
    staged: "an HTML server, as gRPC straight from the page",
    address: () => at(ports.html),
    way: "direct",
    kind: "not-a-gateway",
    says: /text\/html/,
  },
  {
    staged: "a gRPC-web proxy eating trailers, straight from the page",
    address: () => at(ports.cut),
    way: "direct",
    kind: "no-trailers",
    says: /answers in gRPC-web/,
    copy: /grpc_pass/,
  },
  {
    staged: "bridge gone",
    address: () => v1.address("endpoints", "grpc"),
    more: () => ({ bridge: { baseUrl: `http://127.0.0.1:${ports.none}/`, token: v1.bridge.token } }),
    kind: "bridge-missing",
    copy: /^npm start$/,
  },
  {
    staged: "token wrong",
    address: () => v1.address("endpoints", "grpc"),
    more: () => ({ bridge: { baseUrl: v1.bridge.address, token: "0".repeat(64) } }),
    kind: "bridge-token",
  },
  {
    staged: "no token",
    address: () => v1.address("endpoints", "grpc"),
    more: () => ({ bridge: { baseUrl: v1.bridge.address, token: null } }),
    kind: "bridge-token",
  },
  {
    staged: "target not allowed",
    address: () => ({ ...at(54_321), host: "10.0.0.1" }),
    kind: "target-not-allowed",
    copy: /^npm start -- --allow-target 10\.0\.0\.1:54321$/,
  },
  {
    staged: "target not allowed, direct",
    address: () => ({ ...at(54_321, "http"), host: "10.0.0.1" }),
    way: "direct",
    more: () => ({ fetch: deafFetch(v1), localNetwork: async () => "denied" }),
    kind: "unknown",
    certainty: "open",
    copy: /^npm start -- --allow-target 10\.0\.0\.1:54321$/,
  },
  {
    staged: "the page's own server, direct",
    address: () => at(Number(new URL(v1.bridge.address).port), "http"),
    way: "direct",
    kind: "target-not-allowed",
    says: /is the address of this page's own server; give the port of the gateway/,
  },
  {
    staged: "a metadata address",
    address: () => ({ ...at(80, "http"), host: "169.254.169.254" }),
    kind: "target-not-allowed",
  },
];

test.each(ROWS)("$staged: $kind", async (row) => {
  const gateways = row.of?.() ?? v1;
  const { way, kind, certainty = "certain", says, copy, start, leadsTo } = row;
  const diagnosis = await examine(gateways, row.address(), way, row.more?.());
  note(row.staged, diagnosis);
  const { verdict } = diagnosis;
  const report = printDiagnosis(diagnosis);
  expect([verdict.kind, verdict.certainty], report).toEqual([kind, certainty]);
  expect(verdict.says, report).toMatch(says ?? /./);
  expect(verdict.fix?.copy ?? "", report).toMatch(copy ?? /(?:)/);
  if (start) {
    expect(verdict.fix?.start, report).toBe(true);
  }
  expect(report).not.toContain(gateways.bridge.token);
  expect(diagnosis.evidence.every(({ ms }) => ms === null || ms < 13_500)).toBe(true);
  if (leadsTo) {
    const next = verdict.fix?.address === undefined ? row.address() : understood(verdict.fix.address);
    const followed = await examine(gateways, next, verdict.fix?.way ?? way);
    expect(followed.verdict.kind, printDiagnosis(followed)).toBe(leadsTo);
  }
});

test.skipIf(!asksEnvoy())("Envoy before gRPC, straight from the page: works", async () => {
  const diagnosis = await examine(v1, at(envoy?.port), "direct");
  note("Envoy before gRPC, straight from the page", diagnosis);
  expect([diagnosis.verdict.kind, diagnosis.verdict.certainty], printDiagnosis(diagnosis)).toEqual([
    "works",
    "certain",
  ]);
});

function understood(text: string): GatewayAddress {
  const parsed = parseAddress(text);
  if (parsed instanceof ClientError || parsed.address.kind === "simulator") {
    throw new Error(`${text} is no address of a gateway`);
  }
  return parsed.address;
}

describe.each(["v1", "v2"] as const)("docarray %s", (generation) => {
  test.each<Protocol>(["grpc", "http", "websocket"])("%s: executor down", async (protocol) => {
    const gateways = generation === "v1" ? v1 : v2;
    const before = await examine(gateways, gateways.address("endpoints", protocol));
    expect(before.verdict.kind, printDiagnosis(before)).toBe("works");
    await gateways.kill("worker");
    const diagnosis = await examine(gateways, gateways.address("leaning", protocol));
    note(`executor down, ${protocol}, ${generation}`, diagnosis);
    expect(diagnosis.verdict.kind, printDiagnosis(diagnosis)).toBe("not-ready");
    expect(diagnosis.verdict.says).toContain("deployment down");
  });
});
