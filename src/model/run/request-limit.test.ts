import { expect, test } from "vitest";
import type { Address, Protocol } from "./address.ts";
import type { GatewayReport } from "./gateway-report.ts";
import { documentsPerRequest, httpLimit, isOverLimit, knownLimit, ONE_DOCUMENT } from "./request-limit.ts";

const HTTP_BATCH = httpLimit(false, "v2");

const at = (protocol: Protocol): Address => ({
  kind: "gateway",
  protocol,
  host: "127.0.0.1",
  port: 1,
  tls: false,
});
const SIMULATOR: Address = { kind: "simulator" };

const told = (generation: GatewayReport["generation"]): GatewayReport => ({
  generation,
  versions: new Map(),
  readiness: { kind: "ready" },
  endpoints: [
    { name: "/tell", isGenerator: true, input: null, output: null },
    { name: "/index", isGenerator: false, input: null, output: null },
  ],
  endpointsNote: "",
});

test.each([
  ["an HTTP gateway of later docarray", at("http"), "/index", false, told("v2"), HTTP_BATCH],
  ["an endpoint of it that generates", at("http"), "/tell", false, told("v2"), ONE_DOCUMENT],
  ["an HTTP gateway of earlier docarray", at("http"), "/index", false, told("v1"), null],
  ["an HTTP gateway that has told nothing", at("http"), "/index", false, null, null],
  ["an HTTP gateway, where Stream stays on from another one", at("http"), "/index", true, null, null],
  ["a gRPC gateway", at("grpc"), "/index", false, told("v2"), null],
  ["a gRPC gateway with Stream", at("grpc"), "/index", true, null, ONE_DOCUMENT],
  ["a WebSocket gateway, which has no streams", at("websocket"), "/index", true, told("v2"), null],
  ["the simulator", SIMULATOR, "/", false, null, null],
  ["the simulator with Stream", SIMULATOR, "/", true, null, ONE_DOCUMENT],
])("the limit of %s", (_, address, endpoint, isStream, report, limit) => {
  expect(knownLimit(address, endpoint, isStream, report)).toBe(limit);
});

test.each([
  [0, null, Number.POSITIVE_INFINITY, false],
  [0, HTTP_BATCH, 100, true],
  [2.5, null, 3, false],
  [7, HTTP_BATCH, 7, false],
  [100, HTTP_BATCH, 100, false],
  [250, HTTP_BATCH, 100, true],
  [250, ONE_DOCUMENT, 1, true],
])("where %d documents a request are asked for", (asked, limit, documents, isOver) => {
  expect(documentsPerRequest(asked, limit)).toBe(documents);
  expect(isOverLimit(asked, limit)).toBe(isOver);
});
