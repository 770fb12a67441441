import { expect, test } from "vitest";
import { type KnownGateway, offeredEndpoints } from "./known-gateway.ts";

const CLIENTS = ["/", "/index", "/search", "/update", "/delete"];

function told(...names: string[]): KnownGateway {
  return {
    address: "h:1",
    isAsked: false,
    fault: null,
    report: {
      generation: "v2",
      versions: new Map(),
      readiness: { kind: "ready" },
      endpoints: names.map((name) => ({ name, isGenerator: false, input: null, output: null })),
      endpointsNote: "",
    },
  };
}

test("what a gateway tells of its endpoints is offered first, each once", () => {
  expect(offeredEndpoints(null)).toEqual(CLIENTS);
  expect(offeredEndpoints(told("/foo", "/search"))).toEqual([
    "/foo",
    "/search",
    ...CLIENTS.filter((name) => name !== "/search"),
  ]);
});
