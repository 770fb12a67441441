import { describe, expect, test } from "vitest";
import { readFlow } from "../formats/read/read-flow.ts";
import type { KnownGateway } from "./known-gateway.ts";
import { offeredEndpoints } from "./offered-endpoints.ts";

const CLIENTS = ["/", "/index", "/search", "/update", "/delete"];

function told(generation: "v1" | "v2" | null, ...names: string[]): KnownGateway {
  return {
    address: "h:1",
    isAsked: false,
    fault: null,
    report: {
      generation,
      versions: new Map(),
      readiness: { kind: "ready" },
      endpoints: names.map((name) => ({
        name,
        isGenerator: name === "/stream",
        input: null,
        output: null,
      })),
      endpointsNote: "",
    },
  };
}

const drawn = (gateway: string) => readFlow(`jtype: Flow\n${gateway}executors:\n  - name: a\n`).built;

const PLAIN = drawn("");
const EXPOSING = drawn(`gateway:
  protocol: http
  expose_endpoints:
    /foo: {http_path: /my/foo}
    /bar: {methods: [PUT, DELETE]}
    /search: {}
`);

const lines = (offers: ReturnType<typeof offeredEndpoints>) =>
  offers.map(({ value, label }) => (label === undefined ? value : `${value}: ${label}`));

test("what a gateway tells of its endpoints is offered first, each once", () => {
  expect(lines(offeredEndpoints(null, PLAIN, false))).toEqual(CLIENTS);
  expect(lines(offeredEndpoints(told("v2", "/foo", "/search"), PLAIN, false))).toEqual([
    "/foo",
    "/search",
    ...CLIENTS.filter((name) => name !== "/search"),
  ]);
});

describe("in HTTP", () => {
  test("what the drawn Flow exposes is offered with path and method, before the gateway's own", () => {
    expect(lines(offeredEndpoints(null, EXPOSING, true))).toEqual([
      "/foo: POST /my/foo",
      "/bar: PUT, DELETE /bar",
      "/search: POST /search",
      "/: POST /post",
      "/index: POST /index",
      "/update: PUT /update",
      "/delete: DELETE /delete",
    ]);
  });

  test("what the drawn gateway leaves out has no path", () => {
    const without = drawn("gateway: {protocol: http, no_crud_endpoints: true}\n");
    expect(lines(offeredEndpoints(null, without, true))).toEqual(["/: POST /post", ...CLIENTS.slice(1)]);
  });

  test("but by no other protocol, and not where each endpoint has a path of its own", () => {
    expect(lines(offeredEndpoints(null, EXPOSING, false))).toEqual(CLIENTS);
    expect(lines(offeredEndpoints(told("v2", "/stream", "/index"), EXPOSING, true))).toEqual([
      "/stream: GET /stream",
      "/index: POST /index",
      "/",
      "/search",
      "/update",
      "/delete",
    ]);
  });

  test.each(["[]", "nothing", "'{'", "{/x: 7}", "null"])("expose_endpoints: %s harms nothing", (value) => {
    const offers = offeredEndpoints(
      null,
      drawn(`gateway:\n  protocol: http\n  expose_endpoints: ${value}\n`),
      true,
    );
    expect(lines(offers)).toContain("/: POST /post");
  });
});
