/** What real gateways tell about themselves, by every protocol. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readGateway } from "../src/client/gateway-report.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { compareDesign } from "../src/model/edit/compare-design.ts";
import type { Protocol } from "../src/model/run/address.ts";
import type { Exchange, Run } from "../src/model/run/run.ts";
import type { Generation } from "./engine.ts";
import { BRANCHES, faultOf, type Gateways, requestOf, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 90_000 });

const ENDPOINTS = ["/delete", "/echo", "/foo", "/index", "/report", "/search", "/stream", "/update"];

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;

  beforeAll(async () => {
    gateways = await startGateways(generation, ["endpoints", "alone", "worker", "leaning", "branches"]);
  });

  afterAll(() => gateways?.stop());

  const read = (name: Parameters<Gateways["address"]>[0], protocol: Protocol) =>
    readGateway(gateways.optionsOf(gateways.address(name, protocol), "bridge"), new AbortController().signal);

  test.each<Protocol>(["grpc", "http", "websocket"])(
    "%s: versions, readiness, endpoints",
    async (protocol) => {
      const report = await read("endpoints", protocol);
      expect([report.generation, report.readiness]).toEqual([generation, { kind: "ready" }]);
      expect(report.versions.get("jina")).toBe("3.34.0");
      expect(report.versions.get("python")).toMatch(/^3\./);
      if (protocol === "websocket" || generation === "v1") {
        expect(report.endpoints).toBeNull();
        expect(report.endpointsNote).toMatch(/^(?:A WebSocket gateway|With docarray below 0\.30)/);
        return;
      }
      const endpoints = new Map(report.endpoints?.map((one) => [one.name, one]));
      expect([...endpoints.keys()].sort()).toEqual(ENDPOINTS);
      expect(endpoints.get("/index")?.input?.properties).toMatchObject({ text: { type: "string" } });
      expect(endpoints.get("/index")?.output?.title).toBe("Note");
      expect([...endpoints.values()].filter((one) => one.isGenerator).map(({ name }) => name)).toEqual([
        "/stream",
      ]);
      expect(endpoints.get("/stream")?.input?.title).toBe("Note");
    },
  );

  test.each([
    {},
    { targetExecutor: "a$" },
    { targetExecutor: "nobody" },
    { endpoint: "/none" },
    { documents: [] },
  ])("no executor of a Flow that is live as it is drawn is accused: %j", async (request) => {
    const transport = gateways.transportTo(gateways.address("branches", "grpc"), "bridge");
    await transport.open(new AbortController().signal);
    const sent = requestOf(request);
    const reply = await transport.send(sent, new AbortController().signal);
    const exchange: Exchange = { request: sent, state: "answered", roundtripMs: 1, reply, error: null };
    const run: Run = {
      id: 1,
      transport: transport.label,
      simulated: false,
      startedAtMs: 0,
      state: "done",
      exchanges: [exchange],
      error: null,
      lacks: {},
      notes: [],
    };
    expect([reply.status.code, reply.routes.length]).toEqual(["SUCCESS", 6]);
    expect(compareDesign(readFlow(BRANCHES).built, run)).toEqual({ notDrawn: [], notAnswered: [] });
    const other = readFlow(BRANCHES.replaceAll("left", "links")).built;
    expect(compareDesign(other, run)).toEqual({ notDrawn: ["left"], notAnswered: ["links"] });
  });

  test("an Executor without a gateway tells less, and that is no fault", async () => {
    const { readiness, endpoints } = await read("alone", "http");
    expect(readiness).toEqual({ kind: "unknown", why: expect.stringContaining("without a gateway") });
    expect(endpoints?.map(({ name }) => name).includes("/index") ?? null).toBe(
      generation === "v2" ? true : null,
    );
  });

  /** As a page asks that its server does not know. */
  const readAlone = (name: Parameters<Gateways["address"]>[0]) => {
    const options = gateways.optionsOf(gateways.address(name, "websocket"), "direct");
    const bridge = { ...options.bridge, token: null };
    return readGateway({ ...options, bridge }, new AbortController().signal);
  };

  test("a page by itself finds out that a WebSocket gateway is ready, by its own dry run", async () => {
    const { readiness, generation: told, endpointsNote } = await readAlone("endpoints");
    expect([readiness, told]).toEqual([{ kind: "ready" }, null]);
    expect(endpointsNote).toContain("A page may not read what a WebSocket gateway tells of itself");
    const options = gateways.optionsOf(gateways.address("endpoints", "websocket"), "direct");
    const report = await readGateway(options, new AbortController().signal);
    expect([report.generation, report.readiness]).toEqual([generation, { kind: "ready" }]);
  });

  test.each<Protocol>(["grpc", "http", "websocket"])("%s: an executor that is down", async (protocol) => {
    await gateways.kill("worker");
    const { readiness, versions } = await read("leaning", protocol);
    expect(readiness.kind).toBe("not-ready");
    expect("why" in readiness && readiness.why).toContain("deployment down");
    expect(versions.get("jina")).toBe("3.34.0");
  });

  test("a page by itself finds out that an executor behind a WebSocket gateway is down", async () => {
    await gateways.kill("worker");
    const { readiness } = await readAlone("leaning");
    expect(readiness.kind).toBe("not-ready");
    expect("why" in readiness && readiness.why).toMatch(/down/);
    const other = { ...gateways.address("endpoints", "grpc"), protocol: "websocket" as const };
    const { code } = await faultOf(
      readGateway(
        { ...gateways.optionsOf(other, "direct"), bridge: { baseUrl: gateways.bridge.address, token: null } },
        new AbortController().signal,
      ),
    );
    expect(code).toBe("bridge-token");
  });

  test("what is no gateway of that protocol is named", async () => {
    const { message, advice } = await faultOf(
      readGateway(
        gateways.optionsOf({ ...gateways.address("endpoints", "websocket"), protocol: "http" }, "bridge"),
        new AbortController().signal,
      ),
    );
    expect(message).toBe("A WebSocket gateway answers there.");
    expect(advice).toContain("ws://");
  });
});
