import { expect, test } from "vitest";
import type { GatewayAddress, Protocol } from "../model/run/address.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import type { Http2Probe, TargetProbe } from "../model/run/target-probe.ts";
import { type Findings, verdictOf } from "./verdict.ts";

const REPORT: GatewayReport = {
  generation: "v1",
  versions: new Map([["jina", "3.34.0"]]),
  readiness: { kind: "ready" },
  endpoints: null,
  endpointsNote: "",
};

type Grpc = NonNullable<Http2Probe["grpc"]>;
const PAGE: Grpc = { httpStatus: 404, contentType: "text/html", status: null, message: "" };
const GRPC: Grpc = { httpStatus: 200, contentType: "application/grpc", status: 0, message: "" };

/** What is found of a proxy that speaks HTTP/2, and HTTP/1.1 for a gateway behind it. */
function behindProxy(protocol: Protocol, served: Findings["served"], grpc: Grpc | null): Findings {
  const address: GatewayAddress = { kind: "gateway", protocol, tls: false, host: "h", port: 1 };
  const probe: TargetProbe = {
    dns: null,
    tcp: { outcome: "open", error: "", ms: 1 },
    tls: null,
    http2: { overTls: false, isSpoken: true, grpc, health: "", services: [], error: "", ms: 1 },
    http1: {
      overTls: false,
      status: 200,
      contentType: "application/json",
      isJina: true,
      error: "",
      ms: 1,
    },
  };
  const isAsked = protocol === "grpc" ? grpc?.status === 0 : served === protocol;
  const report = isAsked ? REPORT : null;
  return { address, way: "bridge", answered: 0, bar: null, probe, served, report, direct: null };
}

test.each([
  ["http", "http", PAGE],
  ["http", "http", null],
  ["http", "http", GRPC],
  ["websocket", "websocket", PAGE],
  ["websocket", "websocket", GRPC],
  ["grpc", "http", GRPC],
  ["grpc", "other", GRPC],
] as const)("a gateway in %s behind a proxy in HTTP/2 whose HTTP is %s works", (protocol, served, grpc) => {
  expect(verdictOf(behindProxy(protocol, served, grpc))).toMatchObject({ kind: "works", fix: null });
});

test.each([
  ["grpc", "http", PAGE, "http://h:1"],
  ["grpc", "http", null, "http://h:1"],
  ["grpc", "websocket", PAGE, "ws://h:1"],
  ["http", "websocket", PAGE, "ws://h:1"],
  ["http", "other", GRPC, "grpc://h:1"],
] as const)(
  "asked in %s, a proxy whose HTTP is %s leads to the right address",
  (protocol, served, grpc, right) => {
    const verdict = verdictOf(behindProxy(protocol, served, grpc));
    expect(verdict).toMatchObject({ kind: "other-protocol", fix: { address: right } });
  },
);

test("a proxy that takes the trailers away is told as such, and what is no gateway as none", () => {
  const cut = { ...GRPC, status: null };
  expect(verdictOf(behindProxy("grpc", "http", cut)).kind).toBe("no-trailers");
  expect(verdictOf(behindProxy("grpc", "other", PAGE)).kind).toBe("not-a-gateway");
  expect(verdictOf(behindProxy("http", "other", PAGE)).kind).toBe("not-a-gateway");
});
